"""A correction that an outlet publishes as an article of its own: whose story it belongs to.

    a correction by its title → the headlines that it quotes → the same outlet's articles so headed
        → it joins the first one's story; the threads of the other stories are told of it

Such texts share little with what they correct, so grouping alone would start a story for them.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.card.render import correction_notice
from bot.changes import is_correction, quoted_headlines
from bot.errors import NotFound
from bot.hearing import still_hearing
from bot.line import Line
from bot.model import Alert, Article
from bot.ports import Desk
from bot.promises import changes, out_or_coming
from bot.urls import fold_title, host, registrable_domain

FOUND_AT_ONCE = 20
_WORD = re.compile(r"[^\W_]+")
WORDS = 8  # of a quoted headline that are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """An article that a correction names, with its story."""

    article: Article
    story_id: int


def corrected(line: Line, article: Article) -> tuple[Article, ...]:
    """The kept articles that this one corrects, in the order in which it names them.

    Called before the turn of placing, since it may look through much.
    """
    if article.backlog or not is_correction(article.title):
        return ()
    headlines = quoted_headlines(f"{article.title}\n{article.text}")
    found = (_headed(line, headline, article) for headline in headlines)
    return tuple({each.id: each for each in found if each is not None}.values())


def with_stories(line: Line, desk: Desk, named: Sequence[Article]) -> tuple[Corrected, ...]:
    """The first of these articles of each story, as the desk has the stories.

    Called in the turn of placing, so that no other merge comes between.
    """
    first: dict[int, Corrected] = {}
    for article in named:
        with suppress(NotFound):  # pruned since
            committed = line.stories.story_of(article.id).id
            story_id = desk.story(committed).id  # this very turn may have merged it
            first.setdefault(story_id, Corrected(article=article, story_id=story_id))
    return tuple(first.values())


def _headed(line: Line, headline: str, article: Article) -> Article | None:
    query = " ".join(_WORD.findall(headline)[:WORDS])
    return next(
        (
            found
            for found in line.stories.search(query, FOUND_AT_ONCE)
            if found.id != article.id and _is_meant(headline, found, article)
        ),
        None,
    )


def told_elsewhere(
    line: Line, desk: Desk, article: Article, others: Sequence[Corrected]
) -> tuple[Alert, ...]:
    """Remarks on the correction for the threads of stories that it names but has not joined."""
    now = desk.after_promised(line.clock.now())
    remarks: list[Alert] = []
    for each in others:
        alerts = desk.story_alerts(each.story_id)
        text = correction_notice(article.outlet, each.article.title, article.title)
        remarks += changes(
            out_or_coming(still_hearing(line, alerts, each.story_id, article)),
            text,
            about=f"{each.article.id}:corrected:{article.id}",
            now=now,
            due_at=line.pauses.quiet_until(now),
        )
    return tuple(remarks)


def _is_meant(headline: str, found: Article, article: Article) -> bool:
    quoted, known = fold_title(headline), fold_title(found.title)
    is_so_headed = quoted in known or (bool(known) and known in quoted)
    here, there = (registrable_domain(host(each.url)) for each in (article, found))
    is_same_house = here == there or article.publisher == found.publisher
    return is_so_headed and is_same_house and not is_correction(found.title)
