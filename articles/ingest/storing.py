"""What annotating gave, into rows: entities by key, all of an article's annotation at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from django.db import transaction

from articles.ingest import rows, rulings, settling
from articles.ingest.changes import lock_archive, record_changes
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
    """Swap the annotation of one article, as ``replace_annotations`` does; return whether that was done."""
    return bool(replace_annotations([(article, found)], version=version))


def replace_annotations(read: Iterable[tuple[Article, vocabulary.Annotation]], *, version: str) -> set[int]:
    """Swap the annotation of each article for what was found in it, in one short transaction.

    What editors set or ruled stays. Returns the numbers of those that were given theirs: an article that is gone by
    now, or whose text, title, standfirst or language is no longer what was read, is left as it is.
    """
    read = list(read)
    with transaction.atomic():
        lock_archive()
        current = _as_read(article for article, _ in read)
        found = {article.pk: annotation for article, annotation in read if article.pk in current}
        if not found:
            return set()
        names = settling.names_of(found)
        Introduction.objects.filter(article__in=found).delete()
        Mention.objects.filter(article__in=found).exclude(origin=MentionOrigin.EDITOR).delete()
        ArticleCountry.objects.filter(article__in=found).delete()
        ArticleTopic.objects.filter(article__in=found).delete()
        _store_mentions({pk: annotation.mentions for pk, annotation in found.items()})
        _store_introductions({pk: annotation.introductions for pk, annotation in found.items()})
        _store_countries({pk: annotation.countries for pk, annotation in found.items()})
        rulings.follow(found)
        _store_topics({pk: annotation.topics for pk, annotation in found.items()})
        Article.objects.filter(pk__in=found).update(
            annotation_version=version, annotation_retry_at=None, annotation_failures=0
        )
        record_changes(found)
        settling.settle(names | settling.names_of(found))
    return set(found)


_READ = ("text", "title", "standfirst", "language")


def _as_read(articles: Iterable[Article]) -> set[int]:
    """Return the numbers of those that are in the archive as they are here."""
    here = {article.pk: tuple(getattr(article, name) for name in _READ) for article in articles}
    current = Article.objects.select_for_update().filter(pk__in=here).order_by().values_list("pk", *_READ)
    return {pk for pk, *columns in current if here[pk] == tuple(columns)}


def _store_mentions(mentions: Mapping[int, Iterable[vocabulary.Mention]]) -> None:
    kept: dict[int, list[tuple[int, int]]] = defaultdict(list)
    standing = Mention.objects.filter(article__in=mentions).order_by()
    for article, start, end in standing.values_list("article_id", "start", "end"):
        kept[article].append((start, end))
    new = [
        (article, m)
        for article, found in mentions.items()
        for m in found
        if not any(m.start < end and start < m.end for start, end in kept[article])
    ]
    entities = entities_for({key: m for _, m in new for key in (_key(m), *_known_candidates(m))})
    rows.insert(
        Mention,
        ("article_id", "entity_id", "start", "end", "surface", "origin", "confidence", "certainty", "short"),
        (
            (
                article,
                entities[_key(m)],
                m.start,
                m.end,
                m.surface[:_SURFACE_MOST],
                m.origin.value,
                m.confidence,
                m.link.certainty.value,
                m.link.short if len(m.link.short) <= _SHORT_MOST else "",
            )
            for article, m in new
        ),
    )


def _known_candidates(mention: vocabulary.Mention) -> list[str]:
    """The known entities that a mention may mean: rows of their own, so that an editor can choose among them."""
    return [key for key in mention.link.candidates if key in known_entities()]


def _store_introductions(introductions: Mapping[int, Iterable[vocabulary.Introduction]]) -> None:
    """Of entities that no stored mention leads to (an editor's mention stands in its place), none is kept.

    Those of whom an editor says who they are go to the entity that they are.
    """
    kept = [(pk, i.key[:_KEY_MOST], i.short) for pk, found in introductions.items() for i in found]
    named = Mention.objects.filter(article__in=introductions, entity__key__in={key for _, key, _ in kept}).order_by()
    leading = named.values_list("article_id", "entity__key", "entity_id").distinct()
    numbers = {(pk, key): entity for pk, key, entity in leading} | rulings.heirs(introductions)
    explained = {
        (pk, numbers[pk, key], short) for pk, key, short in kept if (pk, key) in numbers and len(short) <= _SHORT_MOST
    }
    rows.insert(Introduction, ("article_id", "entity_id", "short"), sorted(explained))


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


def _store_countries(countries: Mapping[int, Iterable[vocabulary.CountryScore]]) -> None:
    scores = [(pk, country) for pk, found in countries.items() for country in found]
    stored = set(Country.objects.filter(pk__in={c.code for _, c in scores}).order_by().values_list("pk", flat=True))
    rows.insert(
        ArticleCountry,
        ("article_id", "country_id", "mentions", "about", "sure", "evidence"),
        (
            (pk, c.code, c.mentions, c.about, c.sure, [[span.start, span.end] for span in c.evidence])
            for pk, c in scores
            if c.code in stored
        ),
    )


def _store_topics(topics: Mapping[int, Iterable[vocabulary.TopicScore]]) -> None:
    scores = [(pk, each) for pk, found in topics.items() for topic in found for each in (topic, *topic.within)]
    stored = set(Topic.objects.filter(pk__in={t.slug for _, t in scores}).order_by().values_list("pk", flat=True))
    rows.insert(
        ArticleTopic,
        ("article_id", "topic_id", "score", "evidence"),
        ((pk, t.slug, t.score, list(t.evidence)) for pk, t in scores if t.slug in stored),
    )
