"""What people type after `watch add`: `이름, 별칭 +맥락 -제외`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.errors import BadWatchlist
from bot.model import Term
from bot.text.index import fold
from bot.text.josa import quoted
from bot.text.normalise import clean
from bot.watch.forms import spelled_letters, spellings
from bot.watch.gazetteer import Gazetteer, Kind, form_key
from bot.watch.glosses import mined_names

MIN_FORM, MAX_FORM = 2, 60
"""Code points of a name, alias, context or exclude word."""
MAX_FORMS = 40
"""Words of one order."""
SHOWN = 8
"""Suggestions of one kind."""
LONG_WORD = 4
"""Code points of a Latin word that nobody writes run into another (SKhynix, but High Bandwidth)."""

_SEPARATOR = re.compile(r"[ _-]")
_LATIN_JOINT = re.compile(r"(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])")
_MARK = re.compile(r"(?:^|(?<=[\s,]))([+-])(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the gazetteer and the articles read so far would add to a term.

    `aliases` are further names of the same thing and `spellings` ways to write it: both are found
    without being listed. `homonyms` are other things that hold or share the name and are told apart
    already. `glosses` are names that articles give for it in brackets; they are not found yet.
    """

    aliases: tuple[str, ...]
    spellings: tuple[str, ...]
    homonyms: tuple[str, ...]
    glosses: tuple[str, ...] = ()


_CHANNEL = re.compile(r"#?[^\s#]{1,80}")


def parse_order(text: str) -> Term:
    """The term that the line orders.

    Words after `+` are context and make the name weak, so that it counts only beside them;
    words after `-` are excluded, as longer strings or as near words.

    Raises:
        BadWatchlist: no name, a word too short or too long, too many words, or one that is both
            looked for and excluded.
    """
    text = re.sub(r"\s+", " ", clean(text)).strip()
    pieces = _MARK.split(text)
    forms = _words(pieces[0])
    context: list[str] = []
    exclude: list[str] = []
    for mark, words in zip(pieces[1::2], pieces[2::2], strict=True):
        (context if mark == "+" else exclude).extend(_words(words))
    if not forms:
        raise BadWatchlist("감시할 이름이 없습니다. 예: KT클라우드, KT Cloud +데이터센터 -채용")
    for word in (*forms, *context, *exclude):
        _check(word)
    wanted = {fold(form) for form in forms}
    for word in exclude:
        if fold(word) in wanted:
            raise BadWatchlist(
                f"{quoted(word, '은/는')} 찾을 말이면서 뺄 말입니다. 한쪽에만 적어 주세요."
            )
    if len(forms) + len(context) + len(exclude) > MAX_FORMS:
        raise BadWatchlist(f"말이 너무 많습니다. 합쳐서 {MAX_FORMS}개까지 적어 주세요.")
    return Term(
        name=forms[0],
        aliases=tuple(dict.fromkeys(forms[1:])),
        weak=(forms[0],) if context else (),
        context=tuple(dict.fromkeys(context)),
        exclude=tuple(dict.fromkeys(exclude)),
    )


def check_channel(channel: str) -> None:
    """Returns where a channel may be called so.

    Raises:
        BadWatchlist: empty, longer than a channel's name can be, or with a blank in it.
    """
    if _CHANNEL.fullmatch(channel) is None:
        raise BadWatchlist("채널은 #ai-infra처럼 빈칸 없이 80자까지 적어 주세요.")


def suggest(term: Term, gazetteer: Gazetteer, texts: Sequence[str] = ()) -> Suggestion:
    """Aliases, spellings and homonyms that the gazetteer knows, and glosses in the texts."""
    numbers = gazetteer.find(term.name)
    entities = [gazetteer.entities[number] for number in numbers]
    present = {form_key(form) for form in (term.name, *term.aliases)}
    aliases = [
        _as_written(form)
        for entity in entities
        for form in entity.forms
        if form_key(form) not in present
    ]
    firm = any(entity.kind in {Kind.COMPANY, Kind.GROUP} for entity in entities)
    spelled = spelled_letters(term.name) if firm else None
    usual = [spelt for spelt in spellings(term.name)[1:] if _is_usual(spelt, term.name)]
    spelt = [*usual, *([spelled] if spelled else [])]
    key = form_key(term.name)
    longer = [
        entity.name
        for number, entity in enumerate(gazetteer.entities)
        if number not in numbers and key != form_key(entity.name) and key in form_key(entity.name)
    ]
    return Suggestion(
        aliases=tuple(dict.fromkeys(aliases))[:SHOWN],
        spellings=tuple(dict.fromkeys(spelt))[:SHOWN],
        homonyms=tuple(dict.fromkeys(longer))[:SHOWN],
        glosses=mined_names([term.name, *term.aliases, *aliases, *spelt], texts),
    )


def _as_written(form: str) -> str:
    """The form as articles have it: Latin words stand apart, Hangul ones together."""
    return _LATIN_JOINT.sub(" ", form).replace("_", "")


def _is_usual(spelling: str, name: str) -> bool:
    """Whether people write it so: all joints alike, and no long Latin words run into one.

    What they do not write is found all the same; only nobody is told.
    """
    if len(set(_SEPARATOR.findall(spelling))) > 1:
        return False
    words = [word for word in _SEPARATOR.split(fold(name)) if word]
    joined = [
        left + right
        for left, right in pairwise(words)
        if min(len(left), len(right)) >= LONG_WORD and (left + right).isascii()
    ]
    return not any(each in spelling for each in joined)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _check(word: str) -> None:
    if not MIN_FORM <= len(word) <= MAX_FORM:
        raise BadWatchlist(
            f"{quoted(word[:MAX_FORM], '은/는')} {MIN_FORM}~{MAX_FORM}자로 적어 주세요."
        )
    if not any(char.isalnum() for char in word):
        raise BadWatchlist(f"'{word}'에는 글자가 없습니다. 이름을 적어 주세요.")


def order_text(term: Term) -> str:
    """The line that orders the term again, as `parse_order` reads it."""
    text = ", ".join((term.name, *term.aliases))
    if term.context:
        text += f" +{', '.join(term.context)}"
    if term.exclude:
        text += f" -{', '.join(term.exclude)}"
    return text
