"""Ports to the world outside: time, network, children, chat, wake-ups."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.model import (
    Article,
    Card,
    Chart,
    Extraction,
    Feed,
    Fetched,
    Job,
    Letter,
    Meaning,
    Page,
    Poll,
    Receipt,
    Redirected,
    Story,
    Summary,
    Unchanged,
    Validators,
)

A = TypeVar("A")
R = TypeVar("R")


class Clock(Protocol):
    """Time, as a port so that tests and the demo can own it."""

    def now(self) -> datetime:
        """The present moment, aware UTC."""
        ...

    def sleep(self, pause: timedelta) -> None:
        """Returns after `pause` of this clock's time.

        Raises:
            Stopped: the process ends; what slept leaves the rest to others.
        """
        ...


class Fetcher(Protocol):
    """The one way out to addresses that come from a feed, a page or a person."""

    def fetch(self, url: str, validators: Validators) -> Fetched | Unchanged | Redirected:
        """The document, that nothing changed, or which other host the address leads to.

        One host is asked, in its turn; `adapters.redirects.follow` asks the next.

        Raises:
            AddressRefused: the address, or one it redirects to, may not be reached.
            FetchFailed: time-out, network error, 429, 5xx (retry_after where the server said).
            BadPage: 4xx other than 429, too large, too many redirects, unusable encoding.
        """
        ...


class Sandbox(Protocol):
    """A pool of limited child processes for untrusted bytes."""

    def call(self, function: Callable[[A], R], argument: A) -> R:
        """What `function(argument)` returns, computed in a child with capped CPU and memory.

        `function` stands at module level, both values pickle. A SosikError of the child is raised
        here again; a repeat is harmless.

        Raises:
            BadPage: reason "hostile": the child was killed or died on this input.
        """
        ...

    def close(self) -> None:
        """Ends the children. Repeats do nothing."""
        ...


class FeedReader(Protocol):
    """Polls one kind of feed."""

    def poll(self, feed: Feed, validators: Validators) -> Poll:
        """What the feed has now.

        Raises:
            FetchFailed: not now; retry_after where the server said.
            BadFeed: not a feed, hostile, or gone (reason "gone" for 410).
            AddressRefused: the address may not be reached.
        """
        ...


class PageReader(Protocol):
    """Fetches the page of an entry."""

    def read(self, url: str) -> Page:
        """The page.

        Raises:
            FetchFailed: not now.
            BadPage: never (404, robots, no HTML).
            AddressRefused: the address may not be reached.
        """
        ...


class Extractor(Protocol):
    """Gets the articles out of a page."""

    def extract(self, page: Page) -> Extraction:
        """The page's articles, or the reason why there is none. Raises nothing of its own."""
        ...


class Chat(Protocol):
    """Where cards go."""

    def post(self, channel: str, card: Card, delivery_id: str, thread: Receipt | None) -> Receipt:
        """Sends once, never retrying by itself.

        Raises:
            NotSent: surely not taken; retry_after where the service said.
            FateUnknown: perhaps taken.
            MessageRefused: this message will never be taken.
            ChannelBlocked: this channel, or the workspace, takes nothing.
        """
        ...

    def update(self, receipt: Receipt, card: Card, delivery_id: str) -> None:
        """Makes the message show this card; repeats are harmless.

        Raises:
            NotSent, FateUnknown, MessageRefused, ChannelBlocked: as for post.
        """
        ...

    def find(
        self, channel: str, delivery_id: str, since: datetime, thread: Receipt | None
    ) -> Sequence[Receipt]:
        """Every message with this delivery id since then, oldest first, from a complete read.

        Raises:
            ReadBackFailed: the read was not complete; nothing may be concluded.
        """
        ...

    def delete(self, receipt: Receipt) -> None:
        """Takes one of our own messages back; a missing one is fine.

        Raises:
            NotSent, FateUnknown, ChannelBlocked: as for post.
        """
        ...


class Summariser(Protocol):
    """Makes a story's summary."""

    def summarise(self, story: Story, terms: Sequence[str], known: str = "") -> Summary:
        """Two or three sentences, of what `known` (told before) does not say where that matters.

        Raises:
            SummariserFailed: use the extractive one.
        """
        ...


class Embedder(Protocol):
    """Tells what an article means, so that grouping can compare more than words."""

    def meaning(self, article: Article) -> Meaning | None:
        """Its meaning; None where none is wanted or its outlet forbids it. A repeat costs little.

        Raises:
            EmbedderFailed: do without it.
        """
        ...


class Painter(Protocol):
    """Draws charts."""

    def paint(self, chart: Chart) -> bytes:
        """The chart as PNG; equal charts give equal pictures.

        Raises:
            CannotPaint: the library or a Korean font is missing.
        """
        ...


class Gallery(Protocol):
    """Where the chat service keeps pictures before a message shows them."""

    def hang(self, name: str, png: bytes, alt: str) -> str:
        """Its handle of the picture, ready to be shown. Nobody sees it until a message does.

        A repeat hangs another one, which is harmless.

        Raises:
            NotSent, FateUnknown: not now.
            MessageRefused, ChannelBlocked: never; a scope is missing, say.
        """
        ...


class Mail(Protocol):
    """Where letters go; who gets them is the adapter's business."""

    def send(self, letter: Letter) -> None:
        """Sends it; a repeat carries the same Message-ID, by which many mailboxes drop it.

        Raises:
            NotSent: the server did not take it.
        """
        ...


class Queue(Protocol):
    """Wake-ups. A hint, never the truth: what is lost here the next sweep finds in the store."""

    def put(self, job: Job) -> None:
        """Asks for the job soon; one already waiting is not doubled, a full queue drops it."""
        ...

    def start(self, work: Callable[[Job], None]) -> None:
        """Begins handing jobs to `work` in threads."""
        ...

    def stop(self, patience: timedelta) -> bool:
        """Takes no more jobs and waits for those in flight; true where all of them ended."""
        ...
