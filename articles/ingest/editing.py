"""What editors do to an article, each with its mark for the search index.

The article given is read again first, under lock: what others did since then counts. One that is gone by
then raises ``Article.DoesNotExist``.
"""

from django.db import transaction

from articles.ingest import annotating, settling, stories
from articles.ingest.changes import lock_archive, record_change, record_changes
from articles.ingest.importing import Particulars, columns
from articles.models import Article, Entity, Mention, Topic

# What the laboratory reads beside the text for countries and topics; mentions do not depend on it.
_READ = ("title", "standfirst")


class StillPublished(ValueError):
    """A published article is withdrawn before it is discarded."""


def update_particulars(article: Article, given: Particulars) -> Article:
    """Set everything beside the text; a change of language, title or standfirst asks for a new annotation.

    Until that is there, an article keeps the old one, but for a change of language.
    """
    with transaction.atomic():
        _lock(article)
        new = columns(given, article.text)
        other_language = new["language"] != article.language
        if other_language or any(new[name] != getattr(article, name) for name in _READ):
            kept = article.is_annotated and not other_language
            new |= {
                "annotation_version": Article.OUTDATED if kept else "",
                "annotation_retry_at": None,
                "annotation_failures": 0,
            }
            annotating.ask_anew(article)
        for name, value in new.items():
            setattr(article, name, value)
        article.save(update_fields=list(new))
        stories.settle([article.story_id])
        article.revision = record_change(article.pk)
    return article


def publish(article: Article) -> Article:
    """Show the article to readers."""
    return _set_status(article, Article.Status.PUBLISHED)


def withdraw(article: Article) -> Article:
    """Take the article back to the drafts."""
    return _set_status(article, Article.Status.DRAFT)


def _set_status(article: Article, status: str) -> Article:
    with transaction.atomic():
        _lock(article)
        if article.status != status:
            article.status = status
            article.save(update_fields=["status"])
            stories.settle([article.story_id])
            article.revision = record_change(article.pk)
    return article


def discard(article: Article) -> None:
    """Delete a draft for good; raise ``StillPublished`` for a published article."""
    with transaction.atomic():
        _lock(article)
        if article.is_published:
            raise StillPublished(article.title)
        remove(article)


def remove(article: Article) -> None:
    """Delete an article, published or not; search indexes learn of it. One that is gone is gone."""
    with transaction.atomic():
        lock_archive()
        record_change(article.pk)
        names = settling.names_of(article)
        story = Article.objects.filter(pk=article.pk).values_list("story", flat=True).first()
        article.delete()
        settling.settle(names)
        stories.settle([story])


def _lock(article: Article) -> None:
    lock_archive()
    article.refresh_from_db(from_queryset=Article.objects.select_for_update())


def entity_changed(entity: Entity) -> None:
    """Mark the articles that name ``entity``, so that they are found under its new name."""
    with transaction.atomic():
        lock_archive()
        # order_by: the order of mentions would make each of them distinct.
        naming = Mention.objects.filter(entity=entity).order_by("article_id")
        record_changes(naming.values_list("article_id", flat=True).distinct())


def remove_topic(topic: Topic) -> None:
    """Delete a topic; the articles that treat it are no longer found under it."""
    with transaction.atomic():
        lock_archive()
        treating = list(topic.article_topics.values_list("article_id", flat=True))
        topic.delete()
        record_changes(treating)
