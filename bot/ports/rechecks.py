"""Port to the store: the looks back at articles that a channel was told of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Alert, Recheck


class RecheckBook(Protocol):
    """Which told articles are looked at again, and when."""

    def unlisted(self, since: datetime, limit: int) -> Sequence[Alert]:
        """Told cards and updates made since then, in the revision they show not listed; oldest first.

        Told is what is SENT and what a bundle tells.
        """
        ...

    def enlist(self, listed: Sequence[tuple[Alert, Recheck | None]]) -> None:
        """Lists each alert as it is shown now, with its article if there is one, in ONE commit.

        Repeat-safe. An article that is looked at already keeps its looks.
        """
        ...

    def take(self, now: datetime, until: datetime, at_once: int) -> Sequence[Recheck]:
        """Holds what is due, longest overdue first, until then; `at_once` are held at most.

        What others hold counts too, until their hold runs out. Two takers never get the same one.
        """
        ...

    def recheck(self, article_id: int) -> Recheck:
        """The looks at one article.

        Raises:
            NotFound: it is not looked at.
        """
        ...

    def hasten(self, article_id: int, now: datetime, before: datetime) -> bool:
        """Whether the look at the article, to come after now and before then, is due now instead.

        False, and nothing changes, where nobody looks at it or somebody does just now, and where it
        is a second look, which keeps its distance from the first.
        """
        ...

    def save(self, recheck: Recheck) -> None:
        """Keeps what a look came to, and lets go of it. One that is unknown is not kept."""
        ...
