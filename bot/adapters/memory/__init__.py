"""In-memory adapters of every port: for tests, for the batch doors, for trying things out."""

from bot.adapters.memory.chat import ChatFault, MemoryChat, Message
from bot.adapters.memory.store import MemoryStore
from bot.adapters.memory.world import (
    ManualClock,
    MemoryGallery,
    MemoryMail,
    MemoryPainter,
    ScriptedEmbedder,
    ScriptedExtractor,
    ScriptedFeedReader,
    ScriptedFetcher,
    ScriptedPageReader,
    ScriptedSummariser,
    SynchronousQueue,
)

__all__ = [
    "ChatFault",
    "ManualClock",
    "MemoryChat",
    "MemoryGallery",
    "MemoryMail",
    "MemoryPainter",
    "MemoryStore",
    "Message",
    "ScriptedEmbedder",
    "ScriptedExtractor",
    "ScriptedFeedReader",
    "ScriptedFetcher",
    "ScriptedPageReader",
    "ScriptedSummariser",
    "SynchronousQueue",
]
