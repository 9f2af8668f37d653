"""INSERTs that know what is there already, for each dialect."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from sqlalchemy import Column, Executable, Table, TextClause
from sqlalchemy.dialects import postgresql, sqlite

# Both dialects' INSERT speak the same ON CONFLICT; the types do not know it.
INSERTS: Mapping[str, Callable[[Table], sqlite.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": cast("Callable[[Table], sqlite.Insert]", postgresql.insert),
}


def add_new(table: Table) -> Mapping[str, Executable]:
    """An INSERT for each dialect, by its name, that leaves a known row as it is."""
    # Inline: nobody asks for the number that a new row was given.
    return {
        name: insert(table).inline().on_conflict_do_nothing() for name, insert in INSERTS.items()
    }


def upsert(
    table: Table,
    names: Sequence[str],
    *,
    where: TextClause | None = None,
    returning: Column[str] | None = None,
) -> Mapping[str, Executable]:
    """An INSERT for each dialect, by its name, that sets `names` on a row with the same key.

    `where` compares `excluded`, what was offered, with the row kept: where it is false nothing
    changes, and nothing is returned.
    """
    statements: dict[str, Executable] = {}
    for dialect, insert in INSERTS.items():
        statement = insert(table)
        statement = statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={name: statement.excluded[name] for name in names},
            where=where,
        )
        statements[dialect] = statement if returning is None else statement.returning(returning)
    return statements
