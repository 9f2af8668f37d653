"""Meanings of articles by any OpenAI-compatible service, for grouping to look at beside words.

    an article that may be sent → cache → the service → Meaning
    anything else than a vector → EmbedderFailed, with the reason in the log; placed without it

Off unless a model is set. A service that fails is left alone for a while, so that it delays one
article and not all of them; so is one whose answers come, but late: what they are later than
`AT_EASE` adds up, quick ones take of it, and beyond `LATE_MOST` it has its pause.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated

import httpx
import numpy as np
import structlog
from pydantic import AllowInfNan, BaseModel, Field
from typing_extensions import override

from bot.adapters.openai import Service
from bot.errors import EmbedderFailed
from bot.model import Article, Meaning
from bot.ports import Clock, Embedder, MemoBook
from bot.stories.body import telling
from bot.urls import identity

LEFT_ALONE = timedelta(minutes=5)  # after a failure of the service
AT_EASE = timedelta(seconds=0.5)  # an answer within it delays nobody worth speaking of
LATE_MOST = timedelta(seconds=10)  # that answers may be later than that, until it is left alone
ANSWER_LIMIT = 512 * 1024  # bytes
MOST_DIMENSIONS = 4_096
TEXT_SENT = 600  # code points of the text, after the title: what an article is about stands there
CACHE_SLOTS = 2_048  # answers kept for articles read again; newer ones take the places of older

_Number = Annotated[float, AllowInfNan(False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingModel:
    """Which model answers where."""

    service: Service
    name: str


class _Row(BaseModel):
    embedding: Annotated[list[_Number], Field(min_length=2, max_length=MOST_DIMENSIONS)]


class _Answer(BaseModel):
    data: Annotated[list[_Row], Field(min_length=1)]


class NoEmbedder(Embedder):
    """The Embedder port where no model is set: no article has a meaning."""

    @override
    def meaning(self, article: Article) -> Meaning | None:
        return None


class HttpEmbedder(Embedder):
    """The Embedder port on a service. Safe to share between threads."""

    def __init__(
        self,
        model: EmbeddingModel,
        *,
        memos: MemoBook,
        clock: Clock,
        may_send: Callable[[Article], bool],
    ) -> None:
        self._model = model
        self._memos = memos
        self._clock = clock
        self._may_send = may_send
        self._lock = Lock()
        self._left_alone_until: datetime | None = None
        self._late = timedelta()
        self._log = structlog.get_logger("embedding")

    @override
    def meaning(self, article: Article) -> Meaning | None:
        if not self._may_send(article):
            return None
        told = f"{article.title}\n{telling(article.text)[:TEXT_SENT]}".strip()
        if not told:
            return None
        digest = identity("meaning", self._model.name, told)
        vector = self._kept(digest)
        if vector is None:
            vector = self._ask(told)
            self._keep(digest, vector)
        return Meaning(model=self._model.name, vector=vector)

    def _ask(self, told: str) -> tuple[float, ...]:
        begun = self._clock.now()
        with self._lock:
            if self._left_alone_until is not None and begun < self._left_alone_until:
                raise EmbedderFailed("left_alone")
        question = {"model": self._model.name, "input": told, "encoding_format": "float"}
        try:
            body = self._model.service.ask("embeddings", question, ANSWER_LIMIT)
            vector = _Answer.model_validate_json(body).data[0].embedding
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:  # a key or address, too
            self._leave_alone(type(error).__name__)
            raise EmbedderFailed(type(error).__name__) from error
        self._note(self._clock.now() - begun)
        return _direction(vector)

    def _note(self, took: timedelta) -> None:
        with self._lock:
            self._late = max(timedelta(), self._late + took - AT_EASE)
            late = self._late > LATE_MOST
        if late:
            self._leave_alone("late")

    def _leave_alone(self, reason: str) -> None:
        with self._lock:
            self._left_alone_until = self._clock.now() + LEFT_ALONE
            self._late = timedelta()
        self._log.warning("embedding", reason=reason)

    def _kept(self, digest: int) -> tuple[float, ...] | None:
        memo = self._memos.get(_slot(digest))
        kept, packed = json.loads(memo) if memo else (None, "")
        if kept != digest:
            return None
        return tuple(np.frombuffer(b64decode(packed), np.float16).astype(float).tolist())

    def _keep(self, digest: int, vector: tuple[float, ...]) -> None:
        packed = b64encode(np.array(vector, dtype=np.float16).tobytes()).decode()
        self._memos.put(_slot(digest), json.dumps([digest, packed]))


def _direction(vector: Sequence[float]) -> tuple[float, ...]:
    """The vector with 1 for its longest part: the cache has room for no more than 65,504."""
    most = max(abs(part) for part in vector)
    return tuple(part / most for part in vector) if most else tuple(vector)


def _slot(digest: int) -> str:
    return f"meaning:{digest % CACHE_SLOTS}"
