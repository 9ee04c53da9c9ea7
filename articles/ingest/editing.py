"""What editors do to an article, each with its mark for the search index."""

from django.db import transaction

from articles.ingest.importing import Particulars, columns
from articles.ingest.storing import record_change
from articles.models import Article, Change, Entity, Mention


def update_particulars(article: Article, given: Particulars) -> Article:
    """Set everything beside the text; a change of language or title asks for a new annotation."""
    new = columns(given, article.text)
    again = new["language"] != article.language or new["title"] != article.title
    for name, value in new.items():
        setattr(article, name, value)
    if again:
        article.annotation_version = ""
    with transaction.atomic():
        article.save(update_fields=[*new, "annotation_version"])
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
        for article_id in Mention.objects.filter(entity=entity).values_list("article_id", flat=True).distinct():
            record_change(article_id)


def last_change() -> int:
    """Return the number of the latest change."""
    return Change.objects.values_list("revision", flat=True).last() or 0
