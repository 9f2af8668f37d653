"""Mutes, excluded outlets, who handles a story, what is irrelevant: each undoable, each noted."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from enum import StrEnum

from bot.commands.showing import show_again
from bot.commands.watching import Office
from bot.errors import NotFound
from bot.model import STORY_KINDS, Judgement, JudgementKind, Story
from bot.recalling import hold_waiting, let_go

KST = timezone(timedelta(hours=9))
HOUR = timedelta(hours=1)


class MuteLength(StrEnum):
    """How long a term is muted."""

    HOUR = "hour"
    TODAY = "today"  # until midnight in Korea


def mute_terms(
    office: Office, channel: str, names: Sequence[str], length: MuteLength, who: str
) -> Sequence[Judgement]:
    """Keeps the channel from hearing of these terms for a while.

    Raises:
        NotFound: no list that speaks to the channel has such a term.
    """
    known = terms_heard(office, channel)
    if not names:
        raise NotFound("이 사건에 걸린 감시어가 이 채널에 더는 없어 끌 것이 없습니다.")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise NotFound(
            f"이 채널에 '{', '.join(unknown)}' 감시어가 없습니다. 목록에서 이름을 확인해 주세요."
        )
    now = office.line.clock.now()
    until = now + HOUR if length is MuteLength.HOUR else _midnight(now)
    judgements = [
        Judgement(
            channel=channel,
            kind=JudgementKind.MUTE_TERM,
            subject=name,
            who=who,
            at=now,
            until=until,
        )
        for name in names
    ]
    for judgement in judgements:
        office.line.judgements.keep(judgement)
    hold_waiting(office.line, channel)
    return judgements


def mute_terms_of_story(
    office: Office, channel: str, story_id: int, length: MuteLength, who: str
) -> Sequence[Judgement]:
    """Mutes the channel's terms that the story was told for.

    Raises:
        NotFound: no such story, or none of the channel's terms is in it any more.
    """
    story = office.line.stories.story(story_id)
    known = terms_heard(office, channel)
    names = dict.fromkeys(match.term for match in office.line.stories.matches(story.id))
    return mute_terms(office, channel, [name for name in names if name in known], length, who)


def judge_story(
    office: Office, channel: str, story_id: int, kind: JudgementKind, who: str
) -> Judgement:
    """Keeps what was decided about the story: muted, irrelevant or handled by `who`.

    Raises:
        NotFound: no such story.
    """
    story = office.line.stories.story(story_id)
    judgement = Judgement(
        channel=channel, kind=kind, subject=str(story.id), who=who, at=office.line.clock.now()
    )
    office.line.judgements.keep(judgement)
    hold_waiting(office.line, channel)
    show_again(office.line, channel, story.id)
    return judgement


def exclude_outlet(office: Office, channel: str, story_id: int, who: str) -> Judgement:
    """Keeps the channel from hearing of the outlet that stands on the story's card.

    Raises:
        NotFound: no such story, or nobody knows its outlet.
    """
    outlet = office.line.lead(office.line.stories.story(story_id)).article.outlet
    if not outlet:
        raise NotFound("매체를 알 수 없는 기사라 제외하지 못했습니다.")
    judgement = Judgement(
        channel=channel,
        kind=JudgementKind.NEVER_OUTLET,
        subject=outlet,
        who=who,
        at=office.line.clock.now(),
    )
    office.line.judgements.keep(judgement)
    hold_waiting(office.line, channel)
    return judgement


def withdraw(office: Office, channel: str, kind: JudgementKind, subject: str, who: str) -> None:
    """Takes a judgement back.

    Raises:
        NotFound: the channel has none such.
    """
    line, now = office.line, office.line.clock.now()
    before = line.judgements.in_force(now, channel)
    if not line.judgements.withdraw(channel, kind, subject, who, now):
        raise NotFound("이미 되돌렸습니다.")
    after = line.judgements.in_force(now, channel)
    let_go(line, channel, [each for each in before if each not in after])
    if kind in STORY_KINDS:
        show_again(office.line, channel, int(subject))


def judgements_of(office: Office, channel: str) -> Sequence[Judgement]:
    """What holds in the channel now, oldest first."""
    return office.line.judgements.in_force(office.line.clock.now(), channel)


def terms_heard(office: Office, channel: str) -> frozenset[str]:
    """The names of all terms of lists, of files too, that speak to the channel."""
    return frozenset(
        term.name
        for watchlist in (*office.line.watch().watchlists, *office.terms.watchlists())
        if channel in watchlist.channels
        for term in watchlist.terms
    )


def story_title(office: Office, story: Story) -> str:
    """The title of the story's representative article."""
    return office.line.lead(story).article.title


def _midnight(now: datetime) -> datetime:
    day = now.astimezone(KST).replace(hour=0, minute=0, second=0, microsecond=0)
    return (day + timedelta(days=1)).astimezone(now.tzinfo)
