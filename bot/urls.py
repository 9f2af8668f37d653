"""Addresses: identity, canonical form, host and registrable domain. Pure functions."""

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from hashlib import blake2b
from ipaddress import ip_address
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, urlsplit

IDENTITY_BITS = 63
MAX_ID = 2**IDENTITY_BITS - 1
MIN_TITLE_KEY = 10  # letters and digits; shorter titles recur ("[포토]", "[인사]")
MIN_NUMBER = 5  # digits that make a query value an article number

_KST = timezone(timedelta(hours=9))
_DEFAULT_PORTS = {"http": 80, "https": 443}
_USUAL_PORTS = frozenset((None, 80, 443))

# Hosts that serve the same articles as the host behind them.
_TWIN_HOST = re.compile(r"(?:www\d?|m|mobile|amp|n)\.")
# Names of query parameters that only tell where a reader came from.
_TRACKER = re.compile(
    r"(?:utm_.*|[a-z]*clid|igshid|mc_[ce]id|_ga|_gl|spm|cds|ref|refer|referer|referrer|from|input"
    r"|plink|cooper|via|rss|rssreader|outurl|output_?type|amp|wlog_.*|kakao_from|cmpid|campaign"
    r"|ncid|ocid|source|medium|feature|share|sharedfrom|dable|oc)"
)
_SLASHES = re.compile(r"/{2,}")
_AMP_PATH = re.compile(r"(?<=.)/amp/?$|^/amp(?=/.)", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_LOGIN = re.compile(r"(?<=://)[^/?#\s\"]+@")  # to the last @, as it is asked for
_NOT_WORD = re.compile(r"[\W_]+")

# Second levels under two-letter top levels at which registries sell names, as the public suffix
# list has them for Korea and, by their usual words, elsewhere. Read as a rule, not as that list:
# it only decides whom we wait for between two requests and which hosts one outlet owns.
_SOLD = (
    "ac ad co com ed edu es firm gen go gob gouv gov gr gv hs id info kg lg ltd me mil ms name ne "
    "net nic nom nsw or org pe plc qld re sa sc sch school vic wa"
)
_SOLD_IN_KOREA = (
    "busan chungbuk chungnam daegu daejeon gangwon gwangju gyeongbuk gyeonggi gyeongnam incheon "
    "jeju jeonbuk jeonnam seoul ulsan ai io it"
)
_SOLD_SECOND_LEVELS = frozenset(_SOLD.split())
_KOREAN_SECOND_LEVELS = frozenset(_SOLD_IN_KOREA.split())


def identity(*parts: str) -> int:
    """A 63-bit number for what the parts name; equal parts give equal numbers for ever."""
    digest = blake2b("\x1f".join(parts).encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> (64 - IDENTITY_BITS)


def without_login(text: str) -> str:
    """The text as people and logs may see it: addresses in it without their names and passwords."""
    return _LOGIN.sub("", text) if "@" in text else text


def with_login_of(known: str, url: str) -> str:
    """The address with the name and password of the known one, where both lie on one server."""
    mine, other = urlsplit(known), urlsplit(url)
    _, login, server = mine.netloc.rpartition("@")
    is_one = (mine.scheme, server.lower()) == (other.scheme, other.netloc.lower())
    return other._replace(netloc=mine.netloc).geturl() if login and is_one else url


@lru_cache(maxsize=1024)
def host(url: str) -> str:
    """The host in lower case ASCII without port or user, empty where the address has none."""
    place = _place(url)
    return place.host if place else ""


@lru_cache(maxsize=1024)
def registrable_domain(name: str) -> str:
    """The part of a host name that somebody registered (`news.a.co.kr` gives `a.co.kr`).

    An IP address, a single label and an empty name come back as they are, in lower case.
    """
    name = name.lower().strip(".")
    labels = name.split(".")
    if len(labels) < 3 or _is_address(name):
        return name
    second, top = labels[-2:]
    korean = top == "kr" and second in _KOREAN_SECOND_LEVELS
    sold = len(top) == 2 and second in _SOLD_SECOND_LEVELS
    return ".".join(labels[-3:] if korean or sold else labels[-2:])


def canonical(url: str) -> str:
    """The form under which two addresses of one page are equal; made to compare, not to fetch.

    Scheme, default port, user, fragment, twin hosts (www, m, amp), tracking parameters and their
    order do not count; an article number in the query does. What is no http address comes back
    stripped.
    """
    place = _place(url)
    if place is None or place.scheme not in _DEFAULT_PORTS or not place.host:
        return url.strip()
    path = _plain_escapes(place.path)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    if "amp" in path.lower():
        path = _AMP_PATH.sub("", path)
    query = _canonical_query(place.query) if place.query else ""
    port = "" if place.port is None else f":{place.port}"
    whole = f"https://{_untwinned(place.host)}{port}{path.rstrip('/')}"
    return f"{whole}?{query}" if query else whole


def entry_keys(
    feed_url: str, guid: str | None, url: str | None, title: str, published_at: datetime | None
) -> tuple[int, ...]:
    """The identity keys of a feed's item: GUID within the feed's domain, page, host+title+day.

    An item is known if any of them is. A title counts only with a date and where it is long enough
    not to recur; an item that has nothing else is known by feed and title. Never empty.
    """
    home = registrable_domain(host(feed_url))
    page = canonical(url) if url else ""
    keys = []
    if guid:
        keys.append(identity("guid", home, page if guid == url else canonical(guid)))
    site, slash, _ = page.removeprefix("https://").partition("/")
    if page and (slash or "?" in site):  # a front page names no item
        keys.append(identity("page", page))
    folded = fold_title(title)
    if published_at is not None and len(folded) >= MIN_TITLE_KEY:
        day = published_at.astimezone(_KST).date().isoformat()
        keys.append(identity("title", site.partition("?")[0] or home, folded, day))
    if not keys:
        keys.append(identity("feed+title", canonical(feed_url), title))
    return tuple(dict.fromkeys(keys))


def fold_title(title: str) -> str:
    """The title's letters and digits, caseless and of one width, for comparing."""
    return _NOT_WORD.sub("", normalize("NFKC", title)).casefold()


class _Place(NamedTuple):
    """An address taken apart once. `port` is None where it is the usual one."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str


def _place(url: str) -> _Place | None:
    try:
        parts = urlsplit(url.strip())
        port, name = parts.port, parts.hostname
    except ValueError:
        return None
    return _Place(
        scheme=parts.scheme,
        host=_ascii_host(name or ""),
        port=None if port in _USUAL_PORTS else port,
        path=parts.path,
        query=parts.query,
    )


def _ascii_host(name: str) -> str:
    name = name.rstrip(".").lower()
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _untwinned(name: str) -> str:
    bare = _TWIN_HOST.sub("", name, count=1) if _TWIN_HOST.match(name) else name
    return bare if "." in bare and registrable_domain(name) != name else name


def _plain_escapes(path: str) -> str:
    def plain(found: re.Match[str]) -> str:
        letter = chr(int(found[1], 16))
        return letter if letter in _UNRESERVED else found[0].upper()

    if "%" not in path and path.isascii():
        return path
    ascii_path = path if path.isascii() else quote(path, safe="%/:@!$&'()*+,;=~?")
    return _ESCAPE.sub(plain, ascii_path)


def _canonical_query(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _is_tracker(part)]
    return "&".join(sorted(map(_plain_escapes, kept)))


def _is_tracker(part: str) -> bool:
    name, given, value = part.partition("=")
    if not given:
        return False
    if not value:
        return True
    name = name.lower()
    if name.startswith("utm_"):
        return True
    number = value.isdecimal() and len(value) >= MIN_NUMBER
    return not number and _TRACKER.fullmatch(name) is not None
