"""What annotating gave, into rows: entities by key, all of an article's annotation at once."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F

from articles.ingest.naming import sort_key
from articles.models import (
    Alias,
    ArchiveState,
    Article,
    ArticleCountry,
    ArticleTopic,
    Change,
    Country,
    Entity,
    Mention,
    MentionOrigin,
    Topic,
)
from articles.nlp import knowledge
from articles.text import annotation as vocabulary
from articles.text.normalise import fold

_SURFACE_MOST = 300


def record_change(article_id: int) -> int:
    """Number a change of the article, so that search indexes follow it; return the number.

    Call inside a transaction: the counter's row stays locked until it ends, so numbers come in commit order.
    """
    ArchiveState.objects.get_or_create(pk=1)
    ArchiveState.objects.filter(pk=1).update(revision=F("revision") + 1)
    revision = ArchiveState.objects.values_list("revision", flat=True).get(pk=1)
    Change.objects.filter(article_id=article_id).delete()
    Change.objects.create(revision=revision, article_id=article_id)
    Article.objects.filter(pk=article_id).update(revision=revision)
    return revision


def replace_annotation(
    article_id: int, content_hash: str, found: vocabulary.Annotation, *, version: str
) -> bool:
    """Swap an article's annotation for ``found`` in one short transaction; what editors set stays.

    Returns False, and changes nothing, if the article is gone or its text is another by now.
    """
    with transaction.atomic():
        if not Article.objects.filter(pk=article_id, content_hash=content_hash).exists():
            return False
        Mention.objects.filter(article_id=article_id).exclude(origin=MentionOrigin.EDITOR).delete()
        ArticleCountry.objects.filter(article_id=article_id).delete()
        ArticleTopic.objects.filter(article_id=article_id).delete()
        _store_mentions(article_id, found.mentions)
        _store_countries(article_id, found.countries)
        _store_topics(article_id, found.topics)
        Article.objects.filter(pk=article_id).update(
            annotation_version=version, annotation_retry_at=None, annotation_failures=0
        )
        record_change(article_id)
    return True


def _store_mentions(article_id: int, mentions: Iterable[vocabulary.Mention]) -> None:
    kept = list(Mention.objects.filter(article_id=article_id).values_list("start", "end"))
    new = [m for m in mentions if not any(m.start < end and start < m.end for start, end in kept)]
    entities = entities_for({m.link.key: m for m in new})
    Mention.objects.bulk_create(
        Mention(
            article_id=article_id,
            entity_id=entities[m.link.key].pk,
            start=m.start,
            end=m.end,
            surface=m.surface[:_SURFACE_MOST],
            origin=m.origin.value,
            confidence=m.confidence,
        )
        for m in new
    )


def entities_for(mentions: Mapping[str, vocabulary.Mention]) -> dict[str, Entity]:
    """Return the entity of each key, made where the archive has none yet."""
    found = {e.key: e for e in Entity.objects.filter(key__in=mentions.keys())}
    for key, mention in mentions.items():
        if key not in found:
            found[key] = _make_entity(key, mention)
    return found


def _make_entity(key: str, mention: vocabulary.Mention) -> Entity:
    known = _known().get(key)
    if known is None:
        entity, _ = Entity.objects.get_or_create(
            key=key,
            defaults={
                "kind": mention.label.value,
                "name": mention.link.name[:_SURFACE_MOST],
                "sort_name": sort_key(mention.link.name, mention.label.value),
            },
        )
        return entity
    return store_known(known)


def _known() -> dict[str, knowledge.KnownEntity]:
    return {entity.key: entity for entity in knowledge.entities()}


def store_known(known: knowledge.KnownEntity) -> Entity:
    """Write an entity of the knowledge base with its aliases; one that exists is left as editors made it."""
    entity, made = Entity.objects.get_or_create(
        key=known.key,
        defaults={
            "kind": known.kind.value,
            "name": known.name["fr"],
            "name_en": known.name["en"] if known.name["en"] != known.name["fr"] else "",
            "sort_name": sort_key(known.name["fr"], known.kind.value),
            "wikidata": known.wikidata,
            "country": Country.objects.filter(pk=known.country).first() if known.country else None,
            "is_country": known.is_country,
            "description_fr": known.description["fr"],
            "description_en": known.description["en"],
        },
    )
    if made:
        names = dict.fromkeys([*known.aliases["fr"], *known.aliases["en"], known.name["en"]])
        names.pop(known.name["fr"], None)
        Alias.objects.bulk_create(Alias(entity=entity, name=name, folded=fold(name)) for name in names if name)
    return entity


def _store_countries(article_id: int, countries: Iterable[vocabulary.CountryScore]) -> None:
    stored = set(Country.objects.values_list("pk", flat=True))
    ArticleCountry.objects.bulk_create(
        ArticleCountry(
            article_id=article_id,
            country_id=c.code,
            mentions=c.mentions,
            about=c.about,
            evidence=[[span.start, span.end] for span in c.evidence],
        )
        for c in countries
        if c.code in stored
    )


def _store_topics(article_id: int, topics: Iterable[vocabulary.TopicScore]) -> None:
    stored = set(Topic.objects.values_list("pk", flat=True))
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article_id=article_id, topic_id=t.slug, score=t.score, evidence=list(t.evidence))
        for t in topics
        if t.slug in stored
    )
