"""A small desk for grouping alone: an in-memory index of keys, with capped postings."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from bot.model import Article, Candidate, Fingerprint, Placement
from bot.stories.grouping import Grouper

POSTINGS = 64
"""Newest articles of one key that are looked at."""


class GroupingDesk:
    """Places articles one after the other and remembers where they went."""

    def __init__(self, grouper: Grouper) -> None:
        self.grouper = grouper
        self.story_of: dict[int, int] = {}
        self._articles: dict[int, tuple[datetime, bytes]] = {}
        self._keys: dict[int, list[int]] = defaultdict(list)
        self._members: dict[int, list[int]] = defaultdict(list)

    def place(self, article: Article) -> Placement:
        print_ = self.grouper.fingerprint(article)
        since = article.seen_at - self.grouper.window
        candidates = self.candidates(print_.keys, since, self.grouper.max_candidates)
        sight = self.grouper.look(print_, candidates)
        members = self.members(sight.stories, self.grouper.max_members)
        placement = self.grouper.place(article, sight, members)
        self.save(article, print_, placement)
        return placement

    def candidates(self, keys: Sequence[int], since: datetime, limit: int) -> list[Candidate]:
        shared: Counter[int] = Counter()
        for key in keys:
            newest = self._keys[key][-POSTINGS:]
            shared.update(i for i in newest if self._articles[i][0] >= since)
        ranked = sorted(shared, key=lambda i: (-shared[i], -self._articles[i][0].timestamp(), i))
        return [self._candidate(i, shared[i]) for i in ranked[:limit]]

    def members(self, story_ids: Collection[int], limit: int) -> list[Candidate]:
        found = []
        for story_id in sorted(story_ids):
            ids = self._members[story_id]
            found += ids if len(ids) <= limit else ids[:1] + ids[len(ids) - limit + 1 :]
        return [self._candidate(i, 0) for i in found]

    def save(self, article: Article, fingerprint: Fingerprint, placement: Placement) -> None:
        self._articles[article.id] = (article.seen_at, fingerprint.features)
        for key in fingerprint.keys:
            self._keys[key].append(article.id)
        for story_id in placement.merged:
            for member in self._members.pop(story_id):
                self._join(member, placement.story_id)
        self._join(article.id, placement.story_id)

    def _join(self, article_id: int, story_id: int) -> None:
        self.story_of[article_id] = story_id
        self._members[story_id].append(article_id)

    def _candidate(self, article_id: int, shared: int) -> Candidate:
        at, features = self._articles[article_id]
        return Candidate(
            article_id=article_id,
            story_id=self.story_of[article_id],
            at=at,
            shared=shared,
            features=features,
        )
