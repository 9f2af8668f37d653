"""How a Korean word is built, as far as comparing a draft with its articles needs: stem and tail."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from bot.summary.vocabulary import CALENDAR, COMMON, ONE_SIDED, SHORT, SIDES, VERBS
from bot.text.josa import final_consonant

_RUN = re.compile(r"[가-힣A-Za-z0-9&]+(?:[.·-](?=[A-Za-z0-9가-힣])[가-힣A-Za-z0-9&]+)*")
_PLAIN = re.compile(r"[^가-힣A-Za-z0-9]")
_SUBJECTS = ("은", "는", "이", "가", "께서", "측은", "측이", "들은", "들이")
_PARTICLE = (
    r"(?:으로부터|에서부터|에게서|으로서|으로써|에서는|에서도|에서의|에서만|에게는|에게도|으로는|으로도|으로의|이라고|이라는|이라며|"
    r"이었으나|이었으며|이었고|이었다|이지만|까지의|까지는|부터는|부터의|에서|에게|에는|에도|에선|에만|으로|로서|로써|로부터|로는|로도|로의|께서|까지|부터|처럼|보다|"
    r"마다|조차|이나|이며|이고|이자|이던|이어서|이면|이다|이라|인데|인지|인|일|임|였다|였으며|였고|였으나|지만|라고|라는|라며|라도|와의|과의|와는|과는|"
    r"대로|만큼|밖에|뿐|이란|란|은|는|이|가|을|를|의|에|로|와|과|도|만|나|며|고|다|자|서|입니다|씩|여|든|당|별|상|중|간|내|쯤)"
)
_BOUND = r"(?:들|측|등|님|씨|층|액|량|률|율|폭|분|용|적|화|안|별|간|내|점|치)"
_ENDING = (
    r"(?:고|며|면서|면|지만|지|는|은|을|던|다|니|까|여|해|도|록|도록|려|려고|게|기|음|함|됨|임|었|았|였|했|됐|겠|습니다|니다|ㄴ|아|어|"
    r"자|서|나|으나|으며|으면|으니|을|를|이|가|에|로|의|과|와|만|라|요|죠|듯|데|지는|수|야|한|할|된|될|인|일|져|진|질|졌|지|히|하|되|돼|키|켜|켰|킨|킬|난|났|날|든|들|려|린|렸|친|쳤|춘|췄|춰|뤄|뤘)"
)
_VERB = r"(?:하|한|할|함|합(?=니)|해|했|하였|되|된|될|됨|됩(?=니)|돼|됐|되었|시키|시킨|시킬|시켜|시켰|받|당하|당한|당했|있|없|스럽|스러|롭|로운|지|진|질|져|졌)"
_TAIL = re.compile(rf"{_BOUND}?(?:{_PARTICLE}{{0,3}}|{_VERB}{_ENDING}{{0,6}}|{_ENDING}{{0,4}})\Z")
_VERBAL = re.compile(
    rf"(?:하|한|할|함|합(?=니)|해|했|하였|되|된|될|됨|됩(?=니)|돼|됐|되었|시키|시킨|시킬|시켜|시켰|당하|당한|당했){_ENDING}{{0,6}}"
    rf"|(?:받|있|없|스럽|스러|롭|로운|지|진|질|져|졌){_ENDING}{{1,6}}"
)
_ENDS = re.compile(
    r"(?:고|며|면서|면|지만|는|던|다|자|여|해|도록|려고|게|었|았|였|했|됐|겠|습니다|니다|으며|으나|으면|을|은|자는|다는|다고|다며|라는|아|어|져|워)"
    r"{1,4}\Z"
)
_SIMPLE = re.compile(rf"(?:지(?:를|가|에|도|는)?|{_PARTICLE})?\Z")
_ROLES = {
    **dict.fromkeys(_SUBJECTS, "subject"),
    **dict.fromkeys(("을", "를", "들을"), "object"),
    **dict.fromkeys(("와", "과", "와의", "과의"), "partner"),
    **dict.fromkeys(("에게", "에", "에게서", "로부터", "으로부터"), "receiver"),
    **dict.fromkeys(("에서", "에서의"), "where"),
    "의": "owner",
}
_CASE = re.compile(
    r"(?:와의|과의|에서의|으로의|에서는|으로는|에게는|에서|에게|에는|에도|으로|까지|부터|보다|께서|은|는|이|가|을|를|의|에|와|과|로|도|만)\Z"
)
_PLAIN_CASES = frozenset("은는을를")
_FINITE = re.compile(
    r"(?:[하되]|[았었였했됐겠갔왔났한된])(?:다|고|며|면|지|게|서|는|던|기|도록|다고|다며|다는|으며|으나|지만|습니다){1,2}\Z"
)
# Where a stem found in an article may end at the earliest, in syllables.
_LEAST = 2
_M = 16  # final ㅁ
_ADNOMINAL = {4, 8}  # final ㄴ and ㄹ
# Syllables of a verb's stem, at most; all there are; the finals that its endings bring: ㄴ ㄹ ㅁ ㅂ ㅆ.
_VERB_STEM = 3
_SYLLABLES = 11_172
_PAST = 20
_VERB_FINALS = {0, 4, 8, 16, 17, _PAST}
# Vowels before -었-: ㅕ of ㅣ, ㅘ of ㅗ, ㅝ of ㅜ.
_CONTRACTED = {6: 20, 9: 8, 14: 13}
_ENDED = re.compile(
    r"(?:다|고|며|면서|지만|으나|는데|다고|다며|다는|습니다|니다|어|서|을|던|는|지|게|으며)?\Z"
)
# Code points of a word that are looked at; no Korean word is longer.
_LONGEST = 40
_LONGEST_WAY = max(map(len, SIDES))


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word of a sentence: its stem, what hangs on it, and the role its particle gives it."""

    text: str
    stem: str
    tail: str
    at: int

    @cached_property
    def root(self) -> str:
        """The stem without the endings of a verb (합의하지 and 합의했다 are both 합의)."""
        if self.way:
            return self.way
        for end in range(_LEAST, len(self.stem)):
            if _VERBAL.fullmatch(self.stem, end):
                return self.stem[:end]
        return self.stem

    @cached_property
    def way(self) -> str:
        """The word of direction that it begins with, if any (증가했다고 → 증가)."""
        plain = letters(self.text)
        for end in range(min(len(plain), _LONGEST_WAY), 0, -1):
            if plain[:end] in SIDES and fits(plain[end:]):
                return plain[:end]
        return ""

    @property
    def is_directed(self) -> bool:
        """Whether it says which of two ways a thing went."""
        return bool(self.way) and self.way not in ONE_SIDED

    def leads(self, other: "Term") -> bool:
        """Whether it stands bare right before the other (파업 찬반투표)."""
        return not self.tail and other.at == self.at + len(self.text) + 1

    @property
    def is_name(self) -> bool:
        """Whether it says who or what, so that it must stand where the articles tell the same."""
        if len(self.stem) < _LEAST and not self.role:
            return False
        if self.stem in CALENDAR:
            return False
        return not (is_common(self.stem) or self.way or self.stem in VERBS or self._is_verb)

    @property
    def _is_verb(self) -> bool:
        if self.root != self.stem or _VERBAL.match(self.tail) or _FINITE.search(self.text):
            return True
        return (
            self.tail not in _ROLES
            and not _CASE.fullmatch(self.tail)
            and bool(_ENDS.match(self.tail))
        )

    @property
    def role(self) -> str:
        """The kind of its particle: subject, object, partner, receiver, owner, where, or none."""
        return _ROLES.get(self.tail, "")


def letters(text: str) -> str:
    """Its letters and digits alone, casefolded."""
    return _PLAIN.sub("", text).casefold()


_QUOTES = str.maketrans("“”「」『』‘’", '""""""\'\'')


def unspaced(text: str) -> str:
    """All of it but its spaces and its last stop, quotation marks of each kind as one."""
    return "".join(text.split()).translate(_QUOTES).rstrip(".").casefold()


def words(text: str) -> list[tuple[str, int]]:
    """The words of a text, casefolded, each with the place where it begins."""
    return [(hit.group()[:_LONGEST].casefold(), hit.start()) for hit in _RUN.finditer(text)]


def is_common(stem: str) -> bool:
    """Whether the word says nothing of its own."""
    return stem in COMMON or stem in SHORT


def beginnings(text: str) -> frozenset[str]:
    """Every beginning of two syllables or more of its words, also of two written apart.

    Of one syllable only the words that are no longer (쌀, 쌀을).
    """
    found: set[str] = set()
    listed = [word for word, _ in words(text)]
    for index, word in enumerate(listed):
        plain = letters(word)
        joined = plain + (letters(listed[index + 1]) if index + 1 < len(listed) else "")
        found.update(joined[:end] for end in range(_LEAST, len(joined) + 1))
        found.update(
            open_stem(plain[:end]) for end in range(_LEAST, min(len(plain), _VERB_STEM) + 1)
        )
        for part in re.split(r"[.·-]", word):
            found.update(part[:end] for end in range(_LEAST, len(part) + 1))
        if len(plain) == 1 or plain[1:] in _PLAIN_CASES:
            found.add(plain[:1])
    return frozenset(found)


def fits(tail: str) -> bool:
    """Whether particles and endings alone can hang so on a stem."""
    return not tail or _TAIL.match(tail) is not None


def split(word: str, known: Collection[str]) -> tuple[str, str] | None:
    """Stem and tail where the stem is known from the articles, common, or tells a direction.

    None where the word holds anything else.
    """
    plain = letters(word)
    first, rest = plain[:1], plain[1:]
    if first in SHORT and _SIMPLE.match(rest):
        return first, rest
    for end in range(len(plain), _LEAST - 1, -1):
        stem, tail = plain[:end], plain[end:]
        if (stem in known or stem in COMMON or stem in SIDES) and fits(tail):
            return _shorter(stem, tail, known)
    if first in known and _SIMPLE.match(rest):
        return first, rest
    if (first in VERBS and (not rest or _ENDS.match(rest))) or (first in SIDES and fits(rest)):
        return first, rest
    for end in range(min(len(plain), _VERB_STEM), _LEAST - 1, -1):
        stem = open_stem(plain[:end])
        if stem != plain[:end] and stem in known and _ENDED.match(plain[end:]):
            return stem, plain[end:]
    noun = _without_m(plain)
    return (noun, "") if noun in known or noun in COMMON or noun in SIDES else None


def open_stem(stem: str) -> str:
    """A verb's stem without what an ending left in its last syllable (붙인, 붙였, 붙여 → 붙이)."""
    code = ord(stem[-1]) - ord("가")
    if not 0 <= code < _SYLLABLES:
        return stem
    final, vowel, first = code % 28, code // 28 % 21, code // 588
    if final not in _VERB_FINALS:
        return stem
    vowel = _CONTRACTED.get(vowel, vowel) if final in {0, _PAST} else vowel
    return stem[:-1] + chr(ord("가") + first * 588 + vowel * 28)


def _without_m(word: str) -> str:
    """The verb behind a noun made of it (밝힘 → 밝히, 줄임 → 줄이)."""
    if final_consonant(word[-1:] or " ") != _M:
        return ""
    return word[:-1] + chr(ord(word[-1]) - _M)


def _shorter(stem: str, tail: str, known: Collection[str]) -> tuple[str, str]:
    """The same word with particles of its stem moved to its tail (가나전자는 is 가나전자 + 는)."""
    if stem in COMMON or stem in SIDES:
        return stem, tail
    for end in range(max(1 if stem[0] in known else _LEAST, len(stem) - 5), len(stem)):
        if not tail and _CASE.fullmatch(stem, end) and (end > 1 or stem[end:] in _PLAIN_CASES):
            return stem[:end], stem[end:]
    return stem, tail


def terms(text: str, known: Collection[str]) -> tuple[list[Term], list[str]]:
    """The words of the text as terms, and those that are neither known nor common."""
    found: list[Term] = []
    strange: list[str] = []
    for word, at in words(text):
        if word[0].isdigit() or _hangs(word, text[at - 1 : at]):
            continue
        parts = split(word, known)
        if parts is None:
            if not _is_adnominal(word):
                strange.append(word)
        else:
            found.append(Term(text=word, stem=parts[0], tail=parts[1], at=at))
    return found, strange


def _is_adnominal(word: str) -> bool:
    """Whether it is a verb of one syllable before a noun (튄, 낀, 쓸)."""
    return len(word) == 1 and final_consonant(word) in _ADNOMINAL


def _hangs(word: str, before: str) -> bool:
    """Whether it is the particle or ending of what a quotation mark or bracket closes."""
    return (
        bool(before) and not before.isspace() and before not in "([{“‘\"'<《「『·,-" and fits(word)
    )


def sides(found: Iterable[Term]) -> frozenset[tuple[int, int]]:
    """Which way things go according to these terms."""
    return frozenset(place for term in found for place in SIDES.get(term.way, ()))
