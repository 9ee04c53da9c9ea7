"""What annotating gave, into rows: entities by key, all of an article's annotation at once."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from django.db import transaction

from articles.ingest.naming import sort_key
from articles.models import (
    Alias,
    ArchiveState,
    Article,
    ArticleCountry,
    ArticleTopic,
    Change,
    Checkpoint,
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
_NAME_MOST = 300
_KEY_MOST = 250
_BATCH = 500
# An index that is further behind is made anew.
_CHECKPOINTS_KEPT = 100_000


def lock_archive() -> ArchiveState:
    """Wait until no other process writes articles, and keep them waiting until this transaction ends.

    The first statement of every transaction that changes articles: all take the counter's row first, then
    others, so that no two wait for each other; and numbers come in commit order.
    """
    return ArchiveState.objects.select_for_update().get_or_create(pk=1)[0]


def record_change(article_id: int) -> int:
    """Number a change of the article, so that search indexes follow it; return the number.

    Call inside a transaction that began with ``lock_archive``.
    """
    return record_changes([article_id])


def record_changes(article_ids: Iterable[int]) -> int:
    """Number a change of each article, as ``record_change`` does; return the last number."""
    ids = list(dict.fromkeys(article_ids))
    before = lock_archive().revision
    if not ids:
        return before
    last = before + len(ids)
    ArchiveState.objects.filter(pk=1).update(revision=last)
    Checkpoint.objects.create(revision=last, token=secrets.token_hex(8))
    Checkpoint.objects.filter(revision__lte=last - _CHECKPOINTS_KEPT).delete()
    numbered = list(zip(ids, range(before + 1, last + 1), strict=True))
    for begin in range(0, len(numbered), _BATCH):
        batch = dict(numbered[begin : begin + _BATCH])
        Change.objects.filter(article_id__in=batch).delete()
        Change.objects.bulk_create(Change(revision=n, article_id=pk) for pk, n in batch.items())
        Article.objects.bulk_update([Article(pk=pk, revision=n) for pk, n in batch.items()], ["revision"])
    return last


def replace_annotation(article: Article, found: vocabulary.Annotation, *, version: str) -> bool:
    """Swap the annotation of ``article`` for ``found`` in one short transaction; what editors set stays.

    Returns False, and changes nothing, if the article is gone by now, or if its text, title, standfirst or
    language is no longer what ``found`` was made of.
    """
    with transaction.atomic():
        lock_archive()
        if not _is_as_read(article):
            return False
        Mention.objects.filter(article=article).exclude(origin=MentionOrigin.EDITOR).delete()
        ArticleCountry.objects.filter(article=article).delete()
        ArticleTopic.objects.filter(article=article).delete()
        _store_mentions(article.pk, found.mentions)
        _store_countries(article.pk, found.countries)
        _store_topics(article.pk, found.topics)
        Article.objects.filter(pk=article.pk).update(
            annotation_version=version, annotation_retry_at=None, annotation_attempts=0, annotation_failures=0
        )
        record_change(article.pk)
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
    entities = entities_for({_key(m): m for m in new})
    Mention.objects.bulk_create(
        Mention(
            article_id=article_id,
            entity_id=entities[_key(m)],
            start=m.start,
            end=m.end,
            surface=m.surface[:_SURFACE_MOST],
            origin=m.origin.value,
            confidence=m.confidence,
        )
        for m in new
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
    known = {key: _known()[key] for key in missing if key in _known()}
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
def _known() -> dict[str, knowledge.KnownEntity]:
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
            evidence=[[span.start, span.end] for span in c.evidence],
        )
        for c in countries
        if c.code in stored
    )


def _store_topics(article_id: int, topics: Iterable[vocabulary.TopicScore]) -> None:
    topics = list(topics)
    stored = set(Topic.objects.filter(pk__in=[t.slug for t in topics]).values_list("pk", flat=True))
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article_id=article_id, topic_id=t.slug, score=t.score, evidence=list(t.evidence))
        for t in topics
        if t.slug in stored
    )
