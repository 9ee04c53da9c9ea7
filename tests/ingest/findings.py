"""Annotations made by hand, and articles to hang them on."""

from collections.abc import Callable

import pytest

from articles import nlp
from articles.ingest.importing import Particulars, import_text
from articles.ingest.storing import replace_annotation
from articles.models import Article, Job
from articles.text.annotation import Annotation, CountryScore, Label, Link, Mention, Origin, Span, TopicScore
from articles.text.normalise import slug

TEXT = "Kassym-Jomart Tokaïev reçoit Vladimir Poutine à Astana. L’OTSC se réunit au Kazakhstan."


def let_find(monkeypatch: pytest.MonkeyPatch, annotate: Callable[..., Annotation]) -> None:
    """Let ``annotate(text, language, title=…)`` stand in for the laboratory."""
    monkeypatch.setattr(nlp, "annotate", annotate)
    monkeypatch.setattr(
        nlp, "annotate_many", lambda readings: (annotate(r.text, r.language, title=r.title) for r in readings)
    )


def mention(
    text: str, surface: str, label: str, *, name: str = "", key: str = "", country: str | None = None
) -> Mention:
    """The first place in ``text`` where ``surface`` stands, as the laboratory would give it."""
    start = text.index(surface)
    name = name or surface
    return Mention(
        start=start,
        end=start + len(surface),
        surface=surface,
        label=Label(label),
        origin=Origin.MODEL,
        confidence=0.9,
        link=Link(key or f"{label}/{slug(name)}", name, country),
    )


def annotation(text: str = TEXT) -> Annotation:
    """What the laboratory might say of ``TEXT``."""
    start = text.index("Kazakhstan")
    return Annotation(
        mentions=(
            mention(text, "Kassym-Jomart Tokaïev", "person"),
            mention(text, "Vladimir Poutine", "person"),
            mention(text, "Astana", "place"),
            mention(
                text,
                "OTSC",
                "organisation",
                name="Organisation du traité de sécurité collective",
            ),
            mention(text, "Kazakhstan", "place", key="country/kz", country="KZ"),
        ),
        countries=(CountryScore("KZ", 1, True, (Span(start, start + 10),)),),
        topics=(TopicScore("diplomacy", 0.8, ("reçoit",)),),
    )


def stored(text: str = TEXT, **particulars) -> Article:
    return import_text(text, status=Article.Status.PUBLISHED, given=Particulars(**particulars))


def annotated(**particulars) -> Article:
    """A published article with the annotation of its ``TEXT``, for which no job waits."""
    made = stored(**particulars)
    replace_annotation(made, annotation(), version="1")
    Job.objects.filter(article=made).delete()
    made.refresh_from_db()
    return made


def rows(article: Article) -> dict[str, list]:
    """All that is stored of the annotation of ``article``, to compare."""
    return {
        "mentions": sorted(
            article.mentions.values_list("start", "end", "surface", "origin", "confidence", "entity__key")
        ),
        "countries": list(article.article_countries.values_list("country_id", "mentions", "about", "evidence")),
        "topics": list(article.article_topics.values_list("topic_id", "score", "evidence")),
        "version": list(Article.objects.filter(pk=article.pk).values_list("annotation_version", flat=True)),
    }
