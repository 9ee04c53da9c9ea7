"""The versions of an article: when each was replaced, and what the next one changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.ingest.proposals import titles_with
from articles.models import Article, Batch, Country, Entity, Kind, Revision
from articles.text.comparing import Edit, Passage, compare, compare_line

STEPS = 10
NAMES = 12


class Modified(NamedTuple):
    """Which version readers see, and since when."""

    number: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """What an article said at one time; ``names`` and ``countries`` by number and code, None where nobody knows."""

    title: str
    standfirst: str
    text: str
    names: Mapping[str, int] | None
    countries: Mapping[str, int] | None


class Subject(NamedTuple):
    """Someone or something named; ``href`` is empty where no page is about it any more."""

    name: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Who came into a text and who left it: the most named first, and how many more."""

    came: list[Subject]
    went: list[Subject]
    more: int


@dataclass(frozen=True, slots=True)
class Step:
    """What one version changed in the one before; ``passages`` is None where that is too much to be told.

    ``batch`` is the import by which it came, if that is known.
    """

    number: int
    at: datetime
    title: tuple[Edit, ...]
    standfirst: tuple[Edit, ...]
    passages: tuple[Passage, ...] | None
    names: Differences | None
    countries: Differences | None
    unplaced: list[str]
    batch: Batch | None


@dataclass(frozen=True, slots=True)
class Replaced:
    """How the text of an article was last replaced, and how many versions there were before it."""

    at: datetime
    batch: Batch | None
    before: int


def replaced(article: Article) -> Replaced | None:
    """Return how an article came by its present text, whoever saw the others; None if it is the first."""
    last = article.revisions.select_related("batch").defer("text").order_by("-number").first()
    return Replaced(last.replaced_at, last.batch, article.revisions.count()) if last else None


def modified(article: Article) -> Modified | None:
    """Return the version of an article that readers see; None if they have only seen one."""
    known = article.revisions.seen_by_readers().aggregate(many=Count("pk"), since=Max("replaced_at"))
    return Modified(known["many"] + 1, known["since"]) if known["many"] else None


@require_safe
def versions(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What each version changed, the latest first."""
    found = get_object_or_404(Article.objects.published().select_related("source"), pk=pk)
    if slug != found.slug:
        return redirect("versions", found.pk, found.slug, permanent=True)
    return _page(request, found, found.revisions.seen_by_readers(), all_versions=False)


@require_safe
@login_required
@permission_required("articles.add_article", raise_exception=True)
def desk_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for the desk: also what readers never saw, and by which import each version came."""
    found = get_object_or_404(Article.objects.select_related("source"), pk=pk)
    return _page(request, found, found.revisions.select_related("batch"), all_versions=True)


def _page(request: HttpRequest, found: Article, told: QuerySet[Revision], *, all_versions: bool) -> HttpResponse:
    page = Paginator(told.order_by("-number"), STEPS).get_page(request.GET.get("page"))
    context = {
        "article": found,
        "page": page,
        "all_versions": all_versions,
        "versions": page.paginator.count + 1,
        "steps": steps(found, page.object_list, page.paginator.count - page.start_index() + 2, among=told),
        "first": page.number == page.paginator.num_pages,
    }
    return render(request, "articles/versions.html", context)


def steps(article: Article, revisions: Iterable[Revision], number: int, *, among: QuerySet[Revision]) -> list[Step]:
    """Return the steps away from ``revisions``, the latest first; ``number`` is the version that follows the latest.

    ``among`` are all the revisions that are told of.
    """
    old = list(revisions)
    if not old:
        return []
    later = among.filter(number__gt=old[0].number).order_by("number").first()
    told = [version_of(later) if later else present(article), *map(version_of, old)]
    subjects = _named(told)
    return [
        _step(number - place, row.replaced_at, before, after, subjects, unplaced=row.unplaced, batch=row.batch)
        for place, (row, before, after) in enumerate(zip(old, told[1:], told, strict=False))
    ]


def proposed(draft: Article) -> Step:
    """Return what a draft would change in the article of which it is a new text."""
    before = present(draft.revises)
    after = replace(present(draft), **titles_with(draft.revises, draft))
    return _step(0, draft.added_at, before, after, _named([before, after]))


def _step(
    number: int,
    at: datetime,
    before: Version,
    after: Version,
    subjects: tuple[dict[str, Subject], dict[str, Subject]],
    *,
    unplaced: Sequence[str] = (),
    batch: Batch | None = None,
) -> Step:
    """Return what changed from ``before`` to ``after``; ``subjects`` are those of ``_named``."""
    entities, countries = subjects
    return Step(
        number=number,
        at=at,
        title=compare_line(before.title, after.title),
        standfirst=compare_line(before.standfirst, after.standfirst),
        passages=compare(before.text, after.text),
        names=_differences(before.names, after.names, entities),
        countries=_differences(before.countries, after.countries, countries),
        unplaced=list(unplaced),
        batch=batch,
    )


def version_of(row: Revision) -> Version:
    return Version(row.title, row.standfirst, row.text, row.names, row.countries)


def present(article: Article) -> Version:
    """Return what an article says now; until it is annotated, nobody knows whom it names."""
    known = article.is_annotated
    names = article.mentions.order_by().values_list("entity").annotate(Count("pk")) if known else ()
    countries = article.article_countries.order_by().values_list("country", "mentions") if known else ()
    return Version(
        article.title,
        article.standfirst,
        article.text,
        {str(pk): times for pk, times in names} if known else None,
        dict(countries) if known else None,
    )


def _named(told: Iterable[Version]) -> tuple[dict[str, Subject], dict[str, Subject]]:
    """Return the entities, but for those that are countries, and the countries of all versions."""
    told = list(told)
    numbers = {int(pk) for version in told for pk in version.names or ()}
    entities = Entity.objects.filter(pk__in=numbers, is_country=False)
    visible = set(entities.in_published().values_list("pk", flat=True))
    codes = {code for version in told for code in version.countries or ()}
    return {
        str(row.pk): Subject(row.display_name, row.kind, row.get_absolute_url() if row.pk in visible else "")
        for row in entities
    }, {row.pk: Subject(row.name, Kind.PLACE, row.get_absolute_url()) for row in Country.objects.filter(pk__in=codes)}


def _differences(
    before: Mapping[str, int] | None, after: Mapping[str, int] | None, rows: Mapping[str, Subject]
) -> Differences | None:
    if before is None or after is None:
        return None
    came, went = _only_in(after, before, rows), _only_in(before, after, rows)
    return Differences(came[:NAMES], went[:NAMES], len(came[NAMES:]) + len(went[NAMES:]))


def _only_in(one: Mapping[str, int], other: Mapping[str, int], rows: Mapping[str, Subject]) -> list[Subject]:
    """Return whom only ``one`` names, the most named first."""
    return [rows[key] for key in sorted(one, key=lambda key: -one[key]) if key not in other and key in rows]
