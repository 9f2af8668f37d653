"""By which names cards call the people who judged."""

from bot.ports import MemoBook


def remember_name(memos: MemoBook, who: str, name: str) -> None:
    """Keeps the name that a person goes by in the chat. Repeat-safe."""
    if name and memos.get(f"person:{who}") != name:
        memos.put(f"person:{who}", name)


def name_of(memos: MemoBook, who: str) -> str:
    """The name that a person goes by; `who` itself where none is known."""
    return memos.get(f"person:{who}") or who
