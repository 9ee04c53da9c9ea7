"""When an article was published, as files of every kind write it."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from articles.text.normalise import fold

# Years that every calendar and time zone on the way can hold, and that articles have.
YEARS = range(1000, 2201)
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|(?<!-)\d{2})(?:\s*(?:,|a)?\s*(\d{1,2})\s*[:h]\s*(\d{2}))?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:er|st|nd|rd|th)?\.? ([a-z]+)\.?,? (\d{4})(?:,?(?: a| at| -)? (\d{1,2}) ?[:h] ?(\d{2}))?"
)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_WEEKDAY = re.compile(r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|[a-z]+day)\b,? (?:le )?|le ")
_NAMES_OF_MONTHS = """janvier january jan janv|fevrier february feb fev fevr|mars march mar|avril april avr apr|mai may
juin june jun|juillet july juil jul|aout august aug|septembre september sept sep|octobre october oct
novembre november nov|decembre december dec"""
_MONTHS = {
    name: number for number, names in enumerate(re.split(r"[|\n]", _NAMES_OF_MONTHS), start=1) for name in names.split()
}


def moment(value: str) -> datetime | None:
    """Return the moment that ``value`` writes, None if it writes none that an article can have.

    A date alone means its noon, in UTC; a time without a zone is that of the process's own zone, which is the site's.

    >>> moment("1er mars 2024")
    datetime.datetime(2024, 3, 1, 12, 0, tzinfo=datetime.timezone.utc)
    """
    value = " ".join(value.split())
    if not value or len(value) > 100:
        return None
    for reading in (_iso, _epoch, _numbers, _words, _mail):
        try:
            if found := reading(value):
                return plausible(found)
        except (ValueError, OverflowError, OSError, TypeError, IndexError, AttributeError):
            continue
    return None


def plausible(found: datetime | None) -> datetime | None:
    """Return ``found`` with a zone, or None where no article can have that year."""
    if found is None or found.year not in YEARS:
        return None
    return found if found.tzinfo else found.astimezone()


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _iso(value: str) -> datetime | None:
    try:
        return noon(date.fromisoformat(value)) if not value.isdigit() or len(value) == 8 else None
    except ValueError:
        return datetime.fromisoformat(value)


def _epoch(value: str) -> datetime | None:
    if not _EPOCH.fullmatch(value):
        return None
    seconds = float(value)
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)


def _numbers(value: str) -> datetime | None:
    """Day before month, as the French press writes."""
    found = _NUMBERS.fullmatch(fold(value))
    if found is None:
        return None
    return _at(_year(found[4]), int(found[3]), int(found[1]), found[5], found[6])


def _year(written: str) -> int:
    """Return a year of four digits or two: the latest that is not after the next."""
    if len(written) == 4:
        return int(written)
    next_year = datetime.now(UTC).year + 1
    return next_year - (next_year - int(written)) % 100


def _words(value: str) -> datetime | None:
    value = _WEEKDAY.sub("", fold(value), count=1)
    if found := _DAY_FIRST.fullmatch(value):
        month = _MONTHS.get(found[2])
        return _at(int(found[3]), month, int(found[1]), found[4], found[5]) if month else None
    if found := _MONTH_FIRST.fullmatch(value):
        month = _MONTHS.get(found[1])
        return _at(int(found[3]), month, int(found[2]), None, None) if month else None
    return None


def _at(year: int, month: int, day: int, hour: str | None, minute: str | None) -> datetime:
    if hour is None or minute is None:
        return datetime(year, month, day, 12, tzinfo=UTC)
    return datetime(year, month, day, int(hour), int(minute))


def _mail(value: str) -> datetime | None:
    return of_mail(parsedate_to_datetime(value), value)


def of_mail(found: datetime, value: str) -> datetime:
    """Return the moment that the header ``value`` of a mail says; with ``-0000`` it is UTC, from who knows where."""
    return found.replace(tzinfo=UTC) if found.tzinfo is None and value.rstrip().endswith("-0000") else found
