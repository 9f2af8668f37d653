"""The one form of a channel's name, however somebody wrote it."""

import re

from bot.text.normalise import clean

_ID = re.compile(r"[CGD][A-Z0-9]{7,20}")


def room_name(channel: str) -> str:
    """`#name` in lower case for `name`, `#Name` and the like; the id of a channel as it is."""
    bare = clean(channel).strip().removeprefix("#").strip()
    return bare if is_room_id(bare) else f"#{bare.casefold()}"


def is_room_id(name: str) -> bool:
    """Whether it is an id of Slack's rather than a name, which has lower case letters only."""
    return _ID.fullmatch(name) is not None
