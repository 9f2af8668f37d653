"""Articles, stories and the grouping transaction in memory."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import islice

from typing_extensions import override

from bot.adapters.memory.tables import ArticleRow, Journal, StoryRow, Tables
from bot.errors import NotFound
from bot.model import (
    BUNDLED,
    Alert,
    AlertState,
    Article,
    Candidate,
    EntryClosed,
    Fingerprint,
    Match,
    Member,
    Placement,
    Story,
)
from bot.ports import POSTINGS, UNSETTLED, Desk, StoryBook, not_before
from bot.text.normalise import clean


class MemoryStories(StoryBook):
    """The StoryBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @contextmanager
    @override
    def placing(self) -> Iterator[Desk]:
        with self._tables.lock:
            desk = MemoryDesk(self._tables)
            try:
                yield desk
            except BaseException:
                desk.journal.roll_back()
                raise

    @override
    def story(self, story_id: int) -> Story:
        with self._tables.lock:
            return _story(self._tables, story_id)

    @override
    def stories(self, since: datetime, limit: int) -> Sequence[Story]:
        tables = self._tables
        with tables.lock:
            changed = [i for i, row in tables.stories.items() if row.changed_at >= since]
            changed.sort(key=lambda i: (tables.stories[i].changed_at, i), reverse=True)
            return [_story(tables, story_id) for story_id in changed[:limit]]

    @override
    def watched(self, since: datetime, limit: int, term: str | None = None) -> Sequence[Story]:
        with self._tables.lock:
            changed = self.stories(since, len(self._tables.stories))
            found = [
                story
                for story in changed
                if any(term in {None, m.term} for m in _matches(self._tables, story.id))
            ]
            return found[:limit]

    @override
    def changed(self, since: datetime) -> int:
        with self._tables.lock:
            return sum(row.changed_at >= since for row in self._tables.stories.values())

    @override
    def matches(self, story_id: int) -> Sequence[Match]:
        with self._tables.lock:
            return _matches(self._tables, story_id)

    @override
    def article(self, article_id: int) -> Article:
        with self._tables.lock:
            return self._row(article_id).article

    def _row(self, article_id: int) -> ArticleRow:
        try:
            return self._tables.articles[article_id]
        except KeyError:
            raise NotFound(f"보관된 기사가 없습니다: {article_id}") from None

    @override
    def articles(self, since: datetime, limit: int) -> Iterable[Article]:
        with self._tables.lock:
            rows = [row.article for row in self._tables.articles.values()]
        return sorted((a for a in rows if a.seen_at >= since), key=_newest, reverse=True)[:limit]

    @override
    def find_url(self, url: str) -> Article | None:
        with self._tables.lock:
            article_id = self._tables.urls.get(url)
            return None if article_id is None else self._tables.articles[article_id].article

    @override
    def search(self, query: str, limit: int) -> Sequence[Article]:
        words = clean(query).casefold().split()
        with self._tables.lock:
            rows = [row.article for row in self._tables.articles.values()]
        if not words:
            return []
        found = [article for article in rows if _holds(article, words)]
        return sorted(found, key=_newest, reverse=True)[:limit]

    @override
    def story_of(self, article_id: int) -> Story:
        with self._tables.lock:
            return _story(self._tables, self._row(article_id).story_id)


class MemoryDesk(Desk):
    """The Desk port in memory; `journal` takes its changes back."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.journal = Journal()

    @override
    def is_placed(self, article_id: int) -> bool:
        return article_id in self._tables.articles

    @override
    def candidates(self, keys: Sequence[int], since: datetime, limit: int) -> Sequence[Candidate]:
        shared: Counter[int] = Counter()
        for key in set(keys):
            found = reversed(self._tables.keys.get(key, {}).items())
            newest = islice(found, POSTINGS)
            shared.update(article_id for article_id, at in newest if at >= since)
        rows = self._tables.articles
        ranked = sorted(shared, key=lambda i: (shared[i], rows[i].article.seen_at, i))
        return [_candidate(rows[i], shared[i]) for i in reversed(ranked[-limit:] if limit else [])]

    @override
    def members(self, story_ids: Sequence[int], limit: int) -> Sequence[Candidate]:
        chosen: list[int] = []
        for story_id in dict.fromkeys(story_ids if limit > 0 else ()):
            row = self._tables.stories.get(story_id)
            ids = row.members if row else ()
            chosen += ids if len(ids) <= limit else ids[:1] + ids[len(ids) - limit + 1 :]
        return [_candidate(self._tables.articles[i], 0) for i in chosen]

    @override
    def story(self, story_id: int) -> Story:
        return _story(self._tables, story_id)

    @override
    def save(
        self,
        article: Article,
        fingerprint: Fingerprint,
        matches: Sequence[Match],
        placement: Placement,
    ) -> None:
        tables, journal = self._tables, self.journal
        if article.id in tables.articles:
            return
        story_id = tables.aliases.get(placement.story_id, placement.story_id)
        tables.arrivals += 1
        row = ArticleRow(
            article=article,
            story_id=story_id,
            placement=placement,
            fingerprint=fingerprint,
            matches=tuple(matches),
            number=tables.arrivals,
        )
        journal.put(tables.articles, article.id, row)
        if article.url not in tables.urls:
            journal.put(tables.urls, article.url, article.id)
        for key in set(fingerprint.keys):
            journal.put(tables.keys.setdefault(key, {}), article.id, article.seen_at)
        self._join(story_id, row)
        for merged in placement.merged:
            self._merge(merged, story_id)

    def _join(self, story_id: int, row: ArticleRow) -> None:
        story = self._tables.stories.get(story_id)
        article, placement = row.article, row.placement
        if story is None:
            new = StoryRow(
                members=(article.id,),
                revision=1,
                changed_at=article.seen_at,
                followup_of=placement.followup_of,
            )
        else:
            new = replace(
                story,
                members=(*story.members, article.id),
                revision=story.revision + 1,
                changed_at=max(story.changed_at, article.seen_at),
            )
        self.journal.put(self._tables.stories, story_id, new)

    def _merge(self, merged: int, story_id: int) -> None:
        tables, journal = self._tables, self.journal
        merged = tables.aliases.get(merged, merged)
        if merged == story_id or merged not in tables.stories:
            return
        into, gone = tables.stories[story_id], tables.stories[merged]
        for article_id in gone.members:
            moved = replace(tables.articles[article_id], story_id=story_id)
            journal.put(tables.articles, article_id, moved)
        members = sorted(
            into.members + gone.members, key=lambda article_id: tables.articles[article_id].number
        )
        changed_at = max(into.changed_at, gone.changed_at)
        revision = max(into.revision, gone.revision + 1)
        joined = replace(
            into,
            members=tuple(members),
            changed_at=changed_at,
            revision=revision,
            followup_of=into.followup_of or self._inherited(gone.followup_of, members),
        )
        journal.put(tables.stories, story_id, joined)
        journal.touch(tables.stories, merged)
        del tables.stories[merged]
        self._redirect(merged, story_id)

    def _inherited(self, earlier: int | None, members: Sequence[int]) -> int | None:
        """What a merged story followed up, unless that began later than the other's members."""
        tables = self._tables
        if earlier is None or earlier not in tables.stories:
            return None
        begun = [
            min(tables.articles[number].article.seen_at for number in few)
            for few in (tables.stories[earlier].members, members)
        ]
        return earlier if begun[0] < begun[1] else None

    def _redirect(self, merged: int, story_id: int) -> None:
        tables, journal = self._tables, self.journal
        for old in [merged, *(o for o, new in tables.aliases.items() if new == merged)]:
            journal.put(tables.aliases, old, story_id)
        for i, row in list(tables.stories.items()):
            if row.followup_of == merged:
                followup_of = None if i == story_id else story_id
                journal.put(tables.stories, i, replace(row, followup_of=followup_of))
        for alert in list(tables.alerts.values()):
            if alert.story_id == merged:
                journal.put(tables.alerts, alert.id, replace(alert, story_id=story_id))
        self._drop_doubles(story_id)

    def _drop_doubles(self, story_id: int) -> None:
        """Of two cards that came to be about one story, one that nobody has begun to send goes."""
        alerts = self._tables.alerts
        for card in self._tables.doubles(lambda card: card.story_id == story_id):
            self.journal.touch(alerts, card.id)
            del alerts[card.id]

    @override
    def matches(self, story_id: int) -> Sequence[Match]:
        return _matches(self._tables, story_id)

    @override
    def story_alerts(self, story_id: int) -> Sequence[Alert]:
        story_id = self._tables.aliases.get(story_id, story_id)
        mine = [alert for alert in self._tables.alerts.values() if alert.story_id == story_id]
        return sorted(mine, key=lambda alert: alert.created_at)

    @override
    def after_promised(self, now: datetime) -> datetime:
        alerts = self._tables.alerts
        newest = next(reversed(alerts.values())).created_at if alerts else now
        return not_before(newest, now)

    @override
    def promise(self, alerts: Sequence[Alert]) -> None:
        for alert in alerts:
            self.journal.touch(self._tables.alerts, alert.id)
            self.journal.touch(self._tables.deliveries, alert.delivery_id)
            self._tables.promise(alert)

    @override
    def refresh(self, story_id: int, due_at: datetime) -> None:
        tables, journal = self._tables, self.journal
        for alert in [*self.story_alerts(story_id), *self._bundles(story_id)]:
            if alert.state is AlertState.SENT and due_at < alert.due_at:
                fresh = replace(alert, due_at=due_at, version=alert.version + 1)
                journal.put(tables.alerts, alert.id, fresh)
            elif alert.state in UNSETTLED:
                wish = min(due_at, tables.wishes.get(alert.id, due_at))
                journal.put(tables.wishes, alert.id, wish)

    def _bundles(self, story_id: int) -> Sequence[Alert]:
        """The bundles that tell the story."""
        tables = self._tables
        folded = [a for a in self.story_alerts(story_id) if a.state is AlertState.FOLDED]
        told = {alert.detail for alert in folded if alert.error == BUNDLED}
        return [tables.alerts[tables.deliveries[name]] for name in told & tables.deliveries.keys()]

    @override
    def amend(self, article: Article) -> None:
        tables, journal = self._tables, self.journal
        row = tables.articles.get(article.id)
        if row is None:
            return
        kept = row.article
        fresh = replace(
            kept, title=article.title, headline=article.headline, gone_at=article.gone_at
        )
        if fresh == kept:
            return
        journal.put(tables.articles, article.id, replace(row, article=fresh))
        story = tables.stories[row.story_id]
        journal.put(tables.stories, row.story_id, replace(story, revision=story.revision + 1))

    @override
    def close_entry(self, entry_id: int, how: EntryClosed, note: str) -> None:
        self.journal.touch(self._tables.entries, entry_id)
        self._tables.close_entry(entry_id, how)


def _story(tables: Tables, story_id: int) -> Story:
    story_id = tables.aliases.get(story_id, story_id)
    try:
        row = tables.stories[story_id]
    except KeyError:
        raise NotFound(f"그런 사건이 없습니다: {story_id}") from None
    return Story(
        id=story_id,
        revision=row.revision,
        members=tuple(_member(tables.articles[article_id]) for article_id in row.members),
        followup_of=row.followup_of,
    )


def _member(row: ArticleRow) -> Member:
    return Member(
        article=row.article, relation=row.placement.relation, evidence=row.placement.evidence
    )


def _matches(tables: Tables, story_id: int) -> Sequence[Match]:
    row = tables.stories.get(tables.aliases.get(story_id, story_id))
    ids = row.members if row else ()
    return [match for article_id in ids for match in tables.articles[article_id].matches]


def _candidate(row: ArticleRow, shared: int) -> Candidate:
    return Candidate(
        article_id=row.article.id,
        story_id=row.story_id,
        at=row.article.seen_at,
        shared=shared,
        features=row.fingerprint.features,
    )


def _newest(article: Article) -> tuple[datetime, datetime, int]:
    return article.seen_at, article.published_at, article.id


def _holds(article: Article, words: Sequence[str]) -> bool:
    hay = f"{article.title}\n{article.text}".casefold()
    return all(word in hay for word in words)
