"""The search index: FTS5 without content on SQLite; PostgreSQL scans for now."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE article_words USING fts5"
            "(pairs, content='', tokenize='unicode61 remove_diacritics 0')"
        )
