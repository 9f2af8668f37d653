"""What every command shares: JSON or a table, KST times, and errors that say what to do next."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

KST = timezone(timedelta(hours=9))

Row = Mapping[str, object]
Json = Annotated[bool, typer.Option("--json", help="기계가 읽을 JSON으로 보여 줍니다.")]
"""The option of every door that answers."""


def console() -> Console:
    """The terminal that people read."""
    return Console()


def errors() -> Console:
    """Where messages about failures go."""
    return Console(stderr=True)


def kst(moment: datetime | None) -> str | None:
    """The moment in ISO 8601 with the Korean offset, None where unknown."""
    return None if moment is None else moment.astimezone(KST).isoformat()


def short_time(moment: datetime | None) -> str:
    """The moment as people read it in a table: 11-22 09:05 (KST), - where unknown."""
    return "-" if moment is None else f"{moment.astimezone(KST):%m-%d %H:%M}"


def print_json(value: object) -> None:
    """Prints the value for a machine."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return kst(value)
    return str(value)


def print_rows(title: str, headings: Mapping[str, str], rows: Sequence[Row]) -> None:
    """Prints a table; `headings` maps a row's key to its Korean heading."""
    table = Table(title=title, title_justify="left", show_edge=False)
    for heading in headings.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(key)) for key in headings))
    console().print(table)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return short_time(value)
    if value is None:
        return "-"
    text = ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return text.replace("[", "\\[")


def fail(message: str, *, code: int = 1) -> typer.Exit:
    """Says what went wrong and gives the exit to raise: 1 failed, 2 misuse."""
    errors().print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    return typer.Exit(code)
