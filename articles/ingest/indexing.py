"""Keeping the search index in step with the rows, by following the numbered changes."""

import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from articles.index import Followed, IndexBroken, IndexedArticle, IndexWriter, followed, reader, rebuilding, writing
from articles.models import Article, ArticleCountry, ArticleTopic, Change, Checkpoint, Mention

log = logging.getLogger(__name__)

_BATCH = 500


def follow(folder: Path | None = None, *, rebuild: bool = False) -> int:
    """Bring the index up to the latest change; return how many articles were looked at.

    ``rebuild`` makes it anew from the rows; so is one that is broken, or that followed other rows than these.
    Raises ``articles.index.IndexBusy`` while another process writes.
    """
    folder = folder or settings.INDEX_DIR
    if rebuild:
        return _rebuild(folder)
    try:
        if reader(folder).is_broken:
            raise IndexBroken(str(folder))
        last = followed(folder)  # read before the latest change, which it can then not be beyond
        latest = _last_change()
        if not is_ours(last):
            log.warning("The search index in %s followed other rows than these; making it anew", folder)
            return _rebuild(folder)
        return _catch_up(folder) if last.revision < latest else 0
    except IndexBroken:
        log.exception("The search index in %s is broken; making it anew", folder)
        return _rebuild(folder)


def followed_up_to() -> int:
    """Return the number of the last change that the index holds."""
    return followed(settings.INDEX_DIR).revision


def _last_change() -> int:
    return Change.objects.values_list("revision", flat=True).last() or 0


def is_ours(last: Followed) -> bool:
    """Whether an index that followed changes up to ``last`` followed these rows, not others or restored ones."""
    return last.revision <= _last_change() and last.token == _token(last.revision)


def _token(revision: int) -> str:
    """Return the token of the write that gave ``revision``; the same at any time, and kept beside the index.

    In rows that were restored since, or in another archive, the number was not given yet, or by another write:
    there is no token then, or another one.
    """
    if not revision:
        return ""
    return Checkpoint.objects.filter(revision__gte=revision).values_list("token", flat=True).first() or ""


def _rebuild(folder: Path) -> int:
    """Index all rows; readers see the old index until the one commit at the end."""
    with rebuilding(folder) as index:
        latest = _last_change()  # what changes while we read the rows is followed afterwards
        ids = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
        for begin in range(0, len(ids), _BATCH):
            _apply(index, ids[begin : begin + _BATCH])
        index.commit(latest, _token(latest))
    return len(ids)


def _catch_up(folder: Path) -> int:
    done = 0
    with writing(folder) as index:
        after = followed(folder).revision
        while batch := list(Change.objects.filter(revision__gt=after).order_by("revision")[:_BATCH]):
            _apply(index, [change.article_id for change in batch])
            after = batch[-1].revision
            index.commit(after, _token(after))
            done += len(batch)
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
        .select_related("story")
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
            story=article.story_id,
            leads=article.story is None or article.story.lead_id == article.pk,
        )
