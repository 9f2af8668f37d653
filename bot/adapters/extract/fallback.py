"""Trafilatura, for pages whose shape no cheaper rule knows."""

import trafilatura

from bot.text.cleanup import PageLine

MAX_MARKUP = 500_000
"""Code points of markup; trafilatura takes seconds for more."""

MAX_TAGS = 12_000
"""Tags of a page; trafilatura takes seconds for more."""


def trafilatura_lines(text: str) -> list[PageLine]:
    """The lines that trafilatura takes for the page's text; empty where it finds none."""
    if len(text) > MAX_MARKUP or text.count("<") > MAX_TAGS:
        return []
    found = trafilatura.extract(
        text,
        fast=True,
        favor_recall=True,
        include_comments=False,
        include_tables=False,
    )
    return [PageLine(text=line) for line in (found or "").split("\n")]
