"""Over HTTP only Slack gets in, and each request once."""

import hmac
import time
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from bot.adapters.clock import SystemClock
from bot.inbound.slack.http import MOST_BYTES, PATH, Guard, HttpDoor
from bot.tables import load_tables
from tests.fakes.slack_office import slack_office
from tests.fakes.slack_people import command_body, text_of

TABLES = load_tables()
SECRET = "0123456789abcdef"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with slack_office(tmp_path_factory.mktemp("http"), TABLES, minutes=1) as office:
        guard = Guard(SECRET, office.app.store.leases, SystemClock())
        office.door = HttpDoor(office.bolt, guard, host="127.0.0.1", port=0)
        office.door.start()
        yield office
        office.door.close()


def body_of(desk, text):
    return urlencode(command_body(text, "UMEMBER", desk.channel, desk.mailbox.url)).encode()


def signed(body, *, secret=SECRET, age=0):
    timestamp = str(int(time.time()) - age)
    made = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, "sha256").hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={made}"}


def post(desk, body, headers):
    connection = HTTPConnection("127.0.0.1", desk.door.port, timeout=10)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", PATH, body, {**kind, **headers})
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_signed_command_runs_once_however_often_it_is_replayed(desk):
    body = body_of(desk, "add 패키징")
    headers = signed(body)
    before = len(desk.mailbox.answers)

    statuses = {post(desk, body, headers) for _ in range(10)}
    desk._quiet()

    assert statuses == {200}
    (answer,) = desk.mailbox.answers[before:]
    assert "더했습니다" in text_of(answer)


FORGERIES = {
    "no headers": lambda _: {},
    "another secret": lambda body: signed(body, secret="ffff"),
    "another body": lambda body: signed(body + b"x"),
    "five minutes old": lambda body: signed(body, age=301),
    "from the future": lambda body: signed(body, age=-301),
    "a word for a time": lambda body: signed(body) | {"X-Slack-Request-Timestamp": "now"},
    "an empty time": lambda body: signed(body) | {"X-Slack-Request-Timestamp": ""},
    "an endless time": lambda body: signed(body) | {"X-Slack-Request-Timestamp": "9" * 400},
    "a time in other digits": lambda body: signed(body) | {"X-Slack-Request-Timestamp": "²³"},
    "no signature": lambda body: signed(body) | {"X-Slack-Signature": ""},
    "another version": lambda body: signed(body) | {"X-Slack-Signature": "v1=00"},
    "a signature outside ASCII": lambda body: signed(body) | {"X-Slack-Signature": "v0=\u00e9"},
    "a cut signature": lambda body: {name: value[:20] for name, value in signed(body).items()},
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_what_slack_did_not_sign_is_turned_away_and_runs_nothing(desk, forge):
    body = body_of(desk, "add 나래전자")
    before = len(desk.mailbox.answers), desk.app.store.terms.revision()

    status = post(desk, body, forge(body))

    assert status == 401
    assert (len(desk.mailbox.answers), desk.app.store.terms.revision()) == before


@pytest.mark.parametrize("size", ["x", "-1", str(MOST_BYTES + 1)])
def test_a_size_that_cannot_be_is_turned_away(desk, size):
    connection = HTTPConnection("127.0.0.1", desk.door.port, timeout=10)
    connection.putrequest("POST", PATH)
    connection.putheader("Content-Length", size)
    connection.endheaders()

    status = connection.getresponse().status

    assert status == 413
    connection.close()


def test_a_signed_address_check_is_answered(desk):
    body = b'{"type": "url_verification", "challenge": "abc"}'
    headers = {"Content-Type": "application/json", **signed(body)}
    connection = HTTPConnection("127.0.0.1", desk.door.port, timeout=10)

    connection.request("POST", PATH, body, headers)
    answer = connection.getresponse()

    assert (answer.status, b"abc" in answer.read()) == (200, True)
    connection.close()


def test_signed_garbage_is_no_fault_of_the_server(desk):
    statuses = [post(desk, body, signed(body)) for body in (b"", b"\xff\xfe", b"{", b"payload=x")]

    assert all(status < 500 for status in statuses), statuses
