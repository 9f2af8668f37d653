"""Excludes that hold a form of their term, and those that do not and are read as near words."""

from bot.model import Term
from bot.watch.gazetteer import form_key


def holding_excludes(term: Term) -> tuple[str, ...]:
    """Excludes that are longer strings around a form of the term."""
    return tuple(word for word in term.exclude if _holds_form(term, word))


def stray_excludes(term: Term) -> tuple[str, ...]:
    """Excludes that hold no form: they count as `exclude_near`."""
    return tuple(word for word in term.exclude if not _holds_form(term, word))


def excluded_forms(term: Term) -> tuple[str, ...]:
    """Excludes that are forms of the term itself, which is never found by these."""
    forms = {form_key(form) for form in (term.name, *term.aliases, *term.weak)}
    return tuple(word for word in term.exclude if form_key(word) in forms)


def _holds_form(term: Term, word: str) -> bool:
    key = form_key(word)
    return any(form_key(form) in key for form in (term.name, *term.aliases, *term.weak))
