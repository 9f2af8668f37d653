"""Keeps what is watched in step with the files and the store, without ever losing the last good.

watchlists/*.yaml + feeds.yaml + terms added by command → Watch and feeds
looked at once a tick; a file with a mistake leaves its last good version in force
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from bot.errors import BadWatchlist
from bot.line import Watch
from bot.model import Feed, Watchlist
from bot.ports import TermBook
from bot.text.josa import with_particle
from bot.text.rooms import is_room_id, room_name
from bot.watch.gazetteer import Gazetteer
from bot.watch.load import parse_feeds, parse_watchlist
from bot.watch.matcher import Matcher

FEEDS_FILE = "feeds.yaml"
MAX_FILE_BYTES = 4 * 1024 * 1024


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded(Generic[T]):
    stamp: tuple[int, int]
    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Where the watchlist files and the feeds file stand."""

    watchlists: Path
    feeds: Path


class Keeper:
    """The watch and the feeds in force. `refresh` is called once a tick, by one thread at a time.

    `problems` names the mistakes of the present files, in words for people, `notes` what still works
    but should be mended. `home_of` gives the name that a channel goes by now.
    """

    def __init__(
        self,
        folder: Folder,
        terms: TermBook,
        gazetteer: Gazetteer,
        home_of: Callable[[str], str] = room_name,
    ) -> None:
        self._folder = folder
        self._terms = terms
        self._gazetteer = gazetteer
        self._home_of = home_of
        self._homes: Mapping[str, str] = {}
        self._lock = Lock()
        self._files: dict[Path, _Loaded[Watchlist]] = {}
        self._feeds: _Loaded[tuple[Feed, ...]] | None = None
        self._terms_revision = -1
        self._watch = Watch(watchlists=(), matcher=Matcher((), gazetteer))
        self.problems: tuple[str, ...] = ()
        self.notes: tuple[str, ...] = ()

    def watch(self) -> Watch:
        """What is watched now."""
        return self._watch

    def feeds(self) -> tuple[Feed, ...]:
        """The feeds of the last good feeds file."""
        return self._feeds.value if self._feeds else ()

    def refresh(self) -> bool:
        """Looks again; true where the feeds changed."""
        with self._lock:
            problems: list[str] = []
            lists_changed = self._refresh_lists(problems)
            feeds_changed = self._refresh_feeds(problems)
            revision = self._terms.revision()
            homes = self._channel_homes()
            if lists_changed or revision != self._terms_revision or homes != self._homes:
                self._homes = homes
                self._terms_revision = revision
                self._rebuild()
            self.problems = tuple(problems)
            self.notes = tuple(self._renamed())
            return feeds_changed

    def _rebuild(self) -> None:
        by_name = {self._files[path].value.name: self._files[path].value for path in self._order()}
        lists = [self._at_home(each) for each in reversed(by_name.values())]
        watchlists = (*lists, *self._terms.watchlists())
        self._watch = Watch(watchlists=watchlists, matcher=Matcher(watchlists, self._gazetteer))

    def _channel_homes(self) -> Mapping[str, str]:
        """The name that each channel of the files goes by now."""
        spoken = {channel for file in self._files.values() for channel in file.value.channels}
        return {channel: self._home_of(channel) for channel in spoken}

    def _at_home(self, watchlist: Watchlist) -> Watchlist:
        """The list with each of its channels once, under the name that it goes by now."""
        homes = dict.fromkeys(self._homes[channel] for channel in watchlist.channels)
        return replace(watchlist, channels=tuple(homes))

    def _renamed(self) -> Sequence[str]:
        return [
            f"{path}: 채널 {channel}의 이름이 {with_particle(self._homes[channel], '으로/로')} 바뀌었습니다. "
            "계속 알리고 있으니 파일의 이름도 고쳐 주세요."
            for path in sorted(self._files)
            for channel in self._files[path].value.channels
            if not is_room_id(room_name(channel)) and self._homes[channel] != room_name(channel)
        ]

    def _order(self) -> Sequence[Path]:
        """The files in their order, backwards: of two with one name the first stays in force."""
        return sorted(self._files, reverse=True)

    def _refresh_lists(self, problems: list[str]) -> bool:
        before = dict(self._files)
        present = watchlist_files(self._folder.watchlists)
        for path in present:
            loaded = _reload(path, self._files.get(path), parse_watchlist, problems)
            if loaded is not None:
                self._files[path] = loaded
        for path in set(self._files) - set(present):
            del self._files[path]
        twice = same_name([(path, self._files[path].value) for path in sorted(self._files)])
        if twice:
            problems.append(twice)
        return self._files != before

    def _refresh_feeds(self, problems: list[str]) -> bool:
        before = self._feeds
        if self._folder.feeds.exists():
            self._feeds = _reload(self._folder.feeds, before, parse_feeds, problems)
        else:
            problems.append(f"{self._folder.feeds}: 피드 목록 파일이 없습니다.")
        return self._feeds != before


def same_name(lists: Sequence[tuple[Path, Watchlist]]) -> str | None:
    """What to mend where two files name their watchlist alike (matches are told apart by it)."""
    seen: dict[str, Path] = {}
    for path, watchlist in lists:
        first = seen.setdefault(watchlist.name, path)
        if first != path:
            return f"{path}: 목록 이름 '{watchlist.name}'은 {first}에서 이미 쓰고 있습니다. 다르게 지어 주세요."
    return None


def watchlist_files(folder: Path) -> Sequence[Path]:
    """Every `*.yaml` of the folder but `feeds.yaml`, in the order of their names."""
    return sorted(path for path in folder.glob("*.yaml") if path.name != FEEDS_FILE)


def read_text(path: Path) -> str:
    """The file's text.

    Raises:
        BadWatchlist: unreadable, too large, or not UTF-8.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadWatchlist(f"{path}: 파일이 너무 큽니다({MAX_FILE_BYTES // 1024**2} MiB까지).")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadWatchlist(f"{path}: UTF-8로 저장해 주세요.") from error
    except OSError as error:
        raise BadWatchlist(f"{path}: 읽을 수 없습니다({error.strerror}).") from error


def _reload(
    path: Path,
    before: _Loaded[T] | None,
    parse: Callable[[str, str], T],
    problems: list[str],
) -> _Loaded[T] | None:
    try:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
        if before is not None and before.stamp == stamp:
            return before
        return _Loaded(stamp=stamp, value=parse(str(path), read_text(path)))
    except BadWatchlist as error:
        problems.append(str(error))
    except OSError as error:
        problems.append(f"{path}: 읽을 수 없습니다({error.strerror}).")
    return before
