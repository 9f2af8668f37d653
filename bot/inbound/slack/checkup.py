"""`doctor`'s look at Slack's door."""

from collections.abc import Sequence

from bot.app import App
from bot.commands.checkup import Check, Level
from bot.inbound.slack.health import KEY, Health, health_of, words_of
from bot.settings import SlackMode

NAME = "슬랙 명령"


def check_door(sosik: App) -> Sequence[Check]:
    """Whether commands and buttons come in, by what a running bot wrote into the store."""
    settings = sosik.settings
    if settings.slack_bot_token is None:
        return []
    if settings.slack_mode is SlackMode.HTTP:
        return [_http(settings.slack_signing_secret is not None)]
    if settings.slack_app_token is None:
        message = "SLACK_APP_TOKEN이 없어 /watch 명령과 버튼을 받지 못합니다."
        return [Check(name=NAME, level=Level.WARNING, message=message)]
    memo, now = sosik.store.memos.get(KEY), sosik.clock.now()
    found = health_of(memo, now)
    well = found is not None and found[0] in {Health.CONNECTED, Health.CONNECTING}
    level = Level.OK if well else Level.WARNING
    return [Check(name=NAME, level=level, message=words_of(memo, now))]


def _http(signed: bool) -> Check:
    if signed:
        return Check(name=NAME, level=Level.OK, message="HTTP로 받습니다.")
    message = "SLACK_SIGNING_SECRET이 없어 명령과 버튼을 받지 못합니다."
    return Check(name=NAME, level=Level.FAILED, message=message)
