"""Ways out of a search that finds nothing: what would be found without one filter, without two, or in another month."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import combinations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.search.params import SearchParams, month_days

MOST_PAIRS = 3
MOST_NAMED = 3
_DAYS = ("since", "until")

Count = Callable[[SearchParams], int]


@dataclass(frozen=True, slots=True)
class Hint:
    """A way out, and how many articles one finds by it."""

    label: str
    count: int
    query: str


def said(applied: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what each field asks for in words, from the name and label of each filter; values are alternatives.

    >>> said([("country", "Kazakhstan"), ("country", "Russia"), ("topic", "Energy")])
    {'country': 'Kazakhstan or Russia', 'topic': 'Energy'}
    """
    labels: dict[str, list[str]] = {}
    for name, label in applied:
        labels.setdefault(name, []).append(label)
    return {name: _any_of(values) for name, values in labels.items()}


def in_vain(asked: Mapping[str, str]) -> str:
    """Return the sentence that nothing was found for what was ``asked``."""
    days = " ".join(label for field, label in asked.items() if field in _DAYS)
    others = ", ".join(label for field, label in asked.items() if field not in _DAYS)
    if others:
        return _("No article for %(asked)s.") % {"asked": f"{others} {days}".strip()}
    return _("No article %(days)s.") % {"days": days}


def ways_out(params: SearchParams, asked: Mapping[str, str], months: Iterable[int], count: Count) -> tuple[Hint, ...]:
    """Return what would find something, best first; the mildest: another month, else one field less, else two.

    ``asked`` is what each field in force says, ``months`` are those, ``yyyymm``, that have what is asked for
    whatever its date.
    """
    other_month = _nearest_month(params, months, count)
    fields = list(dict.fromkeys("period" if field in _DAYS else field for field in asked))
    one_less = [_without(params, asked, (field,), count) for field in fields]
    if found := _best([*other_month, *one_less]):
        return found
    if found := _best(_without(params, asked, pair, count) for pair in combinations(fields, 2)):
        return found[:MOST_PAIRS]
    words = SearchParams(q=params.q, sort=params.sort)
    return _best([Hint(_("Without any filter"), count(words) if params.q else 0, words.as_query())])


def _best(hints: Iterable[Hint]) -> tuple[Hint, ...]:
    return tuple(sorted((hint for hint in hints if hint.count), key=lambda hint: -hint.count))


def _without(params: SearchParams, asked: Mapping[str, str], fields: Sequence[str], count: Count) -> Hint:
    less = reduce(SearchParams.without, fields, params)
    match [asked[field] for field in fields if field != "period"]:
        case []:
            label = _("At any date")
        case [only] if "period" in fields:
            label = _("Without %(label)s, at any date") % {"label": only}
        case [only]:
            label = _("Without %(label)s") % {"label": only}
        case [one, other]:
            label = _("Without %(label)s and %(other)s") % {"label": one, "other": other}
    # Without anything it is the whole archive, to which another link leads.
    return Hint(label, count(less) if less.is_filtered else 0, less.as_query())


def _nearest_month(params: SearchParams, months: Iterable[int], count: Count) -> list[Hint]:
    """Return the month that is nearest to the days asked for, the later of two, if any has something."""
    days = sorted(day for day in (params.since, params.until) if day)
    ranges = [month_days(month // 100, month % 100) for month in months] if days else []
    if not ranges:
        return []

    def distance(month: tuple[date, date]) -> timedelta:
        first, last = month
        return max(first - days[-1], days[0] - last, timedelta())

    first, last = min(reversed(ranges), key=distance)
    there = params.within(first, last)
    month = date_format(first, "YEAR_MONTH_FORMAT")
    return [Hint(_("In %(month)s, the nearest month") % {"month": month}, count(there), there.as_query())]


def _any_of(labels: list[str]) -> str:
    shown = labels[:MOST_NAMED] + ["…"] * (len(labels) > MOST_NAMED)
    return _("%(first)s or %(last)s") % {"first": ", ".join(shown[:-1]), "last": shown[-1]} if shown[1:] else shown[0]
