"""The grouping transaction on the store.

Every statement runs on the one connection whose transaction `placing` opened, so that all of it
is committed or none. Whoever places holds up all others meanwhile, so on PostgreSQL what is written
waits until something is read that it changes, or for the end, and goes in one journey.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    CursorResult,
    Executable,
    Integer,
    ScalarSelect,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import Insert
from typing_extensions import override

from bot.adapters.store.alerts import ADD, alert_row, alerts_of, move_alerts
from bot.adapters.store.articles import (
    article_row,
    match_rows,
    matches_of,
    resolve,
    story_with,
)
from bot.adapters.store.candidates import (
    CANDIDATES,
    CANDIDATES_OF_DAYS,
    MEMBERS,
    SPARE,
    candidate_of,
)
from bot.adapters.store.entries import CLOSE, closing
from bot.adapters.store.inserts import INSERTS, add_new, upsert
from bot.adapters.store.journeys import Batch
from bot.adapters.store.refreshing import REFRESH
from bot.adapters.store.search import forget_articles, indexing
from bot.adapters.store.tables import (
    alerts,
    article_keys,
    articles,
    day_of,
    matches,
    stories,
    story_aliases,
)
from bot.model import (
    Alert,
    Article,
    Candidate,
    EntryClosed,
    Fingerprint,
    Match,
    Placement,
    Story,
)
from bot.ports import POSTINGS, Desk, not_before

TRIM_EVERY = 16  # articles

_newest_promise = select(alerts.c.created_at).order_by(alerts.c.number.desc()).limit(1)
# Asked together: whoever places an article mostly promises something.
_PLACED = select(
    select(articles.c.number)
    .where(articles.c.id == bindparam("article_id"))
    .scalar_subquery()
    .label("number"),
    _newest_promise.scalar_subquery().label("promised_at"),
)
_KEPT = select(
    articles.c.number,
    articles.c.story_id,
    articles.c.seen_at,
    articles.c.title,
    articles.c.headline,
    articles.c.gone_at,
    articles.c.text,
).where(articles.c.id == bindparam("article_id"))
_AMEND = (
    update(articles)
    .where(articles.c.number == bindparam("of_number"))
    .values({name: bindparam(name) for name in ("title", "headline", "gone_at")})
)
_ADD_ARTICLE = insert(articles).returning(articles.c.number)
_ADD_KEYS = add_new(article_keys)
# One statement for all keys of an article; an INSERT each would find its partition anew.
_of_keys = func.unnest(bindparam("keys", type_=ARRAY(BigInteger))).column_valued("key")
_ADD_KEYS_OF_DAY = (
    INSERTS["postgresql"](article_keys)
    .from_select(
        ["day", "key", "number"],
        select(bindparam("day", type_=Integer), _of_keys, bindparam("number", type_=BigInteger)),
    )
    .on_conflict_do_nothing()
)
_older = article_keys.alias("older")
# What a word that suddenly everybody writes leaves behind: little more than its newest postings of a
# day. Every so many articles are enough: whoever asks takes the newest alone.
_TRIM_KEYS = delete(article_keys).where(
    article_keys.c.day == bindparam("on_day"),
    article_keys.c.key == bindparam("of_key"),
    article_keys.c.number
    <= select(_older.c.number)
    .where(_older.c.day == bindparam("on_day"), _older.c.key == bindparam("of_key"))
    .order_by(_older.c.number.desc())
    .limit(1)
    .offset(POSTINGS)
    .scalar_subquery(),
)
_ADD_MATCHES = insert(matches).inline()


def _growing(story: Insert) -> Insert:
    """A new story, or one revision more of a known one, which never changed later than it did."""
    offered = story.excluded
    return story.on_conflict_do_update(
        index_elements=[stories.c.id],
        set_={
            "revision": stories.c.revision + 1,
            "changed_at": case(
                (stories.c.changed_at < offered.changed_at, offered.changed_at),
                else_=stories.c.changed_at,
            ),
        },
    )


_GROW_STORY = {dialect: _growing(into(stories)) for dialect, into in INSERTS.items()}
_AGE = select(stories.c.changed_at, stories.c.revision, stories.c.followup_of).where(
    stories.c.id == bindparam("story")
)
_REJUVENATE = (
    update(stories)
    .where(stories.c.id == bindparam("story"), stories.c.changed_at < bindparam("at"))
    .values(changed_at=bindparam("at"))
)
# Cards of either part compare the revision that they show with the one story's.
_OUTGROW = (
    update(stories)
    .where(stories.c.id == bindparam("story"), stories.c.revision <= bindparam("shown"))
    .values(revision=bindparam("shown") + 1)
)
_DROP_STORY = delete(stories).where(stories.c.id == bindparam("merged"))
_MOVE_ARTICLES = (
    update(articles)
    .where(articles.c.story_id == bindparam("merged"))
    .values(story_id=bindparam("story"))
)
_MOVE_FOLLOWUPS = (
    update(stories)
    .where(stories.c.followup_of == bindparam("merged"))
    .values(followup_of=case((stories.c.id == bindparam("story"), None), else_=bindparam("story")))
)


def _begun(story: str) -> ScalarSelect[datetime]:
    begun = select(func.min(articles.c.seen_at)).where(articles.c.story_id == bindparam(story))
    return begun.scalar_subquery()


# What a merged story followed up is followed up still, unless that began later than the other.
_INHERIT_LINK = (
    update(stories)
    .where(stories.c.id == bindparam("story"), stories.c.followup_of.is_(None))
    .where(_begun("earlier") < _begun("story"))
    .values(followup_of=bindparam("earlier"))
)
_MOVE_ALIASES = (
    update(story_aliases)
    .where(story_aliases.c.story_id == bindparam("merged"))
    .values(story_id=bindparam("story"))
)
_ADD_ALIAS = upsert(story_aliases, ["story_id"])


class SqlDesk(Desk):
    """The Desk port on one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name
        self._batch = Batch(connection)
        self._unplaced: set[int] = set()  # nobody else places while this transaction has its turn
        self._resolved: dict[int, int] = {}
        self._promised_at: datetime | None = None  # the newest promise, where that is known
        self._knows_promises = False
        self._told = False  # whether changes of alerts are among what waits to be written

    def flush(self) -> None:
        """Writes what waits; the transaction's end needs it."""
        self._told = False
        self._batch.flush()

    def _ask(self, statement: Executable, asked: Mapping[str, object]) -> CursorResult[Any]:
        """What the statement finds, with all that was written before it."""
        self.flush()
        return self._connection.execute(statement, asked)

    @override
    def is_placed(self, article_id: int) -> bool:
        if article_id in self._unplaced:
            return False
        found = self._ask(_PLACED, {"article_id": article_id}).one()
        self._note_promise(found.promised_at)
        if found.number is not None:
            return True
        self._unplaced.add(article_id)
        self._resolved[article_id] = article_id  # no story of that name was ever there
        return False

    def _note_promise(self, newest: datetime | None) -> None:
        self._promised_at, self._knows_promises = newest, True

    def _resolve(self, story_id: int) -> int:
        if story_id not in self._resolved:
            self.flush()
            self._resolved[story_id] = resolve(self._connection, story_id)
        return self._resolved[story_id]

    @override
    def candidates(self, keys: Sequence[int], since: datetime, limit: int) -> Sequence[Candidate]:
        if not keys:
            return []
        asked = {
            "keys": self._listed(sorted(set(keys))),
            "first": day_of(since),
            "since": since,
            "looked_at": SPARE * limit,
            "limit": limit,
        }
        statement = CANDIDATES_OF_DAYS if self._dialect == "postgresql" else CANDIDATES
        return self._live([candidate_of(row, row.shared) for row in self._ask(statement, asked)])

    def _listed(self, numbers: Sequence[int]) -> object:
        """One parameter for any number of them: an array where there are such, else JSON."""
        return numbers if self._dialect == "postgresql" else json.dumps(numbers)

    def _live(self, found: list[Candidate]) -> list[Candidate]:
        """The same; their stories are those that stand, whatever was merged."""
        self._resolved |= {each.story_id: each.story_id for each in found}
        return found

    @override
    def members(self, story_ids: Sequence[int], limit: int) -> Sequence[Candidate]:
        if not story_ids or limit < 1:
            return []
        turns = {story_id: turn for turn, story_id in enumerate(dict.fromkeys(story_ids))}
        asked = {"stories": self._listed(list(turns)), "limit": limit}
        rows = self._ask(MEMBERS[self._dialect], asked)
        found = self._live([candidate_of(row, 0) for row in rows])
        return sorted(found, key=lambda candidate: turns[candidate.story_id])

    @override
    def story(self, story_id: int) -> Story:
        self.flush()
        return story_with(self._connection, story_id)

    @override
    def save(
        self,
        article: Article,
        fingerprint: Fingerprint,
        matches: Sequence[Match],
        placement: Placement,
    ) -> None:
        if self.is_placed(article.id):
            return
        story_id = self._resolve(placement.story_id)
        row = article_row(article, fingerprint, placement, story_id)
        number = self._ask(_ADD_ARTICLE, row).scalar_one()
        self._unplaced.discard(article.id)
        self._add_keys(number, day_of(article.seen_at), sorted(set(fingerprint.keys)))
        self._batch.add(_ADD_MATCHES, match_rows(number, matches))
        self._batch.add(*indexing(self._dialect, number, article))
        self._grow(story_id, article.seen_at, placement.followup_of)
        for merged in placement.merged:
            self._merge(self._resolve(merged), story_id)

    def _add_keys(self, number: int, day: int, keys: Sequence[int]) -> None:
        if not keys:
            return
        if self._dialect == "postgresql":
            self._batch.add(_ADD_KEYS_OF_DAY, {"day": day, "keys": keys, "number": number})
        else:
            rows = [{"day": day, "key": key, "number": number} for key in keys]
            self._batch.add(_ADD_KEYS[self._dialect], rows)
        if number % TRIM_EVERY == 0:
            self._batch.add(_TRIM_KEYS, [{"on_day": day, "of_key": key} for key in keys])

    def _grow(self, story_id: int, at: datetime, followup_of: int | None) -> None:
        row = {"id": story_id, "revision": 1, "followup_of": followup_of, "changed_at": at}
        self._batch.add(_GROW_STORY[self._dialect], row)

    def _merge(self, merged: int, story_id: int) -> None:
        connection = self._connection
        gone = self._ask(_AGE, {"story": merged}).one_or_none()
        if gone is None or merged == story_id:
            return
        ids = {"merged": merged, "story": story_id}
        connection.execute(_DROP_STORY, {"merged": merged})
        connection.execute(_REJUVENATE, {"story": story_id, "at": gone.changed_at})
        connection.execute(_OUTGROW, {"story": story_id, "shown": gone.revision})
        for statement in (_MOVE_ARTICLES, _MOVE_FOLLOWUPS, _MOVE_ALIASES):
            connection.execute(statement, ids)
        if gone.followup_of is not None:
            link = {"story": story_id, "earlier": gone.followup_of}
            connection.execute(_INHERIT_LINK, link)
        alias = {"merged_id": merged, "story_id": story_id}
        connection.execute(_ADD_ALIAS[connection.dialect.name], alias)
        self._resolved.clear()
        move_alerts(connection, merged, story_id)

    @override
    def matches(self, story_id: int) -> Sequence[Match]:
        self.flush()
        return matches_of(self._connection, story_id)

    @override
    def story_alerts(self, story_id: int) -> Sequence[Alert]:
        if self._told:
            self.flush()
        return alerts_of(self._connection, self._resolve(story_id))

    @override
    def after_promised(self, now: datetime) -> datetime:
        if not self._knows_promises:
            self._note_promise(self._ask(_PLACED, {"article_id": 0}).one().promised_at)
        return now if self._promised_at is None else not_before(self._promised_at, now)

    @override
    def promise(self, alerts: Sequence[Alert]) -> None:
        if alerts:
            self._batch.add(ADD[self._dialect], [alert_row(alert) for alert in alerts])
            self._told, self._knows_promises = True, False

    @override
    def refresh(self, story_id: int, due_at: datetime) -> None:
        self._batch.add(REFRESH[self._dialect], {"story": self._resolve(story_id), "at": due_at})
        self._told = True

    @override
    def amend(self, article: Article) -> None:
        kept = self._ask(_KEPT, {"article_id": article.id}).one_or_none()
        values = {"title": article.title, "headline": article.headline, "gone_at": article.gone_at}
        if kept is None or values == {name: getattr(kept, name) for name in values}:
            return
        forget_articles(self._connection, [kept])
        self._connection.execute(_AMEND, {"of_number": kept.number, **values})
        changed = replace(article, text=kept.text)
        self._batch.add(*indexing(self._dialect, kept.number, changed))
        self._grow(kept.story_id, kept.seen_at, None)

    @override
    def close_entry(self, entry_id: int, how: EntryClosed, note: str) -> None:
        self._batch.add(CLOSE, closing(entry_id, how, note))
