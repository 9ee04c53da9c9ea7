"""The same address with another text: the article is given the new one, and keeps the old one as a version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max

from articles.ingest import history, queue, settling
from articles.ingest.changes import record_change
from articles.models import (
    Article,
    ArticleCountry,
    ArticleTopic,
    Batch,
    Introduction,
    Job,
    Mention,
    MentionOrigin,
    Revision,
    Verb,
)
from articles.text import addresses, comparing
from articles.text.sentences import sentence_around


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a text came in: with which ``batch``, and from which address, of a page or a feed, it was ``fetched``."""

    batch: Batch | None = None
    fetched: str = ""

    @property
    def is_fresh(self) -> bool:
        """Whether it is what its source says now, and not a file that may be old."""
        return self.batch is not None and self.batch.origin in (Batch.Origin.ADDRESS, Batch.Origin.FEED)


BY_HAND = Arrival()
# By ``comparing.kinship``.
_SAME_TITLE, _SAME_TEXT = 0.5, 0.4


def standing_at(address: str, arrival: Arrival) -> Article | None:
    """Return the article whose ``address`` it is, if what arrives may change it.

    An address that several articles have, or several texts of one batch, names none of them. What was not sent by
    a person must come from the host of the article, or by the feed that brought it: no site writes for another.
    Call inside a transaction that began with ``lock_archive``.
    """
    found = list(Article.objects.select_for_update().filter(address=address)[:2]) if address else []
    return found[0] if len(found) == 1 and _may_change(found[0], arrival) else None


def waiting_for(article: Article) -> Article | None:
    """Return the draft that waits to become the text of ``article`` (``ingest.proposals``); None if none does."""
    unpublished = Article.objects.unpublished().select_for_update().filter(revises=article)
    return unpublished.order_by("-pk").first()


def is_version(article: Article, new: Mapping[str, Any]) -> bool:
    """Say whether a text with the address of ``article`` tells the same, in other words perhaps.

    Sites give one address to everything, their front page's; what has nothing in common is another article.
    """
    if comparing.kinship(article.came_title or article.title, new["title"]) >= _SAME_TITLE:
        return True
    return comparing.kinship(article.text, new["text"]) >= _SAME_TEXT


def own_address(address: str, arrival: Arrival) -> str:
    """Return the address under which a new article is known: none, where only a page or a feed claims another's."""
    taken = bool(address) and arrival.is_fresh and Article.objects.filter(address=address).exists()
    return "" if taken else address


def was(article: Article, content_hash: str) -> bool:
    """Say whether an earlier version of the article had this text."""
    return article.revisions.filter(content_hash=content_hash).exists()


def revise(
    article: Article, new: Mapping[str, Any], *, by: Any = None, batch: Batch | None = None, **noted: Any
) -> Article:
    """Keep what the article was as a version, and give it the columns of its ``new`` text; return it.

    What machines found in the old text goes at once, so that nothing is drawn where it no longer stands; what
    editors marked moves along where its words stand; title and standfirst that an editor wrote stay. It is noted as
    ``by``'s deed, with what is ``noted`` besides. Call inside a transaction that began with ``lock_archive``.
    """
    kept = _kept(article, by=by, batch=batch)
    names = settling.names_of([article])
    Introduction.objects.filter(article=article).delete()
    Mention.objects.filter(article=article).exclude(origin=MentionOrigin.EDITOR).delete()
    ArticleCountry.objects.filter(article=article).delete()
    ArticleTopic.objects.filter(article=article).delete()
    kept.unplaced = _move_marks(article, new["text"])
    kept.save()
    for name, value in _changed(article, new).items():
        setattr(article, name, value)
    article.save()
    history.record(article, Verb.REVISED, by=by, number=kept.number + 1, batch=batch.pk if batch else None, **noted)
    article.revision = record_change(article.pk)
    settling.settle(names)
    queue.again(Job.objects.failed().filter(kind=Job.Kind.ANNOTATE, article=article))
    queue.add(article, priority=Job.NOW)
    return article


def _may_change(article: Article, arrival: Arrival) -> bool:
    batch = arrival.batch
    if batch is None:
        return True
    if article.deposits.filter(batch=batch).exists():
        return False
    if not arrival.is_fresh:
        return True
    if arrival.fetched and addresses.host_of(arrival.fetched) == addresses.host_of(article.url):
        return True
    return batch.feed_id is not None and article.deposits.filter(batch__feed=batch.feed_id).exists()


def _kept(article: Article, *, by: Any, batch: Batch | None) -> Revision:
    last = article.revisions.aggregate(last=Max("number"))["last"] or 0
    named = article.mentions.order_by().values_list("entity").annotate(Count("pk"))
    countries = article.article_countries.order_by().values_list("country", "mentions")
    return Revision(
        article=article,
        number=last + 1,
        title=article.title,
        standfirst=article.standfirst,
        text=article.text,
        structure=article.structure,
        content_hash=article.content_hash,
        names={str(pk): times for pk, times in named} if article.is_annotated else None,
        countries=dict(countries) if article.is_annotated else None,
        published=article.is_published,
        replaced_by=by,
        batch=batch,
    )


def _changed(article: Article, new: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that become others: publication, language and what an editor wrote stay."""
    changed = {name: new[name] for name in ("text", "content_hash", "words")}
    changed |= {"came_title": new["title"], "came_standfirst": new["standfirst"], "structure": new.get("structure")}
    for name in ("title", "standfirst"):
        if getattr(article, name) == getattr(article, f"came_{name}"):
            changed[name] = new[name]
    for name in ("author", "source"):
        changed[name] = getattr(article, name) or new[name]
    nothing_yet = {"annotation_version": "", "annotation_failures": 0, "annotation_retry_at": None}
    return changed | nothing_yet | {"likeness_version": ""}


def _move_marks(article: Article, text: str) -> list[str]:
    """Move what editors marked in the article to where it stands in its new ``text``; return the words that went."""
    marks = list(Mention.objects.filter(article=article))
    moved = [(mark, place_of(mark, article.text, text)) for mark in marks]
    Mention.objects.filter(article=article).delete()
    placed: dict[tuple[int, int], Mention] = {}
    gone: list[str] = []
    for mark, start in moved:
        end = (start or 0) + mark.end - mark.start
        if start is None or (start, end) in placed:
            gone.append(mark.surface)
            continue
        mark.pk, mark.start, mark.end = None, start, end
        placed[start, end] = mark
    Mention.objects.bulk_create(placed.values())
    return gone


def place_of(mark: Mention, before: str, after: str) -> int | None:
    """Return where in ``after`` a mark of ``before`` stands: in its sentence, or where its words are the only ones."""
    begin, finish = sentence_around(before, mark.start, mark.end)
    sentences = list(_found(after, before[begin:finish]))
    if len(sentences) == 1:
        return sentences[0] + mark.start - begin
    alone = list(_found(after, before[mark.start : mark.end]))
    return alone[0] if len(alone) == 1 else None


def _found(text: str, words: str) -> Iterator[int]:
    """Yield where ``words`` stand in ``text`` as whole words, twice at most."""
    at, many = text.find(words), 0
    while at >= 0 and many < 2:
        end = at + len(words)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield at
            many += 1
        at = text.find(words, at + 1)
