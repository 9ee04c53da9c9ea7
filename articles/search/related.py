"""What stands beside one subject or one article: companions, months, neighbours.

A subject is an entity, a country, a topic, a source, or any query of the index.
"""

from django.db.models import Count

from articles.index import IndexQuery, Required
from articles.models import Article, Country, Entity, Mention, Source, Topic
from articles.search.archive import card_index
from articles.search.facets import month_name
from articles.search.ranking import latest_months

Subject = Entity | Country | Topic | Source | IndexQuery


def scope(subject: Subject) -> IndexQuery:
    """Return the query for the articles that mention or treat ``subject``."""
    match subject:
        case Entity():
            return IndexQuery(entities=(subject.pk,))
        case Country():
            return IndexQuery(countries=(subject.pk,))
        case Topic():
            return IndexQuery(topics=(subject.pk,))
        case Source():
            return IndexQuery(sources=(subject.pk,))
        case _:
            return subject


def companions(subject: Subject, limit: int = 10) -> list[tuple[Entity, int]]:
    """Return the entities that most often stand in the same articles, with the number of articles."""
    query = scope(subject)
    itself = {*query.entities, *(value for field, value in query.required if field == "entity")}
    # One more for each that is left out because it is the subject itself.
    counts = card_index().counts(query, "entity", size=limit + len(itself))
    entities = Entity.objects.in_bulk([pk for pk in counts if pk not in itself])
    return [(entities[pk], count) for pk, count in counts.items() if pk in entities][:limit]


def months_of(subject: Subject) -> list[tuple[str, int]]:
    """Return ``(yyyy-mm, articles)`` for the 24 months that end with the latest of the archive."""
    reader = card_index()
    months = latest_months(reader)
    counts = reader.months(scope(subject)) if months else {}
    return [(month_name(month), counts.get(month, 0)) for month in months]


def latest(within: tuple[Required, ...], limit: int, *, offset: int = 0) -> list[Article]:
    """Return the newest published articles that have all of ``within``, with their texts and sources."""
    found = card_index().find(IndexQuery(required=within), offset=offset, limit=limit)
    rows = Article.objects.published().select_related("source").in_bulk(found.ids)
    return [rows[pk] for pk in found.ids if pk in rows]


def facts(subject: Subject) -> int:
    """Return how many articles mention or treat ``subject``."""
    return card_index().count(scope(subject))


def articles_sharing(article: Article, limit: int = 4) -> list[tuple[Article, int]]:
    """Return the published articles that share the most and the rarest entities, with the number shared."""
    entities = list(Mention.objects.filter(article=article).order_by().values_list("entity", flat=True).distinct())
    ids = card_index().similar(entities, exclude=article.pk, limit=limit)
    rows = Article.objects.published().for_cards().in_bulk(ids)
    shared = dict(
        Mention.objects.filter(article__in=ids, entity__in=entities)
        .order_by()
        .values_list("article")
        .annotate(shared=Count("entity", distinct=True))
    )
    return [(rows[pk], shared[pk]) for pk in ids if pk in rows and pk in shared]
