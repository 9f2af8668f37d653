"""`sosik watch`: terms of watchlists and channels."""

from dataclasses import asdict
from getpass import getuser
from typing import Annotated

import typer

from bot.commands.watching import Tested, add_term, all_watchlists, check_term, remove_term
from bot.inbound.cli.opened import office, opened
from bot.inbound.cli.output import Json, print_json, print_rows
from bot.inbound.words import backtest_lines, suggestion_lines
from bot.watch.load import dump_watchlist, notes, watchlist_data

app = typer.Typer(no_args_is_help=True, add_completion=False, help="감시어 추가·삭제·조회")

Order = Annotated[
    list[str], typer.Argument(help="이름, 별칭 +맥락 -제외 (예: HBM, 고대역폭메모리)")
]
Channel = Annotated[str, typer.Option("--channel", "-c", help="알릴 채널 (예: #ai-infra)")]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """지켜보는 말을 모두 보여 줍니다."""
    with opened() as sosik:
        watchlists = all_watchlists(office(sosik))
        rows = [
            {
                "watchlist": watchlist.name,
                "channels": watchlist.channels,
                "term": term.name,
                "aliases": term.aliases,
                "alert_on": watchlist.alert_on.value,
            }
            for watchlist in watchlists
            for term in watchlist.terms
        ]
    if as_json:
        print_json(rows)
        return
    headings = {"watchlist": "목록", "channels": "채널", "term": "감시어", "aliases": "별칭"}
    print_rows(f"감시어 {len(rows)}개", headings, rows)
    for watchlist in watchlists:
        for note in notes(watchlist):
            typer.echo(note)


@app.command("add")
def add(order: Order, channel: Channel = "#sosik", as_json: Json = False) -> None:
    """채널에 감시어를 더하고, 최근 기사에서 무엇이 걸렸을지 알려 줍니다."""
    with opened() as sosik:
        channel = sosik.line.home_of(channel)
        tested = add_term(office(sosik), channel, " ".join(order), getuser())
    _say(f"{channel}에 '{tested.term.name}' 감시어를 더했습니다.", tested, as_json=as_json)


@app.command("test")
def rehearse(order: Order, as_json: Json = False) -> None:
    """감시어가 최근 기사에서 무엇을 찾았을지 알려 줍니다(저장하지 않습니다)."""
    with opened() as sosik:
        tested = check_term(office(sosik), " ".join(order))
    _say(f"'{tested.term.name}' 시험 결과입니다.", tested, as_json=as_json)


def _say(heading: str, tested: Tested, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "term": tested.term.name,
                "backtest": backtest_lines(tested.backtest),
                "suggestion": asdict(tested.suggestion),
            }
        )
        return
    typer.echo(heading)
    for line in (*backtest_lines(tested.backtest), *suggestion_lines(tested.suggestion)):
        typer.echo(f"  {line}")


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="감시어 이름")],
    channel: Channel = "#sosik",
    as_json: Json = False,
) -> None:
    """채널의 감시어를 뺍니다."""
    with opened() as sosik:
        channel = sosik.line.home_of(channel)
        remove_term(office(sosik), channel, name, getuser())
    if as_json:
        print_json({"channel": channel, "term": name})
        return
    typer.echo(f"{channel}에서 '{name}' 감시어를 뺐습니다.")


@app.command("export")
def export(as_json: Json = False) -> None:
    """채널에서 더한 감시어를 YAML로 내보냅니다."""
    with opened() as sosik:
        lists = list(sosik.store.terms.watchlists())
    if as_json:
        print_json([watchlist_data(watchlist) for watchlist in lists])
        return
    typer.echo("---\n".join(dump_watchlist(watchlist) for watchlist in lists), nl=False)
