"""The line's stages one by one, without a store or a chat: what the batch doors and tests need."""

from bot.adapters.extract import SandboxedExtractor
from bot.adapters.feeds import FeedBytes, parse_feed
from bot.adapters.memory import MemoryStore
from bot.adapters.opml import Subscriptions, parse_opml, write_opml
from bot.adapters.sandbox import ChildPool
from bot.errors import BadFeed, BadPage
from bot.model import Feed, ParsedFeed
from bot.ports import Extractor, Sandbox, Store

PRELOADED = ("bot.adapters.feeds", "bot.adapters.extract")  # what a child needs at once


def open_sandbox(children: int) -> Sandbox:
    """The pool of limited child processes for untrusted bytes."""
    return ChildPool(size=children, preload=PRELOADED)


def open_extractor(sandbox: Sandbox) -> Extractor:
    """What gets articles out of pages."""
    return SandboxedExtractor(sandbox)


def read_feed(sandbox: Sandbox, body: bytes, content_type: str, url: str) -> ParsedFeed:
    """The feed in these bytes, parsed in a child.

    Raises:
        BadFeed: not a feed, or hostile.
    """
    document = FeedBytes(body=body, content_type=content_type, url=url)
    try:
        return sandbox.call(parse_feed, document)
    except BadPage as error:
        raise BadFeed(str(error), reason=error.reason) from error


def read_subscriptions(body: bytes) -> Subscriptions:
    """The feeds of an OPML file.

    Raises:
        BadFeed: no OPML, or too large.
    """
    return parse_opml(body)


def write_subscriptions(feeds: tuple[Feed, ...]) -> str:
    """The feeds as OPML, for other readers."""
    return write_opml(feeds)


def empty_store() -> Store:
    """A store that keeps nothing past its own life."""
    return MemoryStore()
