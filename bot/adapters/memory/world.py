"""The world outside in memory: a settable clock, scripted sources, a queue without threads."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from typing_extensions import override

from bot.errors import BadPage, EmbedderFailed, NotSent, SosikError, SummariserFailed
from bot.model import (
    Article,
    Chart,
    Drawing,
    Extraction,
    Feed,
    Fetched,
    Job,
    Letter,
    Meaning,
    Page,
    Poll,
    Redirected,
    Story,
    Summary,
    SummarySentence,
    Unchanged,
    Validators,
)
from bot.ports import (
    Clock,
    Embedder,
    Extractor,
    FeedReader,
    Fetcher,
    Gallery,
    Mail,
    PageReader,
    Painter,
    Queue,
    Summariser,
)

A = TypeVar("A")
R = TypeVar("R")
T = TypeVar("T")
_Answer = Fetched | Unchanged | Redirected


class ManualClock(Clock):
    """A clock that stands still until somebody moves it; sleeping moves it too."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._lock = Lock()

    @override
    def now(self) -> datetime:
        return self._now

    @override
    def sleep(self, pause: timedelta) -> None:
        self.advance(pause)

    def advance(self, step: timedelta) -> None:
        """Moves the clock by `step`."""
        with self._lock:
            self._now += step

    def set(self, now: datetime) -> None:
        """Moves the clock to `now`, back or forth."""
        with self._lock:
            self._now = now


class _Script(Generic[T]):
    """Answers by address; of several the last is repeated. An error is raised."""

    def __init__(self, answers: Mapping[str, T | SosikError | Sequence[T | SosikError]]) -> None:
        self._answers = {url: deque(_several(answer)) for url, answer in answers.items()}
        self._lock = Lock()
        self.calls: list[str] = []

    def next(self, url: str) -> T:
        with self._lock:
            self.calls.append(url)
            answers = self._answers.get(url)
            if not answers:
                raise BadPage(f"no answer is scripted for {url}", reason="http_404")
            answer = answers.popleft() if len(answers) > 1 else answers[0]
        if isinstance(answer, SosikError):
            raise answer
        return answer


def _several(
    answer: T | SosikError | Sequence[T | SosikError],
) -> Sequence[T | SosikError]:
    return answer if isinstance(answer, list | tuple) else [answer]  # type: ignore[list-item]


class ScriptedFetcher(Fetcher):
    """The Fetcher port with answers by address. `calls` lists what was asked."""

    def __init__(
        self,
        answers: Mapping[str, _Answer | SosikError | Sequence[_Answer | SosikError]],
    ) -> None:
        self._script = _Script[_Answer](answers)
        self.calls = self._script.calls

    @override
    def fetch(self, url: str, validators: Validators) -> Fetched | Unchanged | Redirected:
        return self._script.next(url)


class ScriptedFeedReader(FeedReader):
    """The FeedReader port with answers by feed address."""

    def __init__(
        self, answers: Mapping[str, Poll | SosikError | Sequence[Poll | SosikError]]
    ) -> None:
        self._script = _Script[Poll](answers)
        self.calls = self._script.calls

    @override
    def poll(self, feed: Feed, validators: Validators) -> Poll:
        return self._script.next(feed.url)


class ScriptedPageReader(PageReader):
    """The PageReader port with answers by address."""

    def __init__(
        self, answers: Mapping[str, Page | SosikError | Sequence[Page | SosikError]]
    ) -> None:
        self._script = _Script[Page](answers)
        self.calls = self._script.calls

    @override
    def read(self, url: str) -> Page:
        return self._script.next(url)


class ScriptedExtractor(Extractor):
    """The Extractor port with answers by page address; an unknown page holds nothing."""

    def __init__(self, answers: Mapping[str, Extraction]) -> None:
        self._answers = answers

    @override
    def extract(self, page: Page) -> Extraction:
        return self._answers.get(page.url, Extraction(articles=(), reason="no_body"))


class ScriptedSummariser(Summariser):
    """The Summariser port that always says the same, or always fails where it has nothing."""

    def __init__(self, sentences: Sequence[str] = ()) -> None:
        self._sentences = tuple(SummarySentence(text=text, span=None) for text in sentences)

    @override
    def summarise(self, story: Story, terms: Sequence[str], known: str = "") -> Summary:
        if not self._sentences:
            raise SummariserFailed("nothing is scripted")
        return Summary(sentences=self._sentences)


class ScriptedEmbedder(Embedder):
    """The Embedder port that has a vector for some titles, and always fails for the others."""

    def __init__(self, vectors: Mapping[str, tuple[float, ...]]) -> None:
        self._vectors = dict(vectors)

    @override
    def meaning(self, article: Article) -> Meaning | None:
        if article.title not in self._vectors:
            raise EmbedderFailed("nothing is scripted")
        return Meaning(model="scripted", vector=self._vectors[article.title])


class MemoryMail(Mail):
    """The Mail port in memory. `letters` are in order; the next `failing` sends fail."""

    def __init__(self, *, failing: int = 0) -> None:
        self.letters: list[Letter] = []
        self._failing = failing

    @override
    def send(self, letter: Letter) -> None:
        if self._failing:
            self._failing -= 1
            raise NotSent("메일 서버가 받지 않습니다.")
        self.letters.append(letter)


class MemoryPainter(Painter):
    """The Painter port in memory: keeps the charts, paints their titles."""

    def __init__(self) -> None:
        self.charts: list[Chart] = []

    @override
    def paint(self, chart: Chart) -> bytes:
        self.charts.append(chart)
        return chart.title.encode()


class MemoryGallery(Gallery):
    """The Gallery port in memory. The next calls raise `failing`, one each."""

    def __init__(self, *failing: SosikError) -> None:
        self.pictures: list[Drawing] = []
        self._failing = deque(failing)

    @override
    def hang(self, name: str, png: bytes, alt: str) -> str:
        if self._failing:
            raise self._failing.popleft()
        self.pictures.append(Drawing(name=name, png=png, alt=alt))
        return f"F{len(self.pictures)}"


class SynchronousQueue(Queue):
    """The Queue port without threads: each job runs before `put` returns.

    A job put by a running job waits for its turn. Before `start` and after `stop` jobs only wait.
    """

    def __init__(self, *, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._waiting: dict[Job, None] = {}
        self._work: Callable[[Job], None] | None = None
        self._running = False

    @override
    def put(self, job: Job) -> None:
        if job in self._waiting or len(self._waiting) < self._capacity:
            self._waiting[job] = None
        self._drain()

    @override
    def start(self, work: Callable[[Job], None]) -> None:
        self._work = work
        self._drain()

    @override
    def stop(self, patience: timedelta) -> bool:
        self._work = None
        return not self._running

    def _drain(self) -> None:
        if self._running:
            return
        self._running = True
        try:
            while self._waiting and self._work is not None:
                job = next(iter(self._waiting))
                del self._waiting[job]
                self._work(job)
        finally:
            self._running = False
