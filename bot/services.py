"""Wiring of the optional models: summaries and meanings by any OpenAI-compatible service."""

from collections.abc import Callable
from dataclasses import replace

from bot.adapters.embeddings import EmbeddingModel, HttpEmbedder, NoEmbedder
from bot.adapters.llm import LanguageModel, LlmSummariser
from bot.adapters.openai import OPENAI, Service
from bot.model import Article, Member, Story
from bot.ports import Clock, Embedder, MemoBook, Summariser
from bot.settings import Settings
from bot.stories.scoring import MODEL, Model

MaySend = Callable[[Article], bool]


def open_summariser(
    settings: Settings,
    *,
    memos: MemoBook,
    clock: Clock,
    choose: Callable[[Story], Member],
    may_send: MaySend,
) -> Summariser | None:
    """None where no model is set, or neither an address nor a key for it."""
    service = _service(settings, settings.summary_timeout)
    if settings.openai_model is None or service is None:
        return None
    model = LanguageModel(
        service=service,
        name=settings.openai_model,
        tokens_a_day=settings.summary_tokens_a_day,
        style=settings.summary_style,
    )
    return LlmSummariser(model, memos=memos, clock=clock, choose=choose, may_send=may_send)


def open_embedder(
    settings: Settings, *, memos: MemoBook, clock: Clock, may_send: MaySend
) -> Embedder:
    """One that knows no meaning where no model is set, or neither an address nor a key for it.

    Nor where meanings weigh nothing: then no text is sent for nothing.
    """
    service = _service(settings, settings.embedding_timeout)
    if settings.openai_embedding_model is None or service is None or not settings.embedding_weight:
        return NoEmbedder()
    model = EmbeddingModel(service=service, name=settings.openai_embedding_model)
    return HttpEmbedder(model, memos=memos, clock=clock, may_send=may_send)


def understanding(settings: Settings) -> Model:
    """Grouping's weights with what the settings say of meanings."""
    return replace(
        MODEL, meaning=settings.embedding_weight or 0.0, alike=settings.embedding_alike or 0.0
    )


def _service(settings: Settings, patience: float) -> Service | None:
    key = settings.openai_api_key
    if not (settings.openai_base_url or key):
        return None
    return Service(
        base_url=settings.openai_base_url or OPENAI,
        api_key=key.get_secret_value() if key else "",
        patience=patience,
    )
