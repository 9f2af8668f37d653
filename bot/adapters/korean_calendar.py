"""Korean public holidays with their substitutes, and Labour Day, from the kept `holidays` table."""

from datetime import date
from functools import cache

from holidays import country_holidays

_CATEGORIES = ("public", "bank")  # offices keep Labour Day as banks do


def is_korean_holiday(day: date) -> bool:
    """Whether Korean offices are closed that day for another reason than a weekend.

    Days that the government grants at short notice are known once the table was updated.
    """
    return day in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("KR", years=year, categories=_CATEGORIES))
