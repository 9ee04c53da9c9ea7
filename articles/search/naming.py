"""Where articles name a subject, and by which words."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from articles.models import Article, ArticleCountry, Country, Entity, Mention

# Of the commonest names the latest mentions stand for all.
MENTIONS_READ = 5_000

Span = tuple[int, int]


def spans_of(subject: Entity | Country, articles: Iterable[Article]) -> dict[int, list[Span]]:
    """Return the spans that name ``subject``, by the number of the article; in one query."""
    found: dict[int, list[Span]] = defaultdict(list)
    if isinstance(subject, Country):
        for link in ArticleCountry.objects.filter(country=subject, article__in=articles):
            found[link.article_id] += [(start, end) for start, end in link.evidence]
    else:
        rows = Mention.objects.filter(entity=subject, article__in=articles).order_by()
        for article, start, end in rows.values_list("article", "start", "end"):
            found[article].append((start, end))
    return {article: sorted(spans) for article, spans in found.items()}


def surfaces_of(entity: Entity, limit: int) -> list[tuple[str, int]]:
    """Return the words by which published articles name ``entity``, the commonest first, with how often."""
    latest = Mention.objects.in_published().filter(entity=entity).order_by("-article")
    counts = Counter(latest.values_list("surface", flat=True)[:MENTIONS_READ])
    return counts.most_common(limit)
