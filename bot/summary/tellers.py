"""Who a draft lets act or speak, beside who does in the sentence that tells the rest of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.summary.frames import ACTING, Frame, Reading
from bot.summary.likeness import PRONOUNS, is_like, is_one, shared, told_words, topics
from bot.summary.parts import Case, Phrase

SAYS = re.compile(
    r"(?:말|밝|설명|강조|덧붙|우려|주장|전망|분석|판단|지적|평가|진단|예상|예측|비판|반박|해명|부인|촉구|요구|경고|호소|당부|"
    r"약속|발표|공시|전했|전한|알렸|내다|요청|추산|추정|집계|표명|반발|기대|답했|답변|언급|주문|털어놓|고백|토로|시사)"
)
"""How verbs of saying and holding begin."""

# Words that a sentence shares with a draft where it tells the same.
_ENOUGH = 3


def resolved(draft: Reading, before: Reading | None, articles: Sequence[Reading]) -> Reading:
    """The draft's sentence with who the one before spoke of in the place of 그는 and 두 사람은.

    Where the articles use the same word in the sentence that tells the rest, it stays.
    """
    stands = next((each for each in draft.phrases if each.case in ACTING), None)
    if stands is None or len(stands.words) > 1 or stands.head not in PRONOUNS:
        return draft
    words = {word for each in draft.phrases for word in told_words(each)}
    words |= {frame.verb.root for frame in draft.frames}
    shares = [shared(words, reading) for reading in articles]
    most = max(shares, default=0)
    best = [each for each, share in zip(articles, shares, strict=True) if share == most]
    if any(stands.head in each.words for place in best for each in place.phrases):
        return draft
    named = [each for each in before.phrases if each.case in ACTING] if before else []
    who = named[0].words if named else (f"?{stands.head}",)
    return replace(
        draft,
        phrases=tuple(replace(p, words=who) if p is stands else p for p in draft.phrases),
        frames=tuple(
            replace(
                each,
                subjects=tuple(replace(p, words=who) if p is stands else p for p in each.subjects),
            )
            for each in draft.frames
        ),
    )


def replaced(draft: Reading, articles: Sequence[Reading]) -> str:
    """Who acts in the draft while the sentence that tells the rest of it has somebody else there."""
    acting = [each for each in draft.phrases if each.case in ACTING and told_words(each)]
    everything = {word for each in draft.phrases for word in told_words(each)}
    everything |= {frame.verb.root for frame in draft.frames}
    for phrase in acting:
        rest = everything - set(phrase.words)
        shares = [shared(rest, reading) for reading in articles]
        most = max(shares, default=0)
        if most < _ENOUGH:
            continue
        best = [at for at, share in enumerate(shares) if share == most]
        if all(_has_another(phrase, everything, at, articles) for at in best):
            return " ".join(phrase.words)
    return ""


def _has_another(
    phrase: Phrase, everything: Iterable[str], at: int, articles: Sequence[Reading]
) -> bool:
    place = articles[at]
    words = {word for each in place.phrases for word in each.words}
    words |= {frame.verb.root for frame in place.frames}
    if any(is_like(one, word) for one in told_words(phrase) for word in words):
        return False
    theirs = [each for each in place.phrases if each.case in ACTING and told_words(each)]
    lost = [
        p for p in theirs if not any(is_like(w, one) for w in told_words(p) for one in everything)
    ]
    return bool(lost) and not any(is_one(phrase, each, articles) for each in lost)


def is_said(frame: Frame, draft: Reading, articles: Sequence[Reading]) -> bool:
    """Whether who says it is who says so where the articles tell the most of it."""
    sayer = _sayer(frame, draft)
    said = [each for each in draft.phrases if each is not sayer]
    words = {word for each in said for word in told_words(each)} | {
        f.verb.root for f in draft.frames
    }
    shares = [shared(words, reading) for reading in articles]
    most = max(shares, default=0)
    if not most:
        return True
    return any(
        _is_sayer(sayer, reading, at, articles)
        for at, reading in enumerate(articles)
        if shares[at] == most
    )


def _sayer(frame: Frame, draft: Reading) -> Phrase:
    """Who is told to say it: the nearest topic before, or else the first subject."""
    acting = [each for each in draft.phrases if each.at < frame.verb.at and each.case in ACTING]
    spoken_of = [each for each in acting if each.case is Case.TOPIC]
    return spoken_of[-1] if spoken_of else acting[0]


def _is_sayer(phrase: Phrase, reading: Reading, at: int, articles: Sequence[Reading]) -> bool:
    """Whether the sentence lets them say it, or says nobody's name and they were spoken of before."""
    if not told_words(phrase):
        return True
    says = [each.verb.at for each in reading.frames if SAYS.match(each.verb.root)]
    acting = [
        each
        for each in reading.phrases
        if each.case in ACTING | {Case.AT} and (not says or each.at < says[-1])
    ]
    spoken_of = [each for each in acting if each.case is not Case.SUBJECT]
    sayers = spoken_of if any(each.case is Case.TOPIC for each in spoken_of) else acting
    named = [each for each in sayers if told_words(each)]
    if any(is_one(phrase, each, articles) for each in named):
        return True
    unnamed = not named or any(each.head in PRONOUNS for each in sayers)
    return unnamed and any(is_one(phrase, each, articles) for each in topics(at, articles))
