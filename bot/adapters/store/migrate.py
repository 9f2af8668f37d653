"""Bringing a database up to this program's tables. Forward only, in one transaction."""

from collections.abc import Sequence

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.adapters.store.engine import UNLIMITED, Turn
from bot.adapters.store.store import SqlStore
from bot.errors import SchemaRefused


def revisions() -> Sequence[str]:
    """Every schema revision that this program knows, oldest first."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return [script.revision for script in scripts][::-1]


def migrate(store: SqlStore, target: str | None = None) -> Sequence[str]:
    """The revisions that were applied, oldest first; none where the tables were up to date.

    Without a target that is the newest one. Several processes may do it at once: one works, the
    others wait and find nothing to do.

    Raises:
        SchemaRefused: the database is newer than this program, or than `target`.
        StoreBusy: the database is locked or away.
    """
    known = revisions()
    wanted = target or known[-1]
    config = _config()
    with store.database.writing(Turn.MIGRATING, longest=UNLIMITED) as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        missing = _missing(known, current, wanted)
        if missing:
            config.attributes["connection"] = connection
            command.upgrade(config, wanted)
        return missing


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.adapters.store:migrations")
    return config


def _missing(known: Sequence[str], current: str | None, wanted: str) -> Sequence[str]:
    if current is None:
        return known[: known.index(wanted) + 1]
    if current not in known:
        raise SchemaRefused(
            f"이 데이터베이스는 더 새로운 Sosik이 만들었습니다 (스키마 {current}, 이 버전은 "
            f"{known[-1]}까지). Sosik을 최신 버전으로 올려 주세요"
        )
    have, want = known.index(current), known.index(wanted)
    if want < have:
        raise SchemaRefused(
            f"스키마를 {current}에서 {wanted}(으)로 되돌릴 수 없습니다. 백업에서 복원해 주세요"
        )
    return known[have + 1 : want + 1]
