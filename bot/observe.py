"""Running a job: one log line, one count, and the one place where every error ends.

    job → work(job) → done | later (Transient) | refused (Permanent) | broken (a bug)

A job never raises out of here: what is left undone stands in the store, and the next sweep puts it
again. Lines are JSON unless a terminal reads them (structlog).
"""

import logging
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from threading import Lock
from time import monotonic
from typing import TextIO

import structlog

from bot.errors import Permanent, Transient
from bot.model import Job
from bot.urls import without_login


class JobOutcome(StrEnum):
    """How a job ended."""

    DONE = "done"
    LATER = "later"
    REFUSED = "refused"
    BROKEN = "broken"


class Metrics:
    """Jobs since the start: counts by kind and outcome, and their time. Safe from many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[str, JobOutcome]] = Counter()
        self._busy = 0.0

    def count(self, kind: str, outcome: JobOutcome, seconds: float = 0.0) -> None:
        """Adds one that took so long."""
        with self._lock:
            self._counts[kind, outcome] += 1
            self._busy += seconds

    def busy(self) -> float:
        """Seconds that the jobs took, of all threads together."""
        with self._lock:
            return self._busy

    def counts(self) -> Mapping[tuple[str, JobOutcome], int]:
        """A copy of the counts."""
        with self._lock:
            return dict(self._counts)


Facts = Mapping[str, object]


def observe(work: Callable[[Job], Facts], metrics: Metrics) -> Callable[[Job], None]:
    """`work` as a job runner that never raises: it logs one line and counts one outcome."""
    log = structlog.get_logger("job")

    def run(job: Job) -> None:
        begun = monotonic()
        facts: Facts = {}
        try:
            facts = work(job)
            outcome = JobOutcome.DONE
        except Transient as error:
            outcome, facts = JobOutcome.LATER, {"error": str(error)}
        except Permanent as error:
            outcome, facts = JobOutcome.REFUSED, {"error": str(error)}
        except Exception as error:  # the one place where outcomes are decided
            outcome, facts = JobOutcome.BROKEN, {"error": repr(error)}
            log.exception("bug", kind=job.kind, key=job.key)
        metrics.count(job.kind, outcome, monotonic() - begun)
        level = {JobOutcome.DONE: "info", JobOutcome.LATER: "warning"}.get(outcome, "error")
        quiet = outcome is JobOutcome.DONE and not facts
        milliseconds = round((monotonic() - begun) * 1000)
        getattr(log, "debug" if quiet else level)(
            job.kind.value, key=job.key, outcome=outcome.value, **facts, ms=milliseconds
        )

    return run


def _without_logins(
    _log: object, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """A feed's address may hold a name and a password; a line of the log never does."""
    return {
        name: without_login(value) if isinstance(value, str) else value
        for name, value in event.items()
    }


def configure_logging(level: str, stream: TextIO = sys.stderr) -> None:
    """Sends log lines to `stream`: readable on a terminal, JSON elsewhere.

    Libraries speak from warning on; httpx is silenced below that because it logs whole addresses.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer()
        if stream.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_logins,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=stream, force=True)
