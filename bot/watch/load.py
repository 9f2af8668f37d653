"""Watchlist and feeds files: YAML text in, checked values out.

    watchlists/*.yaml ─parse_watchlist─▶ Watchlist      feeds.yaml ─parse_feeds─▶ (Feed, …)

DESIGN.md §7 and docs/watchlists.md describe both. A mistake names file, line and fix.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import yaml
from yaml.nodes import Node, ScalarNode

from bot.model import (
    Feed,
    FeedKind,
    Outlets,
    Permission,
    Salience,
    Term,
    TermsOfUse,
    Watchlist,
)
from bot.text.josa import quoted
from bot.watch.exclusions import excluded_forms, stray_excludes
from bot.watch.expressions import check_regex
from bot.watch.sheet import Sheet

FEED_EXAMPLE = "{url: 'https://outlet.example/rss', outlet: 가나일보}"
MAX_TERMS = 100_000
MAX_URL = 2_000
"""Code points of a feed's address; searches in Korean are long once escaped."""
MIN_EVERY, MAX_EVERY = timedelta(seconds=30), timedelta(days=1)

_LIST_KEYS = (
    "name",
    "section",
    "channels",
    "alert_on",
    "outlets",
    "urgent",
    "mention",
    "tone",
    "terms",
)
_TERM_LISTS = ("aliases", "weak", "context", "exclude", "exclude_near", "all_of")
_TERM_KEYS = ("name", *_TERM_LISTS, "regex")
_FEED_KEYS = ("url", "outlet", "publisher", "kind", "every", "terms_of_use")
_THRESHOLDS = (Salience.TITLE, Salience.LEDE, Salience.BODY)
_EVERY = re.compile(r"(\d{1,5})\s?(s|m|h)")
_UNITS = {"s": 1, "m": 60, "h": 3600}


def parse_watchlist(name: str, content: str) -> Watchlist:
    """The watchlist that the file called `name` describes.

    Raises:
        BadWatchlist: a mistake; the message names file, line and fix.
    """
    sheet = Sheet(name, content)
    entries = sheet.mapping(sheet.root, "감시 목록", _LIST_KEYS)
    for needed in ("name", "terms"):
        if needed not in entries:
            raise sheet.wrong(sheet.root, f"'{needed}' 항목이 없습니다. 맨 위에 적어 주세요.")
    return Watchlist(
        name=sheet.text(entries["name"], "name"),
        channels=_channels(sheet, entries.get("channels")),
        terms=_terms(sheet, entries["terms"]),
        section=_optional(sheet, entries, "section"),
        alert_on=sheet.choice(entries["alert_on"], "alert_on", _THRESHOLDS)
        if "alert_on" in entries
        else Salience.LEDE,
        outlets=_outlets(sheet, entries.get("outlets")),
        urgent=sheet.texts(entries.get("urgent"), "urgent"),
        mention=_optional(sheet, entries, "mention"),
        tone="tone" in entries
        and sheet.choice(entries["tone"], "tone", ("true", "false")) == "true",
    )


def parse_feeds(name: str, content: str) -> tuple[Feed, ...]:
    """The feeds that the file called `name` lists, in its order.

    Raises:
        BadWatchlist: a mistake; the message names file, line and fix.
    """
    sheet = Sheet(name, content)
    entries = sheet.mapping(sheet.root, "피드 파일", ("feeds",))
    if "feeds" not in entries:
        raise sheet.wrong(sheet.root, "'feeds' 목록이 없습니다. 예: feeds: [" + FEED_EXAMPLE + "]")
    feeds: dict[str, Feed] = {}
    for node in sheet.items(entries["feeds"], "feeds"):
        feed = _feed(sheet, node)
        if feed.url in feeds:
            raise sheet.wrong(node, f"같은 주소가 두 번 나옵니다: {feed.url}")
        feeds[feed.url] = feed
    return tuple(feeds.values())


def dump_watchlist(watchlist: Watchlist) -> str:
    """The watchlist as YAML that `parse_watchlist` reads back to an equal value."""
    return yaml.safe_dump(
        watchlist_data(watchlist),
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=1_000_000,
    )


def watchlist_data(watchlist: Watchlist) -> dict[str, object]:
    """The watchlist as the entries of its file, without those that say nothing."""
    data: dict[str, object] = {"name": watchlist.name}
    if watchlist.section is not None:
        data["section"] = watchlist.section
    data["channels"] = list(watchlist.channels)
    data["alert_on"] = watchlist.alert_on.value
    if watchlist.outlets != Outlets():
        data["outlets"] = {
            "only": list(watchlist.outlets.only),
            "never": list(watchlist.outlets.never),
        }
    if watchlist.urgent:
        data["urgent"] = list(watchlist.urgent)
    if watchlist.mention is not None:
        data["mention"] = watchlist.mention
    if watchlist.tone:
        data["tone"] = True
    data["terms"] = [_term_data(term) for term in watchlist.terms]
    return data


def notes(watchlist: Watchlist) -> tuple[str, ...]:
    """What was read otherwise than written, or finds nothing: excludes without or like a form."""
    vain = (
        f"{watchlist.name} / {term.name}: exclude {quoted(word, '이/가')} 감시어와 같아 그 표기로는 "
        "아무것도 찾지 못합니다. 지워 주세요."
        for term in watchlist.terms
        for word in excluded_forms(term)
    )
    return *vain, *(
        f"{watchlist.name} / {term.name}: exclude '{word}'에는 이 감시어가 들어 있지 않아, "
        "가까이 있으면 빼는 말(exclude_near)로 읽었습니다."
        for term in watchlist.terms
        for word in stray_excludes(term)
    )


def _channels(sheet: Sheet, node: Node | None) -> tuple[str, ...]:
    channels = sheet.texts(node, "channels")
    for channel in channels:
        if re.search(r"\s", channel):
            raise sheet.wrong(
                node, f"채널 '{channel}'에 빈칸이 있습니다. \"#이름\"이나 채널 ID로 적어 주세요."
            )
    return channels


def _outlets(sheet: Sheet, node: Node | None) -> Outlets:
    if node is None:
        return Outlets()
    entries = sheet.mapping(node, "outlets", ("only", "never"))
    return Outlets(
        only=sheet.texts(entries.get("only"), "outlets.only"),
        never=sheet.texts(entries.get("never"), "outlets.never"),
    )


def _terms(sheet: Sheet, node: Node) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for item in sheet.items(node, "terms"):
        term = _term(sheet, item)
        if term.name in terms:
            raise sheet.wrong(
                item, f"{quoted(term.name, '이/가')} 두 번 나옵니다. 하나로 합쳐 주세요."
            )
        terms[term.name] = term
        if len(terms) > MAX_TERMS:
            raise sheet.wrong(item, f"감시어는 한 파일에 {MAX_TERMS:,}개까지입니다.")
    return tuple(terms.values())


def _term(sheet: Sheet, node: Node) -> Term:
    if isinstance(node, ScalarNode):
        return Term(name=sheet.text(node, "감시어"))
    entries = sheet.mapping(node, "감시어", _TERM_KEYS)
    if "name" not in entries:
        raise sheet.wrong(node, "감시어에 'name'이 없습니다. 예: {name: KT클라우드}")
    lists = {key: sheet.texts(entries.get(key), key) for key in _TERM_LISTS}
    if len(lists["all_of"]) == 1:
        raise sheet.wrong(entries["all_of"], "all_of에는 둘 이상을 적어 주세요.")
    regex = _optional(sheet, entries, "regex")
    problem = check_regex(regex) if regex is not None else None
    if problem is not None:
        raise sheet.wrong(entries["regex"], f"regex를 쓸 수 없습니다: {problem}")
    return Term(
        name=sheet.text(entries["name"], "name"),
        aliases=lists["aliases"],
        weak=lists["weak"],
        context=lists["context"],
        exclude=lists["exclude"],
        exclude_near=lists["exclude_near"],
        all_of=lists["all_of"],
        regex=regex,
    )


def _feed(sheet: Sheet, node: Node) -> Feed:
    entries = sheet.mapping(node, "피드", _FEED_KEYS)
    for needed in ("url", "outlet"):
        if needed not in entries:
            raise sheet.wrong(
                node, f"피드에 {quoted(needed, '이/가')} 없습니다. 예: {FEED_EXAMPLE}"
            )
    url = sheet.text(entries["url"], "url", MAX_URL)
    if not _is_web_address(url):
        raise sheet.wrong(entries["url"], f"주소는 http:// 나 https:// 로 시작해야 합니다: {url}")
    return Feed(
        url=url,
        outlet=sheet.text(entries["outlet"], "outlet"),
        publisher=_optional(sheet, entries, "publisher"),
        kind=sheet.choice(entries["kind"], "kind", tuple(FeedKind))
        if "kind" in entries
        else FeedKind.RSS,
        every=_every(sheet, entries.get("every")),
        terms_of_use=_terms_of_use(sheet, entries.get("terms_of_use")),
    )


def _terms_of_use(sheet: Sheet, node: Node | None) -> TermsOfUse:
    if node is None:
        return TermsOfUse()
    entries = sheet.mapping(node, "terms_of_use", ("rss", "ai"))
    told = {
        key: sheet.choice(value, f"terms_of_use.{key}", tuple(Permission))
        for key, value in entries.items()
    }
    return TermsOfUse(
        rss=told.get("rss", Permission.UNKNOWN), ai=told.get("ai", Permission.UNKNOWN)
    )


def _every(sheet: Sheet, node: Node | None) -> timedelta | None:
    if node is None:
        return None
    found = _EVERY.fullmatch(sheet.text(node, "every"))
    if found is None:
        raise sheet.wrong(node, "every는 30s, 5m, 1h처럼 적어 주세요.")
    every = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    if not MIN_EVERY <= every <= MAX_EVERY:
        raise sheet.wrong(node, "every는 30초에서 하루 사이여야 합니다.")
    return every


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", url)


def _optional(sheet: Sheet, entries: dict[str, Node], key: str) -> str | None:
    return sheet.text(entries[key], key) if key in entries else None


def _term_data(term: Term) -> dict[str, object]:
    lists: dict[str, Sequence[str]] = {
        "aliases": term.aliases,
        "weak": term.weak,
        "context": term.context,
        "exclude": term.exclude,
        "exclude_near": term.exclude_near,
        "all_of": term.all_of,
    }
    data: dict[str, object] = {"name": term.name}
    data |= {key: list(words) for key, words in lists.items() if words}
    return data | ({"regex": term.regex} if term.regex is not None else {})
