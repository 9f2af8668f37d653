"""The store: one SQLAlchemy Core layer for SQLite and PostgreSQL."""
