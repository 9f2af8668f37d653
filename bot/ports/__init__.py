"""What the pipeline and the commands need of the world, in our words.

Every port has an in-memory adapter (`adapters/memory.py`), and one contract suite in
`tests/contract/` runs on every adapter. Each docstring says what is raised and what a repeat does.
Every store method is one transaction unless it says otherwise and may raise StoreBusy.
"""

from bot.ports.books import (
    KEYS_KEPT,
    POSTINGS,
    AlertBook,
    Desk,
    LeaseBook,
    MemoBook,
    Store,
    StoryBook,
    TermBook,
)
from bot.ports.feeds import AWAY_LIMIT, EntryBook, FeedBook, Sift, keep_all
from bot.ports.fleet import FleetBook
from bot.ports.judgements import JudgementBook
from bot.ports.rechecks import RecheckBook
from bot.ports.reports import SLOT, ReportBook
from bot.ports.standing import (
    CLOCKS_APART,
    HOLDING,
    IN_THREADS,
    OPEN,
    REPLIES,
    RESTING,
    TOLD,
    UNSETTLED,
    has_twin,
    holds,
    not_before,
)
from bot.ports.world import (
    Chat,
    Clock,
    Embedder,
    Extractor,
    FeedReader,
    Fetcher,
    Gallery,
    Mail,
    PageReader,
    Painter,
    Queue,
    Sandbox,
    Summariser,
)

__all__ = [
    "AWAY_LIMIT",
    "CLOCKS_APART",
    "HOLDING",
    "IN_THREADS",
    "KEYS_KEPT",
    "OPEN",
    "POSTINGS",
    "REPLIES",
    "RESTING",
    "SLOT",
    "TOLD",
    "UNSETTLED",
    "AlertBook",
    "Chat",
    "Clock",
    "Desk",
    "Embedder",
    "EntryBook",
    "Extractor",
    "FeedBook",
    "FeedReader",
    "Fetcher",
    "FleetBook",
    "Gallery",
    "JudgementBook",
    "LeaseBook",
    "Mail",
    "MemoBook",
    "PageReader",
    "Painter",
    "Queue",
    "RecheckBook",
    "ReportBook",
    "Sandbox",
    "Sift",
    "Store",
    "StoryBook",
    "Summariser",
    "TermBook",
    "has_twin",
    "holds",
    "keep_all",
    "not_before",
]
