"""In-memory adapters of every port: for tests, for the batch doors, for trying things out."""

from bot.adapters.memory.chat import ChatFault, MemoryChat, Message
from bot.adapters.memory.store import MemoryStore
from bot.adapters.memory.world import (
    ManualClock,
    MemoryMail,
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
    "MemoryMail",
    "MemoryStore",
    "Message",
    "ScriptedExtractor",
    "ScriptedFeedReader",
    "ScriptedFetcher",
    "ScriptedPageReader",
    "ScriptedSummariser",
    "SynchronousQueue",
]
