"""Looks back at told articles, what became of their pages, and a feed's longest silence."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "rechecks",
        sa.Column("article_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("held_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_index("ix_rechecks_due_at", "rechecks", ["due_at"])
    op.create_table(
        "listed_alerts",
        sa.Column("alert_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id"),
    )
    op.add_column("articles", sa.Column("headline", sa.Text()))
    op.add_column("articles", sa.Column("gone_at", sa.BigInteger()))
    op.add_column("feeds", sa.Column("longest_gap", sa.BigInteger()))
