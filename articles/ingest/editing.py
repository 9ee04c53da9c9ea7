"""What editors do to an article, each with its mark for the search index."""

from django.db import transaction

from articles.ingest.importing import Particulars, columns
from articles.ingest.storing import record_change, record_changes
from articles.models import Article, Entity, Mention, Topic

# What the laboratory reads beside the text.
_READ = ("language", "title", "standfirst")


def update_particulars(article: Article, given: Particulars) -> Article:
    """Set everything beside the text; a change of language, title or standfirst asks for a new annotation."""
    with transaction.atomic():
        new = columns(given, article.text)
        if any(new[name] != getattr(article, name) for name in _READ):
            new |= {"annotation_version": "", "annotation_retry_at": None}
        for name, value in new.items():
            setattr(article, name, value)
        article.save(update_fields=list(new))
        article.revision = record_change(article.pk)
    return article


def publish(article: Article) -> Article:
    """Show the article to readers."""
    return _set_status(article, Article.Status.PUBLISHED)


def withdraw(article: Article) -> Article:
    """Take the article back to the drafts."""
    return _set_status(article, Article.Status.DRAFT)


def _set_status(article: Article, status: str) -> Article:
    article.status = status
    with transaction.atomic():
        article.save(update_fields=["status"])
        article.revision = record_change(article.pk)
    return article


def discard(article: Article) -> None:
    """Delete a draft for good; raise ``ValueError`` for a published article."""
    if article.is_published:
        raise ValueError("a published article is withdrawn before it is discarded")
    remove(article)


def remove(article: Article) -> None:
    """Delete an article, published or not; search indexes learn of it."""
    with transaction.atomic():
        record_change(article.pk)
        article.delete()


def entity_changed(entity: Entity) -> None:
    """Mark the articles that name ``entity``, so that they are found under its new name."""
    with transaction.atomic():
        # order_by: the order of mentions would make each of them distinct.
        naming = Mention.objects.filter(entity=entity).order_by("article_id")
        record_changes(naming.values_list("article_id", flat=True).distinct())


def remove_topic(topic: Topic) -> None:
    """Delete a topic; the articles that treat it are no longer found under it."""
    with transaction.atomic():
        treating = list(topic.article_topics.values_list("article_id", flat=True))
        topic.delete()
        record_changes(treating)
