"""`sosik stories`: events and who tells them."""

from datetime import timedelta
from typing import Annotated

import typer

from bot.card.evidence import articles_of, evidence_words
from bot.card.words import RELATION_WORDS
from bot.commands.reading import StoryRow, list_stories, show_story
from bot.inbound.cli.opened import opened
from bot.inbound.cli.output import Json, kst, print_json, print_rows, short_time
from bot.model import Member
from bot.urls import MAX_ID

app = typer.Typer(no_args_is_help=True, add_completion=False, help="사건과 그 기사들")


MOST_DAYS = 36_500


@app.command("list")
def list_(
    days: Annotated[float, typer.Option(min=0, max=MOST_DAYS, help="며칠 안의 사건")] = 1.0,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    matched: Annotated[bool, typer.Option("--matched", help="감시어가 걸린 사건만")] = False,
    as_json: Json = False,
) -> None:
    """최근 사건을 새것부터 보여 줍니다."""
    with opened() as sosik:
        found = list_stories(sosik.line, timedelta(days=days), limit)
    rows = [_row(row) for row in found if row.terms or not matched]
    if as_json:
        print_json(rows)
        return
    headings = {
        "id": "번호",
        "at": "시각",
        "title": "제목",
        "publishers": "매체",
        "terms": "감시어",
    }
    print_rows(f"사건 {len(rows)}건", headings, rows)


def _row(row: StoryRow) -> dict[str, object]:
    first = row.story.members[0].article
    return {
        "id": str(row.story.id),
        "at": first.seen_at,
        "title": row.title,
        "articles": len(row.story.members),
        "publishers": row.coverage.publishers,
        "releases": row.coverage.releases,
        "terms": row.terms,
    }


@app.command("show")
def show(
    story_id: Annotated[int, typer.Argument(max=MAX_ID, metavar="ID", help="사건 번호")],
    as_json: Json = False,
) -> None:
    """한 사건의 기사와, 왜 묶였는지를 보여 줍니다."""
    with opened() as sosik:
        row = show_story(sosik.line, story_id)
    members = [_member(member) for member in row.story.members]
    if as_json:
        print_json(_row(row) | {"followup_of": row.story.followup_of, "members": members})
        return
    typer.echo(
        f"{row.title}\n  {row.coverage.publishers}개 매체, 감시어 {', '.join(row.terms) or '없음'}"
    )
    if row.story.followup_of:
        typer.echo(f"  앞선 사건: {row.story.followup_of}")
    known = articles_of(row.story)
    for member in row.story.members:
        article = member.article
        typer.echo(
            f"  {short_time(article.published_at)} {article.outlet} [{RELATION_WORDS[member.relation]}] {article.title}"
        )
        for each in member.evidence:
            typer.echo(f"      {evidence_words(each, known)}")


def _member(member: Member) -> dict[str, object]:
    article = member.article
    return {
        "article_id": str(article.id),
        "url": article.url,
        "title": article.title,
        "outlet": article.outlet,
        "published_at": kst(article.published_at),
        "relation": member.relation.value,
        "evidence": [
            {"rule": each.rule, "score": each.score, "detail": each.detail}
            for each in member.evidence
        ],
    }
