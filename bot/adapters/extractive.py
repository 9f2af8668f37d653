"""The default summaries: sentences of the story's representative article, as they stand."""

from collections.abc import Callable, Sequence

from typing_extensions import override

from bot.model import Member, Story, Summary
from bot.ports import Summariser
from bot.summary.story import summarise_story


class ExtractiveSummariser(Summariser):
    """The Summariser port on our own rules; never fails. `choose` gives who speaks for a story."""

    def __init__(self, choose: Callable[[Story], Member]) -> None:
        self._choose = choose

    @override
    def summarise(self, story: Story, terms: Sequence[str], known: str = "") -> Summary:
        return summarise_story(story, self._choose(story), terms, known)
