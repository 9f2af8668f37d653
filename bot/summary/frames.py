"""Who does what to whom in a Korean sentence: its predicates, each with the phrases that hang on it.

    "하람전자가 도담정밀을 인수했다" → 인수: 하람전자 acts, 도담정밀 is acted upon

No parser: an object hangs on the next predicate, a subject on every later one until another subject
takes its place.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bot.summary.hedges import is_reserved
from bot.summary.parts import (
    Case,
    Form,
    Phrase,
    Verb,
    is_empty,
    is_predicate,
    particle,
    parts,
    plain_words,
)
from bot.summary.vocabulary import CALENDAR
from bot.summary.wording import is_common

ACTING = frozenset({Case.SUBJECT, Case.TOPIC})
"""Cases of who or what a predicate speaks of."""

MARK = "="
"""What a name of another party begins with that would be taken for a shorter one."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A predicate with its phrases.

    `subjects` nearest first, `outer` those before it whose subject that is; `near` surely hangs on it, `around` may; `noun` is the phrase that a
    predicate before a noun tells of; `is_noun`: the deed is named and not told (제명을 결정했다).
    """

    verb: Verb
    subjects: tuple[Phrase, ...]
    outer: tuple[Phrase, ...]
    around: tuple[Phrase, ...]
    near: tuple[Phrase, ...] = ()
    noun: Phrase | None = None
    is_noun: bool = False


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All phrases and frames of a sentence."""

    phrases: tuple[Phrase, ...]
    frames: tuple[Frame, ...]
    is_reserved: bool


def read(sentence: str, apart: AbstractSet[str] = frozenset()) -> Reading:
    """The phrases and predicates of the sentence, each phrase hung on its predicates.

    Names in `apart` are marked, so that none is taken for the shorter name that begins it.
    """
    phrases, verbs = parts(sentence)
    phrases = [replace(each, words=_marked(each.words, apart)) for each in phrases]
    frames = [
        Frame(
            verb=verb,
            subjects=_subjects(verb, phrases, verbs),
            outer=_outer(verb, phrases, verbs),
            around=_around(verb, phrases, verbs),
            near=_near(verb, phrases, verbs),
            noun=_noun(verb, phrases, verbs),
        )
        for verb in verbs
    ]
    return Reading(phrases=tuple(phrases), frames=tuple(frames), is_reserved=is_reserved(sentence))


def _marked(words: Sequence[str], apart: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(f"{MARK}{word}" if word in apart else word for word in words)


def names_apart(articles: Sequence[Reading]) -> frozenset[str]:
    """Names that begin with the name of another party (가람전자서비스 beside 가람전자).

    Another party is who acts in a sentence in which the longer name is told of as well.
    """
    act = {w for each in articles for p in each.phrases if p.case in ACTING for w in p.words}
    return frozenset(
        longer
        for reading in articles
        for phrase in reading.phrases
        if phrase.case in ACTING
        for other in reading.phrases
        if other is not phrase
        for longer in act.intersection(other.words)
        if any(len(w) > 1 and longer != w and longer.startswith(w) for w in phrase.words)
    )


def _subjects(verb: Verb, phrases: Sequence[Phrase], verbs: Sequence[Verb]) -> tuple[Phrase, ...]:
    """Who may do it: the nearest subject, and earlier ones where each nearer has a verb of its own."""
    found: list[Phrase] = []
    for phrase in reversed([each for each in phrases if each.at < verb.at]):
        if phrase.case not in ACTING:
            continue
        if found and is_beside(found[-1], verb, verbs) and not is_beside(phrase, verb, verbs):
            break
        found.append(phrase)
    return tuple(found)


def _outer(verb: Verb, phrases: Sequence[Phrase], verbs: Sequence[Verb]) -> tuple[Phrase, ...]:
    """Whose subject the nearest one is (은행은 이익이 늘었다 → 은행)."""
    own = [each for each in phrases if each.at < verb.at and each.case in ACTING]
    own = [each for each in own if is_beside(each, verb, verbs)]
    return tuple(own[:-1])


def is_beside(phrase: Phrase, verb: Verb, verbs: Sequence[Verb]) -> bool:
    """Whether no other predicate stands between the phrase and this one."""
    return not any(phrase.at < each.at < verb.at for each in verbs)


def _around(verb: Verb, phrases: Sequence[Phrase], verbs: Sequence[Verb]) -> tuple[Phrase, ...]:
    """What hangs on it: what stands between the verb before and it, and behind a verb before a noun."""
    found: list[Phrase] = []
    for phrase in phrases:
        if phrase.at > verb.at or phrase.case in ACTING:
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
        phrase for phrase in phrases if after < phrase.at < verb.at and phrase.case not in ACTING
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
    theirs = [particle(word) for word in plain_words(place)]
    at = 0
    for word in plain_words(draft):
        if is_empty(word) or word[0].isdigit():
            continue
        stem, case = particle(word)
        while at < len(theirs) and not _is_kept(stem, case, *theirs[at]):
            at += 1
        if at == len(theirs):
            return False
        at += 1
    return True


def _is_kept(stem: str, case: Case, other: str, theirs: Case) -> bool:
    if case is not theirs and not {case, theirs} <= ACTING:
        return False
    if stem == other:
        return True
    # The end of a verb may differ (밝혔습니다, 밝혔다), the end of a name may not.
    return case is Case.BARE and len(stem) > 1 and stem[:2] == other[:2] and is_predicate(stem)


def is_told(word: str) -> bool:
    """Whether the word says something that has to be found."""
    return len(word) > 1 and not is_common(word) and word not in CALENDAR and not word[0].isdigit()
