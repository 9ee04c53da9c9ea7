"""Articles made by hand: no model is loaded, and offsets are those of the surfaces in the text."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from articles.ingest.changes import record_change
from articles.ingest.importing import Particulars, import_text
from articles.ingest.indexing import follow
from articles.ingest.naming import sort_key
from articles.models import Alias, Article, ArticleCountry, ArticleTopic, Entity, Kind, Mention
from articles.text.normalise import fold

HOSTILE = '<b>"O\'Brien" & Cie</b>'
PUBLISHED, DRAFT, REVIEW = Article.Status.PUBLISHED, Article.Status.DRAFT, Article.Status.REVIEW


def entity(name: str, kind: str = Kind.PERSON, *, aliases: Iterable[str] = (), **columns: object) -> Entity:
    made = Entity.objects.create(key=f"{kind}/{name}", kind=kind, name=name, sort_name=sort_key(name, kind), **columns)
    Alias.objects.bulk_create(Alias(entity=made, name=alias, folded=fold(alias)) for alias in aliases)
    return made


def article(
    text: str,
    named: dict[str, Entity] | None = None,
    *,
    status: str = PUBLISHED,
    title: str = "Un titre",
    about: Iterable[str] = (),
    topics: Iterable[str] = (),
    days: int = 0,
    confidence: float = 0.9,
    **given: str,
) -> Article:
    """Store an article whose mentions are the first occurrence of each surface; ``days`` is its age."""
    day = datetime(2026, 10, 31, 12, tzinfo=UTC) - timedelta(days=days)
    made = import_text(text, status=status, given=Particulars(title=title, published_at=day, **given))
    for surface, named_entity in (named or {}).items():
        start = made.text.index(surface)
        Mention.objects.create(
            article=made,
            entity=named_entity,
            start=start,
            end=start + len(surface),
            surface=surface,
            origin="model",
            confidence=confidence,
        )
    for code in about:
        ArticleCountry.objects.create(article=made, country_id=code, mentions=1, about=True, evidence=[[0, 3]])
    for slug in topics:
        ArticleTopic.objects.create(article=made, topic_id=slug, score=0.5, evidence=["mot"])
    Article.objects.filter(pk=made.pk).update(annotation_version="by hand")
    record_change(made.pk)
    made.refresh_from_db()
    return made


def page(response) -> str:
    """Return a page with one space where its source has any white space."""
    return " ".join(response.content.decode().split())


def shelve() -> None:
    """Bring the index up to date."""
    follow()


def many(count: int, *, first: int = 0) -> list[Entity]:
    """Store ``count`` articles that name the same person, each with a place of its own; return all entities."""
    poutine = Entity.objects.filter(name="Vladimir Poutine").first() or entity("Vladimir Poutine")
    made = [poutine]
    for number in range(first, first + count):
        place = entity(f"Ville {number}", Kind.PLACE)
        article(
            f"À Ville {number}, Vladimir Poutine a parlé pour la {number}e fois.",
            {f"Ville {number}": place, "Vladimir Poutine": poutine},
            title=f"Article {number}",
            about=["KZ"],
            topics=["energy"],
            days=number,
            source=f"Source {number % 3}",
        )
        made.append(place)
    shelve()
    return made
