"""Which headline of a told article is suspected, and which it is known to have had."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("rechecks", sa.Column("suspected", sa.BigInteger()))
    op.add_column("rechecks", sa.Column("headlines", sa.Text(), nullable=False, server_default=""))
