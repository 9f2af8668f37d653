"""Article rows and what is read from them: articles, members, matches, whole stories."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select

from bot.adapters.store.engine import AnyRow
from bot.adapters.store.tables import articles, matches, stories, story_aliases
from bot.errors import NotFound
from bot.model import (
    Article,
    BodySource,
    Evidence,
    Field,
    Fingerprint,
    Match,
    Member,
    Placement,
    Relation,
    Salience,
    Span,
    Story,
)
from bot.urls import identity

ARTICLE_COLUMNS = [
    column for column in articles.c if column.name not in {"features", "evidence", "relation"}
]

_ALIAS = select(story_aliases.c.story_id).where(story_aliases.c.merged_id == bindparam("story"))
# The story of that id, or that which it went into: no journey to the server of its own.
_resolved = func.coalesce(_ALIAS.scalar_subquery(), bindparam("story"))
_STORY = (
    select(
        stories.c.id.label("of_story"),
        stories.c.revision,
        stories.c.followup_of,
        *ARTICLE_COLUMNS,
        articles.c.relation,
        articles.c.evidence,
    )
    .select_from(stories.outerjoin(articles, articles.c.story_id == stories.c.id))
    .where(stories.c.id == _resolved)
    .order_by(articles.c.number)
)
_MATCHES = (
    select(matches)
    .join(articles, articles.c.number == matches.c.number)
    .where(articles.c.story_id == _resolved)
    .order_by(matches.c.number, matches.c.position)
)


def resolve(connection: Connection, story_id: int) -> int:
    """The story's id, or that of the story it went into."""
    return connection.execute(_ALIAS, {"story": story_id}).scalar() or story_id


def story_with(connection: Connection, story_id: int) -> Story:
    """The story with its members.

    Raises:
        NotFound: no such story.
    """
    rows = connection.execute(_STORY, {"story": story_id}).all()
    if not rows:
        raise NotFound(f"그런 사건이 없습니다: {story_id}")
    return Story(
        id=rows[0].of_story,
        revision=rows[0].revision,
        members=tuple(_member(row) for row in rows if row.id is not None),
        followup_of=rows[0].followup_of,
    )


def matches_of(connection: Connection, story_id: int) -> Sequence[Match]:
    """Every match of the story's articles, in order of arrival and appearance."""
    return [_match(row) for row in connection.execute(_MATCHES, {"story": story_id})]


def article_row(
    article: Article, fingerprint: Fingerprint, placement: Placement, story_id: int
) -> dict[str, object]:
    """A placed article as a row."""
    evidence = [[e.rule, e.score, e.detail] for e in placement.evidence]
    return {
        "id": article.id,
        "entry_id": article.entry_id,
        "story_id": story_id,
        "published_at": article.published_at,
        "seen_at": article.seen_at,
        "url_key": identity(article.url),
        "relation": placement.relation.value,
        "backlog": article.backlog,
        "body_source": article.body_source.value,
        "outlet": article.outlet,
        "publisher": article.publisher,
        "author": article.author,
        "url": article.url,
        "title": article.title,
        "evidence": json.dumps(evidence, ensure_ascii=False),
        "features": fingerprint.features,
        "text": article.text,
        "headline": article.headline,
        "gone_at": article.gone_at,
    }


def match_rows(number: int, found: Sequence[Match]) -> list[dict[str, object]]:
    """The matches of the article with this number as rows."""
    return [
        {
            "number": number,
            "position": position,
            "watchlist": match.watchlist,
            "term": match.term,
            "surface": match.surface,
            "field": match.field.value,
            "begins": match.span.start,
            "ends": match.span.end,
            "salience": match.salience.value,
            "rule": match.rule,
        }
        for position, match in enumerate(found)
    ]


def article_of(row: AnyRow) -> Article:
    """The article in a row of ARTICLE_COLUMNS."""
    return Article(
        id=row.id,
        entry_id=row.entry_id,
        url=row.url,
        title=row.title,
        outlet=row.outlet,
        publisher=row.publisher,
        author=row.author,
        published_at=row.published_at,
        seen_at=row.seen_at,
        text=row.text,
        body_source=BodySource(row.body_source),
        backlog=row.backlog,
        headline=row.headline,
        gone_at=row.gone_at,
    )


def _member(row: AnyRow) -> Member:
    return Member(
        article=article_of(row),
        relation=Relation(row.relation),
        evidence=tuple(
            Evidence(rule=rule, score=score, detail=detail)
            for rule, score, detail in json.loads(row.evidence)
        ),
    )


def _match(row: AnyRow) -> Match:
    return Match(
        watchlist=row.watchlist,
        term=row.term,
        surface=row.surface,
        field=Field(row.field),
        span=Span(start=row.begins, end=row.ends),
        salience=Salience(row.salience),
        rule=row.rule,
    )
