"""A search, from what the reader asked to what the page shows."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.index import Hits, IndexQuery, IndexReader, Required
from articles.search.archive import card_index
from articles.search.cards import Hit, draw
from articles.search.facets import Facets, Month, measure, timeline
from articles.search.hints import Hint, in_vain, said, ways_out
from articles.search.params import SearchParams, month_days
from articles.search.spelling import Suggestion, suggest
from articles.text.days import with_ordinal


@dataclass(frozen=True, slots=True)
class AppliedFilter:
    """Something that narrows the search, and the query string of the search without it.

    ``name`` is the group, ``q``, ``about``, ``since``, ``until`` or ``period``.
    """

    name: str
    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of a search with all that stands around it.

    ``params`` and ``page`` are those shown: a page beyond the end is the last one. ``nothing`` says what
    was asked for in vain. ``hidden`` are the articles that are nearly the same as one in the list and are not in it;
    ``unfolded_query`` shows them too. ``next_query`` and ``previous_query`` are ``None`` where there is no such page.
    """

    params: SearchParams
    total: int
    archive_total: int
    page: int
    pages: int
    articles: tuple[Hit, ...]
    facets: Facets
    period: tuple[Month, ...]
    applied: tuple[AppliedFilter, ...]
    nothing: str
    hints: tuple[Hint, ...]
    suggestion: Suggestion | None
    hidden: int
    unfolded_query: str
    clear_query: str
    next_query: str | None
    previous_query: str | None


def find(
    params: SearchParams, *, within: tuple[Required, ...] = (), per_page: int = 20, with_texts: bool = False
) -> Results:
    """Return the page of ``params`` of what it finds among the articles that have all of ``within``.

    ``within`` is no filter of the reader's: it stands in no query string. ``with_texts`` loads the texts too.
    """
    reader = card_index()
    query = index_query(params, within=within)
    hits, page, pages = _page(reader, query, params, per_page)
    shown = params.only_page(page)
    facets = measure(reader, query, shown, within=within)
    applied = _applied(shown, facets)
    asked = said((each.name, each.label) for each, _ in applied)

    def count(other: SearchParams) -> int:
        return reader.count(index_query(other, within=within))

    return Results(
        params=shown,
        total=hits.total,
        archive_total=reader.count(IndexQuery(required=query.required, folded=query.folded)),
        page=page,
        pages=pages,
        articles=draw(reader, hits.ids, q=params.q, with_texts=with_texts),
        facets=facets,
        period=timeline(reader, query, shown),
        applied=tuple(filter_ for filter_, _ in applied),
        nothing="" if hits.total or not asked else in_vain(asked),
        hints=() if hits.total else ways_out(shown, asked, reader.months(query.without("period")), count),
        suggestion=suggest(reader, params, hits.total, count),
        hidden=reader.count(replace(query, folded=False)) - hits.total,
        unfolded_query=shown.unfolded().as_query(),
        clear_query=SearchParams(sort=params.sort).as_query(),
        next_query=shown.only_page(page + 1).as_query() if page < pages else None,
        previous_query=shown.only_page(page - 1).as_query() if page > 1 else None,
    )


def index_query(params: SearchParams, *, within: tuple[Required, ...] = ()) -> IndexQuery:
    """Return what ``params`` asks of the index; days begin and end at midnight of the site's time zone."""
    return IndexQuery(
        text=params.q,
        countries=() if params.about else params.country,
        about=params.country if params.about else (),
        topics=params.topic,
        entities=params.entity,
        sources=params.source,
        languages=params.language,
        since=_midnight(params.since) if params.since else None,
        until=_midnight(params.until + timedelta(days=1)) if params.until else None,
        folded=params.folded,
        required=tuple(("about" if params.about and field == "country" else field, value) for field, value in within),
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _page(reader: IndexReader, query: IndexQuery, params: SearchParams, per_page: int) -> tuple[Hits, int, int]:
    """Return the hits of the page, its number and the number of pages."""
    hits = reader.find(query, offset=(params.page - 1) * per_page, limit=per_page, order=params.sort)
    pages = max(1, -(-hits.total // per_page))
    if params.page <= pages:
        return hits, params.page, pages
    last = reader.find(query, offset=(pages - 1) * per_page, limit=per_page, order=params.sort)
    return last, pages, pages


def _applied(params: SearchParams, facets: Facets) -> list[tuple[AppliedFilter, SearchParams]]:
    """Return each filter with the search without it."""
    applied = []
    if params.q:
        applied.append(("q", _("“%(text)s”") % {"text": params.q}, params.without("q")))
    for facet in facets:
        for option in facet.selected:
            applied.append((facet.name, option.label, params.without(facet.name, option.value)))
    if params.about:
        applied.append(("about", _("at the heart of the article"), params.without("about")))
    applied += [(name, label, params.without(name)) for name, label in _days(params)]
    return [(AppliedFilter(name, label, less.as_query()), less) for name, label, less in applied]


def _days(params: SearchParams) -> list[tuple[str, str]]:
    """Return the name and label of each limit in time; one for both where they make a month."""
    since, until = params.since, params.until
    if since and (since, until) == month_days(since.year, since.month):
        return [("period", date_format(since, "YEAR_MONTH_FORMAT"))]
    days = []
    if since:
        days.append(("since", _("from %(day)s") % {"day": _long(since)}))
    if until:
        days.append(("until", _("until %(day)s") % {"day": _long(until)}))
    return days


def _long(day: date) -> str:
    return with_ordinal(date_format(day, "DATE_FORMAT"), get_language() or "")
