"""An index for counting how often a term was reported on, without reading what else was found."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_index("ix_matches_term", "matches", ["watchlist", "term", "number", "salience"])
