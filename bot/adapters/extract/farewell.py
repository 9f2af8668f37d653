"""Pages that stand where an article was: "the article was deleted", said with a status of 200.

The words alone prove nothing (an article may speak of a deleted one); whoever asks also looks
whether the article is still there.
"""

import re
from collections.abc import Iterator

TINY = 6_000
"""Code points of a page so small that its script, which says so in a box, is all there is to it."""

_MARKS = ("삭제", "존재하지", "찾을 수", "중단된", "종료된")
_WINDOW = 60  # code points to each side of a mark
_MOST = 40  # places looked at for each mark
_SCRIPT = re.compile(r"</?script\b", re.IGNORECASE)
_THING = r"(?:기사|뉴스|게시물|게시글|페이지|콘텐츠|컨텐츠)"
_WORDS = re.compile(
    rf"(?:삭제(?:된|되었거나|됐거나)|존재하지\s?않는|(?:노출|서비스)(?:이|가)?\s?(?:중단|종료)된)"
    rf"[^<>.\n]{{0,16}}{_THING}\s?(?:입니다|이거나|이에요)"
    rf"|{_THING}(?:이|가|은|는|를|을)?[^<>.\n]{{0,16}}"
    rf"(?:삭제\s?(?:되었|됐|처리)|존재하지\s?않|찾을\s?수\s?(?:없|가\s?없))"
)


def says_farewell(text: str) -> bool:
    """Whether the page says that what stood here was deleted."""
    if not any(_WORDS.search(place) for place in _places(text)):
        return False
    visible = text if len(text) <= TINY else "\n".join(_SCRIPT.split(text)[::2])
    return any(_WORDS.search(place) for place in _places(visible))


def _places(text: str) -> Iterator[str]:
    """The text around each mark."""
    for mark in _MARKS:
        at = text.find(mark)
        for _ in range(_MOST):
            if at < 0:
                break
            yield text[max(0, at - _WINDOW) : at + _WINDOW]
            at = text.find(mark, at + 1)
