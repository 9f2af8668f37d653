"""What grouping asks of the store: articles that share keys, and the members of their stories."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    and_,
    any_,
    bindparam,
    func,
    or_,
    select,
)

from bot.adapters.store.engine import AnyRow
from bot.adapters.store.tables import article_keys, articles
from bot.model import Candidate
from bot.ports import POSTINGS

# Two questions: SQLite answers either from the end of the index, both at once by a whole scan.
DAYS = select(
    select(func.min(article_keys.c.day)).scalar_subquery(),
    select(func.max(article_keys.c.day)).scalar_subquery(),
)
_FACTS = (
    articles.c.id,
    articles.c.story_id,
    articles.c.seen_at,
    articles.c.features,
)


SPARE = 2
"""So many times the candidates asked for have their rows read: some lie on the first day, too early."""


def _candidates(asked_for: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """The articles that share most of the keys: of each key the newest POSTINGS are looked at.

    Who shares most is known before any article's row is read: a row is wide, and hundreds share a key.
    """
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
    shared = func.count().label("shared")
    hits = (
        select(postings.c.number, shared)
        .where(postings.c.place <= POSTINGS)
        .group_by(postings.c.number)
        .order_by(shared.desc(), postings.c.number.desc())
        .limit(bindparam("looked_at"))
        .subquery("hits")
    )
    return (
        select(*_FACTS, hits.c.shared)
        .join(hits, hits.c.number == articles.c.number)
        .where(articles.c.seen_at >= bindparam("since"))
        .order_by(hits.c.shared.desc(), articles.c.seen_at.desc(), articles.c.id.desc())
        .limit(bindparam("limit"))
    )


# Where the tree begins with the day, each day is looked up by name. PostgreSQL has a partition a day
# and one text for every number of keys, so that the server plans the question once.
CANDIDATES = _candidates(
    and_(
        article_keys.c.day.in_(bindparam("days", expanding=True)),
        article_keys.c.key.in_(bindparam("keys", expanding=True)),
    )
)
CANDIDATES_OF_DAYS = _candidates(
    and_(
        article_keys.c.day >= bindparam("first"),
        article_keys.c.key == any_(bindparam("keys", type_=ARRAY(BigInteger))),
    )
)


def _members(of_stories: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """Of each story the first article and the newest."""
    ranked = (
        select(
            articles.c.number,
            func.row_number()
            .over(partition_by=articles.c.story_id, order_by=articles.c.number)
            .label("first"),
            func.row_number()
            .over(partition_by=articles.c.story_id, order_by=articles.c.number.desc())
            .label("last"),
        )
        .where(of_stories)
        .subquery("ranked")
    )
    return (
        select(*_FACTS)
        .join(ranked, ranked.c.number == articles.c.number)
        .where(or_(ranked.c.first == 1, ranked.c.last < bindparam("limit")))
        .order_by(articles.c.number)
    )


MEMBERS = {
    "sqlite": _members(articles.c.story_id.in_(bindparam("stories", expanding=True))),
    "postgresql": _members(
        articles.c.story_id == any_(bindparam("stories", type_=ARRAY(BigInteger)))
    ),
}


def candidate_of(row: AnyRow, shared: int) -> Candidate:
    """The candidate in a row of these questions, with so many keys shared."""
    return Candidate(
        article_id=row.id,
        story_id=row.story_id,
        at=row.seen_at,
        shared=shared,
        features=row.features,
    )
