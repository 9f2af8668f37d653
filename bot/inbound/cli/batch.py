"""`sosik batch`: the stages as JSON Lines doors. They keep nothing and read no store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import BadFeed, BadWatchlist
from bot.inbound.cli.documents import TooLarge, read_document
from bot.inbound.cli.jsonlines import BadLine, Item, run_batch, text_of, texts_of
from bot.inbound.cli.output import fail, kst
from bot.model import Article, BodySource, Extracted, FeedEntry, Match, Page
from bot.observe import configure_logging
from bot.pipeline import group
from bot.ports import Sandbox
from bot.stages import empty_store, open_extractor, open_sandbox, read_feed
from bot.stories.grouping import Grouper
from bot.summary.extractive import summarise
from bot.summary.tone import tone
from bot.tables import Tables, load_tables, read_watchlists
from bot.text.normalise import clean
from bot.text.timestamps import parse_timestamp
from bot.urls import canonical, host, identity
from bot.watch.matcher import Matcher

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="표준 입력의 JSON Lines를 단계별로 처리합니다."
)


@app.callback()
def batch() -> None:
    """표준 입력의 JSON Lines를 단계별로 처리합니다."""
    configure_logging("warning")  # to the standard error: the output holds answers alone


MAX_FEED_BYTES = 8 * 1024 * 1024
MAX_PAGE_BYTES = 8 * 1024 * 1024
UNDATED = datetime.fromisoformat("2000-01-01T00:00:00+09:00")  # arrival before any known date


@app.command("feed")
def batch_feed() -> None:
    """피드 파일을 항목으로 읽습니다: {id, path, url?, content_type?}."""
    with _sandbox() as sandbox:

        def work(item: Item) -> Item:
            body = _file(item, MAX_FEED_BYTES)
            try:
                feed = read_feed(sandbox, body, text_of(item, "content_type"), text_of(item, "url"))
            except BadFeed as error:
                return {"entries": [], "encoding": None, "reason": error.reason}
            answer: dict[str, object] = {
                "entries": [_entry(entry) for entry in feed.entries],
                "encoding": feed.encoding,
            }
            return answer if feed.entries else {**answer, "reason": "no_entries"}

        run_batch(work, {"entries": [], "encoding": None})


def _entry(entry: FeedEntry) -> Item:
    return {
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "published_at": kst(entry.published_at),
        "outlet": entry.outlet,
    }


@app.command("extract")
def batch_extract() -> None:
    """기사 페이지 파일에서 기사를 꺼냅니다: {id, path, url?}."""
    with _sandbox() as sandbox:
        extractor = open_extractor(sandbox)

        def work(item: Item) -> Item:
            body = _file(item, MAX_PAGE_BYTES)
            page = Page(url=text_of(item, "url"), body=body, content_type="")
            extraction = extractor.extract(page)
            answer: dict[str, object] = {
                "articles": [_extracted(article) for article in extraction.articles]
            }
            return answer if extraction.reason is None else {**answer, "reason": extraction.reason}

        run_batch(work, {"articles": []})


def _extracted(article: Extracted) -> Item:
    answer: dict[str, object] = {
        "title": article.title,
        "outlet": article.outlet,
        "author": article.author,
        "published_at": kst(article.published_at),
        "text": article.text,
    }
    return {**answer, "teaser": True} if article.teaser else answer


@app.command("match")
def batch_match(
    watchlists: Annotated[Path, typer.Option(help="감시 목록(*.yaml)이 있는 폴더")],
) -> None:
    """글에서 감시어를 찾습니다: {id, title, text}."""
    matcher = _matcher(watchlists)

    def work(item: Item) -> Item:
        matching = matcher.match(text_of(item, "title"), text_of(item, "text"))
        return {"matches": [_match(match) for match in matching.matches]}

    run_batch(work, {"matches": []})


def _match(match: Match) -> Item:
    return {
        "watchlist": match.watchlist,
        "term": match.term,
        "surface": match.surface,
        "field": match.field.value,
        "start": match.span.start,
        "end": match.span.end,
        "salience": match.salience.value,
    }


@app.command("tone")
def batch_tone(
    watchlists: Annotated[Path, typer.Option(help="감시 목록(*.yaml)이 있는 폴더")],
) -> None:
    """감시 목록마다 글의 논조와 그 까닭을 봅니다: {id, title, text}."""
    matcher = _matcher(watchlists)

    def work(item: Item) -> Item:
        title, text = text_of(item, "title"), text_of(item, "text")
        matches = matcher.match(title, text).matches
        names = dict.fromkeys(match.watchlist for match in matches)
        return {"tones": [_tone(title, text, name, matches) for name in names]}

    run_batch(work, {"tones": []})


def _tone(title: str, text: str, name: str, matches: Sequence[Match]) -> Item:
    own = [match for match in matches if match.watchlist == name]
    terms = {match.term for match in own}
    others = [match for match in matches if match.term not in terms]
    told = tone(title, text, own, others)
    return {
        "watchlist": name,
        "label": told.label.value,
        "sentence": told.sentence,
        "words": list(told.words),
        "is_mixed": told.is_mixed,
    }


def _matcher(watchlists: Path) -> Matcher:
    try:
        lists = read_watchlists(watchlists)
    except BadWatchlist as error:
        raise fail(str(error), code=2) from error
    return Matcher(lists, load_tables().gazetteer)


@app.command("group")
def batch_group() -> None:
    """기사를 들어온 차례로 사건에 묶습니다: {id, url, outlet, title, text, published_at}."""
    tables = load_tables()
    grouper = Grouper(tables.background, tables.outlets)
    store = empty_store()
    arrivals = _Arrivals(tables)
    names: dict[int, object] = {}

    def work(item: Item) -> Item:
        article = arrivals.article(item)
        fingerprint = grouper.fingerprint(article)
        with store.stories.placing() as desk:
            placement = group(grouper, desk, article, fingerprint)
            desk.save(article, fingerprint, (), placement)
        names.setdefault(placement.story_id, len(names) + 1)
        answer: dict[str, object] = {
            "story_id": f"s{names[placement.story_id]}",
            "relation": placement.relation.value,
        }
        if placement.followup_of in names:
            answer["followup_of"] = f"s{names[placement.followup_of]}"
        return answer

    run_batch(work, {"story_id": None, "relation": None})


class _Arrivals:
    """Makes articles of batch lines; one without a date takes the latest one seen before it."""

    def __init__(self, tables: Tables) -> None:
        self._outlets = tables.outlets
        self._numbers = count(1)
        self._latest = UNDATED

    def article(self, item: Item) -> Article:
        url, given = clean(text_of(item, "url")), clean(text_of(item, "outlet"))
        stamp = parse_timestamp(text_of(item, "published_at"))
        published_at = stamp.at if stamp else self._latest
        self._latest = max(self._latest, published_at)
        known = self._outlets.find(given, url)
        outlet = known.name if known else self._unknown(given, url)
        number = identity(str(next(self._numbers)))
        return Article(
            id=number,
            entry_id=number,
            url=canonical(url) if url else "",
            title=clean(text_of(item, "title")),
            outlet=outlet,
            publisher=known.publisher if known else outlet,
            author=None,
            published_at=published_at,
            seen_at=published_at,
            text=clean(text_of(item, "text")),
            body_source=BodySource.FEED,
        )

    def _unknown(self, given: str, url: str) -> str:
        """The outlet's own word for itself, else its host; a portal is no outlet."""
        for name in (given, host(url)):
            if name and not self._outlets.is_portal(name):
                return name
        return ""


@app.command("summarise")
def batch_summarise() -> None:
    """글을 두세 문장으로 줄입니다: {id, title, text, terms?}."""

    def work(item: Item) -> Item:
        summary = summarise(text_of(item, "title"), text_of(item, "text"), texts_of(item, "terms"))
        spans = [each.span for each in summary.sentences]
        return {
            "sentences": [each.text for each in summary.sentences],
            "spans": [[span.start, span.end] if span else None for span in spans],
        }

    run_batch(work, {"sentences": [], "spans": []})


@contextmanager
def _sandbox() -> Iterator[Sandbox]:
    sandbox = open_sandbox(children=1)
    try:
        yield sandbox
    finally:
        sandbox.close()


def _file(item: Item, limit: int) -> bytes:
    """The bytes that `path` names, unpacked where gzipped.

    Raises:
        BadLine: unreadable, or larger than the limit once unpacked.
    """
    path = Path(text_of(item, "path", required=True))
    try:
        return read_document(path, limit)
    except OSError as error:
        raise BadLine(f"{path}: cannot be read ({error})") from error
    except TooLarge as error:
        raise BadLine(f"{path}: larger than {limit // 1024**2} MiB") from error
