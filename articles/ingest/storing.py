"""What annotating gave, into rows: entities by key, all of an article's annotation at once."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from django.db import transaction

from articles.ingest import rulings, settling
from articles.ingest.changes import lock_archive, record_change
from articles.ingest.naming import sort_key
from articles.models import (
    Alias,
    Article,
    ArticleCountry,
    ArticleTopic,
    Country,
    Entity,
    Introduction,
    Mention,
    MentionCertainty,
    MentionOrigin,
    Topic,
)
from articles.nlp import knowledge
from articles.text import annotation as vocabulary
from articles.text.normalise import fold

_SURFACE_MOST = 300
_NAME_MOST = 300
_KEY_MOST = 250
_SHORT_MOST = 100


def replace_annotation(article: Article, found: vocabulary.Annotation, *, version: str) -> bool:
    """Swap the annotation of ``article`` for ``found`` in one short transaction; what editors set or ruled stays.

    Returns False, and changes nothing, if the article is gone by now, or if its text, title, standfirst or
    language is no longer what ``found`` was made of.
    """
    with transaction.atomic():
        lock_archive()
        if not _is_as_read(article):
            return False
        settled = settling.names_of(article)
        Introduction.objects.filter(article=article).delete()
        Mention.objects.filter(article=article).exclude(origin=MentionOrigin.EDITOR).delete()
        ArticleCountry.objects.filter(article=article).delete()
        ArticleTopic.objects.filter(article=article).delete()
        _store_mentions(article.pk, found.mentions)
        _store_introductions(article.pk, found.introductions, rulings.heirs(article))
        _store_countries(article.pk, found.countries)
        rulings.follow(article)
        _store_topics(article.pk, found.topics)
        Article.objects.filter(pk=article.pk).update(
            annotation_version=version, annotation_retry_at=None, annotation_failures=0
        )
        record_change(article.pk)
        settling.settle(settled | settling.names_of(article))
    return True


def _is_as_read(article: Article) -> bool:
    same = Article.objects.filter(
        pk=article.pk,
        text=article.text,
        title=article.title,
        standfirst=article.standfirst,
        language=article.language,
    )
    return bool(same.select_for_update().values_list("pk"))


def _store_mentions(article_id: int, mentions: Iterable[vocabulary.Mention]) -> None:
    kept = list(Mention.objects.filter(article_id=article_id).values_list("start", "end"))
    new = [m for m in mentions if not any(m.start < end and start < m.end for start, end in kept)]
    entities = entities_for({key: m for m in new for key in (_key(m), *_known_candidates(m))})
    Mention.objects.bulk_create(
        Mention(
            article_id=article_id,
            entity_id=entities[_key(m)],
            start=m.start,
            end=m.end,
            surface=m.surface[:_SURFACE_MOST],
            origin=m.origin.value,
            confidence=m.confidence,
            certainty=MentionCertainty(m.link.certainty.value),
            short=m.link.short if len(m.link.short) <= _SHORT_MOST else "",
        )
        for m in new
    )


def _known_candidates(mention: vocabulary.Mention) -> list[str]:
    """The known entities that a mention may mean: rows of their own, so that an editor can choose among them."""
    return [key for key in mention.link.candidates if key in known_entities()]


def _store_introductions(
    article_id: int, introductions: Iterable[vocabulary.Introduction], heirs: Mapping[str, int]
) -> None:
    """Of entities that no stored mention leads to (an editor's mention stands in its place), none is kept.

    Those of ``heirs`` go to the entity that an editor says they are.
    """
    kept = [i for i in introductions if len(i.short) <= _SHORT_MOST]
    named = Entity.objects.filter(key__in={i.key[:_KEY_MOST] for i in kept}, mentions__article=article_id)
    numbers = {**dict(named.values_list("key", "pk")), **heirs}
    explained = {(numbers[i.key[:_KEY_MOST]], i.short) for i in kept if i.key[:_KEY_MOST] in numbers}
    Introduction.objects.bulk_create(
        Introduction(article_id=article_id, entity_id=entity, short=short) for entity, short in sorted(explained)
    )


def _key(mention: vocabulary.Mention) -> str:
    return mention.link.key[:_KEY_MOST]


def entities_for(mentions: Mapping[str, vocabulary.Mention]) -> dict[str, int]:
    """Return the number of the entity of each key.

    Those that the archive has not are made; those that it has are left as editors made them.
    """
    numbers = _numbers(mentions.keys())
    missing = [key for key in mentions if key not in numbers]
    if not missing:
        return numbers
    countries = set(Country.objects.values_list("pk", flat=True))
    known = {key: known_entities()[key] for key in missing if key in known_entities()}
    # Another process may make the same ones at the same time: the first row stays, for both.
    Entity.objects.bulk_create(
        (_known_entity(known[key], countries) if key in known else _new_entity(key, mentions[key]) for key in missing),
        ignore_conflicts=True,
    )
    made = _numbers(missing)
    Alias.objects.bulk_create(
        (
            Alias(entity_id=made[key], name=name, folded=fold(name))
            for key, entity in known.items()
            for name in _other_names(entity)
        ),
        ignore_conflicts=True,
    )
    return numbers | made


def _numbers(keys: Collection[str]) -> dict[str, int]:
    return dict(Entity.objects.filter(key__in=keys).values_list("key", "pk"))


@cache
def known_entities() -> dict[str, knowledge.KnownEntity]:
    """Return the entities of the knowledge files by key."""
    return {entity.key: entity for entity in knowledge.entities()}


def _new_entity(key: str, mention: vocabulary.Mention) -> Entity:
    kind, name = mention.label.value, mention.link.name[:_NAME_MOST]
    return Entity(key=key, kind=kind, name=name, sort_name=sort_key(name, kind))


def _known_entity(known: knowledge.KnownEntity, countries: Collection[str]) -> Entity:
    return Entity(
        key=known.key,
        kind=known.kind.value,
        name=known.name["fr"],
        name_en=known.name["en"] if known.name["en"] != known.name["fr"] else "",
        sort_name=sort_key(known.name["fr"], known.kind.value),
        wikidata=known.wikidata,
        country_id=known.country if known.country in countries else None,
        is_country=known.is_country,
        description_fr=known.description["fr"],
        description_en=known.description["en"],
    )


def _other_names(known: knowledge.KnownEntity) -> list[str]:
    names = dict.fromkeys([*known.aliases["fr"], *known.aliases["en"], known.name["en"]])
    return [name for name in names if name and name != known.name["fr"]]


def _store_countries(article_id: int, countries: Iterable[vocabulary.CountryScore]) -> None:
    countries = list(countries)
    stored = set(Country.objects.filter(pk__in=[c.code for c in countries]).values_list("pk", flat=True))
    ArticleCountry.objects.bulk_create(
        ArticleCountry(
            article_id=article_id,
            country_id=c.code,
            mentions=c.mentions,
            about=c.about,
            sure=c.sure,
            evidence=[[span.start, span.end] for span in c.evidence],
        )
        for c in countries
        if c.code in stored
    )


def _store_topics(article_id: int, topics: Iterable[vocabulary.TopicScore]) -> None:
    topics = [each for topic in topics for each in (topic, *topic.within)]
    stored = set(Topic.objects.filter(pk__in=[t.slug for t in topics]).values_list("pk", flat=True))
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article_id=article_id, topic_id=t.slug, score=t.score, evidence=list(t.evidence))
        for t in topics
        if t.slug in stored
    )
