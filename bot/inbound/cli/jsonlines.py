"""The frame of every batch door: JSON Lines in, one line out per line, flushed before the next."""

import json
import math
import sys
from collections.abc import Callable, Mapping
from typing import BinaryIO

import structlog

from bot.errors import SosikError

MAX_LINE_BYTES = 32 * 1024 * 1024

Item = Mapping[str, object]


class BadLine(Exception):
    """The line cannot be worked on; the message says what to mend."""


def run_batch(
    work: Callable[[Item], Item],
    empty: Item,
    source: BinaryIO | None = None,
    target: BinaryIO | None = None,
    *,
    max_line: int = MAX_LINE_BYTES,
) -> None:
    """Answers each line of `source` with `work(item)` beside its `id`.

    A bad line gets `error` and the `empty` fields. A line over `max_line` bytes is a bad line.
    """
    lines = source or sys.stdin.buffer
    out = target or sys.stdout.buffer
    while line := lines.readline(max_line + 1):
        if len(line) > max_line:
            _skip(lines, line, max_line)
            problem = f"the line is longer than {max_line} bytes"
            answer: Item = {"id": None, **empty, "error": problem}
        else:
            answer = _answer(line, work, empty)
        out.write(_encode(answer) + b"\n")
        out.flush()


def _skip(lines: BinaryIO, line: bytes, step: int) -> None:
    """Reads on to the end of the line."""
    while line and not line.endswith(b"\n"):
        line = lines.readline(step)


def _answer(line: bytes, work: Callable[[Item], Item], empty: Item) -> Item:
    identifier: object = None
    try:
        item = _parse(line)
        identifier = item.get("id")
        return {"id": identifier, **work(item)}
    except (BadLine, SosikError) as error:
        return {"id": identifier, **empty, "error": str(error)}
    except Exception as bug:  # noqa: BLE001 — one line's bug is that line's: the log has it, the rest goes on
        structlog.get_logger("batch").exception("bug", id=identifier)
        return {"id": identifier, **empty, "error": f"a bug of ours ({bug!r}); see the log"}


def _parse(line: bytes) -> Item:
    try:
        item = json.loads(line, parse_constant=_refused, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not a JSON value: {error}") from error
    if not isinstance(item, dict):
        raise BadLine("the line must be a JSON object")
    return item


def _finite(number: str) -> float:
    value = float(number)
    return value if math.isfinite(value) else _refused(number)


def _refused(number: str) -> float:
    raise BadLine(f"the number {number[:40]} is none that JSON can say")


def _encode(answer: Item) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # lone surrogates of the input come back escaped
        return json.dumps(answer).encode()


def text_of(item: Item, name: str, *, required: bool = False) -> str:
    """The item's string `name`, empty where absent or null.

    Raises:
        BadLine: not a string, or required and absent.
    """
    value = item.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadLine(f'"{name}" must be a string')
    return value


def texts_of(item: Item, name: str) -> tuple[str, ...]:
    """The item's list of strings `name`, empty where absent or null.

    Raises:
        BadLine: not a list of strings.
    """
    value = item.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadLine(f'"{name}" must be a list of strings')
    return tuple(value)
