"""Why a candidate counted or did not: the codes that matches and rejections carry."""

from enum import StrEnum


class Reason(StrEnum):
    """The rule that decided about one candidate. The Korean words for it live in `card`."""

    # It counts.
    NAME = "name"
    ALIAS = "alias"
    SPELLING = "spelling"
    SUFFIX = "suffix"
    GENERATION = "generation"
    PRODUCT = "product"
    ELLIPSIS = "ellipsis"
    SUPPORTED = "supported"
    BROKEN_LINE = "broken_line"
    ALL_OF = "all_of"
    REGEX = "regex"
    # It does not.
    INSIDE_WORD = "inside_word"
    LONGER_NAME = "longer_name"
    AFFILIATE = "affiliate"
    TEAM = "team"
    SPORTS = "sports"
    OTHER_SENSE = "other_sense"
    CREDIT = "credit"
    EXCLUDED = "excluded"
    EXCLUDED_NEAR = "excluded_near"
    NO_SUPPORT = "no_support"
    GLOSS = "gloss"
    INCOMPLETE = "incomplete"


OTHER_SENSES = frozenset(
    {
        Reason.SPORTS,
        Reason.TEAM,
        Reason.OTHER_SENSE,
        Reason.AFFILIATE,
        Reason.CREDIT,
        Reason.LONGER_NAME,
    }
)
"""Rejections of a whole word: the name stands there, but means something else."""
