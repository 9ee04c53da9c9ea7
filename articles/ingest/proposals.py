"""New texts of published articles: drafts until somebody agrees, for what readers see changes by nobody else's hand."""

from collections.abc import Iterable

from articles.ingest import history, queue, revising, settling, stories
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
    Job,
    Mention,
    MentionOrigin,
    Ruling,
    Verb,
)
from articles.text.sentences import words

_COLUMNS = ("text", "words", "structure", "author", "source", "language")
# What a draft made of an article does not have of it.
_OWN = {"id", "status", "address", "revises", "story", "revision", "added_at", "likeness_version"}


def set_apart(draft: Article) -> None:
    """Let the draft be an article of its own."""
    draft.revises = None
    draft.save(update_fields=["revises"])


def adopt(draft: Article, *, by: Person = None, together: str = "") -> Article:
    """Give the article that ``draft`` is a new text of this text, and return it; the draft is no more.

    What was found in the draft, and what editors marked and ruled in it, goes along; what they had marked in the old
    text stays where the new one leaves room for it. Call inside a transaction that began with ``lock_archive``.
    """
    standing = Article.objects.select_for_update().get(pk=draft.revises_id)
    new = {name: getattr(draft, name) for name in _COLUMNS}
    new |= {"title": draft.came_title, "standfirst": draft.came_standfirst, "content_hash": draft.content_hash}
    titles = titles_with(standing, draft)
    Article.objects.filter(pk=draft.pk).update(content_hash=f"adopted-{draft.pk}")
    batch = Batch.objects.filter(deposits__article=draft).order_by("-pk").first()
    revising.revise(standing, new, by=by, batch=batch, together=together, draft=draft.pk)
    for name, value in titles.items():
        setattr(standing, name, value)
    standing.annotation_version = draft.annotation_version if standing.language == draft.language else ""
    standing.save()
    _inherit(standing, draft)
    _bury(draft, standing)
    return standing


def titles_with(standing: Article, draft: Article) -> dict[str, str]:
    """Return title and standfirst that the article has with the new text: those that editors wrote stay."""
    return {
        name: getattr(standing if _written(standing, name) and not _written(draft, name) else draft, name)
        for name in ("title", "standfirst")
    }


def is_overtaken(draft: Article) -> bool:
    """Say whether the article has been given another text since that of ``draft`` came."""
    if draft.revises is None:
        return False
    last = draft.revisions.order_by("-number").values_list("replaced_at", flat=True).first()
    return draft.revises.revisions.filter(replaced_at__gt=last or draft.added_at).exists()


def adopted_as(draft: int) -> Article | None:
    """Return the article whose text the draft of this number became; None if it became none."""
    act = Act.objects.filter(verb=Verb.REVISED, detail__draft=draft).exclude(article=None).order_by("-pk").first()
    return act.article if act else None


def may_be_taken_back(article: Article, act: Act) -> bool:
    """Say whether the text that ``act`` gave the article was a draft's, and is still the last that it was given."""
    last = article.revisions.order_by("-number").first()
    return bool(act.detail.get("draft") and last and last.number + 1 == act.detail.get("number"))


def take_back(article: Article, *, by: Person = None) -> Article:
    """Give the article its last version again; the text that it had since is a draft again, which is returned.

    What was found in that text, and what editors marked and ruled there, is the draft's; their marks stay in the old
    text too, where their words stand. Call inside a transaction that began with ``lock_archive``.
    """
    last = article.revisions.order_by("-number")[0]
    draft = _copied(article)
    marks = list(article.mentions.filter(origin=MentionOrigin.EDITOR))
    names = settling.names_of([article])
    rulings = list(article.rulings.all())
    _inherit(draft, article, rulings=False)
    for name in ("title", "standfirst"):
        # What an editor wrote, and the new text left so, is still an editor's.
        if not (_written(article, name) and getattr(article, name) == getattr(last, name)):
            setattr(article, f"came_{name}", getattr(last, name))
    for name in ("title", "standfirst", "text", "structure", "content_hash"):
        setattr(article, name, getattr(last, name))
    article.words, article.annotation_version, article.likeness_version = words(article.text), "", ""
    article.save()
    _mark_again(article, marks, before=draft.text)
    for ruling in rulings:
        ruling.pk, ruling.article, ruling._state.adding = None, draft, True
    Ruling.objects.bulk_create(rulings)
    last.delete()
    history.record(article, Verb.RESTORED, by=by, draft=draft.pk)
    article.revision = record_change(article.pk)
    settling.settle(names | settling.names_of([draft]))
    queue.add(article, priority=Job.NOW)
    return draft


def _written(article: Article, name: str) -> bool:
    """Whether an editor wrote this title or standfirst."""
    return bool(getattr(article, name) != getattr(article, f"came_{name}"))


def _copied(article: Article) -> Article:
    """Store a draft with the present text of ``article``, of which it is a new text; the article has none meanwhile."""
    copied = [f.name for f in Article._meta.concrete_fields if f.name not in _OWN]
    draft = Article(**{name: getattr(article, name) for name in copied}, status=Article.Status.DRAFT, revises=article)
    Article.objects.filter(pk=article.pk).update(content_hash=f"taken-back-{article.pk}")
    draft.save(force_insert=True)
    draft.revision = record_change(draft.pk)
    return draft


def _inherit(heir: Article, other: Article, *, rulings: bool = True) -> None:
    """Move the annotation of one article, and what editors did to it, to the other, which has the same text."""
    spans = list(Mention.objects.filter(article=other).values_list("start", "end"))
    for mark in Mention.objects.filter(article=heir):
        if any(mark.start < end and start < mark.end for start, end in spans):
            mark.delete()
    for model in (Mention, Introduction, ArticleCountry, ArticleTopic):
        model.objects.filter(article=other).update(article=heir)
    if rulings:
        for question, subject in list(Ruling.objects.filter(article=other).values_list("question", "subject")):
            Ruling.objects.filter(article=heir, question=question, subject=subject).delete()
        Ruling.objects.filter(article=other).update(article=heir)
    settling.settle(settling.names_of([heir]))


def _mark_again(article: Article, marks: Iterable[Mention], *, before: str) -> None:
    """Mark in the text of ``article`` what was marked in ``before``, where it stands in both."""
    taken: set[tuple[int, int]] = set()
    again = []
    for mark in marks:
        start = revising.place_of(mark, before, article.text)
        if start is None or (start, start + mark.end - mark.start) in taken:
            continue
        end = start + mark.end - mark.start
        taken.add((start, end))
        mark.pk, mark.article, mark.start, mark.end = None, article, start, end
        mark._state.adding = True
        again.append(mark)
    Mention.objects.bulk_create(again)


def _bury(draft: Article, standing: Article) -> None:
    Deposit.objects.filter(article=draft).update(article=standing)
    record_change(draft.pk)
    story = draft.story_id
    Article.objects.filter(pk=draft.pk).delete()
    stories.settle([story])
