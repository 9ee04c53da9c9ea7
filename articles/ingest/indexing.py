"""Keeping the search index in step with the rows, by following the numbered changes."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from articles.index import IndexedArticle, IndexWriter, followed_revision, rebuilding, writing
from articles.models import Article, ArticleCountry, ArticleTopic, Change, Mention

_BATCH = 500


def follow(folder: Path | None = None, *, rebuild: bool = False) -> int:
    """Bring the index up to the latest change; return how many articles were looked at.

    ``rebuild`` begins with an empty index. Raises ``articles.index.IndexBusy`` while another process writes.
    """
    folder = folder or settings.INDEX_DIR
    if not rebuild and not Change.objects.filter(revision__gt=followed_revision(folder)).exists():
        return 0
    done = 0
    done, after = 0, 0 if rebuild else followed_revision(folder)
    with rebuilding(folder) if rebuild else writing(folder) as index:
        while batch := list(Change.objects.filter(revision__gt=after).order_by("revision")[:_BATCH]):
            _apply(index, [change.article_id for change in batch])
            after = batch[-1].revision
            index.commit(after)
            done += len(batch)
        if rebuild and not done:
            index.commit(0)
    return done


def _apply(index: IndexWriter, article_ids: list[int]) -> None:
    visible = {article.id: article for article in indexed(article_ids)}
    for article_id in article_ids:
        if article_id in visible:
            index.replace(visible[article_id])
        else:
            index.remove(article_id)


def indexed(article_ids: list[int]) -> Iterator[IndexedArticle]:
    """Yield the index documents of those of the articles that readers may see."""
    articles = (
        Article.objects.published()
        .filter(pk__in=article_ids)
        .prefetch_related(
            Prefetch("mentions", Mention.objects.select_related("entity").prefetch_related("entity__aliases")),
            Prefetch("article_countries", ArticleCountry.objects.all()),
            Prefetch("article_topics", ArticleTopic.objects.all()),
        )
    )
    for article in articles:
        entities = {m.entity_id: m.entity for m in article.mentions.all()}
        countries = list(article.article_countries.all())
        yield IndexedArticle(
            id=article.pk,
            language=article.language,
            title=article.title,
            standfirst=article.standfirst,
            text=article.text,
            names=tuple(
                dict.fromkeys(
                    name
                    for entity in entities.values()
                    for name in (entity.name, entity.name_en, *(alias.name for alias in entity.aliases.all()))
                    if name
                )
            ),
            source=article.source_id,
            published=timezone.localtime(article.published_at),
            countries=tuple(c.country_id for c in countries),
            about=tuple(c.country_id for c in countries if c.about),
            topics=tuple(t.topic_id for t in article.article_topics.all()),
            entities=tuple(entities),
        )
