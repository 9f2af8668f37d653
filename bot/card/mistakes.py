"""What a mistaken value says to a person, by the kinds of mistake that pydantic names."""

from collections.abc import Mapping

_LIMITS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": ("ge", "{} 이상으로 적어 주세요."),
    "greater_than": ("gt", "{}보다 크게 적어 주세요."),
    "less_than_equal": ("le", "{} 이하로 적어 주세요."),
    "less_than": ("lt", "{}보다 작게 적어 주세요."),
}


def mistake_words(kind: str, context: Mapping[str, object]) -> str:
    """What to write instead; `context` is what pydantic says beside the kind of mistake."""
    if kind in _LIMITS:
        bound, words = _LIMITS[kind]
        return words.format(context.get(bound, ""))
    if kind in {"enum", "literal_error"}:
        expected = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
        return f"다음 가운데 하나로 적어 주세요: {expected}"
    if kind.startswith("int"):
        return "정수로 적어 주세요."
    if kind.startswith("float"):
        return "숫자로 적어 주세요."
    return str(context.get("error") or "값을 확인해 주세요.")
