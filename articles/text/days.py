"""Days of the month as readers write them."""

import re

_FIRST_DAY = re.compile(r"1(?= [^\W\d_])")


def with_ordinal(shown: str, language: str) -> str:
    """Return a date as it is shown, in French with the ordinal that its first day has, and no other day.

    >>> with_ordinal("1 octobre 2026", "fr")
    '1er octobre 2026'
    """
    begins = _FIRST_DAY.match(shown) if language == "fr" else None
    return f"1er{shown[begins.end() :]}" if begins else shown
