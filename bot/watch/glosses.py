"""Other names of a thing, mined from glosses in articles: 고대역폭메모리(HBM), 오픈AI(OpenAI)."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.text.index import fold
from bot.text.normalise import clean
from bot.watch.gazetteer import form_key

MIN_ARTICLES = 2
"""Articles that must say so: one may be mistaken."""
MAX_NAMES = 5
MAX_GLOSSES = 50
"""Glosses looked at in one article."""

_GLOSS = re.compile(r"([가-힣A-Za-z0-9&·+.-]{2,20})['’\"”]?\s?\(([^()\n]{2,20})\)")
_NAME = re.compile(r"[가-힣A-Za-z一-鿿][가-힣A-Za-z0-9一-鿿&+.-]*(?: [가-힣A-Za-z0-9&+.-]+){0,2}")
# 대표(52), 회장(사진), 부장(이하 …): said of a thing, no name of it.
_NO_NAME = re.compile(
    r"사진|이하|당시|현지|단위|약\s|전년|작년|올해|지난|기준|가칭|왼쪽|오른쪽|위|아래|[가-힣]+[은는을를]\s|.*(?:대표|회장|사장|출신|시간|이상|이하|포함|제외|기자|억원|만원|달러)\Z"
)


def mined_names(forms: Sequence[str], articles: Iterable[str]) -> tuple[str, ...]:
    """Names that at least two articles give as glosses of one of the forms, most often first."""
    known = {form_key(form) for form in forms}
    found: Counter[str] = Counter()
    for text in articles:
        found.update(_of_article(known, text))
    often = [name for name, count in found.most_common() if count >= MIN_ARTICLES]
    return tuple(often[:MAX_NAMES])


def _of_article(known: set[str], text: str) -> set[str]:
    if "(" not in text:
        return set()
    names: set[str] = set()
    for number, gloss in enumerate(_GLOSS.finditer(text)):
        if number >= MAX_GLOSSES:
            break
        before, inside = gloss.group(1), clean(gloss.group(2)).strip()
        if _is_name(inside) and form_key(before) in known:
            names.add(inside)
        elif form_key(inside) in known and _is_name(before):
            names.add(before)
    return {name for name in names if form_key(name) not in known and not fold(name).isdecimal()}


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and _NO_NAME.match(text) is None
