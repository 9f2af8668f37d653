"""The tone of an article towards what a watchlist watches, for the lists that ask for it."""

from collections.abc import Iterable

from bot.line import Line
from bot.model import Article, Tone, Watchlist
from bot.summary.tone import tone


def tone_of(line: Line, article: Article, lists: Iterable[Watchlist]) -> Tone | None:
    """The tone towards the terms of those of the lists that ask for one; None where none does.

    What other watchlists find in the article counts as somebody else.
    """
    asking = {each.name for each in lists if each.tone}
    if not asking:
        return None
    matches = line.watch().matcher.match(article.title, article.text).matches
    own = [match for match in matches if match.watchlist in asking]
    if not own:
        return None
    terms = {match.term for match in own}
    others = [match for match in matches if match.term not in terms]
    return tone(article.title, article.text, own, others)
