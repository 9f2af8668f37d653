"""Values for the contract suites; every name and text is made up."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

from bot.model import (
    Alert,
    AlertKind,
    Article,
    BodySource,
    Card,
    Entry,
    Evidence,
    Feed,
    Field,
    Fingerprint,
    Match,
    Placement,
    Relation,
    Salience,
    Span,
)
from bot.urls import identity

NOW = datetime(2026, 11, 20, 3, 4, 5, 678901, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NEVER = datetime.max.replace(tzinfo=UTC)


def a_feed(name: str, **changes) -> Feed:
    return Feed(**{"url": f"https://feed.example/{name}", "outlet": f"{name}일보"} | changes)


def an_entry(name: str, **changes) -> Entry:
    return Entry(
        **{
            "id": identity("entry", name),
            "feed_url": "https://feed.example/가람",
            "outlet": "가람일보",
            "url": f"https://news.example/{name}",
            "title": f"{name} 공장 증설",
            "summary": "새 공장을 짓는다.",
            "published_at": NOW - MINUTE,
            "first_seen_at": NOW,
            "identity_keys": (identity("guid", name), identity("url", name)),
        }
        | changes
    )


def an_article(name: str, **changes) -> Article:
    return Article(
        **{
            "id": identity("article", name),
            "entry_id": identity("entry", name),
            "url": f"https://news.example/{name}",
            "title": f"{name} 반도체 공장 증설",
            "outlet": "가람일보",
            "publisher": "가람미디어",
            "author": "홍길동",
            "published_at": NOW - MINUTE,
            "seen_at": NOW,
            "text": f"{name} 회사가 공장을 늘린다고 밝혔다.",
            "body_source": BodySource.PAGE,
        }
        | changes
    )


def a_fingerprint(*keys: int, features: bytes = b"\x01\x00") -> Fingerprint:
    return Fingerprint(keys=keys, features=features)


def a_match(term: str, **changes) -> Match:
    return Match(
        **{
            "watchlist": "반도체",
            "term": term,
            "surface": term,
            "field": Field.TITLE,
            "span": Span(start=3, end=3 + len(term)),
            "salience": Salience.TITLE,
            "rule": "exact",
        }
        | changes
    )


def a_placement(article: Article, **changes) -> Placement:
    return Placement(
        **{
            "story_id": article.id,
            "relation": Relation.FIRST,
            "evidence": (Evidence(rule="no_candidate", score=0.25, detail="—"),),
        }
        | changes
    )


def an_alert(name: str, **changes) -> Alert:
    return Alert(
        **{
            "id": identity("alert", name),
            "delivery_id": f"delivery-{name}",
            "channel": "#반도체",
            "kind": AlertKind.CARD,
            "story_id": identity("article", name),
            "watchlists": ("반도체", "클라우드"),
            "created_at": NOW,
            "due_at": NOW,
        }
        | changes
    )


def a_card(headline: str = "가람전자 공장 증설", **changes) -> Card:
    return Card(
        **{
            "headline": headline,
            "url": "https://news.example/1",
            "byline": "가람일보 · 11월 20일 12:04",
            "terms": ("반도체",),
            "sentences": ("가람전자가 공장을 늘린다.",),
            "coverage": "",
            "notes": (),
            "fallback": headline,
            "story_id": 1,
        }
        | changes
    )


def differing(left: object, right: object) -> set[str]:
    """The names of the fields in which two values of one class differ."""
    names = {field.name for field in fields(left)}
    return {name for name in names if getattr(left, name) != getattr(right, name)}
