"""Trafilatura, for pages whose shape no cheaper rule knows."""

import trafilatura

from bot.adapters.extract.markup import MAX_MARKUP
from bot.text.cleanup import PageLine


def trafilatura_lines(text: str) -> list[PageLine]:
    """The lines that trafilatura takes for the page's text; empty where it finds none."""
    found = trafilatura.extract(
        text[:MAX_MARKUP],
        fast=True,
        favor_recall=True,
        include_comments=False,
        include_tables=False,
    )
    return [PageLine(text=line) for line in (found or "").split("\n")]
