"""The frame of every batch door: JSON Lines in, one line out per line, flushed before the next."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import BinaryIO

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
) -> None:
    """Answers each line of `source` with `work(item)` beside its `id`.

    A bad line gets `error` and the `empty` fields. Lines longer than 32 MiB are bad lines.
    """
    lines = source or sys.stdin.buffer
    out = target or sys.stdout.buffer
    while line := lines.readline(MAX_LINE_BYTES + 1):
        out.write(_encode(_answer(line, lines, work, empty)) + b"\n")
        out.flush()


def _answer(line: bytes, lines: BinaryIO, work: Callable[[Item], Item], empty: Item) -> Item:
    identifier: object = None
    try:
        item = _parse(line, lines)
        identifier = item.get("id")
        return {"id": identifier, **work(item)}
    except (BadLine, SosikError) as error:
        return {"id": identifier, **empty, "error": str(error)}


def _parse(line: bytes, lines: BinaryIO) -> Item:
    if len(line) > MAX_LINE_BYTES:
        while not line.endswith(b"\n") and (line := lines.readline(MAX_LINE_BYTES)):
            pass
        raise BadLine(f"the line is longer than {MAX_LINE_BYTES // 1024**2} MiB")
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not a JSON value: {error}") from error
    if not isinstance(item, dict):
        raise BadLine("the line must be a JSON object")
    return item


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
