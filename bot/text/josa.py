"""Particles (조사) and bound endings: what may follow a Korean name within its word."""

import re

_HANGUL_FIRST, _HANGUL_LAST = 0xAC00, 0xD7A3
_FINALS = 28
_RIEUL = 8

HANGUL_RUN = re.compile(r"[가-힣]*")

# Which first particle fits depends on the final consonant of the name.
_AFTER_CONSONANT = "은|이|을|과|으로|이나|이라|이란|이며|이고|이다|이었|이든|이랑|이야|이지|이자|이어|이기|입|일|인|아"
_AFTER_VOWEL = "는|가|를|와|나|라|란|며|고|다|였|든|랑|야|지만|자|여|인|일|입|로|의|에|로서|로써"
_AFTER_ANY = "의|에|에서|에게|에게서|께서|께|한테|도|만|까지|부터|보다|처럼|마저|조차|밖에|뿐|대로|마다|씩|커녕|같이|같은|만큼|하고|에선|에는|에도|엔|서|측|이라고|라고"
_REST = (
    "은|는|이|가|을|를|과|와|의|에|에서|에게|도|만|로|으로|로서|으로서|부터|까지|보다|처럼|마저|조차|나|이나|라|이라|란|이란|라는|이라는|라고|이라고|라며|이라며|며|이며|고|이고|다|이다|"
    "였다|이었다|였던|이었던|였고|지만|이지만|든|든지|이든|뿐|뿐만|인|일|인데|입니다|이죠|죠|니다|습니다|써|서|선|는커녕|밖에|들|들이|들은|요|예요|에요|조차|마다|대로|씩|한|다운|답게|이어서|여서|자|이자|냐|이냐|겠|었다|던|면|이면|으로의|로의|에의"
)
_CHAIN = re.compile(f"(?:{_AFTER_CONSONANT}|{_AFTER_VOWEL}|{_AFTER_ANY})(?:{_REST}){{0,3}}")
_FIRST_CONSONANT = re.compile(f"(?:{_AFTER_CONSONANT}|{_AFTER_ANY})(?:{_REST}){{0,3}}")
_FIRST_RIEUL = re.compile(f"(?:{_AFTER_CONSONANT}|로|로서|로써|{_AFTER_ANY})(?:{_REST}){{0,3}}")
_FIRST_VOWEL = re.compile(f"(?:{_AFTER_VOWEL}|{_AFTER_ANY})(?:{_REST}){{0,3}}")


def is_hangul(char: str) -> bool:
    """Whether the character is a whole Hangul syllable."""
    return "가" <= char <= "힣"


def final_consonant(char: str) -> int | None:
    """The number of the final consonant (0 none, 8 ㄹ), None where it is no Hangul syllable."""
    code = ord(char)
    return (code - _HANGUL_FIRST) % _FINALS if _HANGUL_FIRST <= code <= _HANGUL_LAST else None


def hangul_run(text: str, start: int) -> str:
    """The unbroken Hangul from `start` on, empty where another character stands there."""
    found = HANGUL_RUN.match(text, start)
    return found.group() if found else ""


def is_particle(run: str, after: str) -> bool:
    """Whether the run is nothing but particles that may follow the character `after`.

    After Latin letters, digits and hanja either series of particles is taken.
    """
    final = final_consonant(after) if after else None
    if final is None:
        return _CHAIN.fullmatch(run) is not None
    if final == 0:
        return _FIRST_VOWEL.fullmatch(run) is not None
    if final == _RIEUL:
        return _FIRST_RIEUL.fullmatch(run) is not None
    return _FIRST_CONSONANT.fullmatch(run) is not None


_READ_WITH_FINAL = frozenset("013678LMNRlmn")  # 영 일 삼 육 칠 팔, 엘 엠 엔 알, and words so ending
_READ_WITH_RIEUL = frozenset("178LRl")


def with_particle(word: str, pair: str) -> str:
    """The word followed by the fitting one of two particles, written 은/는, 이/가, 을/를, 으로/로.

    Signs at the word's end (quotes, brackets) are read over; what cannot be read takes the second.
    """
    after_consonant, after_vowel = pair.split("/")
    last = next((char for char in reversed(word) if char.isalnum()), "")
    final = final_consonant(last) if last else None
    if final is None:
        final = (_RIEUL if last in _READ_WITH_RIEUL else 1) if last in _READ_WITH_FINAL else 0
    is_vowel_like = final == 0 or (final == _RIEUL and after_vowel == "로")
    return word + (after_vowel if is_vowel_like else after_consonant)


def quoted(word: str, pair: str) -> str:
    """The word in quotes, followed by the fitting one of two particles."""
    return with_particle(f"'{word}'", pair)
