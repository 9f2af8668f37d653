"""`sosik slack`: the inbound door alone, one of several processes; and checking the set-up."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from bot.adapters.slack.check import ChannelProblem, SlackCheck
from bot.app import App
from bot.card.words import error_words
from bot.chats import check_slack
from bot.errors import BadSettings, Transient
from bot.fleet import is_shared
from bot.inbound.cli.output import Json, fail, print_json
from bot.inbound.cli.staying import stay
from bot.inbound.slack.door import is_asked_for, slack_door
from bot.settings import load_settings

app = typer.Typer(add_completion=False)

PROBLEM_WORDS: Mapping[ChannelProblem, str] = {
    ChannelProblem.NOT_FOUND: "그런 채널이 없습니다. 이름을 확인하고, 비공개 채널이면 먼저 초대해 주세요.",
    ChannelProblem.NOT_A_MEMBER: "앱이 채널에 없습니다. 채널에서 /invite @sosik 을 입력해 주세요.",
    ChannelProblem.ARCHIVED: "보관된 채널입니다. 다른 채널로 바꿔 주세요.",
    ChannelProblem.HISTORY_UNREADABLE: "채널을 다시 읽을 수 없습니다. 권한을 확인해 주세요.",
    ChannelProblem.NOT_READ_BACK: "보낸 카드를 다시 찾지 못했습니다. 잠시 뒤 다시 해 주세요.",
    ChannelProblem.REFUSED: "슬랙이 거절했습니다.",
    ChannelProblem.UNREACHABLE: "슬랙에 닿지 못했습니다. 잠시 뒤 다시 해 주세요.",
}


@app.callback(invoke_without_command=True)
def slack(context: typer.Context) -> None:
    """슬랙의 명령과 버튼만 받습니다(PostgreSQL에서 여럿이 나눠 일할 때). check는 연결을 점검합니다."""
    if context.invoked_subcommand is not None:
        return
    settings = load_settings()
    if not is_shared(settings):
        raise BadSettings(
            "`sosik slack`은 DATABASE_URL이 PostgreSQL일 때 씁니다. "
            "한 대에서는 `sosik run`이 슬랙의 명령도 받습니다."
        )
    if not is_asked_for(settings):
        raise BadSettings("SLACK_BOT_TOKEN과 SLACK_APP_TOKEN을 .env에 넣어 주세요.")
    raise typer.Exit(stay(settings, lambda: App(settings, kinds=()), slack_door))


@app.command("check")
def check(
    channels: Annotated[
        list[str] | None, typer.Argument(help="견본 카드를 보낼 채널 (예: #ai-infra)")
    ] = None,
    as_json: Json = False,
) -> None:
    """토큰 둘과 권한을 확인하고, 채널을 주면 견본 카드를 보내고 다시 읽어 봅니다."""
    try:
        found = check_slack(load_settings(), channels or ())
    except Transient as error:
        message = "슬랙에 닿지 못했습니다. 인터넷 연결과 SLACK_API_URL을 확인하고 다시 해 주세요."
        raise fail(f"{message} ({error})") from error
    if found is None:
        message = "SLACK_BOT_TOKEN이 없습니다. README.ko.md의 ‘10분 만에 Slack 연결하기’를 따라 .env에 넣어 주세요."
        raise fail(message, code=2)
    if as_json:
        print_json(_row(found))
    else:
        for line in _lines(found):
            typer.echo(line)
    raise typer.Exit(0 if found.is_fine else 1)


def _lines(found: SlackCheck) -> Sequence[str]:
    if found.refusal:
        return [f"✗ 토큰: {error_words(found.refusal)}"]
    lines = [f"✓ 토큰: {found.team}의 {found.user}"]
    if found.missing:
        lines.append(f"✗ 권한이 모자랍니다: {', '.join(sorted(found.missing))}")
    if not found.shows_pictures:
        lines.append(
            "! 주간 브리핑이 그림 없이 나갑니다. 그림에는 files:write, files:read가 필요합니다."
        )
    if not found.reads_back:
        lines.append(
            "! 채널을 되읽을 수 없어 정확히 한 번을 보장하지 못합니다(SOSIK_ON_AMBIGUOUS)."
        )
    lines += _commands(found)
    for each in found.channels:
        if each.problem is None:
            lines.append(f"✓ {each.channel}: 견본 카드를 보내고 되읽었습니다.")
        else:
            code = f" ({each.code})" if each.code else ""
            lines.append(f"✗ {each.channel}: {PROBLEM_WORDS[each.problem]}{code}")
    return lines


def _commands(found: SlackCheck) -> Sequence[str]:
    """What /watch and the buttons need beside cards."""
    if found.app_token is None:
        lines = ["! SLACK_APP_TOKEN이 없어 /watch 명령과 버튼은 받지 못합니다(카드는 옵니다)."]
    elif found.app_token:
        lines = [f"✗ 앱 토큰(SLACK_APP_TOKEN): {error_words(found.app_token)}"]
    else:
        lines = ["✓ 앱 토큰: 명령과 버튼을 받을 수 있습니다."]
    if found.uncommanded:
        scopes = ", ".join(sorted(found.uncommanded))
        lines.append(f"! 명령과 버튼에는 권한이 더 필요합니다: {scopes}")
    return lines


def _row(found: SlackCheck) -> dict[str, object]:
    return {
        "fine": found.is_fine,
        "refusal": found.refusal,
        "team": found.team,
        "user": found.user,
        "missing": sorted(found.missing),
        "missing_for_commands": sorted(found.uncommanded),
        "app_token": found.app_token,
        "reads_back": found.reads_back,
        "channels": [
            {"channel": c.channel, "problem": c.problem and c.problem.value, "code": c.code}
            for c in found.channels
        ],
    }
