"""Replies whose thread is gone: somebody deleted the message that they answer, or locked it.

    refused for its thread → PENDING, at once → a message of its own, which says so → SENT

The mark is the alert's error. A later trouble may take its place; then the thread is asked once more,
refuses again, and nothing was said meanwhile.
"""

from dataclasses import replace
from datetime import datetime

from bot.errors import MessageRefused
from bot.model import Alert, AlertState

THREAD_GONE = frozenset(
    {"thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"}
)
"""Slack's codes for a thread that takes no reply, ours or anybody's."""


def is_unthreaded(alert: Alert) -> bool:
    """Whether the reply goes out as a message of its own."""
    return alert.error in THREAD_GONE


def unthreaded(claimed: Alert, error: MessageRefused, now: datetime) -> Alert:
    """The reply after its thread refused it: surely not sent, and due without the thread."""
    return replace(
        claimed,
        state=AlertState.PENDING,
        first_attempt_at=claimed.first_attempt_at if claimed.ever_unknown else None,
        error=error.code,
        due_at=now,
    )
