"""What a fetch gives, and that nothing a server does makes it late, large or talkative."""

import gzip
import logging
import resource
import threading
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from bot.adapters.address import target_of
from bot.adapters.http import FetchLimits, GuardedFetcher
from bot.adapters.memory.world import ManualClock
from bot.adapters.redirects import follow
from bot.errors import AddressRefused, BadPage, FetchFailed
from bot.model import Unchanged, Validators
from tests.fakes.web import Web, answer, hostile_behaviours, redirect

NOW = datetime(2026, 8, 9, 9, 0, tzinfo=UTC)
NOTHING = Validators()
BODY = "새 소식".encode()
DEADLINE = 2.0  # seconds


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.stop()


def fetcher(**fields) -> GuardedFetcher:
    fields = {
        "user_agent": "Sosik/9 (+https://example.kr/bot)",
        "allowed_networks": (ip_network("127.0.0.0/8"),),
        "host_gap": timedelta(),
        "limits": FetchLimits(deadline=timedelta(seconds=DEADLINE)),
        "clock": ManualClock(NOW),
    } | fields
    return GuardedFetcher(**fields)


def test_a_document_comes_with_what_the_next_request_needs(web):
    url = web.on(
        "/feed",
        answer(
            BODY, Content_Type="text/xml", ETag='"1"', Last_Modified="Sun, 09 Aug 2026 00:00:00 GMT"
        ),
    )

    fetched = fetcher().fetch(url, NOTHING)

    assert (fetched.url, fetched.body, fetched.content_type) == (url, BODY, "text/xml")
    assert fetched.validators.etag == '"1"'
    assert fetched.validators.last_modified == "Sun, 09 Aug 2026 00:00:00 GMT"
    assert not fetched.cut


def test_the_request_says_who_asks_and_what_is_known(web):
    url = web.on("/feed", answer(b"", status="304 Not Modified"))

    fetched = fetcher().fetch(url, Validators(etag='"1"', last_modified="yesterday"))

    assert fetched == Unchanged()
    assert web.asked[0].headers["user-agent"] == "Sosik/9 (+https://example.kr/bot)"
    assert web.asked[0].headers["if-none-match"] == '"1"'
    assert web.asked[0].headers["if-modified-since"] == "yesterday"
    assert web.asked[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("etag", ['"소식-1"', '"x" 가', '가 "x"', 'W/"é"', '"a\u2028b"'], ids=ascii)
def test_a_validator_in_letters_that_no_header_may_have_goes_back_as_it_came(web, etag):
    url = web.on("/feed", answer(BODY, ETag=etag))
    shared = fetcher()
    first = shared.fetch(url, NOTHING)
    web.on("/feed", answer(b"", status="304 Not Modified"))

    assert shared.fetch(url, first.validators) == Unchanged()
    sent = web.asked[1].headers["if-none-match"]
    assert sent.encode("latin-1").decode() == etag


@pytest.mark.parametrize("etag", ['"1"\r\nX-Evil: 1', '\t"1"\x00\n', " ", "\r\n"], ids=ascii)
def test_no_validator_makes_a_header_of_its_own_nor_a_request_that_cannot_be_sent(web, etag):
    url = web.on("/feed", answer(BODY))

    assert fetcher().fetch(url, Validators(etag=etag)).body == BODY
    assert "x-evil" not in web.asked[0].headers


@pytest.mark.parametrize(
    "url",
    ["http://a.example/\ud800", "http://a.example/?q=\udc80", "http://m\ud800e:x@a.example/"],
    ids=ascii,
)
def test_an_address_with_half_a_letter_is_refused(url):
    with pytest.raises(AddressRefused):
        fetcher().fetch(url, NOTHING)


def test_nothing_changed_is_no_answer_to_who_knows_nothing(web):
    url = web.on("/feed", answer(b"", status="304 Not Modified"))

    with pytest.raises(FetchFailed) as failed:
        fetcher().fetch(url, Validators(body_hash=7))

    assert failed.value.status == 304


def test_a_host_with_its_final_dot_is_the_same_host(web):
    web.on("/feed", answer(BODY))
    shared = fetcher(lookup=lambda _: ["127.0.0.2"])

    shared.fetch(f"http://news.example.:{web.port}/feed", NOTHING)

    assert web.asked[0].headers["host"] == f"news.example:{web.port}"


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        pytest.param(gzip.compress(BODY), "gzip", id="gzip"),
        pytest.param(gzip.compress(BODY[:4]) + gzip.compress(BODY[4:]), "x-gzip", id="two members"),
        pytest.param(gzip.compress(BODY) + b"\x00" * 9, "gzip", id="padding behind"),
        pytest.param(zlib.compress(BODY), "deflate", id="deflate"),
        pytest.param(raw_deflate(BODY), "deflate", id="raw deflate"),
        pytest.param(BODY, "identity", id="identity"),
    ],
)
def test_a_packed_body_is_unpacked(web, packed, encoding):
    url = web.on("/feed", answer(packed, Content_Encoding=encoding))

    assert fetcher().fetch(url, NOTHING).body == BODY


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "gzip;q=1", "nonsense"])
def test_a_compression_not_asked_for_is_refused(web, encoding):
    url = web.on("/feed", answer(gzip.compress(gzip.compress(BODY)), Content_Encoding=encoding))

    with pytest.raises(BadPage) as refused:
        fetcher().fetch(url, NOTHING)

    assert refused.value.reason == "encoding"


def test_a_longer_body_ends_at_the_cap_and_says_so(web):
    url = web.on("/feed", answer(gzip.compress(b"x" * 5000), Content_Encoding="gzip"))

    fetched = fetcher(limits=FetchLimits(max_bytes=1000)).fetch(url, NOTHING)

    assert (len(fetched.body), fetched.cut) == (1000, True)


@pytest.mark.parametrize("name", sorted(hostile_behaviours()))
def test_no_server_makes_a_fetch_late_or_large(web, name):
    url = web.on("/x", hostile_behaviours()[name])
    web.on("/redirect_loop", redirect("/redirect_loop"))
    patient = fetcher()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

    try:
        size = len(patient.fetch(url, NOTHING).body)
    except (FetchFailed, BadPage):
        size = 0

    assert time.monotonic() - began < DEADLINE + 1
    assert size <= 8 * 1024 * 1024
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * 1024


@pytest.mark.parametrize(
    ("statuses", "settled"),
    [
        pytest.param([301], 1, id="301"),
        pytest.param([308, 301], 2, id="two permanent ones"),
        pytest.param([302], None, id="302 never"),
        pytest.param([307, 301], None, id="a temporary one first"),
        pytest.param([301, 302], 1, id="a temporary one later"),
        pytest.param([], None, id="no redirect"),
    ],
)
def test_only_permanent_redirects_name_a_new_address(web, statuses, settled):
    for number, status in enumerate(statuses):
        web.on(f"/{number}", redirect(f"/{number + 1}", status))
    web.on(f"/{len(statuses)}", answer(BODY))

    fetched = fetcher().fetch(f"{web.url}/0", NOTHING)

    assert fetched.url == f"{web.url}/{len(statuses)}"
    assert fetched.permanent_url == (settled and f"{web.url}/{settled}")


@pytest.mark.parametrize(
    ("statuses", "is_known"),
    [
        pytest.param([302], True, id="temporary"),
        pytest.param([302, 301], True, id="a temporary one first"),
        pytest.param([301], False, id="for good"),
        pytest.param([301, 302], False, id="a temporary one later"),
    ],
)
def test_what_is_known_of_an_address_is_not_asked_of_the_one_it_moved_to(web, statuses, is_known):
    for number, status in enumerate(statuses):
        web.on(f"/{number}", redirect(f"/{number + 1}", status))
    web.on(f"/{len(statuses)}", answer(b"", status="304 Not Modified"))
    known = Validators(etag='"1"', last_modified="yesterday")

    if is_known:
        assert fetcher().fetch(f"{web.url}/0", known) == Unchanged()
    else:
        with pytest.raises(FetchFailed):
            fetcher().fetch(f"{web.url}/0", known)

    assert ("if-none-match" in web.asked[-1].headers) == is_known
    assert ("if-modified-since" in web.asked[-1].headers) == is_known
    assert web.asked[0].headers["if-none-match"] == '"1"'


def test_six_redirects_are_too_many(web):
    for number in range(7):
        web.on(f"/{number}", redirect(f"/{number + 1}"))

    with pytest.raises(BadPage) as refused:
        fetcher().fetch(f"{web.url}/0", NOTHING)

    assert refused.value.reason == "redirects"
    assert len(web.asked) == 6


def test_a_password_stays_with_its_host_and_out_of_every_word(web, caplog):
    other = Web("127.0.0.3")
    web.on("/feed", redirect(f"{other.url}/there"))
    other.on("/there", answer(b"", status="500 No"))
    url = f"http://me:geheim@127.0.0.2:{web.port}/feed"

    with caplog.at_level(logging.DEBUG), pytest.raises(FetchFailed) as failed:
        follow(fetcher(), url, NOTHING)
    other.stop()

    assert web.asked[0].headers["authorization"].startswith("Basic ")
    assert "authorization" not in other.asked[0].headers
    assert "geheim" not in f"{failed.value!r}{failed.value.__cause__!r}{caplog.text}"
    assert "geheim" not in f"{target_of(url)!r}"


@pytest.mark.parametrize(
    ("status", "reason"),
    [("401 No", "forbidden"), ("403 No", "forbidden"), ("404 No", "missing"), ("410 Gone", "gone"),
     ("451 Law", "forbidden"), ("400 Bad", "refused"), ("300 Many", "refused")],
)  # fmt: skip
def test_a_refusal_has_a_reason(web, status, reason):
    url = web.on("/feed", answer(b"", status=status))

    with pytest.raises(BadPage) as refused:
        fetcher().fetch(url, NOTHING)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Sun, 09 Aug 2026 10:00:00 GMT", timedelta(hours=1)),
        ("Sun, 09 Aug 2026 08:00:00 GMT", timedelta()),
        ("Sun, 09 Aug 2099 08:00:00 GMT", timedelta(hours=24)),
        ("999999999999999999999", timedelta(hours=24)),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("Sun, 99 Aug 2026 99:00:00 GMT", None),
    ],
)
@pytest.mark.parametrize("status", ["429 Slow", "503 Busy"])
def test_retry_after_is_understood_in_both_forms(web, status, value, wait):
    url = web.on("/feed", answer(b"", status=status, Retry_After=value))

    with pytest.raises(FetchFailed) as failed:
        fetcher().fetch(url, NOTHING)

    assert failed.value.retry_after == wait
    assert failed.value.status == int(status[:3])


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"Cache_Control": "public, max-age=300"}, timedelta(minutes=5)),
        ({"Cache_Control": "max-age=99999999"}, timedelta(hours=24)),
        ({"Cache_Control": "no-cache, max-age=300"}, None),
        ({"Cache_Control": "max-age=0"}, None),
        ({"Expires": "Sun, 09 Aug 2026 10:00:00 GMT"}, timedelta(hours=1)),
        ({"Expires": "0"}, None),
        ({}, None),
    ],
)
def test_freshness_is_read_from_cache_control_then_expires(web, headers, fresh):
    url = web.on("/feed", answer(BODY, **headers))

    assert fetcher().fetch(url, NOTHING).fresh_for == fresh


def test_two_requests_to_one_domain_keep_the_gap(web):
    clock = ManualClock(NOW)
    url = web.on("/feed", answer(BODY))
    polite = fetcher(clock=clock, host_gap=timedelta(seconds=2))

    polite.fetch(url, NOTHING)
    polite.fetch(url, NOTHING)
    polite.fetch(url, NOTHING)

    assert clock.now() - NOW == timedelta(seconds=4)


def test_one_domain_has_one_request_in_flight_and_others_do_not_wait(web):
    slow = web.on("/slow", hostile_behaviours()["silence"])
    other = Web("127.0.0.3")
    quick = other.on("/quick", answer(BODY))
    shared = fetcher()
    ended: list[bool] = []
    thread = threading.Thread(target=lambda: ended.append(outcome(shared, slow)))
    thread.start()
    time.sleep(0.2)

    began = time.monotonic()
    shared.fetch(quick, NOTHING)
    unhindered = time.monotonic() - began
    web.on("/slow", answer(BODY))
    shared.fetch(slow, NOTHING)
    waited = time.monotonic() - began
    thread.join()
    other.stop()

    assert ended == [False]
    assert unhindered < 1
    assert waited > DEADLINE - 0.5


def outcome(shared, url) -> bool:
    try:
        shared.fetch(url, NOTHING)
    except FetchFailed:
        return False
    return True


def test_a_korean_path_and_a_raw_location_are_escaped(web):
    web.on("/%EB%89%B4%EC%8A%A4", redirect("/기사?제목=가 나"))
    web.on("/%EA%B8%B0%EC%82%AC", answer(BODY))

    assert fetcher().fetch(f"{web.url}/뉴스", NOTHING).body == BODY
