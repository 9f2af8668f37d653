"""How Slack's door is: kept in the store, so that `doctor` and the App Home can say it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.card.dates import kst_time

KEY = "slack:socket"
FRESH = timedelta(minutes=3)  # the runner speaks up each minute


class Health(StrEnum):
    """How the socket is."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    LOST = "lost"
    TURNED_AWAY = "turned_away"  # Slack wants no socket of ours now
    REFUSED = "refused"  # Slack does not take the app-level token
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketState:
    """The socket's health, since when, and what Slack said last."""

    health: Health
    since: datetime
    reason: str = ""


WORDS = {
    Health.CONNECTING: "슬랙에 연결하는 중입니다.",
    Health.CONNECTED: "슬랙과 연결되어 있습니다.",
    Health.LOST: "슬랙 연결이 끊겨 다시 잇는 중입니다.",
    Health.TURNED_AWAY: "슬랙이 연결을 받지 않습니다. 다른 곳에서 같은 앱을 돌리는지 확인해 주세요.",
    Health.REFUSED: "슬랙이 SLACK_APP_TOKEN을 받지 않습니다. 토큰을 다시 붙여 주세요.",
    Health.STOPPED: "슬랙 연결을 닫았습니다.",
}
SILENT = "슬랙 명령을 받는 곳이 돌고 있지 않습니다. `sosik run`을 확인해 주세요."


def kept(state: SocketState, now: datetime) -> str:
    """The state as the store keeps it."""
    return json.dumps(
        {"health": state.health.value, "since": state.since.isoformat(), "at": now.isoformat()}
    )


def health_of(memo: str | None, now: datetime) -> tuple[Health, datetime] | None:
    """The health that the store speaks of and since when, None where nobody keeps it up to date."""
    if memo is None:
        return None
    try:
        said = json.loads(memo)
        health, since = Health(said["health"]), datetime.fromisoformat(said["since"])
        at = datetime.fromisoformat(said["at"])
    except (ValueError, KeyError, TypeError):
        return None
    return (health, since) if now - at <= FRESH else None


def words_of(memo: str | None, now: datetime) -> str:
    """The health in a line for people."""
    found = health_of(memo, now)
    if found is None:
        return SILENT
    health, since = found
    return f"{WORDS[health]} ({kst_time(since, now)}부터)"
