"""Regular expressions of terms: RE2 only (linear time), and bounded."""

import re2

MAX_PATTERN = 200
"""Code points of an expression."""
MAX_MEMORY = 1 << 20
"""Bytes that one compiled expression may take."""
MAX_HITS = 50
"""Hits of one expression in one field."""


def compile_regex(pattern: str) -> "re2.Pattern":
    """The compiled expression, without regard to case.

    Raises:
        re2.error: the expression is not one of RE2, or takes too much memory.
    """
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.case_sensitive = False
    options.log_errors = False
    options.encoding = re2.Options.Encoding.UTF8
    return re2.compile(pattern, options)


def check_regex(pattern: str) -> str | None:
    """What is wrong with the expression, in Korean; None if it can be used."""
    if len(pattern) > MAX_PATTERN:
        return f"{MAX_PATTERN}자까지 적을 수 있습니다."
    try:
        compiled = compile_regex(pattern)
    except re2.error as error:
        return f"RE2 문법에 맞지 않습니다({error})."
    if compiled.search("") is not None:
        return "빈 글에도 맞는 식입니다. 한 글자 이상 맞게 고쳐 주세요."
    return None
