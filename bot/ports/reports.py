"""Port to the counts behind trends: who reported on a term, and when the watch was awake."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from bot.model import Reports, Stretch, Unheard

SLOT = timedelta(minutes=30)  # how finely reports are counted


class ReportBook(Protocol):
    """How often terms were reported on."""

    def reports(
        self,
        watchlists: Sequence[str],
        terms: Sequence[str],
        span: Stretch,
        unheard: Sequence[Unheard] = (),
    ) -> Sequence[Reports]:
        """How often each of these terms was reported on, by term and half hour; none are left out.

        A report is one publisher telling one story, once, at its first time. Reprints (relations
        COPY and RELEASE), mentions in passing and backlog are none, and a term found for several
        of the watchlists counts once. The time is the earlier of when the article says that it
        was published and when it was seen, so that catching up after a pause makes no burst.
        What was seen after the span's end is unknown. What an `unheard` outlet tells is no report
        for its watchlist.
        """
        ...

    def outlets(self, span: Stretch) -> Sequence[tuple[str, str]]:
        """The outlets with their publishers of which articles were seen in the span, in order."""
        ...

    def was_awake(self, spans: Sequence[Stretch]) -> Sequence[bool]:
        """Whether any article at all was seen in each of the spans."""
        ...
