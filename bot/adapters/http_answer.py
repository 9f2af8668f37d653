"""An HTTP answer's headers and body in our words: validators, waits, bounded decompression."""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.errors import BadPage
from bot.model import Validators

MAX_WAIT = timedelta(hours=24)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_FRESH = re.compile(r"\bno-(?:cache|store)\b", re.IGNORECASE)


class Headers:
    """An answer's headers by name; of a repeated one the values joined by commas."""

    def __init__(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        self._values: dict[str, bytes] = {}
        for name, value in pairs:
            key = name.decode("latin-1").lower()
            before = self._values.get(key)
            self._values[key] = value.strip() if before is None else before + b", " + value.strip()

    def get(self, name: str) -> str:
        """The value, empty where the answer has none."""
        return header_text(self._values.get(name, b""))

    def octets(self, name: str) -> str:
        """The value with a code point for each byte, so that latin-1 makes the very bytes again."""
        return self._values.get(name, b"").decode("latin-1")


def header_text(value: bytes) -> str:
    """A header's value, whatever its bytes are."""
    try:
        return value.decode().strip()
    except UnicodeDecodeError:
        return value.decode("latin-1").strip()


def validators(headers: Headers) -> Validators:
    """What makes the next request for this document conditional."""
    return Validators(
        etag=headers.octets("etag")[:500] or None,
        last_modified=headers.octets("last-modified")[:100] or None,
    )


def retry_after(headers: Headers, now: datetime) -> timedelta | None:
    """The wait that the server asks for, between nothing and a day; None where it asks none."""
    value = headers.get("retry-after")
    if value.isdecimal():
        return min(timedelta(seconds=int(value[:9])), MAX_WAIT)
    moment = _http_date(value)
    return None if moment is None else max(timedelta(), min(moment - now, MAX_WAIT))


def fresh_for(headers: Headers, now: datetime) -> timedelta | None:
    """How long Cache-Control, or else Expires, let a copy stand; None where they say nothing."""
    control = headers.get("cache-control")
    if _NOT_FRESH.search(control):
        return None
    age = _MAX_AGE.search(control)
    if age:
        return min(timedelta(seconds=int(age[1])), MAX_WAIT) or None
    expires = _http_date(headers.get("expires"))
    sent = _http_date(headers.get("date")) or now
    return None if expires is None or expires <= sent else min(expires - sent, MAX_WAIT)


def _http_date(value: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = parsedate_to_datetime(value[:100])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A decompressed body of at most the cap; `cut` tells that there was more."""

    content: bytes
    cut: bool


def read_body(chunks: Iterable[bytes], encoding: str, cap: int) -> Body:
    """The body, decompressed step by step and never longer than `cap` bytes.

    Raises:
        BadPage: reason "encoding": stacked, unknown or broken compression.
    """
    unpack = _unpacker(encoding)
    content = bytearray()
    wire = 0
    for chunk in chunks:
        wire += len(chunk)
        try:
            content += unpack(chunk, cap + 1 - len(content))
        except zlib.error as error:
            raise BadPage("The answer's compression is broken.", reason="encoding") from error
        if len(content) > cap or wire > cap:
            del content[cap:]
            return Body(content=bytes(content), cut=True)
    return Body(content=bytes(content), cut=False)


class _Plain:
    """Takes the bytes as they are."""

    def __call__(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]


class _Zlib:
    """Undoes gzip or deflate, never past the given number of bytes."""

    def __init__(self) -> None:
        self._bits = zlib.MAX_WBITS | 32  # gzip or zlib by its first bytes
        self._stream = zlib.decompressobj(self._bits)
        self._begun = False

    def __call__(self, chunk: bytes, most: int) -> bytes:
        out = bytearray()
        while chunk and len(out) < most:
            out += self._step(chunk, most - len(out))
            if not self._stream.eof:
                break
            # A further gzip member may follow; anything else behind the end is padding.
            chunk = self._stream.unused_data
            if not chunk.startswith(b"\x1f\x8b"):
                break
            self._stream = zlib.decompressobj(self._bits)
        return bytes(out)

    def _step(self, chunk: bytes, most: int) -> bytes:
        try:
            out = self._stream.decompress(chunk, most)
        except zlib.error:
            if self._begun:
                raise
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)  # deflate without its wrapper
            out = self._stream.decompress(chunk, most)
        self._begun = True
        return out


def _unpacker(encoding: str) -> _Plain | _Zlib:
    match encoding.lower().strip():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip" | "deflate":
            return _Zlib()
        case _:
            raise BadPage(
                "The server sends a compression that was not asked for.", reason="encoding"
            )
