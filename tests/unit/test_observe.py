"""A job never raises: it ends as one log line and one count."""

import io
import json

import pytest

from bot.errors import FetchFailed, NotFound
from bot.model import Job, JobKind
from bot.observe import JobOutcome, Metrics, configure_logging, observe

JOB = Job(kind=JobKind.POLL, key="https://news.example/rss")


@pytest.fixture
def log():
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    configure_logging("warning")


def raising(error):
    def work(job):
        raise error

    return work


@pytest.mark.parametrize(
    ("work", "outcome"),
    [
        pytest.param(lambda job: {"new": 1}, JobOutcome.DONE, id="done"),
        pytest.param(raising(FetchFailed("503")), JobOutcome.LATER, id="transient"),
        pytest.param(raising(NotFound("no feed")), JobOutcome.REFUSED, id="permanent"),
        pytest.param(raising(ZeroDivisionError("oops")), JobOutcome.BROKEN, id="bug"),
    ],
)
def test_every_job_is_counted_and_logged_once(log, work, outcome):
    metrics = Metrics()

    observe(work, metrics)(JOB)

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    canonical = [line for line in lines if line["event"] == "poll"]
    assert metrics.counts() == {("poll", outcome): 1}
    assert [(line["key"], line["outcome"]) for line in canonical] == [(JOB.key, outcome)]


def test_a_name_and_password_in_an_address_stay_out_of_the_log(log):
    job = Job(kind=JobKind.POLL, key="https://minji:geheim@news.example/rss?at=a@b.example")

    observe(raising(ZeroDivisionError(f"bad {job.key}")), Metrics())(job)

    assert "geheim" not in log.getvalue()
    assert "https://news.example/rss?at=a@b.example" in log.getvalue()


def test_a_job_that_found_nothing_to_do_is_silent(log):
    observe(lambda job: {}, Metrics())(JOB)

    assert log.getvalue() == ""
