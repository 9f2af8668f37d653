"""What a command does and what it answers: one function a verb, each calling `bot/commands`."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.adapters.slack.blocks import SlackMessage
from bot.adapters.slack.texts import cut
from bot.card.dates import kst_time
from bot.card.words import alert_words, person
from bot.commands.checkup import Level, check_line
from bot.commands.judging import judgements_of, mute_terms, story_title, withdraw
from bot.commands.trial import Verdict, why
from bot.commands.watching import (
    Office,
    Tested,
    add_term,
    all_watchlists,
    check_term,
    own_term,
    remove_term,
)
from bot.errors import NotFound
from bot.inbound.slack.answers import Answer, Button, mentioned, say, undo_judgement
from bot.inbound.slack.parse import Errand, Verb
from bot.inbound.slack.permissions import Need
from bot.inbound.slack.rooms import Room
from bot.inbound.slack.words import EXAMPLES, HELP
from bot.inbound.words import (
    DECISION_WORDS,
    backtest_lines,
    judgement_words,
    suggestion_lines,
)
from bot.model import (
    STORY_KINDS,
    Alert,
    AlertKind,
    Judgement,
    JudgementKind,
    Match,
    Term,
    Watchlist,
)
from bot.people import name_of
from bot.text.index import fold
from bot.text.josa import with_particle
from bot.watch.alerting import DecisionReason
from bot.watch.order import order_text, parse_order

NEEDS: Mapping[Verb, Need] = {
    Verb.MODAL: Need.WORKSPACE,
    Verb.ADD: Need.CHANGE,
    Verb.REMOVE: Need.CHANGE,
    Verb.MUTE: Need.CHANGE,
    Verb.UNMUTE: Need.CHANGE,
    Verb.LIST: Need.LOOK,
    Verb.WHY: Need.LOOK,
    Verb.BRIEF: Need.LOOK,
    Verb.TEST: Need.WORKSPACE,
    Verb.STATUS: Need.WORKSPACE,
    Verb.LIST_ALL: Need.EVERYWHERE,
    Verb.HELP: Need.NOTHING,
    Verb.UNKNOWN: Need.NOTHING,
}
EXCLUDES_OFFERED = 5
AUDIT_LOOKED_AT = 2_000
TERMS_SHOWN = 50
TITLE_ON_BUTTON = 30  # units
NAMES_OFFERED = 1  # others would become aliases of the first
MARKS = {Level.OK: "✓", Level.WARNING: "!", Level.FAILED: "✗"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """What errands need beside the office.

    `problems` are the mistakes of the files, `notes` what should be mended, `socket` a line on how Slack's door is, `brief` the
    messages of a channel's brief.
    """

    office: Office
    problems: Callable[[], Sequence[str]]
    notes: Callable[[], Sequence[str]]
    socket: Callable[[], str]
    brief: Callable[[str], Sequence[SlackMessage]]


def run(clerk: Clerk, room: Room, user: str, errand: Errand) -> Answer:
    """Does the errand of somebody who may, and answers.

    Raises:
        SosikError: what the command raises; its text is for people.
    """
    needs_words = errand.verb.value in EXAMPLES
    if needs_words and not errand.rest:
        return say("명령 뒤에 내용을 적어 주세요.", EXAMPLES[errand.verb.value])
    return _DONE.get(errand.verb, _unknown)(clerk, room, user, errand)


def _unknown(_clerk: Clerk, _room: Room, _user: str, errand: Errand) -> Answer:
    what = with_particle(f"'{errand.rest[:40]}'", "은/는")
    return say(f"{what} 모르는 명령입니다.", *HELP[1:])


def add(office: Office, room: Room, user: str, order: str) -> Answer:
    """Keeps the term; says what it would have caught, with one-click excludes and undo."""
    before = _replaced(office, room, order)
    tested = add_term(office, room.name, order, user)
    term = tested.term
    excludes = [
        Button(label=f"'{word}' 제외", act="exclude", value=(term.name, word))
        for word in tested.backtest.excludes[:EXCLUDES_OFFERED]
    ]
    # A term that was there before comes back as it was; a new one goes.
    value = ("removed", order_text(before)) if before else ("added", term.name)
    undo = Button(label="되돌리기", act="undo", value=value)
    done = (
        f"의 '{term.name}' 감시어를 바꾸었습니다"
        if before
        else f"에 '{term.name}' 감시어를 더했습니다"
    )
    return say(
        f"{room.name}{done}.",
        *_tested(tested),
        buttons=[*excludes, undo],
    )


def _replaced(office: Office, room: Room, order: str) -> Term | None:
    """The channel's term that the order would put another one in the place of."""
    name = parse_order(order).name
    own = [each for each in office.terms.watchlists() if each.name == room.name]
    return next((term for each in own for term in each.terms if term.name == name), None)


def _tested(tested: Tested) -> Sequence[str]:
    return [*backtest_lines(tested.backtest), *suggestion_lines(tested.suggestion)]


def remove(office: Office, room: Room, user: str, name: str) -> Answer:
    """Forgets the channel's term; a term of a file is left to whoever keeps the file."""
    try:
        term = own_term(office, room.name, name)
    except NotFound:
        for watchlist in lists_of(office, room):
            if any(fold(each.name) == fold(name) for each in watchlist.terms):
                raise NotFound(
                    f"파일 감시 목록 '{watchlist.name}'에 있는 감시어라 여기서 뺄 수 없습니다. "
                    "/watch mute 로 잠시 끌 수 있습니다."
                ) from None
        raise
    remove_term(office, room.name, term.name, user)
    undo = Button(label="되돌리기", act="undo", value=("removed", order_text(term)))
    return say(f"{room.name}에서 '{term.name}' 감시어를 뺐습니다.", buttons=[undo])


def list_terms(office: Office, room: Room) -> Answer:
    """The lists that speak to the channel, who added what, and what is muted."""
    adders = {
        row.subject: row.who
        for row in reversed(office.line.judgements.audit(room.name, AUDIT_LOOKED_AT))
        if row.action == "term_added"
    }
    lines = []
    for watchlist in lists_of(office, room):
        is_own = watchlist.name == room.name
        lines.append(
            "이 채널에서 더한 감시어" if is_own else f"감시 목록 '{watchlist.name}' (파일)"
        )
        shown = watchlist.terms[:TERMS_SHOWN]
        lines += [f"· {_term(office, term, adders if is_own else {})}" for term in shown]
        if len(watchlist.terms) > len(shown):
            lines.append(f"… 외 {len(watchlist.terms) - len(shown)}개")
    if not lines:
        lines = ["감시어가 없습니다.", EXAMPLES["add"]]
    now = office.line.clock.now()
    held = [each for each in judgements_of(office, room.name) if each.kind in _SHOWN]
    lines += [f"✕ {judgement_words(each, now)}{_about(office, each)}" for each in held]
    return say(*lines, buttons=[_undo_named(office, each) for each in held])


_SHOWN = {*JudgementKind} - {JudgementKind.ACKNOWLEDGE}


def _about(office: Office, judgement: Judgement) -> str:
    """The title of the story that was judged, in brackets; nothing for a term or an outlet."""
    if judgement.kind not in STORY_KINDS:
        return ""
    try:
        return f" 「{story_title(office, office.line.stories.story(int(judgement.subject)))}」"
    except NotFound:  # forgotten since
        return ""


def _undo_named(office: Office, judgement: Judgement) -> Button:
    button = undo_judgement(judgement.kind, judgement.subject)
    title = _about(office, judgement).strip()
    name = cut(title, TITLE_ON_BUTTON) if judgement.kind in STORY_KINDS else judgement.subject
    return Button(label=f"{name} 해제", act=button.act, value=button.value)


def _term(office: Office, term: Term, adders: Mapping[str, str]) -> str:
    who = adders.get(term.name)
    return order_text(term) + (f" — {_person(office, who)}" if who else "")


def _person(office: Office, who: str) -> str:
    """By name, as cards speak of people; somebody whose name nobody knows as Slack shows them."""
    name = name_of(office.line.memos, who)
    return mentioned(who) if name == who else person(name)


def list_all(office: Office) -> Answer:
    """Every list of the files and every public channel's count; private channels stay unnamed."""
    lines = []
    own = {watchlist.name for watchlist in office.terms.watchlists()}
    for watchlist in all_watchlists(office):
        if watchlist.name in own:
            continue
        where = ", ".join(watchlist.channels) or "채널 없음"
        lines.append(f"'{watchlist.name}' ({where}): 감시어 {len(watchlist.terms)}개")
    lines.append(f"채널에서 더한 목록 {len(own)}개는 각 채널에서 /watch list 로 볼 수 있습니다.")
    return say("모든 파일 감시 목록입니다.", *lines)


def mute(office: Office, room: Room, user: str, errand: Errand) -> Answer:
    """Mutes one term of the channel for an hour or the day."""
    name = _known_name(office, room, errand.rest)
    (judgement,) = mute_terms(office, room.name, [name], errand.length, user)
    now = office.line.clock.now()
    return say(
        f"{room.name}에서 '{name}' 소식을 {_until(judgement, now)}까지 끕니다. "
        "그동안의 소식은 브리핑에 담깁니다.",
        buttons=[undo_judgement(judgement.kind, judgement.subject)],
    )


def _until(judgement: Judgement, now: datetime) -> str:
    return kst_time(judgement.until or now, now)


def unmute(office: Office, room: Room, user: str, name: str) -> Answer:
    """Lets the channel hear of a term again."""
    subject = next(
        (
            each.subject
            for each in judgements_of(office, room.name)
            if each.kind is JudgementKind.MUTE_TERM and fold(each.subject) == fold(name)
        ),
        name,
    )
    withdraw(office, room.name, JudgementKind.MUTE_TERM, subject, user)
    return say(f"'{subject}' 음소거를 풀었습니다.")


def _known_name(office: Office, room: Room, name: str) -> str:
    for watchlist in lists_of(office, room):
        for term in watchlist.terms:
            if fold(term.name) == fold(name):
                return term.name
    return name


def explain(office: Office, room: Room, what: str) -> Answer:
    """Why the channel was told of an article or a story, or was not; other channels stay out."""
    reasons = why(office.line, what)
    now = office.line.clock.now()
    lists = {watchlist.name for watchlist in lists_of(office, room)}
    lines = [reasons.article.title, f"같은 사건의 기사: {len(reasons.story.members)}건"]
    found = [match for match in reasons.matches if match.watchlist in lists]
    lines += _surfaces(found)
    verdicts = [each for each in reasons.verdicts if each.watchlist in lists]
    telling = [each for each in verdicts if each.decision.reason is not DecisionReason.NO_MATCH]
    for verdict in telling or verdicts[:1]:
        lines += _verdict(verdict, room, reasons_now=now)
    lines += [
        f"{judgement_words(each, now)} — {_person(office, each.who)}"
        for each in reasons.judgements
        if each.channel == room.name
    ]
    states = Counter(_kind_and_state(a) for a in reasons.alerts if a.channel == room.name)
    alerts = [f"{kind} {count}건 {state}" for (kind, state), count in states.items()]
    told = f"이 채널의 알림: {', '.join(alerts)}" if alerts else "이 채널에는 알리지 않았습니다."
    return say(*lines, told)


def _kind_and_state(alert: Alert) -> tuple[str, str]:
    return "카드" if alert.kind is AlertKind.CARD else "댓글", alert_words(alert)


def _surfaces(found: Sequence[Match]) -> Sequence[str]:
    """What was found in the article, a line a term."""
    surfaces: dict[str, dict[str, None]] = {}
    for match in found:
        surfaces.setdefault(match.term, {})[f"'{match.surface}'"] = None
    return [f"감시어 {term}: {', '.join(said)}" for term, said in surfaces.items()][:10]


def _verdict(verdict: Verdict, room: Room, *, reasons_now: datetime) -> list[str]:
    own = verdict.watchlist == room.name
    name = "이 채널의 감시어" if own else f"목록 '{verdict.watchlist}'"
    held = [each for each in verdict.held if each.channel == room.name]
    if held:
        return [
            f"{name}: 지금은 알리지 않습니다 — {judgement_words(held[0].judgement, reasons_now)}"
        ]
    lines = [f"{name}: {DECISION_WORDS[verdict.decision.reason]}"]
    if verdict.decision.urgent_word:
        word = with_particle(f"'{verdict.decision.urgent_word}'", "이/가")
        lines.append(f"긴급한 말 {word} 곁에 있습니다.")
    return lines


def status(clerk: Clerk) -> Answer:
    """How the watch is."""
    checks = check_line(clerk.office.line, clerk.problems())
    lines = [f"{MARKS[check.level]} {check.name}: {_first_line(check.message)}" for check in checks]
    notes = [f"{MARKS[Level.WARNING]} {note}" for note in clerk.notes()]
    return say(*lines, *notes, clerk.socket())


def _first_line(message: str) -> str:
    return message.split("\n", 1)[0]


def lists_of(office: Office, room: Room) -> Sequence[Watchlist]:
    """The lists that speak to the channel: its own as it stands in the store, and the files'."""
    own = [each for each in office.terms.watchlists() if each.name == room.name]
    names = {each.name for each in office.terms.watchlists()}
    files = [
        each
        for each in all_watchlists(office)
        if each.name not in names and set(each.channels) & set(room.names)
    ]
    return [*own, *files]


def names_in(office: Office, text: str) -> Sequence[str]:
    """Known names that stand in the text, the longest first: what a modal is filled with."""
    words = [word.strip("\"'()[]<>.,·…") for word in text.split()]
    pairs = [f"{left} {right}" for left, right in pairwise(words)]
    known = [word for word in (*pairs, *words) if len(word) > 1 and office.gazetteer.find(word)]
    return list(dict.fromkeys(known))[:NAMES_OFFERED]


def rehearse(office: Office, order: str) -> Answer:
    """What a term would have caught; nothing is kept."""
    tested = check_term(office, order)
    return say(f"'{tested.term.name}' 시험 결과입니다(저장하지 않았습니다).", *_tested(tested))


def brief(clerk: Clerk, room: Room) -> Answer:
    """The channel's brief of the present span, its first message."""
    message = clerk.brief(room.name)[0]
    return Answer(lines=(message.text,), laid=message.blocks)


_DONE: Mapping[Verb, Callable[[Clerk, Room, str, Errand], Answer]] = {
    Verb.ADD: lambda clerk, room, user, errand: add(clerk.office, room, user, errand.rest),
    Verb.REMOVE: lambda clerk, room, user, errand: remove(clerk.office, room, user, errand.rest),
    Verb.LIST: lambda clerk, room, _user, _errand: list_terms(clerk.office, room),
    Verb.LIST_ALL: lambda clerk, _room, _user, _errand: list_all(clerk.office),
    Verb.MUTE: lambda clerk, room, user, errand: mute(clerk.office, room, user, errand),
    Verb.UNMUTE: lambda clerk, room, user, errand: unmute(clerk.office, room, user, errand.rest),
    Verb.WHY: lambda clerk, room, _user, errand: explain(clerk.office, room, errand.rest),
    Verb.TEST: lambda clerk, _room, _user, errand: rehearse(clerk.office, errand.rest),
    Verb.BRIEF: lambda clerk, room, _user, _errand: brief(clerk, room),
    Verb.STATUS: lambda clerk, _room, _user, _errand: status(clerk),
    Verb.HELP: lambda _clerk, _room, _user, _errand: say(*HELP),
}
