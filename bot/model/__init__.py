"""The nouns: one frozen value per thing, named as in docs/glossary.md.

    Feed → Poll(ParsedFeed) → Entry → Page → Extracted → Article → Match
                                                        ↘ Fingerprint → Placement → Story → Alert → Card

Identifiers are deterministic 63-bit numbers made from what the thing is (`urls.identity`), so doing
a job twice makes the same rows. Times are aware UTC; text is NFC; lengths count code points.
"""

from bot.model.articles import (
    Article,
    BodySource,
    Entry,
    EntryClosed,
    Extracted,
    Extraction,
    Page,
    Waiting,
)
from bot.model.delivery import (
    Alert,
    AlertKind,
    AlertState,
    ButtonKind,
    Card,
    CardLine,
    Job,
    JobKind,
    Letter,
    Receipt,
    Summary,
    SummarySentence,
)
from bot.model.feeds import (
    Feed,
    FeedEntry,
    FeedKind,
    FeedState,
    Fetched,
    ParsedFeed,
    Permission,
    Poll,
    TermsOfUse,
    Validators,
)
from bot.model.judgements import STORY_KINDS, AuditRow, Judgement, JudgementKind
from bot.model.matching import (
    Field,
    Match,
    Matching,
    Outlets,
    Rejection,
    Salience,
    Span,
    Term,
    Watchlist,
)
from bot.model.stories import (
    Candidate,
    Evidence,
    Fingerprint,
    Member,
    Placement,
    Relation,
    Story,
)

__all__ = [
    "STORY_KINDS",
    "Alert",
    "AlertKind",
    "AlertState",
    "Article",
    "AuditRow",
    "BodySource",
    "ButtonKind",
    "Candidate",
    "Card",
    "CardLine",
    "Entry",
    "EntryClosed",
    "Evidence",
    "Extracted",
    "Extraction",
    "Feed",
    "FeedEntry",
    "FeedKind",
    "FeedState",
    "Fetched",
    "Field",
    "Fingerprint",
    "Job",
    "JobKind",
    "Judgement",
    "JudgementKind",
    "Letter",
    "Match",
    "Matching",
    "Member",
    "Outlets",
    "Page",
    "ParsedFeed",
    "Permission",
    "Placement",
    "Poll",
    "Receipt",
    "Rejection",
    "Relation",
    "Salience",
    "Span",
    "Story",
    "Summary",
    "SummarySentence",
    "Term",
    "TermsOfUse",
    "Validators",
    "Waiting",
    "Watchlist",
]
