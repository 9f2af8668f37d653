"""Who does what: a draft may not let one party stand where the articles have another."""

import re
from itertools import pairwise

from bot.summary.claims import Clause, Source, Told
from bot.summary.wording import Term

_PASSIVE = re.compile(r"(?:됐|되[었어고며는]|된다|될|돼|졌|진다|져|받|당[했하한])")
# Who speaks for the party named before.
_SPEAKERS = frozenset({"관계자", "대변인", "담당자", "측", "대표", "임원", "직원"})
_FOR_A_PARTY = ("관계자", "대변인", "담당자", "측")
_SAID_BY_PARTY = re.compile(
    r"(회사|사측|업체|당사|노조|노동계|정부|당국|경찰|검찰|업계|증권가|재계|야당|여당|법원|재판부)(?:\s?측)?[은는이가]\s?[,]?\s?(?:이날\s|또\s)?[“\"]"
)
_PERSON = re.compile(
    r"[가-힣]{2,4}\s(?:[가-힣A-Za-z0-9&·]{2,16}\s)?[가-힣A-Z]{0,8}(?:장|대표|이사|상무|전무|장관|차관|의원|교수|연구원|CEO|CFO)[은는이가]\s"
)
_BRACKETED = re.compile(r"([가-힣A-Za-z0-9]{2,20})\(([\d.,]{1,12}[^\d\s()]{0,4})\)")
# Terms between two names that still stand together.
_TOGETHER = 3


def exchanged(clause: Clause, own: Clause, place: Told, actors: frozenset[str]) -> str:
    """A name in another role than at its place, where that changes who does it, or nothing."""
    return (
        _of_another_clause(clause, own, place)
        or _acting(clause, place)
        or _turned(clause, place, actors)
        or _swapped(clause, place)
    )


def _of_another_clause(clause: Clause, own: Clause, place: Told) -> str:
    """A subject that at the place is the subject of another clause than the one told here."""
    others = frozenset().union(*(each.subjects for each in place.clauses if each is not own))
    for stem in clause.subjects:
        if own.subjects and stem not in own.subjects and stem in others:
            return stem
    return ""


def _acting(clause: Clause, place: Told) -> str:
    """A name that acts in the clause while at its place it is acted upon and another acts."""
    for term in clause.names:
        theirs = _roles(term.stem, place) if term.role == "subject" else set()
        if not theirs or theirs & {"subject", "", "owner"} or not place.subjects - {term.stem}:
            continue
        if theirs == {"object"} and _PASSIVE.search(clause.text):
            continue
        return term.stem
    return ""


def _turned(clause: Clause, place: Told, actors: frozenset[str]) -> str:
    """A name that does not act in the clause while at its place it does, and another acts here."""
    acting = [term.stem for term in clause.names if term.role == "subject"]
    strangers = [
        name
        for name in acting
        if not _roles(name, place) & {"subject", "owner"}
        and (_stands(name, place) or name in actors)
    ]
    for term in clause.names:
        if any(_roles(name, place) <= {"object"} for name in strangers) and _PASSIVE.search(
            clause.text
        ):
            continue
        if strangers and term.role != "subject" and _roles(term.stem, place) == {"subject"}:
            return term.stem
    return ""


def _swapped(clause: Clause, place: Told) -> str:
    """Two names beside each other whose roles are the other way round at the place."""
    here, there = _pairs(clause.names), set[tuple[str, str, str, str]]()
    for each in place.clauses:
        there.update(_pairs(each.names))
    for one, its, other, role in here:
        if its == role or (one, its, other, role) in there or (other, role, one, its) in there:
            continue
        if (one, role, other, its) in there or (other, its, one, role) in there:
            return one
    return ""


def _pairs(names: tuple[Term, ...]) -> set[tuple[str, str, str, str]]:
    return {
        (one.stem, one.role, other.stem, other.role)
        for at, one in enumerate(names)
        for other in names[at + 1 : at + 1 + _TOGETHER]
        if one.role and other.role
    }


def misattributed(told: Told, place: Told) -> str:
    """A party said to speak (회사 측은 “…”) where the articles let a person by office speak."""
    for said in _SAID_BY_PARTY.finditer(told.text):
        if (
            said[1] not in place.text
            and _PERSON.search(place.text)
            and not any(speaker in place.text for speaker in _FOR_A_PARTY)
        ):
            return said[1]
    return ""


def bracketed(told: Told, source: Source) -> str:
    """A name with a figure in brackets that the articles have behind another name."""
    for name, figure in _BRACKETED.findall(told.text):
        names = {
            other
            for each in source.sentences
            for other, theirs in _BRACKETED.findall(each.text)
            if theirs == figure
        }
        if names and not any(_is_part(name, other) for other in names):
            return f"{name}({figure})"
    return ""


def joined(clause: Clause, place: Told, source: Source) -> str:
    """Two names put together that the articles keep apart, or one torn from its other half."""
    listed = list(clause.terms)
    for one, other in pairwise(listed):
        if not (one.is_name and other.is_name and one.leads(other)):
            continue
        if _is_read(clause, one, other, source):
            continue
        there = source.follows(other.stem, place)
        if there and one.stem not in there:
            return one.stem
        if source.follows(other.stem) and not source.meet(one.stem, other.stem):
            return one.stem
    return next((term.stem for term in clause.names if _torn(term, clause, place)), "")


def _is_read(clause: Clause, one: Term, other: Term, source: Source) -> bool:
    """Whether the articles have the two with the name before them, word for word."""
    before = [term for term in clause.terms if term.is_name and term.leads(one)]
    return any(f"{term.stem}{one.stem}{other.stem}" in source.letters for term in before) or (
        f"{one.stem}{other.stem}" in source.letters
        and any(
            f"{one.stem}{other.stem}{term.stem}" in source.letters
            for term in clause.terms
            if other.leads(term)
        )
    )


def _torn(term: Term, clause: Clause, place: Told) -> bool:
    """Whether the articles have it only as the first half of something else (파업 찬반투표)."""
    if term.role not in {"subject", "object", "receiver", "partner"}:
        return False
    halves = [
        other.stem
        for one, other in pairwise(place.terms)
        if one.stem == term.stem and other.is_name and one.leads(other)
    ]
    halves = [half for half in halves if half not in _SPEAKERS]
    found = sum(1 for one in place.terms if one.stem == term.stem)
    return (
        bool(halves) and len(halves) == found and not any(half in clause.stems for half in halves)
    )


def misplaced(
    clause: Clause, place: Told, subject: str, topic: frozenset[str], actors: frozenset[str]
) -> str:
    """A name that is not at the place, in a role that somebody else has there."""
    here = {term.stem for term in clause.names}
    for term in clause.names:
        if not term.role or _stands(term.stem, place):
            continue
        rivals = _holders(term, place) - here
        if term.role == "subject":
            rivals = topic if topic and not place.subjects else rivals
            rivals = rivals if term.stem in actors else rivals & actors
        if rivals and not any(_is_part(term.stem, rival) for rival in rivals):
            return term.stem
    if subject and subject not in here and not _stands(subject, place):
        rivals = (place.subjects - here) & actors
        if rivals and not any(_is_part(subject, name) for name in place.subjects):
            return subject
    return ""


def _holders(term: Term, place: Told) -> frozenset[str]:
    return frozenset(
        other.stem for clause in place.clauses for other in clause.names if other.role == term.role
    )


def _roles(stem: str, place: Told) -> set[str]:
    return {
        other.role
        for clause in place.clauses
        for other in clause.terms
        if other.stem == stem or other.stem.startswith(stem)
    }


def _stands(stem: str, place: Told) -> bool:
    return stem in place.beginnings


def _is_part(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
