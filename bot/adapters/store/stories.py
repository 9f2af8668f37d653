"""Articles and stories in the store: what is kept, and how it is read back."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select
from typing_extensions import override

from bot.adapters.store.articles import ARTICLE_COLUMNS, article_of, matches_of, story_with
from bot.adapters.store.desk import SqlDesk
from bot.adapters.store.engine import Database, Turn
from bot.adapters.store.search import find
from bot.adapters.store.tables import articles, matches, stories
from bot.errors import NotFound
from bot.model import Article, Match, Story
from bot.ports import Desk, StoryBook
from bot.urls import identity

_CHANGED = (
    select(stories.c.id)
    .where(stories.c.changed_at >= bindparam("since"))
    .order_by(stories.c.changed_at.desc(), stories.c.id.desc())
    .limit(bindparam("limit"))
)
_COUNTED = (
    select(func.count()).select_from(stories).where(stories.c.changed_at >= bindparam("since"))
)
_found = (
    exists()
    .where(articles.c.story_id == stories.c.id, matches.c.number == articles.c.number)
    .correlate(stories)
)
_WATCHED = _CHANGED.where(_found)
_WATCHED_TERM = _CHANGED.where(_found.where(matches.c.term == bindparam("term")))
_ARTICLE = select(*ARTICLE_COLUMNS).where(articles.c.id == bindparam("article_id"))
_STORY_OF = select(articles.c.story_id).where(articles.c.id == bindparam("article_id"))
_SEEN = (
    select(*ARTICLE_COLUMNS)
    .where(articles.c.seen_at >= bindparam("since"))
    .order_by(articles.c.seen_at.desc(), articles.c.published_at.desc(), articles.c.id.desc())
    .limit(bindparam("limit"))
)
_AT_URL = (
    select(*ARTICLE_COLUMNS)
    .where(articles.c.url_key == bindparam("url_key"), articles.c.url == bindparam("of_url"))
    .order_by(articles.c.number)
    .limit(1)
)


class SqlStories(StoryBook):
    """The StoryBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    @override
    def placing(self) -> Iterator[Desk]:
        with self._database.writing(Turn.PLACING, planned_once=True) as connection:
            desk = SqlDesk(connection)
            yield desk
            desk.flush()

    @override
    def story(self, story_id: int) -> Story:
        with self._database.reading_once() as connection:
            return story_with(connection, story_id)

    @override
    def stories(self, since: datetime, limit: int) -> Sequence[Story]:
        with self._database.reading() as connection:
            ids = connection.execute(_CHANGED, {"since": since, "limit": limit}).scalars().all()
            return [story_with(connection, story_id) for story_id in ids]

    @override
    def watched(self, since: datetime, limit: int, term: str | None = None) -> Sequence[Story]:
        asked = {"since": since, "limit": limit} | ({} if term is None else {"term": term})
        with self._database.reading() as connection:
            statement = _WATCHED if term is None else _WATCHED_TERM
            ids = connection.execute(statement, asked).scalars().all()
            return [story_with(connection, story_id) for story_id in ids]

    @override
    def changed(self, since: datetime) -> int:
        with self._database.reading_once() as connection:
            return connection.execute(_COUNTED, {"since": since}).scalar_one()

    @override
    def matches(self, story_id: int) -> Sequence[Match]:
        with self._database.reading_once() as connection:
            return matches_of(connection, story_id)

    @override
    def article(self, article_id: int) -> Article:
        with self._database.reading_once() as connection:
            row = connection.execute(_ARTICLE, {"article_id": article_id}).one_or_none()
        if row is None:
            raise NotFound(f"보관된 기사가 없습니다: {article_id}")
        return article_of(row)

    @override
    def articles(self, since: datetime, limit: int) -> Iterable[Article]:
        with self._database.reading_once() as connection:
            rows = connection.execute(_SEEN, {"since": since, "limit": limit})
            return [article_of(row) for row in rows]

    @override
    def find_url(self, url: str) -> Article | None:
        asked = {"url_key": identity(url), "of_url": url}
        with self._database.reading_once() as connection:
            row = connection.execute(_AT_URL, asked).one_or_none()
        return None if row is None else article_of(row)

    @override
    def search(self, query: str, limit: int) -> Sequence[Article]:
        with self._database.reading() as connection:
            return find(connection, query, limit)

    @override
    def story_of(self, article_id: int) -> Story:
        with self._database.reading() as connection:
            story_id = connection.execute(_STORY_OF, {"article_id": article_id}).scalar()
            if story_id is None:
                raise NotFound(f"보관된 기사가 없습니다: {article_id}")
            return story_with(connection, story_id)
