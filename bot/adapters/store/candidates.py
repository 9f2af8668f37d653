"""What grouping asks of the store: articles that share keys, and the members of their stories."""

from datetime import timedelta

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    any_,
    bindparam,
    cast,
    column,
    func,
    or_,
    select,
    true,
)

from bot.adapters.store.engine import AnyRow
from bot.adapters.store.tables import MICROSECOND, article_keys, articles
from bot.model import Candidate
from bot.ports import POSTINGS

_FACTS = (
    articles.c.id,
    articles.c.story_id,
    articles.c.seen_at,
    articles.c.features,
)
_A_DAY = timedelta(days=1) // MICROSECOND  # as moments are kept

FARTHEST = 400
"""Days from the window's first that are looked through on PostgreSQL, whatever some clock once said."""

SPARE = 2
"""So many times the candidates asked for have their rows read: some lie on the first day, too early."""


def _candidates(looked_at: Select[int]) -> Select[*tuple[object, ...]]:
    """The articles that share most keys, of the numbers looked at: one for each key of each.

    Who shares most is known before any article's row is read: a row is wide, and hundreds share a key.
    """
    (number,) = looked_at.selected_columns
    shared = func.count().label("shared")
    hits = (
        looked_at.add_columns(shared)
        .group_by(number)
        .order_by(shared.desc(), number.desc())
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


def _walked() -> Select[int]:
    """From each key's newest article back, at most POSTINGS steps: the index lies in that order.

    To rank all that lies in the window costs five times as much. SQLite has no LATERAL, but what a
    table-valued function is given may speak of what stands before it; so the numbers go through JSON.
    """
    days = _kept_days()
    asked = func.json_each(bindparam("keys")).table_valued("value", name="asked")
    newest = (
        select(article_keys.c.number)
        .where(
            article_keys.c.key == asked.c.value,
            article_keys.c.day.in_(select(days.c.day).where(days.c.day >= bindparam("first"))),
        )
        .order_by(article_keys.c.day.desc(), article_keys.c.number.desc())
        .limit(POSTINGS)
        .correlate(asked)
        .subquery("newest")
    )
    numbers = select(func.json_group_array(newest.c.number)).scalar_subquery()
    found = func.json_each(numbers).table_valued(column("value", BigInteger), name="found")
    return select(found.c.value.label("number")).select_from(asked.join(found, true()))


def _kept_days() -> CTE:
    """The days that have keys, from the newest back to `first`, and perhaps one more before it."""
    days = select(func.max(article_keys.c.day).label("day")).cte("days", recursive=True)
    one = article_keys.alias("one")
    older = select(func.max(one.c.day)).where(one.c.day < days.c.day).scalar_subquery()
    return days.union_all(select(older).where(days.c.day > bindparam("first")))


def _walked_by_day() -> Select[int]:
    """The same on PostgreSQL, a partition at a time from the newest article's back.

    Of what everybody writes, the newest day has enough; to rank a million kept articles' whole window
    costs half as much again. An inner question may only be asked for one day after another, in the
    order of the series: no sort of all days is needed to have the newest.
    """
    keys = func.unnest(bindparam("keys", type_=ARRAY(BigInteger)))
    asked = keys.table_valued("key").render_derived(name="asked")
    newest_day = select(func.max(articles.c.seen_at, type_=BigInteger)).scalar_subquery() // _A_DAY
    first = bindparam("first", type_=Integer)
    last = func.least(cast(newest_day, Integer), first + FARTHEST)
    series = func.generate_series(last, first, -1)
    days = series.table_valued("day").render_derived(name="days")
    of_day = (
        select(article_keys.c.number)
        .where(
            article_keys.c.key == asked.c.key,
            article_keys.c.day == days.c.day,
            article_keys.c.day >= first,
        )
        .order_by(article_keys.c.number.desc())
        .limit(POSTINGS)
        .correlate(asked, days)
        .lateral("of_day")
    )
    of_days = select(of_day.c.number).select_from(days.join(of_day, true()))
    newest = of_days.limit(POSTINGS).correlate(asked).lateral("newest")
    return select(newest.c.number).select_from(asked.join(newest, true()))


# Where the tree begins with the day, each day is looked up by name. PostgreSQL has a partition a day
# and one text for every number of keys, so that the server plans the question once.
CANDIDATES = _candidates(_walked())
CANDIDATES_OF_DAYS = _candidates(_walked_by_day())


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
    "sqlite": _members(
        articles.c.story_id.in_(
            select(func.json_each(bindparam("stories")).table_valued("value").c.value)
        )
    ),
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
