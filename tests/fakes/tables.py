"""The shipped tables, read once for all tests."""

from functools import cache
from pathlib import Path

import bot
from bot.outlets import OutletTable, parse_outlets
from bot.stories.background import Background, parse_background

_DATA = Path(bot.__path__[0]) / "data"


@cache
def outlets() -> OutletTable:
    """The shipped outlet table."""
    return parse_outlets((_DATA / "outlets.yaml").read_text())


@cache
def background() -> Background:
    """The shipped background frequencies."""
    return parse_background((_DATA / "background.bin").read_bytes())
