"""Alembic revisions, forward only. A released one is never changed."""
