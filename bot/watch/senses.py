"""The second look: does a name that stands there as a word mean the watched thing?

Only names that are also something else get it: names with teams, platforms, and common words.
Each rule sees the sentence around the hit and counts for or against.

    frames ▶ near words ▶ sports ▶ credits ▶ weighing a common word
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick, MatchKind

from bot.text.index import fold
from bot.text.josa import hangul_run, is_hangul, is_particle
from bot.watch.credits import credited
from bot.watch.edges import Edge
from bot.watch.gazetteer import Entity, Kind, Words
from bot.watch.lists import list_around
from bot.watch.neighbours import employs_athlete, firm_weight, namesake, sponsors, work_title
from bot.watch.reasons import Reason

NEAR = 40
"""Code points within which a word speaks against a hit."""
SPORTING = 2
"""The weight from which on a sentence is about a team at play."""
SURELY_SPORTING = 4
"""The same for firms that are not known to have a team."""
SURE = 2
"""The prior from which on a name needs no weighing."""
VOUCHING = 2
"""The weight from which on a sentence vouches for a weak form."""
REACH = 120
"""Code points of a sentence looked at on either side of a hit."""

_FIRMS = frozenset({Kind.COMPANY, Kind.GROUP})
SHORT_CUE = 2
"""Telling words of at most so many syllables are looked for at the start of a word only."""

_UNMISTAKABLE = frozenset(
    {"홈런", "만루", "안타", "타점", "삼진", "불펜", "볼넷", "타율", "야구", "농구"}
)
_CUE_ENDINGS = frozenset("들진전장단")
_SENTENCE_ENDS = ("\n", "다.", ". ", "? ", "! ")
_SCORE = re.compile(
    r"(?<![0-9.,-])[0-9]{1,3}(?:-|\s?대\s?)[0-9]{1,3}(?![0-9.,%-]|\s?(?:년|월|일|개|만|억|조|시|분|차|위|p))"
)
_RECORD = re.compile(
    r"[0-9]{1,3}승\s?(?:[0-9]{1,2}무\s?)?[0-9]{1,3}패|[0-9]{1,2}승째|[0-9]{1,2}연[승패]|[0-9]{1,2}회[초말]|[0-9]{1,3}(?:-|\s?대\s?)[0-9]{1,3}(?:으?로)?\s(?:이[겼긴기]|졌|진\s|눌[렀러]|꺾|물리[쳤치]|제압|완파|대파|승리|역전|패[했하배])|[가-힣]\s[0-9]{1,2}점(?:…|\.{2,}|,|\s(?:폭발|맹활약|활약|[0-9]{1,2}리바))"
)
_CONTEST = re.compile(
    r"\s?(?:[가-힣a-z0-9]{1,8}\s)?(?:챔피언십|매치플레이|인비테이셔널|여자오픈|레이디스|마스터즈|오픈\s?(?:골프|우승|[0-9]라운드|최종|프로암)|kbo|k리그|프로리그|프로야구|프로농구|프로배구)"
)
_CLUB = re.compile(
    r"\s?(?:소속\s)?(?:마라톤|사격|양궁|하키|육상|탁구|테니스|유도|펜싱|배드민턴|핸드볼|배구|농구|야구|축구|씨름|럭비|수영|역도|체조|바둑)(?:팀|단|부)?\s?(?:선수|출신|감독|코치|(?<=[팀단부])[\s,…은는이가의을]|(?<=[팀단부])\Z)"
)
_LISTED_AFTER = re.compile(r"\s?[·,/&-]\s?|(?:와|과|나|이나|랑)\s|\s(?:및|vs)\s")
_LISTED_BEFORE = re.compile(r"\s?[·,/&-]\s?\Z|(?:와|과|나|이나|랑)\s\Z|\s(?:및|vs)\s\Z")
_ADNOMINAL = re.compile(r"[가-힣](?:\s|의\s)\Z")
_TEAM_AFTER = re.compile(
    r"\s?(?:의\s)?(?:선수|감독|코치|투수|타자|포수|내야수|외야수|선발\s?투수|선발진|불펜|구단|타선|마운드"
    r"|포워드|팬들|유니폼|더그아웃|사령탑|에이스|출신\s(?:투수|타자|선수))"
)
_WEIGHTS = {"sport": 2, "sport_weak": 1, "owner": -3}
# 대상이 …기업을 인수했다: who does that is a firm, whatever else the word means.
_AGENT = re.compile(
    r"(?:은|는|이|가)\s[^.\n]{0,60}?[가-힣](?:을|를|에)\s(?:[^\s.]{1,8}\s){0,2}?"
    r"(?:(?:인수|출시|개발|공급|수출|매각|설립|투자|준공|착공|증설|공개|수주|론칭|체결|발행|출자|영입|진출|확보|판매|생산|가동|참여|재개|추진|결정|도입|인상|인하|개편|확대|축소|강화|중단|운영|합병|도전|적용|검토|채용|감원|공략)"
    r"(?:했|한다|할\s|하고|하며|하기로|해\s|에\s나|키로)|선보(?:였|인다|이)|내놓(?:았|는다|고|을)|내놨|올렸|올린다|내렸|내린다|낮췄|낮춘다|늘렸|늘린다|줄였|줄인다|키웠|키운다|세웠|세운다|짓는다|지었|열었|연다|팔았|판다|사들였|거뒀|기록했|냈다|낸다|밝혔|맡는다|맡았|꾸렸|넓힌다|넓혔|바꿨|바꾼다|뽑는다|뽑았|접는다|접었)"
)
_ENGLISH_ACT = re.compile(
    r"(?:'s)?\s(?:to\s|shares?\b|stock\b|ceo\b|says?\b|said\b|plans?\b|unveil|launch|post(?:s|ed)\b|report(?:s|ed)\b|announce|delay|sell|sold\b|buy|bought\b|win|won\b|sue|cut|raise|invest|sign|expand|forecast|beat|miss|face|fined?\b|agree|acquire|build|partner|hire|lay|begin|start|drop|jump|surge|fall|slump|rise|soar|earnings|profit|revenue|chip|ai\b|platforms\b)"
)
_OWNER_AFTER = re.compile(
    r"\s?(?:그룹|지주|회장|부회장|대표이사|ceo|본사|계열사|주가|노조|임직원|이사회)"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A telling word of a field, by its category."""

    start: int
    end: int
    category: str


@dataclass(frozen=True, slots=True)
class Cues:
    """The telling words of all categories in one automaton."""

    automaton: AhoCorasick
    categories: Sequence[str]

    def find(self, text: str) -> list[Cue]:
        """All telling words in a folded text; short ones of sports only where a word begins."""
        found = self.automaton.find_matches_as_indexes(text)
        cues = [Cue(start, end, self.categories[number]) for number, start, end in found]
        return [cue for cue in cues if not _is_inside(text, cue)]


@dataclass(slots=True)
class Scene:
    """What the second look sees: a folded field, and the known firms in it, in order.

    `rivals` are the starts of names that have teams. `article` is title and text, folded. The rest
    is found out when first needed.
    """

    text: str
    firms: Sequence[int]
    firm_ends: frozenset[int]
    rivals: Sequence[int]
    article: str
    cues: list[Cue] | None = field(default=None)
    mood: int | None = field(default=None)
    backed: dict[str, bool] = field(default_factory=dict)


def _is_inside(text: str, cue: Cue) -> bool:
    if cue.start > 0 and text[cue.start].isdigit() and text[cue.start - 1].isdigit():
        return True
    word = text[cue.start : cue.end]
    if word in _UNMISTAKABLE:
        return False
    if word.isascii() and word.isalpha() and _within_latin(text, cue.start, cue.end):
        return True
    if cue.end - cue.start > SHORT_CUE or not cue.category.startswith(("sport", "owner")):
        return False
    if cue.start > 0 and is_hangul(text[cue.start - 1]):
        return True
    run = hangul_run(text, cue.end) if cue.category != "owner" else ""
    return bool(run) and run[0] not in _CUE_ENDINGS and not is_particle(run, text[cue.end - 1])


def _within_latin(text: str, start: int, end: int) -> bool:
    beside = text[max(0, start - 1) : start] + text[end : end + 1]
    return any(char.isascii() and char.isalpha() for char in beside)


def compile_cues(words: Words) -> Cues:
    """The gazetteer's cue words, longest match first."""
    pairs = [(word, category) for category, each in words.cues.items() for word in each]
    automaton = AhoCorasick(
        [word for word, _ in pairs] or ["\x00"],
        matchkind=MatchKind.LeftmostLongest,
        store_patterns=False,
    )
    return Cues(automaton, [category for _, category in pairs] or [""])


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch of the sentence around a hit, at most `REACH` on either side."""
    low, high = max(0, start - REACH), min(len(text), end + REACH)
    left = max(
        (
            text.rfind(mark, low, start) + len(mark)
            for mark in _SENTENCE_ENDS
            if mark in text[low:start]
        ),
        default=low,
    )
    found = [at for mark in _SENTENCE_ENDS if (at := text.find(mark, end, high)) >= 0]
    return left, min(found, default=high)


def other_sense(
    scene: Scene, entity: Entity, place: tuple[int, int], edge: Edge, cues: Cues
) -> tuple[Reason, str] | None:
    """Why the hit means something else than the entity, with the words seen; None if it counts."""
    start, end = place
    framed = _framed(scene.text, entity, start, end)
    if framed and not scene.text.endswith(("그룹", "(주)"), start, end):
        return Reason.OTHER_SENSE, framed
    fuller = end - start > len(entity.name) and scene.text.startswith(fold(entity.name), start)
    elsewhere = namesake(scene.text, start, end) if entity.kind in _FIRMS else ""
    if not elsewhere and entity.prior < SURE:
        elsewhere = work_title(scene.text, start, end)
    if elsewhere:
        return Reason.OTHER_SENSE, elsewhere
    near = "" if fuller else word_near(scene.text, start, end, entity.near)
    if near and entity.prior >= 1 and not _in_context(scene, entity, start, end):
        return Reason.OTHER_SENSE, near
    if entity.venue:
        credit = credited(scene.text, start, end)
        if credit:
            return Reason.CREDIT, credit
    if entity.kind in _FIRMS:
        contest = _CONTEST.match(scene.text, end)
        contest = contest or _CLUB.match(scene.text, end)
        if contest is not None:
            return Reason.SPORTS, contest.group()
        sport = _sporting(scene, entity, place, edge, cues)
        if sport:
            return Reason.SPORTS, sport
    named = scene.text[start:end] == fold(entity.name)
    if (
        named
        and entity.prior < SURE
        and _weigh(scene, entity, place, edge, cues) + entity.prior < 1
    ):
        return Reason.OTHER_SENSE, near or entity.name
    return None


def vouches(
    scene: Scene,
    entity: Entity,
    place: tuple[int, int],
    edge: Edge,
    cues: Cues,
    *,
    surely: bool,
) -> bool:
    """Whether the sentence itself shows that its firm is meant by a form kept as weak.

    `surely` tells that the form is the firm's own name to everybody but this watchlist.
    """
    if entity.kind not in _FIRMS:
        return False
    if _ENGLISH_ACT.match(scene.text, place[1]) is not None:
        return True
    if not surely:
        return False
    part = 2 * (edge is Edge.PART and entity.prior >= 1)
    known = 2 * (entity.prior >= SURE and _in_business(scene, place, cues))
    return _weigh(scene, entity, place, edge, cues) + part + known >= VOUCHING


def _in_business(scene: Scene, place: tuple[int, int], cues: Cues) -> bool:
    low, high = sentence_around(scene.text, *place)
    return any(cue.category == "corporate" for cue in _cues_between(scene, low, high, cues))


def holds_word(text: str, word: str) -> bool:
    """Whether the folded word is in the folded text, Latin ones as words of their own (hbm: hbm4)."""
    at = text.find(word)
    if at < 0 or not word.isascii():
        return at >= 0
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not (before.isascii() and before.isalnum()) and not (
            after.isascii() and after.isalpha()
        ):
            return True
        at = text.find(word, at + 1)
    return False


def word_near(text: str, start: int, end: int, words: Sequence[str]) -> str:
    """The first of the folded words with at most `NEAR` code points between it and the hit, or ""."""
    if not words:
        return ""
    for word in words:
        reach = NEAR + len(word)
        if holds_word(text[max(0, start - reach) : start], word):
            return word
        if holds_word(text[end : end + reach], word):
            return word
    return ""


def _in_context(scene: Scene, entity: Entity, start: int, end: int) -> bool:
    """Whether a word that speaks for the entity stands in the sentence."""
    low, high = sentence_around(scene.text, start, end)
    around = scene.text[low:start] + "\n" + scene.text[end:high]
    return any(holds_word(around, word) for word in entity.context)


def _framed(text: str, entity: Entity, start: int, end: int) -> str:
    low = max(0, start - NEAR)
    window = text[low : end + NEAR]
    for frame in entity.frames:
        for found in re.finditer(frame, window):
            if found.start() + low < end and found.end() + low > start:
                return found.group()
    return ""


def _cues_between(scene: Scene, low: int, high: int, cues: Cues) -> list[Cue]:
    if scene.cues is None:
        scene.cues = cues.find(scene.text)
    first = bisect_left(scene.cues, low, key=_start)
    return [
        cue
        for cue in scene.cues[first : bisect_left(scene.cues, high, key=_start)]
        if cue.end <= high
    ]


def _start(cue: Cue) -> int:
    return cue.start


def _another(starts: Sequence[int], low: int, high: int, but: int) -> bool:
    """Whether one of the ordered starts lies from `low` to before `high`, `but` aside."""
    first = bisect_left(starts, low)
    return any(start < high and start != but for start in starts[first : first + 2])


def _mood(scene: Scene, cues: Cues) -> int:
    """How far the whole article is about sports: 0 not, 1 partly, 2 wholly."""
    if scene.mood is None:
        counts = Counter(cue.category for cue in cues.find(scene.article))
        sport, firm = counts["sport"], counts["corporate"]
        scene.mood = (sport >= 3 and sport > firm) + (sport >= 6 and sport > 2 * firm)
    return scene.mood


def _sporting(scene: Scene, entity: Entity, place: tuple[int, int], edge: Edge, cues: Cues) -> str:
    """The words that show a team at play, empty if the sentence does not."""
    start, end = place
    text = scene.text
    if text.endswith("그룹", start, end) or _OWNER_AFTER.match(text, end):
        return ""
    low, high = sentence_around(text, start, end)
    seen = [
        cue for cue in _cues_between(scene, low, high, cues) if cue.end <= start or cue.start >= end
    ]
    score = sum(_WEIGHTS.get(cue.category, 0) for cue in seen)
    score -= min(1, sum(cue.category == "corporate" for cue in seen))
    score += 2 * (edge is Edge.VERSUS)
    score += 2 * (_TEAM_AFTER.match(text, end) is not None)
    score += 2 * (entity.sport and employs_athlete(text, start, end))
    score += 2 * (_RECORD.search(text, low, high) is not None)
    if score > 0:
        score += _SCORE.search(text, low, high) is not None
        score += _another(scene.rivals, low, high, start)
    score += 2 * (score > 0 and sponsors(text, start, end))
    enough = score + _mood(scene, cues) >= SPORTING if entity.sport else score >= SURELY_SPORTING
    if not enough:
        return ""
    words = [text[cue.start : cue.end] for cue in seen if cue.category.startswith("sport")]
    return ", ".join(dict.fromkeys(words)) or text[start : end + 4]


def _weigh(scene: Scene, entity: Entity, place: tuple[int, int], edge: Edge, cues: Cues) -> int:
    start, end = place
    text = scene.text
    low, high = sentence_around(text, start, end)
    score = 0
    if _in_context(scene, entity, start, end):
        score += 2
    elif _is_backed(scene, entity):
        score += 1
    if word_near(text, start, end, entity.near):
        score -= 2
    score += firm_weight(text, start, end, alone=edge is Edge.FREE)
    score += 2 * _listed(scene, start, end)
    if _AGENT.match(text, end, high) and not _ADNOMINAL.search(text[max(0, start - 2) : start]):
        score += 3
    score += _another(scene.firms, low, high, start)
    seen = {
        cue.start for cue in _cues_between(scene, low, high, cues) if cue.category == "corporate"
    }
    if seen and not _ADNOMINAL.search(text[max(0, start - 2) : start]):
        score += 1
    return score


def _is_backed(scene: Scene, entity: Entity) -> bool:
    """Whether a word that speaks for the entity stands anywhere in the article."""
    if entity.name not in scene.backed:
        scene.backed[entity.name] = any(holds_word(scene.article, w) for w in entity.context)
    return scene.backed[entity.name]


def _listed(scene: Scene, start: int, end: int) -> int:
    """On how many sides the hit is listed with a known firm."""
    after = _LISTED_AFTER.match(scene.text, end)
    before = _LISTED_BEFORE.search(scene.text[max(0, start - 4) : start])
    follows = after is not None and _another(scene.firms, after.end(), after.end() + 1, start)
    precedes = before is not None and start - len(before.group()) in scene.firm_ends
    among = False
    if scene.firms and not (follows or precedes):
        low, high = list_around(scene.text, start, end)
        among = _another(scene.firms, low, high, start)
    return follows + precedes + among
