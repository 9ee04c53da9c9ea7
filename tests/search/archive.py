"""A small archive, in rows and in the index, for the tests of the read path."""

from datetime import UTC, datetime
from hashlib import sha256

from django.utils import timezone

from articles.index import IndexedArticle, writing
from articles.models import (
    Article,
    ArticleCountry,
    ArticleTopic,
    Country,
    Entity,
    Mention,
    Source,
    Topic,
)


def country(code: str) -> Country:
    names = {"KZ": ("Kazakhstan", "Kazakhstan"), "RU": ("Russie", "Russia"), "FR": ("France", "France")}
    french, english = names.get(code, (code, code))
    return Country.objects.get_or_create(
        code=code, defaults={"name_fr": french, "name_en": english, "sort_fr": french, "sort_en": english}
    )[0]


def topic(slug: str) -> Topic:
    return Topic.objects.get_or_create(slug=slug, defaults={"name_fr": slug.capitalize(), "name_en": f"{slug} (en)"})[0]


def source(name: str) -> Source:
    return Source.objects.get_or_create(name=name)[0]


def entity(name: str) -> Entity:
    return Entity.objects.get_or_create(
        key=f"organisation/{name}",
        defaults={"kind": "organisation", "name": name, "name_en": f"{name} (en)", "sort_name": name},
    )[0]


def article(
    title: str,
    text: str = "Un texte.",
    *,
    day: str = "2025-01-15",
    countries: tuple[str, ...] = (),
    topics: tuple[str, ...] = (),
    entities: tuple[str, ...] = (),
    published_by: str = "",
    **values,
) -> Article:
    """Store an article; an entity named twice in ``entities`` is mentioned twice."""
    row = Article.objects.create(
        **{
            "title": title,
            "text": text,
            "published_at": datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC),
            "status": Article.Status.PUBLISHED,
            "content_hash": sha256(title.encode()).hexdigest(),
            "source": source(published_by) if published_by else None,
        }
        | values
    )
    for code in countries:
        ArticleCountry.objects.create(article=row, country=country(code), mentions=1)
    for slug in topics:
        ArticleTopic.objects.create(article=row, topic=topic(slug), score=0.5)
    for place, name in enumerate(entities):
        Mention.objects.create(
            article=row,
            entity=entity(name),
            start=place,
            end=place + 1,
            surface="x",
            origin="model",
            confidence=1,
        )
    return row


def put(folder, *rows: Article) -> None:
    """Write ``rows`` into the index."""
    with writing(folder) as index:
        for row in rows:
            index.replace(_indexed(row))
        index.commit(1)


def _indexed(row: Article) -> IndexedArticle:
    entities = list(Entity.objects.filter(mentions__article=row).distinct())
    return IndexedArticle(
        id=row.pk,
        language=row.language,
        title=row.title,
        standfirst=row.standfirst,
        text=row.text,
        published=timezone.localtime(row.published_at),
        names=tuple(each.name for each in entities),
        source=row.source_id,
        countries=tuple(row.article_countries.values_list("country", flat=True)),
        about=tuple(row.article_countries.filter(about=True).values_list("country", flat=True)),
        topics=tuple(row.article_topics.values_list("topic", flat=True)),
        entities=tuple(each.pk for each in entities),
        story=row.story_id,
        leads=row.story is None or row.story.lead_id == row.pk,
    )
