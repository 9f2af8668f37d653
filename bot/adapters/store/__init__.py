"""The store: one SQLAlchemy Core layer for SQLite and PostgreSQL, one module a book."""

from bot.adapters.store.copy import copy
from bot.adapters.store.migrate import migrate
from bot.adapters.store.store import SqlStore, StoreWarning, open_store

__all__ = ["SqlStore", "StoreWarning", "copy", "migrate", "open_store"]
