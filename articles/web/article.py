"""One article with its mentions, and the card that a mention opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import Article, Entity, Mention, Topic
from articles.search import articles_sharing
from articles.web import highlight
from articles.web.kinds import PLURALS
from articles.web.toolbar import toolbar

CARD_ARTICLES = 3
CARD_CANDIDATES = 5
RAIL_ROWS = 10
SHARING_ARTICLES = 5


@dataclass(frozen=True, slots=True)
class RailRow:
    """An entity of the article: how often it is named, and where (``path`` draws one stroke a mention).

    ``drawn`` says whether the text has a link to it, for it may only occur inside other names.
    """

    entity: Entity
    href: str
    count: int
    path: str
    drawn: bool


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
    mentions = list(found.mentions.select_related("entity"))
    marks = highlight.marks_of(mentions)
    rows = rail(found.text, mentions, marks)
    countries = list(found.article_countries.select_related("country"))
    return {
        "article": found,
        "body": highlight.render(found.text, marks),
        "mentions": len(mentions),
        "rows": rows[:RAIL_ROWS],
        "more_rows": rows[RAIL_ROWS:],
        "entities": len(rows),
        "kinds": [(kind, name) for kind, name in PLURALS.items() if any(row.entity.kind == kind for row in rows)],
        "countries": countries,
        "about": [link for link in countries if link.about],
        "topics": treated(found),
        "sharing": articles_sharing(found, limit=SHARING_ARTICLES),
    }


def treated(found: Article) -> list[TreatedTopic]:
    """Return the topics of an article, those it treats most first, each with its sub-topics."""
    rows = list(found.article_topics.select_related("topic"))
    return [
        TreatedTopic(row.topic, row.evidence, [part.topic for part in rows if part.topic.parent_id == row.topic_id])
        for row in rows
        if row.topic.parent_id is None
    ]


def rail(text: str, mentions: Sequence[Mention], marks: Sequence[highlight.Mark]) -> list[RailRow]:
    """Return the entities of ``text``, the most named first."""
    named: dict[int, list[Mention]] = {}
    for mention in mentions:
        named.setdefault(mention.entity_id, []).append(mention)
    addresses = {mark.entity: mark.href for mark in marks}
    drawn = {mark.entity for mark in highlight.drawn(text, marks)}
    rows = [
        RailRow(found[0].entity, addresses[key], len(found), strokes(len(text), found), key in drawn)
        for key, found in named.items()
    ]
    return sorted(rows, key=lambda row: -row.count)


def strokes(length: int, mentions: Sequence[Mention]) -> str:
    """Return the SVG path of one vertical stroke for each mention, on a line 100 wide."""
    return "".join(f"M{100 * mention.start / max(length, 1):.1f} 2V14" for mention in mentions)


@require_safe
@cache_control(private=True, max_age=60)
def entity_card(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of one entity; ``?article=`` is the article being read, left out of the latest ones."""
    entity = get_object_or_404(Entity.objects.in_published().select_related("country"), pk=pk)
    published = Article.objects.published()
    naming = published.naming_country(entity.country) if entity.is_country else published.mentioning(entity)
    read = whole_number(request.GET.get("article"))
    context = {
        "entity": entity,
        "reading": published.filter(pk=read).defer("text").first(),
        "doubt": entity.mentions.in_published().filter(article=read).unsure().order_by("start").first(),
        "candidates": Entity.objects.in_published().candidates_for(entity)[:CARD_CANDIDATES],
        "total": naming.count(),
        "latest": naming.exclude(pk=read).newest_first()[:CARD_ARTICLES],
    }
    return render(request, "articles/_card.html", context)


def whole_number(text: str | None) -> int:
    """Return the number that a parameter holds, 0 if it holds none."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0
