"""Where else an article can be read: the very same text in other places, and nearly the same one by others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from articles.models import Appearance, Article
from articles.text.addresses import host_of

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Another place: ``href`` leads to it, on this site or, if ``outside``, on another; it may be empty.

    ``label`` names its source, or where nobody knows it, the title there, which is in ``language``.
    """

    label: str
    href: str
    outside: bool
    published_at: datetime | None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The first other places of an article, and how many more there are."""

    places: tuple[Place, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.places)


def elsewhere(articles: Iterable[Article], *, most: int = SHOWN) -> dict[int, Elsewhere]:
    """Return the other places of each of ``articles``, in two queries for all of them."""
    found = list(articles)
    telling = _telling({row.story_id for row in found if row.story_id}, most + 1)
    same = _same([row.pk for row in found], most)
    return {row.pk: _together(row, telling.get(row.story_id or 0, []), same.get(row.pk, []), most) for row in found}


def _together(article: Article, telling: list[Article], same: list[Appearance], most: int) -> Elsewhere:
    others = [row for row in telling if row.pk != article.pk]
    places = [*map(_article_place, others), *map(_appearance_place, same)]
    all_there_are = (telling[0].telling - article.is_published if telling else 0) + (same[0].times if same else 0)
    return Elsewhere(tuple(places[:most]), all_there_are - len(places[:most]))


def _telling(stories: set[int], most: int) -> dict[int, list[Article]]:
    """Return the first articles of each story, the earliest first."""
    found: dict[int, list[Article]] = {}
    if not stories:
        return found
    rows = Article.objects.published().of_stories(stories, most=most).select_related("source")
    for row in rows.only("title", "language", "published_at", "story", "source__name"):
        found.setdefault(row.story_id, []).append(row)
    return found


def _same(articles: list[int], most: int) -> dict[int, list[Appearance]]:
    """Return the first other places of the very same texts; adds ``times``, how many there are of each."""
    known = Appearance.objects.filter(article__in=articles)
    if not known.exists():  # as for nearly all; the question below takes long to be put
        return {}
    rows = known.annotate(
        times=Window(Count("pk"), partition_by=F("article")),
        nth=Window(RowNumber(), partition_by=F("article"), order_by=F("pk").asc()),
    )
    found: dict[int, list[Appearance]] = {}
    for row in rows.filter(nth__lte=most).order_by("article", "nth").select_related("source"):
        found.setdefault(row.article_id, []).append(row)
    return found


def _article_place(row: Article) -> Place:
    label = row.source.name if row.source else row.title
    return Place(label, row.get_absolute_url(), False, row.published_at, "" if row.source else row.language)


def _appearance_place(row: Appearance) -> Place:
    label = row.source.name if row.source else host_of(row.url)
    return Place(label, row.url, bool(row.url), row.published_at)
