"""What editors do to an article, each with its mark for the search index.

The article given is read again first, under lock: what others did since then counts. One that is gone by
then raises ``Article.DoesNotExist``.
"""

from django.db import transaction

from articles.ingest import annotating, history, proposals, settling, stories
from articles.ingest.changes import lock_archive, record_change, record_changes
from articles.ingest.history import Person
from articles.ingest.importing import Particulars, columns, source_named
from articles.models import Article, Entity, Mention, Topic, Verb

# What the laboratory reads beside the text for countries and topics; mentions do not depend on it.
_READ = ("title", "standfirst")


class StillPublished(ValueError):
    """A published article is withdrawn before it is discarded."""


class TextChanged(ValueError):
    """The text is no longer the one that was read."""


class NothingToUndo(ValueError):
    """The last that was done to the article's status is not a publication by this person."""


def update_particulars(article: Article, given: Particulars, *, by: Person = None) -> Article:
    """Set everything beside the text; a change of language, title or standfirst asks for a new annotation.

    Until that is there, an article keeps the old one, but for a change of language.
    """
    with transaction.atomic():
        _lock(article)
        new = columns(given, article.text) | {"source": source_named(given.source)}
        if article.revises_id or new["url"] == article.url:
            new["address"] = article.address  # the article that it renews, or from which it was set apart, has it
        edited = [name for name, value in new.items() if value != getattr(article, name) and name != "address"]
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
        if edited:
            history.record(article, Verb.EDITED, by=by, fields=edited)
        article.revision = record_change(article.pk)
    return article


def publish(article: Article, *, by: Person = None, together: str = "", read: str = "") -> Article:
    """Show the article to readers, as ``set_status`` does; raise ``TextChanged`` if its text is not the one ``read``.

    That is known by its ``content_hash``.
    """
    with transaction.atomic():
        _lock(article)
        if read and read != article.content_hash:
            raise TextChanged(article.title)
        return set_status(article, Article.Status.PUBLISHED, by=by, together=together)


def send_to_review(article: Article, *, by: Person = None, unpublished: bool = False) -> Article:
    """Put the article before whoever reads it over; a published one is withdrawn for that."""
    return set_status(article, Article.Status.REVIEW, by=by, unpublished=unpublished)


def withdraw(article: Article, *, by: Person = None, unpublished: bool = False) -> Article:
    """Take the article back to the drafts."""
    return set_status(article, Article.Status.DRAFT, by=by, unpublished=unpublished)


def set_status(
    article: Article, status: str, *, by: Person = None, together: str = "", unpublished: bool = False
) -> Article:
    """Move the article to ``status``, and return it; where it is already, nothing is done and nothing noted.

    A new text of another article that is published becomes that one's, which is returned. ``unpublished`` is for those
    who may not change what readers see: ``StillPublished`` is raised if they do.
    """
    with transaction.atomic():
        _lock(article)
        if unpublished and article.is_published:
            raise StillPublished(article.title)
        if status == Article.Status.PUBLISHED and article.revises_id:
            article = proposals.adopt(article, by=by, together=together)
        if article.status != status:
            _move(article, status, _verb(article.status, status), by=by, together=together)
    return article


def set_apart(article: Article, *, by: Person = None) -> Article:
    """Let a draft that came as the new text of another article be one of its own."""
    with transaction.atomic():
        _lock(article)
        if article.revises_id:
            proposals.set_apart(article)
            history.record(article, Verb.EDITED, by=by, fields=["revises"])
            article.revision = record_change(article.pk)
    return article


def undo_publishing(article: Article, *, by: Person) -> Article:
    """Take the article back to what it was before ``by`` published it, if nothing was done to that since.

    A new text is a draft again, and readers see the old one. Raises ``NothingToUndo`` else.
    """
    with transaction.atomic():
        _lock(article)
        last = article.acts.filter(verb__in=(*Verb.of_status(), Verb.REVISED)).order_by("-pk").first()
        if not (by and last and article.is_published and last.by_id == by.pk):
            raise NothingToUndo(article.title)
        if last.verb == Verb.PUBLISHED:
            _move(article, last.detail["from"], Verb.RESTORED, by=by)
        elif last.verb == Verb.REVISED and proposals.may_be_taken_back(article, last):
            proposals.take_back(article, by=by)
        else:
            raise NothingToUndo(article.title)
    return article


def _verb(old: str, new: str) -> Verb:
    if new == Article.Status.PUBLISHED:
        return Verb.PUBLISHED
    return Verb.WITHDRAWN if old == Article.Status.PUBLISHED else Verb.MOVED


def _move(article: Article, status: str, verb: Verb, *, by: Person, together: str = "") -> None:
    before, article.status = article.status, status
    article.save(update_fields=["status"])
    history.record(article, verb, by=by, together=together, **{"from": before, "to": status})
    stories.settle([article.story_id])
    article.revision = record_change(article.pk)


def annotate_again(article: Article, *, by: Person = None) -> Article:
    """Ask for a new annotation though the present one is up to date; it stands until the new one is there."""
    with transaction.atomic():
        _lock(article)
        annotating.make_stale(article)
        history.record(article, Verb.ANNOTATED, by=by)
    return article


def discard(article: Article, *, by: Person = None) -> None:
    """Delete a draft for good; raise ``StillPublished`` for a published article."""
    with transaction.atomic():
        _lock(article)
        if article.is_published:
            raise StillPublished(article.title)
        remove(article, by=by)


def remove(article: Article, *, by: Person = None) -> None:
    """Delete an article, published or not; search indexes learn of it. One that is gone is gone."""
    with transaction.atomic():
        lock_archive()
        if Article.objects.filter(pk=article.pk).exists():
            history.record(article, Verb.DISCARDED, by=by, **{"from": article.status})
        record_change(article.pk)
        names = settling.names_of([article])
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
