"""Functions to be called in a child: good ones, broken ones and wicked ones."""

import os
import sys
import time

from bot.errors import BadFeed, FetchFailed
from bot.model import FeedEntry, ParsedFeed


def double(number):
    return number * 2


def pid(_):
    return os.getpid()


def feed(count):
    entry = FeedEntry(guid=None, url=None, title="제목", summary="", published_at=None)
    return ParsedFeed(entries=(entry,) * count, encoding="utf-8")


def refuse(reason):
    raise BadFeed("아님", reason=reason)


def fail(seconds):
    raise FetchFailed("나중에", retry_after=seconds, status=503)


def divide(by):
    return 1 / by


def spin(_):
    while True:
        pass


def nap(seconds):
    time.sleep(seconds)


def eat(size):
    return len(bytearray(size))


def die(code):
    os._exit(code)


def dive(_):
    return dive(_)


def write(path):
    with open(path, "wb") as file:  # noqa: PTH123 - the plainest way to try
        file.write(b"x")


def environment(_):
    return sorted(os.environ)


def modules(_):
    return sorted(name for name in sys.modules if name.startswith("bot."))


class _Poison:
    def __reduce__(self):
        return os.system, ("echo taken over >&2",)


def poison(_):
    return _Poison()


class _Smuggled:
    """A class that no answer may hold."""


def smuggle(_):
    return _Smuggled()
