"""Ports to the store: one book a need, each method one transaction unless it says otherwise."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import (
    Alert,
    AlertState,
    Article,
    Candidate,
    EntryClosed,
    Fingerprint,
    Match,
    Placement,
    Story,
    Term,
    Watchlist,
)
from bot.ports.feeds import EntryBook, FeedBook
from bot.ports.fleet import FleetBook
from bot.ports.judgements import JudgementBook
from bot.ports.rechecks import RecheckBook
from bot.ports.reports import ReportBook

KEYS_KEPT = timedelta(days=90)
POSTINGS = 64  # newest articles looked at under one key


class Desk(Protocol):
    """The open grouping transaction: one holder at a time, rolled back whole on any error."""

    def is_placed(self, article_id: int) -> bool:
        """Whether the article has a story already (then a repeat must change nothing)."""
        ...

    def candidates(self, keys: Sequence[int], since: datetime, limit: int) -> Sequence[Candidate]:
        """Placed articles since then that share keys, most shared first, then newest.

        Of each key the newest POSTINGS articles are looked at. `since` and the candidates' `at`
        speak of `seen_at`.
        """
        ...

    def members(self, story_ids: Sequence[int], limit: int) -> Sequence[Candidate]:
        """Articles of these stories (`shared` is 0), at most `limit` each, first and newest kept."""
        ...

    def story(self, story_id: int) -> Story:
        """The story with its members.

        Raises:
            NotFound: no such story.
        """
        ...

    def save(
        self,
        article: Article,
        fingerprint: Fingerprint,
        matches: Sequence[Match],
        placement: Placement,
    ) -> None:
        """Keeps article, keys, matches and membership; bumps the story's revision.

        The members and alerts of `placement.merged` move into the story, whose revision then
        exceeds theirs; of a channel's cards that wait one stays. An article that is
        placed already changes nothing.
        """
        ...

    def matches(self, story_id: int) -> Sequence[Match]:
        """Every match of the story's articles."""
        ...

    def story_alerts(self, story_id: int) -> Sequence[Alert]:
        """Alerts that already promise this story."""
        ...

    def after_promised(self, now: datetime) -> datetime:
        """The moment for what is promised now: not before the newest alert's.

        The clocks of several machines differ by milliseconds, and a channel is told in the order
        of these moments, and of arrival where they are equal. A newest alert further ahead than
        CLOCKS_APART moves nothing.
        """
        ...

    def promise(self, alerts: Sequence[Alert]) -> None:
        """Keeps new alerts; one whose delivery_id is known is left as it is."""
        ...

    def refresh(self, story_id: int, due_at: datetime) -> None:
        """Asks, in this transaction, for another look at the story's SENT cards at that time.

        An earlier wish stays. A card on its way (UNSETTLED) is looked at once it is SENT.
        """
        ...

    def amend(self, article: Article) -> None:
        """Keeps a placed article's title, headline and end, and bumps its story's revision.

        Repeating it with what is kept already changes nothing; an unknown article is not kept.
        """
        ...

    def close_entry(self, entry_id: int, how: EntryClosed, note: str) -> None:
        """Closes the entry in the same transaction."""
        ...


class StoryBook(Protocol):
    """Articles and the stories they tell."""

    def placing(self) -> AbstractContextManager[Desk]:
        """The grouping transaction, committed at the end of the block."""
        ...

    def story(self, story_id: int) -> Story:
        """One story; the id of a merged story gives the one it went into.

        Raises:
            NotFound: no such story.
        """
        ...

    def stories(self, since: datetime, limit: int) -> Sequence[Story]:
        """Stories that changed since then, newest first."""
        ...

    def watched(self, since: datetime, limit: int, term: str | None = None) -> Sequence[Story]:
        """Those of them in which the term (None: any) was found, however late, newest first."""
        ...

    def changed(self, since: datetime) -> int:
        """How many stories changed since then."""
        ...

    def matches(self, story_id: int) -> Sequence[Match]:
        """Every match of the story's articles."""
        ...

    def article(self, article_id: int) -> Article:
        """One article.

        Raises:
            NotFound: no such article.
        """
        ...

    def articles(self, since: datetime, limit: int) -> Iterable[Article]:
        """Articles seen since then, newest first (matched or not, backlog too)."""
        ...

    def find_url(self, url: str) -> Article | None:
        """The article with this canonical URL, if it is kept."""
        ...

    def search(self, query: str, limit: int) -> Sequence[Article]:
        """Articles whose title or text holds every word of the query, newest first."""
        ...

    def story_of(self, article_id: int) -> Story:
        """The story that the article joined.

        Raises:
            NotFound: the article is unknown or unplaced.
        """
        ...


class AlertBook(Protocol):
    """The outbox. Transitions are computed by `outbox.py`; the book only keeps them."""

    def channels_due(self, now: datetime) -> Sequence[str]:
        """Channels in which some alert's next step is due."""
        ...

    def next_due(self, channel: str, now: datetime) -> Alert | None:
        """The alert of this channel to work on now, or None.

        One that `holds` its channel goes first: while it is not due the answer is None. Else the
        oldest due PENDING one; else a SENT or FAILED one whose due time has come (its card is out of date, it wants its late look for duplicates, or it is looked for again
        from quarantine; one with nothing left to do has its `due_at` at `outbox.NEVER`).
        """
        ...

    def swap(self, old: Alert, new: Alert) -> bool:
        """Replaces `old` by `new` if its version is still the stored one; false where it is not.

        The kept version is `old.version + 1`, whatever `new` says. What names the alert (id,
        delivery_id, channel, kind, story_id, created_at) is left as it is kept.
        """
        ...

    def bring_back(self, old: Alert, new: Alert) -> bool:
        """The same, but false, too, where the alert now `has_twin` in its story.

        No placing is under way meanwhile, so that none brings such a card unseen.
        """
        ...

    def alert(self, alert_id: int) -> Alert:
        """One alert.

        Raises:
            NotFound: no such alert.
        """
        ...

    def alerts(self, states: Sequence[AlertState], limit: int) -> Sequence[Alert]:
        """Alerts in these states (all where empty), newest first."""
        ...

    def promise(self, alerts: Sequence[Alert]) -> None:
        """Keeps new alerts outside a grouping transaction (notices). Repeat-safe."""
        ...

    def rename(self, old: str, new: str) -> int:
        """Lets the alerts of a channel move along with its name; returns how many. Repeat-safe.

        Where the new name has a card of the same story that was begun, one that nobody began goes.
        """
        ...

    def of_story(self, story_id: int) -> Sequence[Alert]:
        """The story's alerts, oldest first."""
        ...

    def in_channel(self, channel: str, states: Sequence[AlertState], limit: int) -> Sequence[Alert]:
        """The channel's alerts in these states, oldest first."""
        ...

    def blocked(self) -> Sequence[Alert]:
        """The oldest BLOCKED alert of each channel that has any, by channel."""
        ...

    def bundle(self, new: Sequence[Alert], changes: Sequence[tuple[Alert, Alert]]) -> bool:
        """Keeps new alerts and changes of known ones in ONE commit, while nobody places.

        False, and nothing is kept, where somebody else moved one of the known ones first.
        """
        ...


class TermBook(Protocol):
    """Terms that people added by command; each belongs to a channel."""

    def add(self, channel: str, term: Term, who: str, now: datetime) -> None:
        """Keeps the term, replacing one of the same name in the channel, with an audit row."""
        ...

    def remove(self, channel: str, name: str, who: str, now: datetime) -> bool:
        """Forgets the term; false where the channel had none of that name."""
        ...

    def watchlists(self) -> Sequence[Watchlist]:
        """One watchlist per channel that has terms, named after the channel."""
        ...

    def revision(self) -> int:
        """A number that grows with every change."""
        ...


class LeaseBook(Protocol):
    """Who may act on a host, a grouping shard, a channel or the tick."""

    def take(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Takes or renews the lease; false while somebody else's is unexpired."""
        ...

    def release(self, name: str, owner: str) -> None:
        """Gives it back; somebody else's is left alone."""
        ...

    def alone(self, name: str) -> AbstractContextManager[bool]:
        """Whether nobody else is inside under that name, in any process, until the block ends.

        Nothing is kept, so that a full disk is no hindrance.
        """
        ...


class MemoBook(Protocol):
    """Small marks that outlive a restart: what was announced, which file was last in force."""

    def get(self, key: str) -> str | None:
        """What was put under the key, None where nothing was."""
        ...

    def put(self, key: str, value: str) -> None:
        """Keeps the value, replacing an earlier one."""
        ...


class Store(Protocol):
    """All books of one store."""

    @property
    def feeds(self) -> FeedBook:
        """The feeds."""
        ...

    @property
    def entries(self) -> EntryBook:
        """The entries that wait to be read."""
        ...

    @property
    def stories(self) -> StoryBook:
        """The articles and the stories they tell."""
        ...

    @property
    def reports(self) -> ReportBook:
        """How often terms were reported on."""
        ...

    @property
    def alerts(self) -> AlertBook:
        """The outbox."""
        ...

    @property
    def terms(self) -> TermBook:
        """The terms that people added."""
        ...

    @property
    def judgements(self) -> JudgementBook:
        """What people decided about terms, stories and outlets."""
        ...

    @property
    def rechecks(self) -> RecheckBook:
        """The looks back at told articles."""
        ...

    @property
    def leases(self) -> LeaseBook:
        """Who may act on what."""
        ...

    @property
    def fleet(self) -> FleetBook:
        """What waits and who works."""
        ...

    @property
    def memos(self) -> MemoBook:
        """The small marks."""
        ...

    def prune(self, before: datetime) -> int:
        """Forgets stories last changed before then; returns how many articles went with them.

        Closed entries, settled alerts about no story, and ended leases from before then go too. A
        story with an OPEN alert stays, and so does an open entry. Identity keys stay KEYS_KEPT longer than their
        last sight. Commits in batches; repeat-safe.
        """
        ...

    def close(self) -> None:
        """Lets go of files and connections. Repeats do nothing."""
        ...
