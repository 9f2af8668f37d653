"""The feeds file with more feeds in it, the rest of it as somebody wrote it."""

import re
from collections.abc import Sequence
from datetime import timedelta

import yaml

from bot.errors import BadWatchlist
from bot.model import Feed, FeedKind, Permission
from bot.watch.load import parse_feeds

_ITEM = re.compile(r"^( *)- ", re.MULTILINE)
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


def added_feeds(name: str, content: str, feeds: Sequence[Feed]) -> str:
    """The feeds file's text with those feeds at its end that it does not have yet.

    `content` may be empty. Where the text cannot be continued as it stands (a list in brackets),
    the file is written anew, without its comments.

    Raises:
        BadWatchlist: the present text has a mistake.
    """
    known = parse_feeds(name, content) if content.strip() else ()
    addresses = {feed.url for feed in known}
    new = [feed for feed in feeds if feed.url not in addresses]
    if not new:
        return content
    continued = _continued(content, new) if known else ""
    wanted = (*known, *new)
    try:
        if parse_feeds(name, continued) == wanted:
            return continued
    except BadWatchlist:
        pass
    return f"feeds:\n{_items(wanted, '  ')}"


def _continued(content: str, new: Sequence[Feed]) -> str:
    indents = _ITEM.findall(content)
    separator = "" if content.endswith("\n") else "\n"
    return content + separator + _items(new, indents[-1] if indents else "  ")


def _items(feeds: Sequence[Feed], indent: str) -> str:
    lines = yaml.safe_dump(
        [_data(feed) for feed in feeds], allow_unicode=True, sort_keys=False, width=10_000
    ).splitlines()
    return "".join(f"{indent}{line}\n" for line in lines)


def _data(feed: Feed) -> dict[str, object]:
    data: dict[str, object] = {"url": feed.url, "outlet": feed.outlet}
    if feed.publisher is not None:
        data["publisher"] = feed.publisher
    if feed.kind is not FeedKind.RSS:
        data["kind"] = feed.kind.value
    if feed.every is not None:
        data["every"] = _every(feed.every)
    terms = {"rss": feed.terms_of_use.rss, "ai": feed.terms_of_use.ai}
    told = {key: word.value for key, word in terms.items() if word is not Permission.UNKNOWN}
    return data | ({"terms_of_use": told} if told else {})


def _every(pause: timedelta) -> str:
    for unit, letter in ((_HOUR, "h"), (_MINUTE, "m")):
        if pause % unit == timedelta():
            return f"{pause // unit}{letter}"
    return f"{int(pause.total_seconds())}s"
