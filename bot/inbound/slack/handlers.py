"""Bolt's listeners: each acknowledges at once and hands the work to a thread of ours."""

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Event

import structlog
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.adapters.slack.blocks import ACTION_PREFIX
from bot.errors import BadWatchlist
from bot.inbound.slack import payloads
from bot.inbound.slack.counter import Counter
from bot.inbound.slack.parse import tidy
from bot.inbound.slack.payloads import Payload
from bot.inbound.slack.people import Ourselves
from bot.inbound.slack.views import ADD_VIEW, SHORTCUT, mistakes
from bot.watch.order import parse_order

COMMAND = "/watch"
WORKERS = 4  # errands at once
WAITING = 100  # errands that may wait; more are turned away
ACKNOWLEDGED_WITHIN = 3  # seconds
ACKNOWLEDGERS = 16  # payloads acknowledged at once
OVERLOADED = "요청이 몰려 있습니다. 잠시 뒤 다시 해 주세요."

_log = structlog.get_logger("slack")


class Works:
    """The threads that do what was acknowledged. `close` waits for those under way.

    `room` is how many errands are taken at once; more are turned away.
    """

    def __init__(self, room: int = WORKERS + WAITING) -> None:
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="slack")
        self._room = BoundedSemaphore(room)

    def take(self, work: Callable[[], None]) -> bool:
        """Whether there is room for it; it is done soon where there is."""
        if not self._room.acquire(blocking=False):
            _log.warning("slack_overloaded")
            return False
        self._pool.submit(self._do, work)
        return True

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            self._room.release()

    def close(self) -> None:
        """Takes nothing more; what waits is left, what is under way ends."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def bolt_app(token: str, ourselves: Ourselves, counter: Counter, works: Works) -> App:
    """The Bolt app. Requests are verified before it, in `http`; Socket Mode needs no more.

    Bolt never calls Slack by itself: who we are is known, and answers are the counter's.
    """
    authorized = AuthorizeResult(
        enterprise_id=None,
        team_id=ourselves.team,
        bot_token=token,
        bot_id=ourselves.bot_id,
        bot_user_id=ourselves.bot_user,
    )
    silent = logging.getLogger("bot.inbound.slack.bolt")  # what Bolt logs holds messages
    silent.setLevel(logging.CRITICAL + 1)
    app = App(
        logger=silent,
        client=WebClient(token, logger=silent, retry_handlers=[]),
        authorize=lambda: authorized,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        listener_executor=ThreadPoolExecutor(ACKNOWLEDGERS, thread_name_prefix="slack-ack"),
    )
    _listen(app, counter, works)
    return app


def _listen(app: App, counter: Counter, works: Works) -> None:
    def command(ack: Ack, body: Payload) -> None:
        taken = works.take(lambda: counter.command(body))
        ack() if taken else ack(OVERLOADED)

    def action(ack: Ack, body: Payload, action: Payload) -> None:
        ack()
        works.take(lambda: counter.action(body, action))

    def submission(ack: Ack, body: Payload) -> None:
        try:
            parse_order(tidy(payloads.order_of(body)))
        except BadWatchlist as error:
            ack(response_action="errors", errors=mistakes(str(error)))
            return
        acknowledged = Event()  # the answer must not come before what it replaces

        def work() -> None:
            acknowledged.wait(ACKNOWLEDGED_WITHIN)
            counter.submission(body)

        if works.take(work):
            ack(response_action="update", view=WORKING)
        else:
            ack(response_action="errors", errors=mistakes(OVERLOADED))
        acknowledged.set()

    app.command(COMMAND)(command)
    app.action(re.compile(f"^{ACTION_PREFIX}"))(action)
    app.view(ADD_VIEW)(submission)
    app.shortcut(SHORTCUT)(_acknowledged(works, counter.shortcut))
    app.event("app_home_opened")(_acknowledged(works, counter.home_opened))
    app.event("member_joined_channel")(_acknowledged(works, counter.joined))
    for name in CHANNEL_EVENTS:
        app.event(name)(_acknowledged(works, counter.channel_changed))


def _acknowledged(works: Works, work: Callable[[Payload], None]) -> Callable[[Ack, Payload], None]:
    def listener(ack: Ack, body: Payload) -> None:
        ack()
        works.take(lambda: work(body))

    return listener


CHANNEL_EVENTS = (
    "channel_rename",
    "channel_archive",
    "channel_unarchive",
    "group_rename",
    "group_archive",
    "group_unarchive",
)
WORKING = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "감시어 추가"},
    "close": {"type": "plain_text", "text": "닫기"},
    "blocks": [
        {
            "type": "section",
            "text": {"type": "plain_text", "text": "최근 기사에서 시험하는 중입니다…"},
        }
    ],
}
"""What the modal shows between its sending and the answer."""
