"""What a sentence is about: its content words, figures, and the cues in its wording."""

import re

_WORD = re.compile(
    r"[가-힣A-Za-z](?:[가-힣A-Za-z0-9&+]|[.-](?=[A-Za-z0-9]))*|\d[\d,.]*[가-힣%A-Za-z]{0,4}"
)
_PARTICLE = re.compile(
    r"(?:으로부터|에서부터|으로서|으로써|에게서|에서는|에서도|에서의|으로는|으로도|이라고|이라는|까지도|이라며|"
    r"에서|에게|에는|에도|에선|으로|로서|로써|로부터|께서|까지|부터|처럼|보다|마다|조차|이나|이며|이라|라고|라는|라며|와의|과의|"
    r"들이|들은|들을|들의|하고|하는|하며|했다|한다|하기|하면|하지|했고|했으며|할|한|해|된다|됐다|되는|되고|된|될|돼|이다|였다|"
    r"은|는|이|가|을|를|의|에|로|와|과|도|만)\Z"
)
# fmt: off
_COMMON = frozenset([
    "있다", "있는", "있다고", "했다", "한다", "이날", "것으로", "것이", "것은", "것을", "대한", "대해", "위해", "위한", "통해",
    "따르면", "따라", "함께", "이번", "지난", "오는", "올해", "밝혔다", "말했다", "전했다", "설명했다", "그는", "그러나", "하지만",
    "또한", "이에", "이를", "이는", "등을", "등이", "등의", "가장", "모두", "이후", "당시", "지난해", "관련", "관해", "대비",
    "것", "수", "등", "및", "약", "중", "그", "이", "더", "또", "한", "두", "때", "년", "월", "일",
])
# fmt: on
_AMOUNT = re.compile(
    r"\d[\d,.]*\s?(?:조|억|만|천)?\s?(?:원|달러|유로|엔|위안|%|퍼센트|포인트|명|건|개|대|톤|배|가구|곳|GW|MW)"
)
_DAY = re.compile(r"\d일")
_HOOK = re.compile(
    r"(?:[가-힣]죠|[는은인]데요|까요|거든요|나요)[.?!]?[\"”]?\Z|(?:장면|모습|영상|화면)(?:입니다|이다)\.?\Z"
)
_SAID = re.compile(
    r"(?:말했다|밝혔다|전했다|설명했다|강조했다|덧붙였다|주장했다|지적했다|평가했다|분석했다|당부했다|약속했다|"
    r"말했습니다|밝혔습니다|전했습니다|설명했습니다|강조했습니다|덧붙였습니다)\.?\Z"
)
_LOOKS_BACK = re.compile(
    r"(?:이에|이를|이는|이로써|이로\s|이\s같은|이같은|이런|이러한|이처럼|그는|그가|그의|그녀는|이들은|이들이|이들의|이\s회사|해당|"
    r"이\s(?:사건|사고|제품|서비스|행사|회사|자리|과정|관계자|교수|연구|기술|때|중|가운데|경우)|이때|이곳|여기서|그러자|그래서|따라서|"
    r"때문에|당시|반면|반대로|하지만|그러나|그런데|다만|물론|실제로|앞서|이후|이어진|양사|양측|두\s(?:사람|회사)|그동안|그간|이\s관계자)"
)
_STRONGLY_BACK = re.compile(
    r"(?:이에|이를|이는|이로써|이로\s|이\s같은|이같은|이런|이러한|이처럼|그는|그가|그의|그녀는|이들은|이들이|이들의|그러자|그래서|따라서|"
    r"때문에|이때|이곳|여기서|이\s관계자|반면)"
)
_REASON = re.compile(
    r"(?!.*(?:것은|이유는|배경은|원인은|까닭은)\s).*(?:때문이다|때문입니다|까닭이다|탓이다|덕분이다)\.?\Z",
    re.DOTALL,
)
_BACKGROUND = re.compile(
    r"(?:앞서|당초|그동안|그간|과거|지난해|작년|지난\s?20\d\d년|20\d\d년|참고로)"
)
_QUOTED = re.compile(r"[“\"][^”\"]{1,400}[”\"]")


def content_words(text: str) -> frozenset[str]:
    """The words that carry the content, without particles and common verbs, casefolded."""
    found: set[str] = set()
    for word in _WORD.findall(text):
        if word in _COMMON:
            continue
        stem = _PARTICLE.sub("", word) if len(word) > 2 else word
        if len(stem) > 1 or stem.isdigit():
            found.add(stem.casefold())
    return frozenset(found)


def amounts(text: str) -> int:
    """How many amounts (money, shares, counts with a unit) it names."""
    return len(_AMOUNT.findall(text))


def names_day(text: str) -> bool:
    """Whether it says on which day, as the sentence that tells the news does."""
    return _DAY.search(text) is not None


def is_hook(text: str) -> bool:
    """Whether it only leads on to the next one (두 가지죠, 나섰는데요) or says what a film shows."""
    return _HOOK.search(text[-12:]) is not None


def quoted_share(text: str) -> float:
    """The share of its characters that stand inside double quotation marks."""
    inside = sum(len(piece) for piece in _QUOTED.findall(text))
    return inside / max(1, len(text))


def is_speech(text: str) -> bool:
    """Whether it mostly hands on what somebody said."""
    return quoted_share(text) > 0.5 or (quoted_share(text) > 0.3 and _SAID.search(text) is not None)


def looks_back(text: str) -> bool:
    """Whether it begins with a word that leans on the sentence before."""
    return _LOOKS_BACK.match(text) is not None


def cannot_stand_alone(text: str) -> bool:
    """Whether it has no meaning without the sentence before (이에, 그는, 이 같은; … 때문이다)."""
    return _STRONGLY_BACK.match(text) is not None or _REASON.match(text) is not None


def is_background(text: str) -> bool:
    """Whether it begins by telling what was before."""
    return _BACKGROUND.match(text) is not None
