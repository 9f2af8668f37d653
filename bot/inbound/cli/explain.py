"""`sosik try`, `why`, `search`: what the line does with an article, or did."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.app import App
from bot.card.tone_words import tone_line
from bot.card.words import (
    BODY_WORDS,
    RELATION_WORDS,
    SALIENCE_WORDS,
    alert_words,
    error_words,
    reason_words,
)
from bot.commands.reading import search_articles
from bot.commands.trial import Reasons, Trial, Tried, Verdict, try_page, why
from bot.inbound.cli.documents import TooLarge, read_document
from bot.inbound.cli.opened import opened
from bot.inbound.cli.output import Json, console, fail, kst, print_json, print_rows, short_time
from bot.inbound.words import DECISION_WORDS, held_words, judgement_words
from bot.model import BodySource, Match, Page, Rejection, Tone
from bot.text.josa import with_particle

MAX_FILE_BYTES = 8 * 1024 * 1024


app = typer.Typer(add_completion=False)


@app.command("try")
def try_(
    what: Annotated[str, typer.Argument(metavar="URL|FILE", help="기사 주소 또는 저장한 파일")],
    as_json: Json = False,
) -> None:
    """이 기사라면 알렸을지, 단계마다 왜 그런지 보여 줍니다(저장하지 않습니다)."""
    with opened() as sosik, console().status("기사를 읽는 중입니다…"):
        tried = try_page(sosik.line, _page(sosik, what))
        now = sosik.clock.now()
    if as_json:
        print_json({"articles": [_trial(trial) for trial in tried.trials], "reason": tried.reason})
    else:
        _say(tried, now)
    raise typer.Exit(0 if tried.trials else 1)


def _page(sosik: App, what: str) -> Page:
    if "://" in what:
        return sosik.line.pages.read(what)
    try:
        return Page(url="", body=read_document(Path(what), MAX_FILE_BYTES), content_type="")
    except TooLarge as error:
        raise fail(f"{what}: 8 MiB보다 큽니다. 기사 하나만 담은 파일을 주세요.") from error
    except OSError as error:
        cause = error.strerror or error
        raise fail(
            f"{what}: 읽을 수 없습니다({cause}). https:// 주소나 파일 이름을 주세요."
        ) from error


def _say(tried: Tried, now: datetime) -> None:
    if not tried.trials:
        typer.echo(f"기사를 찾지 못했습니다: {error_words(tried.reason or '')}")
    for number, trial in enumerate(tried.trials, start=1):
        if len(tried.trials) > 1:
            typer.echo(f"— 기사 {number}/{len(tried.trials)}")
        _say_trial(trial, now)


def _say_trial(trial: Trial, now: datetime) -> None:
    article = trial.article
    typer.echo(f"읽기  {article.title or '(제목 없음)'}")
    typer.echo(
        f"      {article.outlet or '매체 모름'} · {article.author or '기자 모름'} · 본문 {len(article.text):,}자"
    )
    if article.body_source is BodySource.TEASER:
        typer.echo(f"      {BODY_WORDS[article.body_source]}")
    _say_matches(trial.matches, trial.rejections)
    relation = RELATION_WORDS[trial.placement.relation]
    typer.echo(f"묶기  {relation} (사건 {trial.placement.story_id})")
    for sentence in trial.summary.sentences:
        typer.echo(f"요약  {sentence.text}")
    _say_verdicts(trial.verdicts, now)


def _say_matches(matches: Sequence[Match], rejections: Sequence[Rejection]) -> None:
    for match in matches:
        where = SALIENCE_WORDS[match.salience]
        typer.echo(f"찾기  '{match.surface}' → {match.term} ({where}; {reason_words(match.rule)})")
    for each in rejections:
        typer.echo(
            f"뺌    '{each.surface}' → {each.term} ({reason_words(each.rule)}: {each.evidence})"
        )
    if not matches:
        typer.echo("찾기  감시어가 없습니다.")


def _say_verdicts(verdicts: Sequence[Verdict], now: datetime) -> None:
    for verdict in verdicts:
        where = ", ".join(verdict.channels) or "-"
        typer.echo(
            f"알림  {verdict.watchlist} ({where}): {DECISION_WORDS[verdict.decision.reason]}"
        )
        if verdict.decision.urgent:
            word = with_particle(f"‘{verdict.decision.urgent_word}’", "이/가")
            typer.echo(f"      긴급: 감시어 가까이에 {word} 있어 기다리지 않고 보냅니다.")
        if verdict.tone:
            typer.echo(f"      {tone_line(verdict.tone)}")
        for held in verdict.held:
            typer.echo(f"      {held_words(held, now)}")


def _trial(trial: Trial) -> dict[str, object]:
    article = trial.article
    return {
        "title": article.title,
        "outlet": article.outlet,
        "author": article.author,
        "published_at": kst(article.published_at),
        "text": article.text,
        "matches": [_match(match) for match in trial.matches],
        "rejections": [_rejection(each) for each in trial.rejections],
        "relation": trial.placement.relation.value,
        "story_id": str(trial.placement.story_id),
        "summary": [sentence.text for sentence in trial.summary.sentences],
        "verdicts": [_verdict(verdict) for verdict in trial.verdicts],
        "alerts": trial.alerts,
    }


def _match(match: Match) -> dict[str, object]:
    return {
        "watchlist": match.watchlist,
        "term": match.term,
        "surface": match.surface,
        "field": match.field.value,
        "start": match.span.start,
        "end": match.span.end,
        "salience": match.salience.value,
        "rule": match.rule,
    }


def _rejection(each: Rejection) -> dict[str, object]:
    return {
        "watchlist": each.watchlist,
        "term": each.term,
        "surface": each.surface,
        "rule": each.rule,
        "evidence": each.evidence,
    }


def _tone(tone: Tone | None) -> dict[str, object] | None:
    if tone is None:
        return None
    return {
        "label": tone.label.value,
        "sentence": tone.sentence,
        "words": tone.words,
        "is_mixed": tone.is_mixed,
    }


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "watchlist": verdict.watchlist,
        "channels": verdict.channels,
        "reason": verdict.decision.reason.value,
        "alerts": verdict.decision.alerts,
        "urgent": verdict.decision.urgent,
        "urgent_word": verdict.decision.urgent_word,
        "tone": _tone(verdict.tone),
        "held": [{"channel": h.channel, "judgement": h.judgement.kind.value} for h in verdict.held],
    }


@app.command("why")
def why_(
    what: Annotated[str, typer.Argument(metavar="URL|ID", help="기사 주소, 기사 번호나 사건 번호")],
    as_json: Json = False,
) -> None:
    """저장된 기사를 왜 알렸는지, 왜 알리지 않았는지 보여 줍니다."""
    with opened() as sosik:
        reasons = why(sosik.line, what)
        now = sosik.clock.now()
    if as_json:
        print_json(_reasons(reasons))
        return
    article, story = reasons.article, reasons.story
    typer.echo(f"{article.title}\n{article.outlet} · {short_time(article.published_at)}")
    if article.backlog:
        typer.echo("구독 전에 나온 기사라 알리지 않았습니다.")
    _say_matches(reasons.matches, reasons.rejections)
    typer.echo(f"묶기  사건 {story.id}: 기사 {len(story.members)}건")
    _say_verdicts(reasons.verdicts, now)
    for each in reasons.judgements:
        typer.echo(f"판단  {each.channel}: {judgement_words(each, now)} — {each.who}")
    for alert in reasons.alerts:
        typer.echo(f"전달  {alert.channel}: {alert_words(alert)}")


def _reasons(reasons: Reasons) -> dict[str, object]:
    return {
        "article_id": str(reasons.article.id),
        "title": reasons.article.title,
        "backlog": reasons.article.backlog,
        "story_id": str(reasons.story.id),
        "articles": len(reasons.story.members),
        "matches": [_match(match) for match in reasons.matches],
        "rejections": [_rejection(each) for each in reasons.rejections],
        "verdicts": [_verdict(verdict) for verdict in reasons.verdicts],
        "alerts": [
            {"channel": alert.channel, "kind": alert.kind.value, "state": alert.state.value}
            for alert in reasons.alerts
        ],
        "judgements": [
            {
                "channel": each.channel,
                "kind": each.kind.value,
                "who": each.who,
                "at": kst(each.at),
                "until": kst(each.until),
            }
            for each in reasons.judgements
        ],
    }


@app.command("search")
def search(
    query: Annotated[list[str], typer.Argument(help="찾을 말")],
    limit: Annotated[int, typer.Option(min=1, max=500)] = 20,
    as_json: Json = False,
) -> None:
    """읽어 둔 기사를 찾습니다(알리지 않은 것도)."""
    wanted = " ".join(query).strip()
    if not wanted:
        raise fail("찾을 말이 없습니다. 예: sosik search 데이터센터 착공", code=2)
    with opened() as sosik:
        found = search_articles(sosik.line, wanted, limit)
    rows = [
        {
            "id": str(article.id),
            "at": article.seen_at,
            "outlet": article.outlet,
            "title": article.title,
            "url": article.url,
        }
        for article in found
    ]
    if as_json:
        print_json(rows)
        return
    print_rows(
        f"기사 {len(rows)}건",
        {"at": "시각", "outlet": "매체", "title": "제목", "url": "주소"},
        rows,
    )
