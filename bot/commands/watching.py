"""`watch`: adding, removing, listing and testing terms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.errors import BadWatchlist, NotFound
from bot.line import Line
from bot.model import Job, JobKind, Term, Watchlist
from bot.ports import TermBook
from bot.text.index import fold
from bot.watch.backtest import Backtest, backtest
from bot.watch.gazetteer import Gazetteer
from bot.watch.order import Suggestion, check_channel, parse_order, suggest

BACKTEST_DAYS = 30
BACKTEST_ARTICLES = 20_000
MAX_TERMS = 200  # of one channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the errands about terms need."""

    line: Line
    terms: TermBook
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A term, what it would have caught lately, and which other names it may need."""

    term: Term
    backtest: Backtest
    suggestion: Suggestion


def add_term(office: Office, channel: str, order: str, who: str) -> Tested:
    """Keeps the term for the channel and says what it would have caught.

    Raises:
        BadWatchlist: the order can't be read, the channel cannot be called so, or it has 200 terms
            already.
    """
    check_channel(channel)
    tested = check_term(office, order)
    own = [each for each in office.terms.watchlists() if channel in each.channels]
    names = {term.name for each in own for term in each.terms}
    if len(names | {tested.term.name}) > MAX_TERMS:
        raise BadWatchlist(
            f"한 채널에 감시어는 {MAX_TERMS}개까지입니다. 안 쓰는 감시어를 먼저 빼 주세요."
        )
    office.terms.add(channel, tested.term, who, office.line.clock.now())
    office.line.queue.put(Job(kind=JobKind.SWEEP, key=""))
    return tested


def check_term(office: Office, order: str) -> Tested:
    """What the term would have caught in the articles of the last 30 days; nothing is kept.

    Raises:
        BadWatchlist: the order can't be read.
    """
    term = parse_order(order)
    line = office.line
    since = line.clock.now() - timedelta(days=BACKTEST_DAYS)
    articles = tuple(line.stories.articles(since, BACKTEST_ARTICLES))
    return Tested(
        term=term,
        backtest=backtest(term, articles, office.gazetteer),
        suggestion=suggest(term, office.gazetteer, [article.text for article in articles]),
    )


def exclude_word(office: Office, channel: str, name: str, word: str, who: str) -> Term:
    """Lets articles in which `word` stands beside the channel's term be another sense.

    Raises:
        NotFound: the channel has no such term.
    """
    term = own_term(office, channel, name)
    if word in term.exclude:
        return term
    narrower = replace(term, exclude=(*term.exclude, word))
    return _replace(office, channel, narrower, who)


def include_word(office: Office, channel: str, name: str, word: str, who: str) -> Term:
    """Takes an excluded word of the channel's term back.

    Raises:
        NotFound: the channel has no such term.
    """
    term = own_term(office, channel, name)
    wider = replace(term, exclude=tuple(each for each in term.exclude if each != word))
    return _replace(office, channel, wider, who)


def own_term(office: Office, channel: str, name: str) -> Term:
    """The term of that name that somebody added in the channel, whatever its letters' case.

    Raises:
        NotFound: the channel has no such term.
    """
    for watchlist in office.terms.watchlists():
        if watchlist.name == channel:
            for term in watchlist.terms:
                if fold(term.name) == fold(name):
                    return term
    raise NotFound(f"{channel}에 '{name}' 감시어가 없습니다. 목록에서 이름을 확인해 주세요.")


def _replace(office: Office, channel: str, term: Term, who: str) -> Term:
    office.terms.add(channel, term, who, office.line.clock.now())
    office.line.queue.put(Job(kind=JobKind.SWEEP, key=""))
    return term


def remove_term(office: Office, channel: str, name: str, who: str) -> None:
    """Forgets the channel's term.

    Raises:
        NotFound: the channel has no such term.
    """
    if not office.terms.remove(channel, name, who, office.line.clock.now()):
        raise NotFound(
            f"{channel}에 '{name}' 감시어가 없습니다. `sosik watch list`로 확인해 주세요."
        )


def all_watchlists(office: Office) -> Sequence[Watchlist]:
    """Every watchlist in force: those of the files, then those of the channels."""
    return office.line.watch().watchlists
