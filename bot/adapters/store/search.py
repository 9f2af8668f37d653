"""Full-text search: on SQLite an FTS5 index of character pairs, elsewhere a scan.

Korean glues particles to words and writes compounds with and without spaces, so words are no
units to index. Each run of letters and digits becomes its overlapping pairs and its last
character; a word of the query is then a phrase, found wherever it stands, from one character on.
The index only proposes: what is returned holds every word, compared casefolded.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection, Select, or_, select, text

from bot.adapters.store.articles import ARTICLE_COLUMNS, article_of
from bot.adapters.store.engine import AnyRow
from bot.adapters.store.tables import articles
from bot.model import Article
from bot.text.normalise import clean

RUN = re.compile(r"[^\W_]+")  # letters and digits of any script
STEP = 50  # articles read at a time until enough of them hold every word

_NEWEST = select(*ARTICLE_COLUMNS).order_by(
    articles.c.seen_at.desc(), articles.c.published_at.desc(), articles.c.id.desc()
)
_INDEXED = _NEWEST.where(
    text("articles.number IN (SELECT rowid FROM article_words WHERE article_words MATCH :pairs)")
)
_ADD_WORDS = text("INSERT INTO article_words (rowid, pairs) VALUES (:number, :pairs)")
_DROP_WORDS = text(
    "INSERT INTO article_words (article_words, rowid, pairs) VALUES ('delete', :number, :pairs)"
)


def index_article(connection: Connection, number: int, article: Article) -> None:
    """Makes the article with this number findable."""
    if connection.dialect.name == "sqlite":
        words = {"number": number, "pairs": pairs(f"{article.title}\n{article.text}")}
        connection.execute(_ADD_WORDS, words)


def index_articles(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Makes articles findable: rows with their number, title and text."""
    if connection.dialect.name == "sqlite" and rows:
        words = [
            {"number": row["number"], "pairs": pairs(f"{row['title']}\n{row['text']}")}
            for row in rows
        ]
        connection.execute(_ADD_WORDS, words)


def forget_articles(connection: Connection, rows: Sequence[AnyRow]) -> None:
    """Takes articles (number, title and text as they were indexed) out of the index."""
    if connection.dialect.name == "sqlite" and rows:
        words = [{"number": row.number, "pairs": pairs(f"{row.title}\n{row.text}")} for row in rows]
        connection.execute(_DROP_WORDS, words)


def find(connection: Connection, query: str, limit: int) -> Sequence[Article]:
    """Articles that hold every word of the query, newest first."""
    words = clean(query).casefold().split()
    if not words or limit < 1:
        return []
    phrases = [_phrase(run) for word in words for run in RUN.findall(word)]
    if connection.dialect.name == "sqlite" and phrases:
        statement, asked = _INDEXED, {"pairs": " AND ".join(phrases)}
    else:
        statement, asked = _scan(words), {}
    with connection.execute(statement.execution_options(yield_per=STEP), asked) as rows:
        found = (article_of(row) for row in rows)
        return list(islice((article for article in found if _holds(article, words)), limit))


def pairs(content: str) -> str:
    """What the index keeps of a text: each run's overlapping pairs and its last character."""
    return " ".join(
        run[at : at + 2] for run in RUN.findall(content.casefold()) for at in range(len(run))
    )


def _phrase(run: str) -> str:
    if len(run) == 1:
        return f'"{run}"*'
    return '"' + " ".join(run[at : at + 2] for at in range(len(run) - 1)) + '"'


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
