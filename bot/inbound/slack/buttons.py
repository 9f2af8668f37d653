"""What a button does and what it answers. The presser was asked for leave before."""

from collections.abc import Callable, Mapping

from bot.adapters.slack.blocks import ACTION_PREFIX, BUTTON_LABELS, PICK
from bot.card.words import person
from bot.commands.judging import (
    MuteLength,
    exclude_outlet,
    judge_story,
    mute_terms_of_story,
    story_title,
    withdraw,
)
from bot.commands.watching import Office, add_term, exclude_word, include_word, remove_term
from bot.inbound.slack.answers import STALE, Answer, Button, say, undo_judgement, unpacked
from bot.inbound.slack.errands import explain
from bot.inbound.slack.permissions import Need
from bot.inbound.slack.rooms import Room
from bot.inbound.words import judgement_words
from bot.model import ButtonKind, JudgementKind
from bot.people import name_of
from bot.text.josa import with_particle

Words = tuple[str, ...]
Press = Callable[[Office, Room, str, Words], Answer]


def act_of(action_id: str) -> str:
    """The name of what the button does."""
    return action_id.removeprefix(ACTION_PREFIX).partition(":")[0]


def need_of(act: str) -> Need:
    """What the button touches."""
    return Need.LOOK if act in {ButtonKind.WHY, PICK} else Need.CHANGE


def words_of(act: str, value: str, thread: str) -> Words:
    """The words that a button or a menu gives back; what is picked remembers where it stood."""
    words = unpacked(value)
    return (*words, thread) if act == PICK and words else words


def press(office: Office, room: Room, user: str, act: str, words: Words) -> Answer:
    """Does what the button says.

    Raises:
        SosikError: what the command raises; its text is for people.
    """
    done = _PRESSES.get(act)
    if done is None or not words:
        return STALE
    if act in _OF_STORIES and not _is_id(words[0]):
        return STALE
    return done(office, room, user, words)


def _is_id(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 20 and int(word) < 2**63


def _why(office: Office, room: Room, _user: str, words: Words) -> Answer:
    return explain(office, room, words[0])


def _pick(office: Office, _room: Room, _user: str, words: Words) -> Answer:
    """The buttons of a card for one story of a bundle."""
    return say(
        f"「{story_title(office, office.line.stories.story(int(words[0])))}」",
        buttons=[
            Button(label=label, act=kind.value, value=words)
            for kind, label in BUTTON_LABELS.items()
        ],
    )


def _acknowledge(office: Office, room: Room, user: str, words: Words) -> Answer:
    """Told in the thread; in a bundle's, which other stories share, with the title."""
    kind, story = JudgementKind.ACKNOWLEDGE, office.line.stories.story(int(words[0]))
    judgement = judge_story(office, room.name, story.id, kind, user)
    picked = words[1:]  # the thread of the bundle that it was picked from
    about = f" 「{story_title(office, story)}」" if picked else ""
    return Answer(
        lines=(f"{person(name_of(office.line.memos, user))}이 확인하고 있습니다.{about}",),
        buttons=(undo_judgement(kind, judgement.subject),),
        is_public=True,
        thread="".join(picked),
    )


def _mute(office: Office, _room: Room, _user: str, words: Words) -> Answer:
    title = story_title(office, office.line.stories.story(int(words[0])))
    return say(
        f"무엇을 얼마나 끌까요? 「{title}」",
        "1시간·오늘: 이 카드의 감시어를 이 채널에서 끕니다. 이 사건: 이 사건과 그 후속만 끕니다.",
        buttons=[
            Button(label="1시간", act="mute_hour", value=words),
            Button(label="오늘", act="mute_today", value=words),
            Button(label="이 사건", act="mute_story", value=words),
        ],
    )


def _mute_hour(office: Office, room: Room, user: str, words: Words) -> Answer:
    return _mute_terms(office, room, user, (words, MuteLength.HOUR))


def _mute_today(office: Office, room: Room, user: str, words: Words) -> Answer:
    return _mute_terms(office, room, user, (words, MuteLength.TODAY))


def _mute_terms(office: Office, room: Room, user: str, how: tuple[Words, MuteLength]) -> Answer:
    words, length = how
    judgements = mute_terms_of_story(office, room.name, int(words[0]), length, user)
    now = office.line.clock.now()
    return say(
        *(judgement_words(each, now) for each in judgements),
        "그동안의 소식은 브리핑에 담깁니다.",
        buttons=[
            Button(
                label=f"{each.subject} 되돌리기",
                act="undo",
                value=("judgement", each.kind.value, each.subject),
            )
            for each in judgements
        ],
    )


def _mute_story(office: Office, room: Room, user: str, words: Words) -> Answer:
    kind = JudgementKind.MUTE_STORY
    judgement = judge_story(office, room.name, int(words[0]), kind, user)
    return say(
        "이 사건과 그 후속은 이 채널에 더 알리지 않겠습니다.",
        buttons=[undo_judgement(kind, judgement.subject)],
    )


def _never_outlet(office: Office, room: Room, user: str, words: Words) -> Answer:
    judgement = exclude_outlet(office, room.name, int(words[0]), user)
    return say(
        f"앞으로 '{judgement.subject}' 기사는 이 채널에 알리지 않겠습니다.",
        buttons=[undo_judgement(judgement.kind, judgement.subject)],
    )


def _irrelevant(office: Office, room: Room, user: str, words: Words) -> Answer:
    kind = JudgementKind.IRRELEVANT
    judgement = judge_story(office, room.name, int(words[0]), kind, user)
    return say(
        "무관한 소식으로 적어 두었습니다. 이 사건은 이 채널에 더 알리지 않겠습니다.",
        buttons=[undo_judgement(kind, judgement.subject)],
    )


def _exclude(office: Office, room: Room, user: str, words: Words) -> Answer:
    if len(words) != 2:
        return STALE
    name, word = words
    exclude_word(office, room.name, name, word, user)
    beside = with_particle(f"'{word}'", "이/가")
    return say(
        f"'{name}' 곁에 {beside} 있으면 알리지 않겠습니다.",
        buttons=[Button(label="되돌리기", act="undo", value=("excluded", name, word))],
    )


def _undo(office: Office, room: Room, user: str, words: Words) -> Answer:
    match words:
        case ("judgement", kind, subject) if kind in set(JudgementKind):
            withdraw(office, room.name, JudgementKind(kind), subject, user)
        case ("added", name):
            remove_term(office, room.name, name, user)
        case ("removed", order):
            add_term(office, room.name, order, user)
        case ("excluded", name, word):
            include_word(office, room.name, name, word, user)
        case _:
            return STALE
    return say("되돌렸습니다.")


_PRESSES: Mapping[str, Press] = {
    PICK: _pick,
    ButtonKind.WHY: _why,
    ButtonKind.ACKNOWLEDGE: _acknowledge,
    ButtonKind.MUTE: _mute,
    ButtonKind.NEVER_OUTLET: _never_outlet,
    ButtonKind.IRRELEVANT: _irrelevant,
    "mute_hour": _mute_hour,
    "mute_today": _mute_today,
    "mute_story": _mute_story,
    "exclude": _exclude,
    "undo": _undo,
}
_OF_STORIES = {*ButtonKind, PICK, "mute_hour", "mute_today", "mute_story"}
