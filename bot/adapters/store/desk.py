"""The grouping transaction on the store.

Every statement runs on the one connection whose transaction `placing` opened, so that all of it
is committed or none.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    any_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from typing_extensions import override

from bot.adapters.store.alerts import add_alerts, alerts_of, move_alerts, refresh_alerts
from bot.adapters.store.articles import (
    article_row,
    match_rows,
    matches_of,
    resolve,
    story_with,
)
from bot.adapters.store.engine import AnyRow, add_new, upsert
from bot.adapters.store.entries import CLOSE, closing
from bot.adapters.store.search import forget_articles, index_article
from bot.adapters.store.tables import (
    Moment,
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

_PLACED = select(articles.c.number).where(articles.c.id == bindparam("article_id"))
# Two questions: SQLite answers either from the end of the index, both at once by a whole scan.
_DAYS = select(
    select(func.min(article_keys.c.day)).scalar_subquery(),
    select(func.max(article_keys.c.day)).scalar_subquery(),
)
_FACTS = (
    articles.c.id,
    articles.c.story_id,
    articles.c.seen_at,
    articles.c.features,
)


def _candidates(asked_for: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """The articles that share most of the keys: of each key the newest POSTINGS are looked at."""
    postings = (
        select(
            article_keys.c.number,
            func.row_number()
            .over(partition_by=article_keys.c.key, order_by=article_keys.c.number.desc())
            .label("place"),
        )
        .where(asked_for)
        .subquery("postings")
    )
    hits = (
        select(postings.c.number, func.count().label("shared"))
        .where(postings.c.place <= POSTINGS)
        .group_by(postings.c.number)
        .subquery("hits")
    )
    best = (
        select(articles.c.number, articles.c.seen_at, hits.c.shared)
        .join(hits, hits.c.number == articles.c.number)
        .where(articles.c.seen_at >= bindparam("since"))
        .order_by(hits.c.shared.desc(), articles.c.seen_at.desc(), articles.c.id.desc())
        .limit(bindparam("limit"))
        .subquery("best")
    )
    return (
        select(*_FACTS, best.c.shared)
        .join(best, best.c.number == articles.c.number)
        .order_by(best.c.shared.desc(), articles.c.seen_at.desc(), articles.c.id.desc())
    )


# Where the tree begins with the day, each day is looked up by name. PostgreSQL has a partition a day
# and one text for every number of keys, so that the server plans the question once.
_CANDIDATES = _candidates(
    and_(
        article_keys.c.day.in_(bindparam("days", expanding=True)),
        article_keys.c.key.in_(bindparam("keys", expanding=True)),
    )
)
_CANDIDATES_OF_DAYS = _candidates(
    and_(
        article_keys.c.day >= bindparam("first"),
        article_keys.c.key == any_(bindparam("keys", type_=ARRAY(BigInteger))),
    )
)
_ranked = (
    select(
        articles.c.number,
        func.row_number()
        .over(partition_by=articles.c.story_id, order_by=articles.c.number)
        .label("first"),
        func.row_number()
        .over(partition_by=articles.c.story_id, order_by=articles.c.number.desc())
        .label("last"),
    )
    .where(articles.c.story_id.in_(bindparam("stories", expanding=True)))
    .subquery("ranked")
)
_MEMBERS = (
    select(*_FACTS)
    .join(_ranked, _ranked.c.number == articles.c.number)
    .where(or_(_ranked.c.first == 1, _ranked.c.last < bindparam("limit")))
    .order_by(articles.c.number)
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
_ADD_MATCHES = insert(matches)
_NEWEST_PROMISE = select(alerts.c.created_at).order_by(alerts.c.number.desc()).limit(1)
_ADD_STORY = insert(stories)
_GROW_STORY = (
    update(stories)
    .where(stories.c.id == bindparam("story"))
    .values(
        revision=stories.c.revision + 1,
        changed_at=case(
            (stories.c.changed_at < bindparam("at", type_=Moment()), bindparam("at")),
            else_=stories.c.changed_at,
        ),
    )
)
_AGE = select(stories.c.changed_at, stories.c.revision).where(stories.c.id == bindparam("story"))
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
        self._unplaced: set[int] = set()  # nobody else places while this transaction has its turn
        self._resolved: dict[int, int] = {}

    @override
    def is_placed(self, article_id: int) -> bool:
        if article_id in self._unplaced:
            return False
        asked = {"article_id": article_id}
        if self._connection.execute(_PLACED, asked).first() is not None:
            return True
        self._unplaced.add(article_id)
        return False

    def _resolve(self, story_id: int) -> int:
        if story_id not in self._resolved:
            self._resolved[story_id] = resolve(self._connection, story_id)
        return self._resolved[story_id]

    @override
    def candidates(self, keys: Sequence[int], since: datetime, limit: int) -> Sequence[Candidate]:
        asked: dict[str, object] = {"keys": sorted(set(keys)), "since": since, "limit": limit}
        if self._connection.dialect.name == "postgresql":
            statement, asked["first"] = _CANDIDATES_OF_DAYS, day_of(since)
        else:
            statement, asked["days"] = _CANDIDATES, self._days(since)
        if not keys or asked.get("days") == []:
            return []
        rows = self._connection.execute(statement, asked)
        return [_candidate(row, row.shared) for row in rows]

    def _days(self, since: datetime) -> list[int]:
        first, last = self._connection.execute(_DAYS).one()
        return [] if first is None else list(range(max(first, day_of(since)), last + 1))

    @override
    def members(self, story_ids: Sequence[int], limit: int) -> Sequence[Candidate]:
        if not story_ids or limit < 1:
            return []
        turns = {story_id: turn for turn, story_id in enumerate(dict.fromkeys(story_ids))}
        rows = self._connection.execute(_MEMBERS, {"stories": list(turns), "limit": limit})
        found = [_candidate(row, 0) for row in rows]
        return sorted(found, key=lambda candidate: turns[candidate.story_id])

    @override
    def story(self, story_id: int) -> Story:
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
        connection = self._connection
        story_id = self._resolve(placement.story_id)
        row = article_row(article, fingerprint, placement, story_id)
        number = connection.execute(_ADD_ARTICLE, row).scalar_one()
        self._unplaced.discard(article.id)
        self._add_keys(number, day_of(article.seen_at), sorted(set(fingerprint.keys)))
        if matches:
            connection.execute(_ADD_MATCHES, match_rows(number, matches))
        index_article(connection, number, article)
        self._grow(story_id, article.seen_at, placement.followup_of)
        for merged in placement.merged:
            self._merge(self._resolve(merged), story_id)

    def _add_keys(self, number: int, day: int, keys: Sequence[int]) -> None:
        connection = self._connection
        if keys:
            rows = [{"day": day, "key": key, "number": number} for key in keys]
            connection.execute(_ADD_KEYS[connection.dialect.name], rows)
            if number % TRIM_EVERY == 0:
                connection.execute(_TRIM_KEYS, [{"on_day": day, "of_key": key} for key in keys])

    def _grow(self, story_id: int, at: datetime, followup_of: int | None) -> None:
        grown = self._connection.execute(_GROW_STORY, {"story": story_id, "at": at})
        if grown.rowcount == 0:
            row = {"id": story_id, "revision": 1, "followup_of": followup_of, "changed_at": at}
            self._connection.execute(_ADD_STORY, row)

    def _merge(self, merged: int, story_id: int) -> None:
        connection = self._connection
        gone = connection.execute(_AGE, {"story": merged}).one_or_none()
        if gone is None or merged == story_id:
            return
        ids = {"merged": merged, "story": story_id}
        connection.execute(_DROP_STORY, {"merged": merged})
        connection.execute(_REJUVENATE, {"story": story_id, "at": gone.changed_at})
        connection.execute(_OUTGROW, {"story": story_id, "shown": gone.revision})
        for statement in (_MOVE_ARTICLES, _MOVE_FOLLOWUPS, _MOVE_ALIASES):
            connection.execute(statement, ids)
        alias = {"merged_id": merged, "story_id": story_id}
        connection.execute(_ADD_ALIAS[connection.dialect.name], alias)
        self._resolved.clear()
        move_alerts(connection, merged, story_id)

    @override
    def matches(self, story_id: int) -> Sequence[Match]:
        return matches_of(self._connection, story_id)

    @override
    def story_alerts(self, story_id: int) -> Sequence[Alert]:
        return alerts_of(self._connection, self._resolve(story_id))

    @override
    def after_promised(self, now: datetime) -> datetime:
        newest = self._connection.execute(_NEWEST_PROMISE).scalar()
        return now if newest is None else not_before(newest, now)

    @override
    def promise(self, alerts: Sequence[Alert]) -> None:
        add_alerts(self._connection, alerts)

    @override
    def refresh(self, story_id: int, due_at: datetime) -> None:
        refresh_alerts(self._connection, self._resolve(story_id), due_at)

    @override
    def amend(self, article: Article) -> None:
        kept = self._connection.execute(_KEPT, {"article_id": article.id}).one_or_none()
        values = {"title": article.title, "headline": article.headline, "gone_at": article.gone_at}
        if kept is None or values == {name: getattr(kept, name) for name in values}:
            return
        forget_articles(self._connection, [kept])
        self._connection.execute(_AMEND, {"of_number": kept.number, **values})
        index_article(self._connection, kept.number, replace(article, text=kept.text))
        self._grow(kept.story_id, kept.seen_at, None)

    @override
    def close_entry(self, entry_id: int, how: EntryClosed, note: str) -> None:
        self._connection.execute(CLOSE, closing(entry_id, how, note))


def _candidate(row: AnyRow, shared: int) -> Candidate:
    return Candidate(
        article_id=row.id,
        story_id=row.story_id,
        at=row.seen_at,
        shared=shared,
        features=row.features,
    )
