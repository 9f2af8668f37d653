"""The phrases and predicates of a Korean sentence, told by particles and endings alone.

    words → with a particle: the end of a phrase · with a verb's ending: a predicate · else: a phrase goes on

Errs where a noun ends like a verb; draft and article are read alike, so that it errs alike in both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.summary.vocabulary import EMPTY, JOINTS, NOUNS, SET_BESIDE, THINGS
from bot.summary.wording import is_common, open_stem
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
_SOON = re.compile(r"(다음|이번|지난)\s(달|주|해)(?=[^가-힣]|[은는이가의에]|$)")
_EDGES = re.compile(r"^[^가-힣A-Za-z0-9]+|[^가-힣A-Za-z0-9%]+$")
_MARKS = re.compile(r"[“”\"‘’'「」『』《》〈〉<>]")
_SINO = re.compile(
    r"(?P<root>[가-힣A-Za-z]{2,}?)(?P<verb>하(?![반락향위루나])|한|할|함|합(?=니)|해(?![는은가를의])|했|됐|되|된|될|됨|됩(?=니)|돼|시키|시켰|시킨|시킬|시켜|당하|당한|당했|"
    r"받(?=[았은는을고아]))(?P<rest>[가-힣]*)\Z"
)
_QUOTING = re.compile(
    r"(?:(?:[다냐라]|[하되내리기키지오가보있없않]자)(?:고|며|는|던|면서|지만)|기로|도록)\Z"
)
_JOINING = re.compile(
    r"(?:(?<![사광보신재창최경참권금])고|[가-힣]며|면서|지만|[했됐았었]으나|는데|은데|한데|"
    r"[하되았었했됐있없않오]자|[가-힣]면|[해돼아어워쳐춰켜여져려혀]|[아어해여워켜져가와나]서|려고|고자|다가|거나|"
    r"(?:찾아|이어|들어|넘어|돌아|나아|살아|올라|내려|져나|다가|데려|달아)(?:가|나|오))\Z"
)
_HELPING = re.compile(
    r"(?:있|없|않|못하|못한|못했|못할|하지|했|한다|하고|하는|할|된|됐|되|나갔|나가|왔|온|줬|준|주기|보인|보고|봤|버렸|놓|둔|두고|싶)[가-힣]{0,4}\Z"
)
_GOING_ON = re.compile(r"중(?:이다|인|이며|이고|이라고|입니다|이지만|임|이라며)\Z")
_FINAL = re.compile(r"(?:(?<!보)다|죠|네요|[어아예해]요|습니까|[함됨])\Z")
_PAST, _NIEUN, _RIEUL = 20, 4, 8  # final consonants ㅆ, ㄴ, ㄹ
# How a noun made of a verb ends with its particle, and how the passive shows in a verb's last syllables.
_NOMINAL = re.compile(r"(?:[함됨할한된]|기)(?:은|이|을|으로|에|의)\Z")
_PASSIVE = re.compile(r"(?:려|혀|겨|져|켜|렸|혔|겼|졌|어지|아지)")
_NATIVE_END = re.compile(
    r"(?:습니다|니다|는다고|는다며|는다는|는다|었다|았다|다고|다며|다는|면서|지만|으며|고|며|다|는데|는|던|자|면|서|은|을|기로|도록|려고|고자|거나|지)\Z"
)
_BEFORE_A_NOUN = "른린든힌긴킨친쥔릴힐킬칠"
# Syllables of a native verb before a noun, at most.
_SHORT = 3


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


def parts(text: str) -> tuple[list[Phrase], list[Verb]]:
    """The phrases and the predicates of a sentence, each in order."""
    reader = _Reader()
    hits = [(hit.group(), hit.start()) for hit in _WORD.finditer(_plain(text))]
    listed = [(_EDGES.sub("", word), word[-1], at) for word, at in hits]
    listed = [each for each in listed if each[0]]
    for number, (word, last, at) in enumerate(listed):
        follower = listed[number + 1][0] if number + 1 < len(listed) else ""
        reader.take(word, last, at, follower)
    reader.close(Case.BARE)
    return _listed(reader.phrases, reader.verbs), reader.verbs


def plain_words(text: str) -> list[str]:
    """Its words as `parts` sees them, casefolded."""
    found = [_EDGES.sub("", hit.group()) for hit in _WORD.finditer(_plain(text))]
    return [word.casefold() for word in found if word]


def is_empty(word: str) -> bool:
    """Whether the word only holds others together."""
    return word in EMPTY


def is_predicate(word: str) -> bool:
    """Whether it may be a sentence's last predicate."""
    return _form(word, "", "") is not None


class _Reader:
    """Reads words one by one; `words` are those of a phrase that no particle has closed yet."""

    def __init__(self) -> None:
        self.phrases: list[Phrase] = []
        self.verbs: list[Verb] = []
        self._words: list[str] = []
        self._begun = 0
        self._previous = ""
        self._word_before = ""

    def take(self, word: str, last: str, at: int, follower: str) -> None:
        """One word; `last` is its last character with any mark behind it."""
        if not self._words:
            self._begun = at
        verb = _verb(word, at, self._previous, follower)
        if self._helps(word):
            self._help(word, verb)
        elif verb is not None:
            self._put(word, verb)
        elif not self._closes(word):
            self._name(word, last)
        self._word_before = word

    def close(self, case: Case) -> None:
        """End the phrase that is open, if any."""
        if self._words:
            self.phrases.append(Phrase(words=tuple(self._words), case=case, at=self._begun))
        self._words = []

    def _helps(self, word: str) -> bool:
        return bool(_HELPING.match(word)) and (
            self._previous == "verb" or self._word_before[-1:] in set("수고지게야해아어여기려")
        )

    def _help(self, word: str, verb: Verb | None) -> None:
        """Another verb's form, and whether it denies, belong to the verb before it."""
        if self.verbs:
            told = self.verbs[-1]
            form = verb.form if verb is not None else told.form
            self.verbs[-1] = replace(
                told, form=form, is_denied=told.is_denied != (word[0] in "않못없")
            )

    def _put(self, word: str, verb: Verb) -> None:
        if _GOING_ON.match(word) and self._words:
            verb = replace(verb, root=self._words.pop())
        self.close(Case.BARE)
        self.verbs.append(verb)
        self._previous = "verb"

    def _closes(self, word: str) -> bool:
        """Whether the word only says how the phrase before it is meant (을 상대로, 을 위해)."""
        if not self.phrases or self._words:
            return False
        if word in {"상대로", "대상으로"}:
            self.phrases[-1] = replace(self.phrases[-1], case=Case.TO)
        elif word in SET_BESIDE:
            self.phrases[-1] = replace(self.phrases[-1], case=Case.BARE)
        else:
            return False
        return True

    def _name(self, word: str, last: str) -> None:
        if word in {"경우", "경우는", "경우에는"} and self._words:
            self.close(Case.TOPIC)
            return
        stem, case = (word, Case.BARE) if word in EMPTY else particle(word)
        self._previous = case.value
        if not stem[0].isdigit() and stem not in EMPTY:
            self._words.append(stem.casefold())
        if case not in {Case.BARE, Case.OF}:
            self.close(case)
        elif last in ",·…/~":
            self.close(Case.LISTED)


def _plain(sentence: str) -> str:
    """Without quotation marks and asides, other names in brackets before the name, A 씨 as one word."""
    text = _ALIAS.sub(r"\2 \1", _MARKS.sub("", sentence))
    return _SOON.sub(r"\1\2", _PERSON.sub(r"\1씨", _ASIDE.sub("", text)))


def _listed(phrases: list[Phrase], verbs: Sequence[Verb]) -> list[Phrase]:
    """Members of a list (A·B가; A, B를) in the case of its last; of A와 B를 each is in both."""
    told: list[Phrase] = []
    behind: Phrase | None = None
    for phrase in reversed(phrases):
        is_near = behind is not None and not any(phrase.at < verb.at < behind.at for verb in verbs)
        case = behind.case if behind is not None and is_near else Case.BARE
        member = replace(phrase, case=case) if phrase.case is Case.LISTED else phrase
        if phrase.case is Case.WITH and case in {Case.OBJECT, Case.SUBJECT, Case.TOPIC}:
            told.append(replace(phrase, case=case, is_shared=True))
        told.append(member)
        behind = member if phrase.case is not Case.WITH else replace(phrase, case=case)
    return told[::-1]


def particle(word: str) -> tuple[str, Case]:
    """The word without its particle, and what that says."""
    if word in NOUNS:
        return word, Case.BARE
    for tail, case in _PARTICLES:
        stem = word[: -len(tail)]
        if not word.endswith(tail) or not stem:
            continue
        final = final_consonant(stem[-1])
        if final is not None and final and tail in _AFTER_VOWEL:
            continue
        if final == 0 and tail in _AFTER_CONSONANT:
            continue
        if len(stem) == 1 and (tail in "의로도가만과" or tail in {"과의", "과는", "와의", "와는"}):
            continue
        return stem, case
    return word, Case.BARE


def _verb(word: str, at: int, previous: str, follower: str) -> Verb | None:
    """The word as a predicate, if it is one."""
    if word in NOUNS or word in EMPTY:
        return None
    form = _form(word, previous, follower)
    if form is None:
        return None
    if form is Form.BEFORE_NOUN and follower in JOINTS:
        form = Form.JOINED
    sino = _SINO.match(word)
    root = sino["root"] if sino else _native(word)
    passive = bool(sino and sino["verb"][0] in "됐되된될됨됩돼당받") or bool(
        _PASSIVE.search(word[-4:])
    )
    denied = word.startswith("없")
    return Verb(
        root="있" if denied else root.casefold(),
        text=word,
        form=form,
        is_passive=passive,
        at=at,
        is_denied=denied,
    )


def _form(word: str, previous: str, follower: str) -> Form | None:
    """How the sentence goes on behind the word where that is a predicate; no follower: the last."""
    if word[0].isdigit() or final_consonant(word[-1]) is None:
        return None
    if word.endswith("지") and len(word) > 1 and follower[:1] in {"않", "못"}:
        return Form.JOINED
    if _QUOTING.search(word) and len(word) > len("다고"):
        return Form.QUOTED
    if _FINAL.search(word) and len(word) > 1:
        return Form.FINAL
    sino = None if _NOMINAL.search(word) else _SINO.match(word)
    if sino is not None and (form := _sino_form(sino, word)):
        return form
    if _JOINING.search(word) and len(word) > 1:
        return Form.JOINED
    if follower and _is_native(word, previous, follower):
        return Form.BEFORE_NOUN
    is_past = any(final_consonant(syllable) == _PAST for syllable in word)
    return Form.FINAL if not follower and is_past else None


def _sino_form(sino: re.Match[str], word: str) -> Form | None:
    if sino["rest"] in {"는", "던", ""}:
        if sino["verb"][-1] in "해돼":
            return Form.JOINED
        if sino["verb"][-1] in "한할된될킨킬하되받":
            return Form.BEFORE_NOUN
    if _JOINING.search(word):
        return Form.JOINED
    return Form.BEFORE_NOUN if sino["rest"] in {"은", "을", "기"} else None


def _is_native(word: str, previous: str, follower: str) -> bool:
    """Whether it is a native verb before a noun (누른 사람, 늘어날 것)."""
    if word.endswith("는"):
        return previous in {"object", "to", "by", "at"} and len(word) > 1
    final = final_consonant(word[-1])
    if final not in {_NIEUN, _RIEUL} or particle(word)[1] is not Case.BARE:
        return False
    is_short = len(word) == 1 or (len(word) <= _SHORT and word[-1] in _BEFORE_A_NOUN)
    bare = word[:-1] + chr(ord(word[-1]) - final)
    return (
        (previous == "object" and is_short)
        or follower in THINGS
        or (is_common(word) and is_common(bare))
    )


def _native(word: str) -> str:
    """A native verb as far as its endings leave it."""
    return open_stem(_NATIVE_END.sub("", word) or word)
