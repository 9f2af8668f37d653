"""Learning what each outlet puts under its articles (the rules stand in text/habits.py).

    articles of a page → lines known as the outlet's own off → the articles noted → now and then kept

The store keeps one small memo an outlet; what a kill loses is the last few articles' lines.
"""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from bot.model import Article, BodySource
from bot.ports import MemoBook
from bot.text.habits import Habits, dump_habits, load_habits, merged, noted, without_common

KEPT_EVERY = 8  # articles of an outlet between two writes to the store
MOST_OUTLETS = 2_000  # remembered in one process; names come from feeds too
_MEMO = "outlet lines: "


class LearnedLines:
    """The lines that outlets put under their articles, kept between runs. For many threads.

    Several processes on one store each learn by themselves and take over the others' lines when they
    write: what one of them counted is never lost, and nothing counts twice.
    """

    def __init__(self, memos: MemoBook) -> None:
        self._memos = memos
        self._lock = Lock()
        self._habits: dict[str, Habits] = {}
        self._unkept: dict[str, int] = {}

    @property
    def outlets(self) -> Sequence[str]:
        """The outlets remembered, those read last at the end."""
        with self._lock:
            return [key.removeprefix(_MEMO) for key in self._habits]

    def clean(self, articles: Sequence[Article]) -> tuple[Article, ...]:
        """The articles without what their outlet is known to put under them; learns from them.

        Raises:
            StoreBusy: what was learned before cannot be read now.
        """
        return tuple(
            self._cleaned(article) if article.body_source is not BodySource.FEED else article
            for article in articles
        )

    def _cleaned(self, article: Article) -> Article:
        day = article.seen_at.toordinal()
        key = f"{_MEMO}{article.outlet}"
        with self._lock:
            is_known = key in self._habits
        kept = {} if is_known else load_habits(self._memos.get(key))
        with self._lock:
            known = self._habits.pop(key, kept)
            learned = noted(article.text, known, article=article.id, day=day)
            self._habits[key] = learned  # the outlets read last stand last
            unkept = self._unkept.get(key, 0) + 1
            self._unkept[key] = unkept % KEPT_EVERY
            if len(self._habits) > MOST_OUTLETS:
                eldest = next(iter(self._habits))
                del self._habits[eldest], self._unkept[eldest]
        if unkept >= KEPT_EVERY:
            self._keep(key, day)
        return replace(article, text=without_common(article.text, known, day))

    def _keep(self, key: str, day: int) -> None:
        others = load_habits(self._memos.get(key))
        with self._lock:
            learned = merged(self._habits.get(key, {}), others, day)
            if key in self._habits:
                self._habits[key] = learned
        self._memos.put(key, dump_habits(learned))
