"""A poll that reads only what is new says what one that reads everything would say."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from bot.adapters.apis import parse_dart
from bot.adapters.feed_memory import LONG, FeedMemory
from bot.adapters.feeds import DocumentReader, FeedBytes, parse_feed
from bot.adapters.sandbox import InlineSandbox
from bot.errors import BadFeed
from bot.model import Feed, Fetched, Marks, Validators
from bot.ports import Fetcher

FEED = Feed(url="https://a.kr/rss", outlet="가나일보")


@dataclass(frozen=True, kw_only=True)
class Item:
    number: int
    guid: int | None = 0
    title: str = "제목"
    summary: str = "요약"
    date: str = "Sun, 09 Aug 2026 18:{0:02}:00 +0900"
    extra: str = ""

    def xml(self, name):
        guid = self.number if self.guid == 0 else self.guid
        told = f"<guid>{guid}</guid>" if guid is not None else ""
        return (
            f"<{name}><title>{self.title} {self.number}</title><link>/news/{self.number}</link>{told}"
            f"<pubDate>{self.date.format(self.number % 60)}</pubDate>"
            f"<description><![CDATA[<p>{self.summary}</p>]]></description>{self.extra}</{name}>"
        )


class Document(Fetcher):
    """Gives the body that was put into it last."""

    def __init__(self):
        self.body = b""
        self.url = FEED.url

    @override
    def fetch(self, url, validators):
        return Fetched(
            url=self.url, body=self.body, content_type="text/xml", validators=Validators()
        )


class Reads:
    """Parses, and notes how many items came out of each call."""

    def __init__(self, parse=parse_feed):
        self.items = []
        self._parse = parse

    def __call__(self, document):
        answer = self._parse(document)
        self.items.append(len(answer.entries))
        return answer


def body(
    items, *, name="item", head="<title>가나</title><link>https://a.kr/</link>", between="", tail=""
):
    inside = between.join(item if isinstance(item, str) else item.xml(name) for item in items)
    if name == "entry":
        return f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}{inside}{tail}</feed>"
    return f"<rss version='2.0'><channel>{head}{inside}{tail}</channel></rss>"


def polled(reader, fetcher, text, validators):
    """What the poll says, its entries by all but their summaries, or why it failed."""
    fetcher.body = text if isinstance(text, bytes) else text.encode()
    try:
        poll = reader.poll(FEED, validators)
    except BadFeed as error:
        return error.reason, validators, {}
    if poll.feed is None:
        return None, poll.validators, {}
    names = tuple(replace(entry, summary="") for entry in poll.feed.entries)
    summaries = {replace(entry, summary=""): entry.summary for entry in poll.feed.entries}
    return replace(poll.feed, entries=names, marks=None), poll.validators, summaries


ODD = (
    "<!-- <item><title>가려진 것</title></item> -->",
    "<!--", "-->", "<![CDATA[", "]]>", "<item/>", "</item>", "<item>", "<items/>", "&", "3<5",
    "<item><title>밖</title><item><title>안</title><guid>7</guid></item></item>",
    "<?pi <item> ?>", "<ITEM><title>큰 글자</title></ITEM>", "<ttl>30</ttl>", "<x:item/>", "\x01",
    "<link>https://b.kr/</link>", "<item></item>", "<image><url>/u</url></image>", "<entry/>",
)  # fmt: skip
NUMBERS = st.integers(0, 6)
ITEMS = st.builds(
    Item,
    number=NUMBERS,
    guid=st.sampled_from([0, 0, 0, 0, None]) | NUMBERS,
    title=st.sampled_from(["제목", "제목", "&amp;lt;속보&gt;"]),
    summary=st.sampled_from(["요약", "요약", "</b>", "&nbsp;"]),
    date=st.sampled_from([Item.date, "", "2026-08-09 18:0{0}"]),
    extra=st.sampled_from(["", "", "<source>다라신문</source>", "<author>가람</author>"]),
)
HEADS = (
    "<title>가나</title>",
    "<link>https://a.kr/</link>",
    "<link>https://b.kr/</link><ttl>60</ttl>",
)
EDITS = st.one_of(
    st.tuples(st.just("add"), NUMBERS, ITEMS),
    st.tuples(st.just("add"), st.just(0), ITEMS),
    st.tuples(st.just("swap"), NUMBERS, ITEMS),
    st.tuples(st.just("drop"), NUMBERS, st.none()),
    st.tuples(st.just("twice"), NUMBERS, st.none()),
    st.tuples(st.just("head"), st.just(0), st.sampled_from(HEADS)),
    st.tuples(st.just("odd"), st.integers(-2, 6), st.sampled_from(ODD)),
    st.tuples(st.just("root"), st.just(0), st.sampled_from(["", " xmlns='urn:x'"])),
    st.tuples(st.just("url"), st.just(0), st.sampled_from([FEED.url, "https://c.kr/x/rss"])),
)
# Edits of the feed, whether the poll behind them is committed, and whether the body is cut.
STEPS = st.lists(
    st.tuples(
        st.lists(EDITS, max_size=2),
        st.sampled_from([True, True, False]),
        st.sampled_from([0] * 9 + [20]),
    ),
    min_size=2,
    max_size=6,
)


@dataclass
class Paper:
    """A feed that is edited from poll to poll; odd parts stand in it for one poll only."""

    items: list
    head: str = HEADS[1]
    root: str = ""
    url: str = FEED.url
    name: str = "item"

    def body(self, edits):
        odd = []
        for kind, place, what in edits:
            match kind:
                case "add":
                    self.items.insert(place, what)
                case "swap":
                    self.items[place : place + 1] = [what]
                case "drop":
                    del self.items[place : place + 1]
                case "twice":
                    self.items += self.items[place : place + 1]
                case "odd":
                    odd.append((place, what))
                case _:
                    setattr(self, kind, what)
        parts, around = list(self.items), {-1: "", -2: ""}
        for place, what in odd:
            if place < 0:
                around[place] = what
            else:
                parts.insert(place, what)
        text = body(parts, name=self.name, head=self.head + around[-1], tail=around[-2])
        return text.replace("<rss", f"<rss{self.root}").replace("<feed", f"<feed{self.root}", 1)


@pytest.mark.parametrize("parse", [parse_feed, parse_dart])
@settings(deadline=None)
@given(
    items=st.lists(ITEMS, max_size=5, unique_by=lambda item: item.number),
    steps=STEPS,
    name=st.sampled_from(["item", "entry"]),
)
def test_memory_changes_no_answer(parse, items, steps, name):
    fetcher = Document()
    remembering = DocumentReader(fetcher, InlineSandbox(), parse)
    stored, shown = Validators(), {}
    paper = Paper(items, name=name)
    for edits, is_committed, cut in steps:
        text = paper.body(edits)
        text, fetcher.url = text[: len(text) - cut], paper.url
        forgetful = DocumentReader(fetcher, InlineSandbox(), parse)
        expected, _, all_summaries = polled(forgetful, fetcher, text, stored)
        found, following, summaries = polled(remembering, fetcher, text, stored)

        assert found == expected
        assert _new(summaries, shown) == _new(all_summaries, shown)
        if is_committed and summaries:
            stored, shown = following, summaries


def _new(summaries, shown):
    return {entry: told for entry, told in summaries.items() if entry not in shown}


@pytest.fixture
def reads():
    return Reads()


@pytest.fixture
def poll(reads):
    fetcher = Document()
    reader = DocumentReader(fetcher, InlineSandbox(), reads)
    return lambda text, stored=Validators(): polled(reader, fetcher, text, stored)  # noqa: B008


@pytest.mark.parametrize("name", ["item", "entry"])
def test_only_new_items_are_read(poll, reads, name):
    items = [Item(number=n) for n in range(50)]
    _, stored, _ = poll(body(items[1:], name=name))

    feed, _, summaries = poll(body(items[:49], name=name, tail="<updated>now</updated>"), stored)

    assert reads.items == [49, 1]
    assert len(feed.entries) == 49
    assert summaries[feed.entries[0]] == "요약"


def test_a_head_of_a_new_time_alone_reads_nothing(poll, reads):
    items = [Item(number=n) for n in range(9)]
    _, stored, _ = poll(body(items))

    feed, _, _ = poll(
        body(items, head="<title>가나</title><link>https://a.kr/</link><pubDate/>"), stored
    )

    assert reads.items == [9, 0]
    assert len(feed.entries) == 9
    assert feed.notes == ()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(body([Item(number=1), Item(number=2), Item(number=8, guid=2)]), id="a known GUID"),
        pytest.param(body([Item(number=1), Item(number=1), Item(number=2)]), id="an item twice"),
        pytest.param(body([Item(number=1), Item(number=3)], head="<link>https://b.kr/</link>"), id="another base"),
        pytest.param(body([Item(number=1), Item(number=3)]).replace("'2.0'", "'0.9'"), id="another root"),
        pytest.param(body([Item(number=1), Item(number=3, title="a & b")]), id="broken XML"),
        pytest.param(body([Item(number=1), Item(number=3)])[:-30], id="cut"),
        pytest.param(body(["<!--", Item(number=1), "-->", Item(number=2)]), id="in a comment"),
    ],
)  # fmt: skip
def test_what_depends_on_the_whole_is_read_whole(poll, reads, changed):
    _, stored, _ = poll(body([Item(number=1), Item(number=2)]))
    whole = parse_feed(FeedBytes(body=changed.encode(), url=FEED.url))

    feed, _, _ = poll(changed, stored)

    assert reads.items[-1] == len(whole.entries)
    assert len(feed.entries) == len(whole.entries)


def test_a_poll_that_was_not_committed_is_not_remembered(poll, reads):
    _, stored, _ = poll(body([Item(number=1)]))
    poll(body([Item(number=2), Item(number=1)]), stored)

    poll(body([Item(number=3), Item(number=2), Item(number=1)]), stored)

    assert reads.items == [1, 1, 3]


def test_a_bounded_number_of_items_is_remembered_and_none_of_great_length():
    memory = FeedMemory(most=5)
    two = parse_feed(FeedBytes(body=body([Item(number=1), Item(number=2)]).encode()))
    for number in range(9):
        memory.keep(f"https://outlet{number}.example/rss", number, two)
    long = parse_feed(FeedBytes(body=body([Item(number=1, title="긴" * LONG)]).encode()))
    memory.keep(
        "https://a.kr/rss", 1, replace(long, entries=(replace(long.entries[0], title="긴" * LONG),))
    )

    kept = [n for n in range(9) if memory.of(f"https://outlet{n}.example/rss", n)]
    assert kept == [7, 8]
    assert memory.of("https://outlet8.example/rss", 7) is None
    assert memory.of("https://a.kr/rss", 1) is None


def test_marks_of_another_nursery_are_nothing_known():
    text = body([Item(number=1), Item(number=2)]).encode()
    foreign = Marks(base="https://a.kr/", items=(1, 2))

    read = parse_feed(FeedBytes(body=text, url=FEED.url, known=foreign))

    assert read == parse_feed(FeedBytes(body=text, url=FEED.url))
