"""Full-text search over an index of character pairs: FTS5 on SQLite, a GIN index on PostgreSQL.

Korean glues particles to words and writes compounds with and without spaces, so words are no
units to index. Each run of letters and digits becomes its overlapping pairs and its last
character; a word of the query is then a phrase, found wherever it stands, from one character on.
The index only proposes: what is returned holds every word, compared casefolded. PostgreSQL keeps the
pairs without their places, a partition a day, and needs no extension for it (its trigrams would say
nothing of words of two syllables, as most Korean ones are).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import cast

from sqlalchemy import Connection, Executable, Select, or_, select, text

from bot.adapters.store.articles import ARTICLE_COLUMNS, article_of
from bot.adapters.store.engine import AnyRow
from bot.adapters.store.tables import articles, day_of
from bot.model import Article
from bot.text.normalise import clean

RUN = re.compile(r"[^\W_]+")  # letters and digits of any script
MOST_PAIRS = 50_000  # of one article on PostgreSQL: a tsvector holds a megabyte
STEP = 50  # articles read at a time until enough of them hold every word

_NEWEST = select(*ARTICLE_COLUMNS).order_by(
    articles.c.seen_at.desc(), articles.c.published_at.desc(), articles.c.id.desc()
)
_INDEXED = _NEWEST.where(
    text("articles.number IN (SELECT rowid FROM article_words WHERE article_words MATCH :pairs)")
)
_INDEXED_BY_DAY = _NEWEST.where(
    text(
        "articles.number IN"
        " (SELECT number FROM article_words WHERE pairs @@ CAST(:pairs AS tsquery))"
    )
)
_ADD_WORDS = text("INSERT INTO article_words (rowid, pairs) VALUES (:number, :pairs)")
_ADD_WORDS_OF_DAY = text(
    "INSERT INTO article_words (day, number, pairs)"
    " VALUES (:day, :number, array_to_tsvector(CAST(:pairs AS text[])))"
    " ON CONFLICT (number, day) DO UPDATE SET pairs = excluded.pairs"
)
_DROP_WORDS = text(
    "INSERT INTO article_words (article_words, rowid, pairs) VALUES ('delete', :number, :pairs)"
)


def indexing(
    dialect: str, number: int, article: Article
) -> tuple[Executable, Sequence[Mapping[str, object]]]:
    """The statement and its rows that make the article with this number findable."""
    row = {"number": number, "title": article.title, "text": article.text}
    return _indexing(dialect, [row | {"seen_at": article.seen_at}])


def index_articles(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Makes articles findable: rows with their number, moment seen, title and text."""
    if rows:
        connection.execute(*_indexing(connection.dialect.name, rows))


def _indexing(
    dialect: str, rows: Sequence[Mapping[str, object]]
) -> tuple[Executable, Sequence[Mapping[str, object]]]:
    said = [(row, pairs(f"{row['title']}\n{row['text']}")) for row in rows]
    if dialect == "sqlite":
        words = [{"number": row["number"], "pairs": " ".join(found)} for row, found in said]
        return _ADD_WORDS, words
    dated = [
        {
            "day": day_of(cast("datetime", row["seen_at"])),
            "number": row["number"],
            "pairs": list(dict.fromkeys(found))[:MOST_PAIRS],
        }
        for row, found in said
    ]
    return _ADD_WORDS_OF_DAY, dated


def forget_articles(connection: Connection, rows: Sequence[AnyRow]) -> None:
    """Takes articles (number, title and text as they were indexed) out of the index.

    On PostgreSQL new words take the place of the old ones, and words go with their day (partitions.py).
    """
    if connection.dialect.name == "sqlite" and rows:
        words = [
            {"number": row.number, "pairs": " ".join(pairs(f"{row.title}\n{row.text}"))}
            for row in rows
        ]
        connection.execute(_DROP_WORDS, words)


def find(connection: Connection, query: str, limit: int) -> Sequence[Article]:
    """Articles that hold every word of the query, newest first."""
    words = clean(query).casefold().split()
    if not words or limit < 1:
        return []
    runs = [run for word in words for run in RUN.findall(word)]
    if not runs:
        statement, asked = _scan(words), {}
    elif connection.dialect.name == "sqlite":
        statement, asked = _INDEXED, {"pairs": " AND ".join(_phrase(run) for run in runs)}
    else:
        statement, asked = _INDEXED_BY_DAY, {"pairs": " & ".join(_lexemes(run) for run in runs)}
    with connection.execute(statement.execution_options(yield_per=STEP), asked) as rows:
        found = (article_of(row) for row in rows)
        return list(islice((article for article in found if _holds(article, words)), limit))


def pairs(content: str) -> Sequence[str]:
    """What the index keeps of a text: each run's overlapping pairs and its last character."""
    return [run[at : at + 2] for run in RUN.findall(content.casefold()) for at in range(len(run))]


def _phrase(run: str) -> str:
    if len(run) == 1:
        return f'"{run}"*'
    return '"' + " ".join(run[at : at + 2] for at in range(len(run) - 1)) + '"'


def _lexemes(run: str) -> str:
    if len(run) == 1:
        return f"'{run}':*"
    return " & ".join(f"'{run[at : at + 2]}'" for at in range(len(run) - 1))


def _scan(words: Sequence[str]) -> Select[*tuple[object, ...]]:
    statement = _NEWEST
    for word in words:
        statement = statement.where(
            or_(
                articles.c.title.icontains(word, autoescape=True),
                articles.c.text.icontains(word, autoescape=True),
            )
        )
    return statement


def _holds(article: Article, words: Sequence[str]) -> bool:
    content = f"{article.title}\n{article.text}".casefold()
    return all(word in content for word in words)
