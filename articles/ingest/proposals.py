"""New texts of published articles: drafts until somebody agrees, for what readers see changes by nobody else's hand."""

from articles.ingest import revising, settling, stories
from articles.ingest.changes import record_change
from articles.ingest.history import Person
from articles.models import (
    Act,
    Article,
    ArticleCountry,
    ArticleTopic,
    Batch,
    Deposit,
    Introduction,
    Mention,
    Ruling,
)

_COLUMNS = ("text", "words", "structure", "author", "source", "language")


def set_apart(draft: Article) -> None:
    """Let the draft be an article of its own."""
    draft.revises = None
    draft.save(update_fields=["revises"])


def adopt(draft: Article, *, by: Person = None) -> Article:
    """Give the article that ``draft`` is a new text of this text, and return it; the draft is no more.

    What was found in the draft, and what editors marked and ruled in it, goes along; what they had marked in the old
    text stays where the new one leaves room for it. Call inside a transaction that began with ``lock_archive``.
    """
    standing = Article.objects.select_for_update().get(pk=draft.revises_id)
    new = {name: getattr(draft, name) for name in _COLUMNS}
    new |= {"title": draft.came_title, "standfirst": draft.came_standfirst, "content_hash": draft.content_hash}
    Article.objects.filter(pk=draft.pk).update(content_hash=f"adopted-{draft.pk}")
    batch = Batch.objects.filter(deposits__article=draft).order_by("-pk").first()
    revising.revise(standing, new, by=by, batch=batch)
    _inherit(standing, draft)
    _bury(draft, standing)
    return standing


def _inherit(standing: Article, draft: Article) -> None:
    """Move the annotation of the draft, and all that editors did to it, to the article that has its text now."""
    for name in ("title", "standfirst"):
        if getattr(draft, name) != getattr(draft, f"came_{name}"):
            setattr(standing, name, getattr(draft, name))
    standing.annotation_version = draft.annotation_version if standing.language == draft.language else ""
    standing.save()
    spans = list(Mention.objects.filter(article=draft).values_list("start", "end"))
    for mark in Mention.objects.filter(article=standing):
        if any(mark.start < end and start < mark.end for start, end in spans):
            mark.delete()
    for model in (Mention, Introduction, ArticleCountry, ArticleTopic):
        model.objects.filter(article=draft).update(article=standing)
    asked = Ruling.objects.filter(article=draft).values_list("question", "subject")
    for question, subject in list(asked):
        Ruling.objects.filter(article=standing, question=question, subject=subject).delete()
    Ruling.objects.filter(article=draft).update(article=standing)
    settling.settle(settling.names_of([standing]))


def _bury(draft: Article, standing: Article) -> None:
    Deposit.objects.filter(article=draft).update(article=standing)
    Act.objects.filter(article=draft).update(article=standing)
    record_change(draft.pk)
    story = draft.story_id
    Article.objects.filter(pk=draft.pk).delete()
    stories.settle([story])
