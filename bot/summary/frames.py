"""Who does what to whom in a Korean sentence: its predicates, each with the phrases that hang on it.

    "하람전자가 도담정밀을 인수했다" → 인수: 하람전자 acts, 도담정밀 is acted upon

No parser: a phrase ends with its particle, a predicate with its ending, an object hangs on the next
predicate, a subject on every later one until another subject takes its place. The same reading of
draft and article errs alike in both, which is what comparing them needs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.summary.vocabulary import CALENDAR
from bot.summary.wording import is_common
from bot.text.josa import final_consonant


class Case(StrEnum):
    """What a particle says of its phrase."""

    TOPIC = "topic"
    SUBJECT = "subject"
    OBJECT = "object"
    TO = "to"
    SOURCE = "source"
    TILL = "till"
    AT = "at"
    BY = "by"
    WITH = "with"
    OF = "of"
    THAN = "than"
    BARE = "bare"
    LISTED = "listed"


class Form(StrEnum):
    """How a sentence goes on behind a predicate."""

    FINAL = "final"
    JOINED = "joined"
    QUOTED = "quoted"
    BEFORE_NOUN = "before noun"


_PARTICLES: Sequence[tuple[str, Case]] = (
    ("으로부터", Case.SOURCE), ("에게서", Case.SOURCE), ("로부터", Case.SOURCE), ("에서는", Case.AT),
    ("에서도", Case.AT), ("에게는", Case.TO), ("에게도", Case.TO), ("으로는", Case.BY), ("과의", Case.WITH),
    ("와의", Case.WITH), ("과는", Case.WITH), ("와는", Case.WITH), ("에서", Case.AT), ("에선", Case.AT),
    ("에게", Case.TO), ("께서", Case.SUBJECT), ("에는", Case.TO), ("에도", Case.TO), ("까지", Case.TILL),
    ("부터", Case.SOURCE), ("보다", Case.THAN), ("으로", Case.BY), ("은", Case.TOPIC), ("는", Case.TOPIC),
    ("이", Case.SUBJECT), ("가", Case.SUBJECT), ("을", Case.OBJECT), ("를", Case.OBJECT), ("에", Case.TO),
    ("로", Case.BY), ("와", Case.WITH), ("과", Case.WITH), ("의", Case.OF), ("도", Case.TOPIC),
    ("만", Case.TOPIC),
)  # fmt: skip
_AFTER_CONSONANT = frozenset({"은", "이", "을", "과", "으로", "과의", "과는", "으로는", "으로부터"})
_AFTER_VOWEL = frozenset({"는", "가", "를", "와", "와의", "와는"})
_WORD = re.compile(r"[^\s,·…/~]+[,·…/~]*")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ALIAS = re.compile(r"([가-힣A-Za-z0-9&]{2,})\((?:이하\s)?([가-힣A-Za-z&]{2,12})\)")
_PERSON = re.compile(r"(?<![가-힣A-Za-z])([A-Z]|[가-힣])\s씨(?![가-힣]*앗)")
_EDGES = re.compile(r"^[^가-힣A-Za-z0-9]+|[^가-힣A-Za-z0-9%]+$")
_MARKS = re.compile(r"[“”\"‘’'「」『』《》〈〉<>]")
_SINO = re.compile(
    r"(?P<root>[가-힣A-Za-z]{2,}?)(?P<verb>하(?![반락향위루나])|한|할|함|합(?=니)|해(?![는은가를의])|했|됐|되|된|될|됨|됩(?=니)|돼|시키|시켰|시킨|시킬|시켜|당하|당한|당했|받(?=[았은는을고아]))(?P<rest>[가-힣]*)\Z"
)
_QUOTING = re.compile(r"(?:(?:[다냐라]|[하되내리기키지오가보있없않]자)(?:고|며|는|던|면서|지만)|기로|도록)\Z")
_JOINING = re.compile(
    r"(?:(?<![사광보신재창최경참권금])고|[가-힣]며|면서|지만|[했됐았었]으나|는데|은데|한데|"
    r"[하되았었했됐있없않오]자|[하되으리지있없않]면|[해돼아어워쳐춰켜여져려혀]|[아어해여워켜져]서|려고|고자|다가|거나|"
    r"(?:찾아|이어|들어|넘어|돌아|나아|살아|올라|내려|져나|다가|데려|달아)(?:가|나|오))\Z"
)
_HELPING = re.compile(
    r"(?:있|없|않|못하|못한|못했|못할|하지|했|한다|하고|하는|할|된|됐|되|나갔|나가|왔|온|줬|준|주기|보인|보고|봤|버렸|놓|둔|두고|싶)[가-힣]{0,4}\Z"
)
_JOINTS = frozenset("반면 가운데 데 뒤 뒤에 후 채 만큼 직후 다음".split())
_AS_TO = frozenset("위해 위한 통해 통한 대해 대한 관해 관한 둘러싸고 놓고 두고 맞아 앞두고 비롯해".split())
_THINGS = frozenset("수 것 것이 것은 것을 것으로 가능성 가능성이 가능성을 계획 계획이다 예정이다 방침이다 전망이다 때 바".split())
_GOING_ON = re.compile(r"중(?:이다|인|이며|이고|이라고|입니다|이지만|임|이라며)\Z")
_FINAL = re.compile(r"(?:(?<!보)다|죠|네요|[어아예해]요|습니까|[함됨])\Z")
_PAST, _NIEUN, _RIEUL = 20, 4, 8  # final consonants ㅆ, ㄴ, ㄹ
# fmt: off
_NOUNS = frozenset((
    "올해 지난해 피해 남해 동해 서해 방해 이해 공해 새해 여야 분야 단어 언어 참여 기여 수여 대여 급여 아시아 러시아 "
    "코리아 바다 캐나다 표면 화면 측면 전면 국면 장면 방어 영어 용어 국어 한국어 여아 육아 유아 남아 상어 고령 더해 "
    "결혼식 앞서 여기서 거기서 잇따라 따라 이어 통해 위해 대해 관해 의해 인해 비해 향해 맞아 가운데 아니라 아직 그리고 "
    "배려 우려 고려 염려 격려 독려 초래 무려 바라며 하며 거부 부여 아파트 오늘 전자 소비자 투자자 코로나 하나 둘 여러 일부 서로 스스로 별도 정도 제도 속도 태도 "
    "온도 한도 강도 난도 밀도 각도 연도 가정 결과 효과 성과 경과 평가 물가 주가 국가 원가 추가 증가 참가 허가 인가 단가 "
    "고가 저가 전문가 작가 휴가 의의 회의 합의 논의 협의 결의 유의 주의 정의 동의 이의 문의 대의 창의 사이 차이 나이 아이 "
    "높이 길이 깊이 넓이 어린이 젊은이 놀이 같이 마이 하이 이이 은 는 이 가 을 를 주도 경기도 강원도 제주도 충청도 전라도 "
    "경상도 철도 궤도 보도 의도 시도 유도 인도 지도 태도 도로 경로 통로 진로 선로 가로 세로 위로 대로 바로 따로 서로 새로 "
    "스스로 별로 과로 유로 제로 기로 종로 구로 마로 적자 흑자 이자 기자 소비자 투자 노동자 당사자 피해자 관계자 참가자 "
    "사업자 이용자 가입자 후보자 책임자 담당자 근로자 경영자 과학자 학자 부자 의자 사이버 기업가 소설가 운동가 활동가"
).split())
_EMPTY = frozenset((
    "위해 위한 통해 통한 대해 대한 관해 관한 의해 의한 인해 인한 비해 따라 따르면 따른 등 및 또 또한 이에 이를 이어 다만 "
    "특히 한편 앞서 이날 이번 지난 오는 최근 현재 함께 각각 모두 약 더 가장 다시 이미 아직 그 이 한 두 세 네 수 것 "
    "때문 가운데 중 뒤 후 전 전에 후에 뒤에 중에 당시 이후 이전 이같은 같은 있는 없는 하는 되는 것으로 것이 것은 것을 데 "
    "반면 경우 직후 직전 대상 대상으로 상대로 바 채 만 뿐 듯 내 안 밖 곳 측"
).split())
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that one particle closes; the last is what they are about."""

    words: tuple[str, ...]
    case: Case
    at: int
    is_shared: bool = False

    @property
    def head(self) -> str:
        """Its last word."""
        return self.words[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A predicate: its root, and how it stands."""

    root: str
    text: str
    form: Form
    is_passive: bool
    at: int
    is_denied: bool = False


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A predicate with its phrases: `subjects` nearest first, `around` what else hangs on it."""

    verb: Verb
    subjects: tuple[Phrase, ...]
    around: tuple[Phrase, ...]
    near: tuple[Phrase, ...] = ()
    noun: Phrase | None = None
    is_noun: bool = False


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All phrases and frames of a sentence."""

    phrases: tuple[Phrase, ...]
    frames: tuple[Frame, ...]


def read(sentence: str) -> Reading:
    """The phrases and predicates of the sentence, each phrase hung on its predicates."""
    phrases, verbs = _parts(_plain(sentence))
    frames = [
        Frame(
            verb=verb,
            subjects=_subjects(verb, phrases, verbs),
            around=_around(verb, phrases, verbs),
            near=_near(verb, phrases, verbs),
            noun=_noun(verb, phrases, verbs),
        )
        for verb in verbs
    ]
    return Reading(phrases=tuple(phrases), frames=tuple(frames))


def _plain(sentence: str) -> str:
    """Without quotation marks and asides, other names in brackets before the name, A 씨 as one word."""
    text = _ALIAS.sub(r"\2 \1", _MARKS.sub("", sentence))
    return _PERSON.sub(r"\1씨", _ASIDE.sub("", text))


# --- taking apart -------------------------------------------------------------------------------


def _parts(text: str) -> tuple[list[Phrase], list[Verb]]:
    phrases: list[Phrase] = []
    verbs: list[Verb] = []
    open_words: list[str] = []
    begun = 0
    hits = list(_WORD.finditer(text))
    previous = ""
    for number, hit in enumerate(hits):
        word = _EDGES.sub("", hit.group())
        is_last = number == len(hits) - 1
        if not word:
            continue
        if not open_words:
            begun = hit.start()
        follower = "" if is_last else _EDGES.sub("", hits[number + 1].group())
        verb = _verb(word, hit.start(), previous, follower, is_last=is_last)
        if _HELPING.match(word) and (
            previous == "verb" or hits[number - 1].group()[-1] in "수고지게야해아어여기려"
        ):
            if verbs:
                denied = verbs[-1].is_denied != (word[0] in "않못없")
                form = verb.form if verb is not None else verbs[-1].form
                verbs[-1] = replace(verbs[-1], form=form, is_denied=denied)
            continue
        if _GOING_ON.match(word) and len(open_words) and verb is not None:
            root = open_words.pop()
            verb = replace(verb, root=root)
        if verb is not None:
            if open_words:
                phrases.append(_phrase(open_words, Case.BARE, begun))
                open_words = []
            verbs.append(verb)
            previous = "verb"
            continue
        if word in {"상대로", "대상으로"} and phrases and not open_words:
            phrases[-1] = replace(phrases[-1], case=Case.TO)
            continue
        if word in _AS_TO and phrases and not open_words:
            phrases[-1] = replace(phrases[-1], case=Case.BARE)
            continue
        stem, case = (word, Case.BARE) if word in _EMPTY else particle(word)
        previous = case.value
        if stem and not stem[0].isdigit() and stem not in _EMPTY and word not in _EMPTY:
            open_words.append(stem.casefold())
        if case in {Case.BARE, Case.OF} and hit.group()[-1] in ",·…/~":
            case = Case.LISTED
        if case in {Case.BARE, Case.OF} and not is_last:
            continue
        if open_words:
            phrases.append(_phrase(open_words, case, begun))
        open_words = []
    if open_words:
        phrases.append(_phrase(open_words, Case.BARE, begun))
    return _listed(phrases, verbs), verbs


def _phrase(words: Sequence[str], case: Case, at: int) -> Phrase:
    return Phrase(words=tuple(words), case=case, at=at)


def _listed(phrases: list[Phrase], verbs: Sequence[Verb]) -> list[Phrase]:
    """Members of a list (A·B가; A, B를) in the case of its last; of A와 B를 each is in both."""
    told: list[Phrase] = []
    behind: Phrase | None = None
    for phrase in reversed(phrases):
        is_near = behind is not None and not any(
            phrase.at < verb.at < behind.at for verb in verbs
        )
        case = behind.case if behind is not None and is_near else Case.BARE
        if phrase.case is Case.LISTED:
            phrase = replace(phrase, case=case)
        elif phrase.case is Case.WITH and case in {Case.OBJECT, Case.SUBJECT, Case.TOPIC}:
            told.append(replace(phrase, case=case, is_shared=True))
        told.append(phrase)
        behind = phrase if phrase.case is not Case.WITH else replace(phrase, case=case)
    return told[::-1]


def particle(word: str) -> tuple[str, Case]:
    """The word without its particle, and what that says."""
    if word in _NOUNS:
        return word, Case.BARE
    for tail, case in _PARTICLES:
        stem = word[: -len(tail)]
        if not word.endswith(tail) or not stem or len(stem) < 1:
            continue
        final = final_consonant(stem[-1])
        if final is not None and final and tail in _AFTER_VOWEL:
            continue
        if final == 0 and tail in _AFTER_CONSONANT:
            continue
        if len(stem) == 1 and (tail in "의로도가만과" or len(tail) > 1 and tail[0] in "과와"):
            continue
        return stem, case
    return word, Case.BARE


def _verb(word: str, at: int, previous: str, follower: str, *, is_last: bool) -> Verb | None:
    """The word as a predicate, if it is one."""
    if word in _NOUNS or word in _EMPTY:
        return None
    form = _form(word, previous, follower, is_last=is_last)
    if form is None:
        return None
    if form is Form.BEFORE_NOUN and follower in _JOINTS:
        form = Form.JOINED
    sino = _SINO.match(word)
    root = sino["root"] if sino else _native(word)
    passive = bool(sino and sino["verb"][0] in "됐되된될됨돼당받") or bool(
        re.search(r"(?:려|혀|겨|져|켜|렸|혔|겼|졌|어지|아지)", word[-4:])
    )
    return Verb(root=root.casefold(), text=word, form=form, is_passive=passive, at=at)


def _form(word: str, previous: str, follower: str, *, is_last: bool) -> Form | None:
    if word[0].isdigit() or not re.search(r"[가-힣]\Z", word):
        return None
    if word.endswith("지") and len(word) > 1 and follower[:1] in {"않", "못"}:
        return Form.JOINED
    if _QUOTING.search(word) and len(word) > 2:
        return Form.QUOTED
    if _FINAL.search(word) and len(word) > 1:
        return Form.FINAL
    sino = _SINO.match(word)
    if sino and not re.search(r"(?:[함됨할한된]|기)(?:은|이|을|으로|에|의)\Z", word):
        if sino["rest"] in {"는", "던", ""} and sino["verb"][-1] in "한할된될킨킬하되받" + "해돼":
            return Form.JOINED if sino["verb"][-1] in "해돼" else Form.BEFORE_NOUN
        if _JOINING.search(word):
            return Form.JOINED
        if sino["rest"] in {"은", "을", "는", "던", "기"}:
            return Form.BEFORE_NOUN
    if _JOINING.search(word) and len(word) > 1:
        return Form.JOINED
    final = final_consonant(word[-1])
    if final in {_NIEUN, _RIEUL} and not is_last and particle(word)[1] is Case.BARE:
        open_stem = word[:-1] + chr(ord(word[-1]) - final)
        is_native = len(word) == 1 or (len(word) <= 3 and word[-1] in "른린든힌긴킨친쥔릴힐킬칠")
        if (previous == "object" and is_native) or follower in _THINGS or (
            is_common(word) and is_common(open_stem)
        ):
            return Form.BEFORE_NOUN
    if word.endswith("는") and previous in {"object", "to", "by", "at"} and len(word) > 1:
        return Form.BEFORE_NOUN
    return Form.FINAL if is_last and any(final_consonant(c) == _PAST for c in word) else None


def _native(word: str) -> str:
    """A native verb as far as its endings leave it."""
    bare = re.sub(
        r"(?:습니다|니다|었다|았다|다고|다며|다는|면서|지만|으며|고|며|다|는데|는|던|자|면|서|은|을|기로|도록|려고|고자|거나|지)\Z",
        "",
        word,
    )
    return bare or word


# --- putting together ---------------------------------------------------------------------------


def _subjects(verb: Verb, phrases: Sequence[Phrase], verbs: Sequence[Verb]) -> tuple[Phrase, ...]:
    """Who may do it: the nearest subject, and earlier ones where each nearer has a verb of its own."""
    found: list[Phrase] = []
    for phrase in reversed([each for each in phrases if each.at < verb.at]):
        if phrase.case not in {Case.TOPIC, Case.SUBJECT}:
            continue
        own = [each for each in verbs if phrase.at < each.at < verb.at]
        found.append(phrase)
        if not own:
            break
    return tuple(found)


def _around(verb: Verb, phrases: Sequence[Phrase], verbs: Sequence[Verb]) -> tuple[Phrase, ...]:
    """What hangs on it: what stands between the verb before and it, and behind a verb before a noun."""
    found: list[Phrase] = []
    for phrase in phrases:
        if phrase.at > verb.at or phrase.case in {Case.TOPIC, Case.SUBJECT}:
            continue
        between = [each for each in verbs if phrase.at < each.at < verb.at]
        if phrase.case is Case.OBJECT:
            hangs = not between or (len(between) == 1 and between[0].form is Form.BEFORE_NOUN)
        else:
            hangs = True
        if hangs:
            found.append(phrase)
    return tuple(found)


def _near(verb: Verb, phrases: Sequence[Phrase], verbs: Sequence[Verb]) -> tuple[Phrase, ...]:
    """What surely hangs on it: what stands right before it, behind the verb before."""
    earlier = [each.at for each in verbs if each.at < verb.at]
    after = earlier[-1] if earlier else -1
    near = [
        phrase
        for phrase in phrases
        if after < phrase.at < verb.at and phrase.case not in {Case.TOPIC, Case.SUBJECT}
    ]
    # What stands farther before a verb before a noun may hang on the verb behind that noun.
    return tuple(near[-1:] if verb.form is Form.BEFORE_NOUN else near)


def _noun(verb: Verb, phrases: Sequence[Phrase], verbs: Sequence[Verb]) -> Phrase | None:
    """The phrase that a verb before a noun, or one joined to it, tells of."""
    for each in verbs:
        if each.at < verb.at or each.form is Form.QUOTED:
            continue
        if each.form is Form.BEFORE_NOUN:
            return next((phrase for phrase in phrases if phrase.at > each.at), None)
        if each.form is Form.FINAL:
            return None
    return None


def keeps_order(draft: str, place: str) -> bool:
    """Whether the draft only leaves words of the sentence out: the same words, particles, order."""
    theirs = [particle(word) for word in _bare_words(place)]
    at = 0
    for word in _bare_words(draft):
        if word in _EMPTY or word[0].isdigit():
            continue
        stem, case = particle(word)
        while at < len(theirs) and not _is_kept(stem, case, *theirs[at]):
            at += 1
        if at == len(theirs):
            return False
        at += 1
    return True


def _bare_words(text: str) -> list[str]:
    found = [_EDGES.sub("", hit.group()) for hit in _WORD.finditer(_plain(text))]
    return [word.casefold() for word in found if word]


def _is_kept(stem: str, case: Case, other: str, theirs: Case) -> bool:
    acting = {Case.TOPIC, Case.SUBJECT}
    if case is not theirs and not {case, theirs} <= acting:
        return False
    if stem == other:
        return True
    # The end of a verb may differ (밝혔습니다, 밝혔다), the end of a name may not.
    return case is Case.BARE and len(stem) > 1 and stem[:2] == other[:2] and _form(
        stem, "", "", is_last=True
    ) is not None


def is_told(word: str) -> bool:
    """Whether the word says something that has to be found."""
    return (
        len(word) > 1 and not is_common(word) and word not in CALENDAR and not word[0].isdigit()
    )
