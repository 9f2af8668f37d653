"""Whether a page shows only the front of an article that must be paid for or signed in for.

    schema.org or a tier says: paid ─┬─ the paid part stands in the page and was read ─ whole
                                     └─ else a short or cut text ─ teaser
    nothing said ─ an invitation right behind the text, seen by readers ─ teaser

The words of such invitations are data (`page_hints.yaml`). What tells that an article *was* paid
for once (`… 유료페이지에 표출된 기사입니다`) is none.
"""

import re
from collections.abc import Iterator, Sequence

from bot.adapters.extract.bodies import Body
from bot.adapters.extract.hints import Hints
from bot.adapters.extract.markup import parse
from bot.adapters.extract.metadata import Head
from bot.text.cleanup import is_sentence
from bot.text.paragraphs import fold, squeeze

WHOLE = 1_000
"""A text of so many code points that ends in a sentence may be whole though it is called paid."""

MOST_TEASER = 3_000
"""Nobody shows more than this of an article that must be paid for, in code points."""

_PROMPT = 160  # code points of a line that is an invitation and nothing else
_LAST = 2  # paragraphs at the end that may be one
_WINDOW = 3_000  # code points of markup behind the text
_NEAR = 400  # code points that readers see behind the text
_COPIES = 3  # places where the text's end stands: pages carry it in scripts, too
_TAIL = 14  # code points by which that end is found
_LED = 40  # code points of open text in front of a paid part
_START = 24  # code points by which a paid part is recognised in what was read
_FREE_NO = frozenset(("false", "no", "0", "http://schema.org/false", "https://schema.org/false"))
# It was paid for once; or it is told of somebody, in the form in which articles are written.
_TOLD = re.compile(
    r"(?:표출|게재|출고|노출|송고|제공|서비스|공개)(?:된|됐던|되었던|했던|한)\s?(?:기사|콘텐츠|글)"
    r"|(?<!니)다[”\"’')\]]{0,3}\s{0,3}$"
)
_TAG = re.compile(r"<[^>]*+>?")
_SENTENCE = re.compile(r"[^.!?\n]+")
_SELECTOR = re.compile(r"[.#]?-{0,2}[A-Za-z_][\w-]{0,80}")
_UNSEEN = "script,style,template,noscript"


def without_invitations(paragraphs: Sequence[str], hints: Hints) -> tuple[str, ...]:
    """The paragraphs without an invitation to pay that stands as one of the last; never none."""
    kept = [
        text
        for place, text in enumerate(paragraphs)
        if place < len(paragraphs) - _LAST or len(text) > _PROMPT or not invites(text, hints)
    ]
    return tuple(kept or paragraphs)


def invites(text: str, hints: Hints) -> bool:
    """Whether the text asks its reader to pay or sign in for the rest of the article.

    Short sentences at its start are looked at, so that a hostile text costs no more than another.
    """
    return _may_invite(text, hints) and any(
        pattern.search(sentence)
        for sentence in _SENTENCE.findall(text[:_WINDOW])
        if len(sentence) <= _PROMPT
        and any(word in sentence for word in hints.paywall_words)
        and not _TOLD.search(sentence)
        and not any(other.search(sentence) for other in hints.paywall_elsewhere)
        for pattern in hints.paywall
    )


def _may_invite(text: str, hints: Hints) -> bool:
    """Whether a word of an invitation stands anywhere; most texts hold none, and are done with."""
    return any(word in text for word in hints.paywall_words)


def invites_near(behind: Sequence[str], hints: Hints) -> bool:
    """Whether a line asks for it soon behind a text, of which these lines follow."""
    return any(invites(line, hints) for line in _up_to(iter(behind), _NEAR))


def is_teaser(markup: str, head: Head, body: Body, hints: Hints) -> bool:
    """Whether what was read of the page is only the open front of a paid article."""
    text = body.tidied.text
    if len(text) > MOST_TEASER:
        return False
    if not _is_paid(head):
        return _invited_behind(markup, body, hints)
    if _holds_paid_part(markup, head.facts.paid_parts, text, hints):
        return False
    return len(text) < WHOLE or not is_sentence(body.tidied.paragraphs[-1])


def _is_paid(head: Head) -> bool:
    """Whether the meta data say that the article is not free for everybody."""
    if head.facts.free is not None:
        return not head.facts.free
    told = head.first("isaccessibleforfree")
    if told is not None:
        return told.strip().lower() in _FREE_NO
    return (head.first("article:content_tier") or "").strip().lower() == "locked"


def _holds_paid_part(markup: str, selectors: Sequence[str], text: str, hints: Hints) -> bool:
    """Whether a part that is marked as paid stands behind open text, and was read with it."""
    simple = [selector for selector in selectors if _SELECTOR.fullmatch(selector)]
    if not simple:
        return False
    tree = parse(markup)
    said = squeeze(text)
    for node in tree.css(",".join(simple))[:_COPIES]:
        part = squeeze(fold(node.text()))
        if len(part) > _START and not invites(node.text(), hints):
            return said.find(part[:_START]) >= _LED
    return False


def _invited_behind(markup: str, body: Body, hints: Hints) -> bool:
    """Whether an invitation is what readers see right behind the text."""
    end = body.tidied.paragraphs[-1][-_TAIL:]
    return any(
        invites(_TAG.sub("\n", window), hints) and invites(_seen(window, hints), hints)
        for window in _behind(markup, end)
        if _may_invite(window, hints)
    )


def _behind(markup: str, end: str) -> Iterator[str]:
    """The markup behind the last places where the text ends."""
    place = len(markup)
    for _ in range(_COPIES):
        place = markup.rfind(end, 0, place)
        if place < 0:
            return
        yield markup[place + len(end) : place + len(end) + _WINDOW]


def _seen(window: str, hints: Hints) -> str:
    """What readers see at the start of the window."""
    cut = window.find("<")
    tree = parse(f"<div>{window if cut < 0 else window[cut:]}")
    for node in tree.css(f"{_UNSEEN},{hints.hidden}"):
        node.decompose()
    root = tree.body
    lines = root.text(separator="\n").split("\n") if root else []
    return "\n".join(_up_to(map(fold, lines), _NEAR))


def _up_to(lines: Iterator[str], limit: int) -> Iterator[str]:
    for line in filter(None, lines):
        if limit <= 0:
            return
        yield line
        limit -= len(line)
