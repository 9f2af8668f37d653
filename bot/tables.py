"""What Sosik knows before it has read anything: the package's tables and the starter watchlists."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from shutil import copyfile

from bot.errors import BadWatchlist
from bot.keeper import FEEDS_FILE, Folder, read_text, same_name, watchlist_files
from bot.model import Watchlist
from bot.outlets import OutletTable, parse_outlets
from bot.settings import Settings
from bot.stories.background import Background, parse_background
from bot.watch.gazetteer import Gazetteer, parse_gazetteer
from bot.watch.load import parse_watchlist

DATA = files("bot") / "data"
REPOSITORY_WATCHLISTS = Path(__file__).parent.parent / "watchlists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What Sosik knows before it has read anything."""

    gazetteer: Gazetteer
    outlets: OutletTable
    background: Background


def load_tables() -> Tables:
    """The tables that come with the package."""
    return Tables(
        gazetteer=parse_gazetteer(
            (DATA / "gazetteer.yaml").read_text(encoding="utf-8"),
            (DATA / "listed.txt").read_text(encoding="utf-8"),
        ),
        outlets=parse_outlets((DATA / "outlets.yaml").read_text(encoding="utf-8")),
        background=parse_background((DATA / "background.bin").read_bytes()),
    )


def read_watchlists(folder: Path) -> tuple[Watchlist, ...]:
    """The folder's watchlists.

    Raises:
        BadWatchlist: no such folder, no watchlist in it, or a mistake in one.
    """
    paths = watchlist_files(folder) if folder.is_dir() else ()
    if not paths:
        raise BadWatchlist(f"{folder}: 감시 목록(*.yaml)이 없습니다. 폴더 이름을 확인해 주세요.")
    lists = [(path, parse_watchlist(str(path), read_text(path))) for path in paths]
    twice = same_name(lists)
    if twice:
        raise BadWatchlist(twice)
    return tuple(watchlist for _, watchlist in lists)


def find_folder(settings: Settings) -> Folder:
    """Where the watchlists and the feeds stand; fills the home folder on the first run."""
    watchlists = settings.watchlists or Path("watchlists")
    if settings.watchlists is None and not watchlists.is_dir():
        watchlists = settings.home / "watchlists"
        if not watchlists.exists():
            _fill(watchlists)
    return Folder(watchlists=watchlists, feeds=settings.feeds or watchlists / FEEDS_FILE)


def _fill(folder: Path) -> None:
    shipped = Path(str(DATA / "watchlists"))
    source = shipped if shipped.is_dir() else REPOSITORY_WATCHLISTS
    folder.mkdir(parents=True)
    for path in sorted(source.glob("*.yaml")):
        copyfile(path, folder / path.name)
