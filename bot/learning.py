"""Learning what each outlet puts under its articles (the rules stand in text/habits.py).

    articles of a page → lines known as the outlet's own off → the articles noted → now and then kept

The store keeps one small memo an outlet; what a kill loses is the last few articles' lines.
"""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from bot.model import Article, BodySource
from bot.ports import MemoBook
from bot.text.habits import Habits, dump_habits, load_habits, noted, without_common

KEPT_EVERY = 8  # articles of an outlet between two writes to the store
_MEMO = "outlet lines: "


class LearnedLines:
    """The lines that outlets put under their articles, kept between runs. For many threads.

    Several processes on one store each learn by themselves; the last to write is remembered.
    """

    def __init__(self, memos: MemoBook) -> None:
        self._memos = memos
        self._lock = Lock()
        self._habits: dict[str, Habits] = {}
        self._unkept: dict[str, int] = {}

    def clean(self, articles: Sequence[Article]) -> tuple[Article, ...]:
        """The articles without what their outlet is known to put under them; learns from them.

        Raises:
            StoreBusy: what was learned before cannot be read now.
        """
        return tuple(
            self._cleaned(article) if article.body_source is BodySource.PAGE else article
            for article in articles
        )

    def _cleaned(self, article: Article) -> Article:
        day = article.seen_at.toordinal()
        key = f"{_MEMO}{article.outlet}"
        with self._lock:
            known = self._habits.get(key)
        if known is None:
            known = load_habits(self._memos.get(key))
        learned = noted(article.text, known, article=article.id, day=day)
        with self._lock:
            self._habits[key] = learned
            unkept = self._unkept.get(key, 0) + 1
            self._unkept[key] = unkept % KEPT_EVERY
        if unkept >= KEPT_EVERY:
            self._memos.put(key, dump_habits(learned))
        return replace(article, text=without_common(article.text, known, day))
