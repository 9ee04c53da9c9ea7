"""One article with its mentions, and the card that a mention opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import Article, Entity, Kind, Topic, entity_slug, in_reader_language
from articles.search import Neighbour, elsewhere, months_of, neighbours_of
from articles.web import highlight, maps
from articles.web.charts import spark
from articles.web.kinds import PLURALS
from articles.web.toolbar import toolbar
from articles.web.versions import modified

CARD_ARTICLES = 3
CARD_CANDIDATES = 5
CARD_INSIDE = 5
RAIL_ROWS = 10
SHARING_ARTICLES = 5
SHARED_NAMES = 3


class RailRow(TypedDict):
    """An entity of the article: how often it is named, and where (``strokes`` draws one line a mention).

    ``drawn`` says whether the text shows it, for its mentions may all cross longer ones. A dict of strings, for a long
    article has hundreds of rows, and a template writes neither objects nor numbers as fast.
    """

    entity: str
    kind: str
    name: str
    href: str
    count: str
    strokes: str
    drawn: bool


class Denoted(NamedTuple):
    """An entity as the page of an article draws it, named in the reader's language; ``country`` is a code or empty."""

    key: str
    kind: str
    name: str
    href: str
    country: str
    is_country: bool


@dataclass(frozen=True, slots=True)
class Sharing:
    """Another article that names some of the same entities: the rarest of them by name, and how many more."""

    article: Article
    names: list[str]
    more: int


@dataclass(frozen=True, slots=True)
class TreatedTopic:
    """A topic of the article: the words that speak for it, and its sub-topics that the article treats."""

    topic: Topic
    evidence: list[str]
    parts: list[Topic]


@require_safe
def article(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = get_object_or_404(Article.objects.published().select_related("source"), pk=pk)
    if slug != found.slug:
        return redirect(found, permanent=True)
    context = {**reading(found), "toolbar": toolbar(request), "today": localdate()}
    return render(request, "articles/article.html", context)


def reading(found: Article) -> dict[str, object]:
    """Return what the page of an article shows; the preview of a draft shows the same."""
    mentions = list(found.mentions.values_list("start", "end", "entity", "confidence", "certainty"))
    entities = denoted_in(found)
    marks = highlight.marks_of(mentions, {pk: (entity.kind, entity.href) for pk, entity in entities.items()})
    named = Counter(entity for _, _, entity, *_ in mentions)
    around = neighbours_of(found, named, limit=SHARING_ARTICLES)
    rows = rail(found.text, marks, entities)
    countries = countries_of(found, entities)
    return {
        "article": found,
        "body": highlight.render(found.text, marks, found.structure),
        "mentions": len(mentions),
        "rows": rows[:RAIL_ROWS],
        "more_rows": rows[RAIL_ROWS:],
        "entities": len(rows),
        "kinds": [(kind, name) for kind, name in PLURALS.items() if any(row["kind"] == kind for row in rows)],
        "countries": countries,
        "locator": maps.locator(countries, sites(entities, named)),
        "about": [country for country in countries if country.marked],
        "topics": treated(found),
        "around": around,
        "elsewhere": elsewhere([found])[found.pk],
        "modified": modified(found),
        "sharing": [shared_with(neighbour, entities) for neighbour in around.sharing],
    }


def denoted_in(found: Article) -> dict[int, Denoted]:
    """Return the entities that an article names, by their numbers.

    A long article names hundreds: as rows of the model, each asking for its own address, they would take as long as
    all the rest of its page.
    """
    others = reverse("entity", args=[0, "0"]).removesuffix("0/0/")
    countries = reverse("country", args=["0"]).removesuffix("0/")
    rows = Entity.objects.named_in(found).values_list("pk", "key", "kind", "name", "name_en", "country", "is_country")
    return {
        pk: Denoted(
            key,
            kind,
            in_reader_language(name, name_en),
            f"{countries}{country.lower()}/" if own and country else f"{others}{pk}/{entity_slug(name)}/",
            country or "",
            own,
        )
        for pk, key, kind, name, name_en, country, own in rows
    }


def shared_with(neighbour: Neighbour, entities: Mapping[int, Denoted]) -> Sharing:
    names = [entities[pk].name for pk in neighbour.shared[:SHARED_NAMES]]
    return Sharing(neighbour.article, names, len(neighbour.shared) - len(names))


def treated(found: Article) -> list[TreatedTopic]:
    """Return the topics of an article, those it treats most first, each with its sub-topics."""
    rows = list(found.article_topics.select_related("topic"))
    return [
        TreatedTopic(row.topic, row.evidence, [part.topic for part in rows if part.topic.parent_id == row.topic_id])
        for row in rows
        if row.topic.parent_id is None
    ]


def countries_of(found: Article, entities: Mapping[int, Denoted]) -> list[maps.Named]:
    """Return the countries that an article names, those it is about ``marked``, in one query."""
    own = {entity.country: pk for pk, entity in entities.items() if entity.is_country}
    before = reverse("country", args=["0"]).removesuffix("0/")
    rows = found.article_countries.values_list("country", "country__name_fr", "country__name_en", "mentions", "about")
    return [
        maps.Named(
            code, in_reader_language(french, english), f"{before}{code.lower()}/", times, about, own.get(code, 0)
        )
        for code, french, english, times, about in rows
    ]


def sites(entities: Mapping[int, Denoted], named: Mapping[int, int]) -> list[maps.Site]:
    """Return the places that are no countries; ``named`` is how often each entity is."""
    return [
        maps.Site(entity.key, entity.name, entity.href, times, entity.country, pk)
        for pk, times in named.items()
        if (entity := entities[pk]).kind == Kind.PLACE and not entity.is_country
    ]


def rail(text: str, marks: Sequence[highlight.Mark], entities: Mapping[int, Denoted]) -> list[RailRow]:
    """Return the entities of ``text``, the most named first."""
    named: dict[int, list[highlight.Mark]] = {}
    for mark in marks:
        named.setdefault(mark.entity, []).append(mark)
    # What only crosses longer names is nowhere to be gone to.
    drawn = {mark.entity for outer, inner in highlight.drawn(text, marks) for mark in (outer, *inner)}
    rows = [
        RailRow(
            entity=str(pk),
            kind=entities[pk].kind,
            name=entities[pk].name,
            href=own[0].href,
            count=str(len(own)),
            strokes="".join([f"M{100 * mark.start / len(text):.1f} 2V14" for mark in own]),
            drawn=pk in drawn,
        )
        for pk, own in sorted(named.items(), key=lambda pair: -len(pair[1]))
    ]
    return rows


@require_safe
@cache_control(private=True, max_age=60)
def entity_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of one entity; ``?article=`` is the article being read, left out of the latest ones."""
    entity = get_object_or_404(Entity.objects.in_published().select_related("country"), pk=pk)
    published = Article.objects.published()
    country = entity.country if entity.is_country else None
    naming = published.naming_country(country) if country else published.mentioning(entity)
    read = whole_number(request.GET.get("article"))
    context = {
        "entity": entity,
        "reading": published.filter(pk=read).defer("text").first(),
        "spark": spark([count for _, count in months_of(country or entity)]),
        "inside": Entity.objects.named_inside(entity, read)[:CARD_INSIDE],
        "doubt": entity.mentions.in_published().filter(article=read).unsure().order_by("start").first(),
        "candidates": Entity.objects.in_published().candidates_for(entity)[:CARD_CANDIDATES],
        "total": naming.count(),
        "latest": naming.exclude(pk=read).newest_first()[:CARD_ARTICLES],
    }
    return render(request, "articles/_card.html", context)


def whole_number(text: str | None) -> int:
    """Return the number that a parameter holds, 0 if it holds none."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0
