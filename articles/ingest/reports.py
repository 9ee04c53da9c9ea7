"""What readers find wrong with an annotation, and what the desk makes of it; the article itself stays as it is."""

import re
from collections.abc import Sequence
from itertools import islice

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from articles.ingest.changes import lock_archive
from articles.models import Article, Entity, Mention, Report, ReportReason
from articles.text.normalise import plain_typography

# What readers add to an open report is kept until it is as long as this; then they are only counted.
COMMENTS_MOST = 4 * Report.COMMENT_MOST
_PLACES_MOST = 200

Span = tuple[int, int]


def report(
    article: Article,
    *,
    reason: str,
    span: Span | None = None,
    words: str = "",
    entity: Entity | None = None,
    comment: str = "",
) -> Report:
    """Store what a reader says is wrong, or count it where an open report says the same.

    Where no reason fits, the words of the ``comment`` must be the same.

    ``span`` is the mention meant; where there is none, ``words`` are looked for in the text, and kept as they
    are if they are not in it. Raises ``Article.DoesNotExist`` if readers do not see the article any more.
    """
    with transaction.atomic():
        lock_archive()  # nobody removes the article meanwhile, and no second report of the same is made
        text = Article.objects.published().values_list("text", flat=True).get(pk=article.pk)
        marked = {(m.start, m.end): m.entity_id for m in Mention.objects.filter(article=article)}
        span = span or find(text, words, passing_over=list(marked) if reason == ReportReason.MISSED else ())
        start, end = span or (None, None)
        surface = text[start:end] if span else words
        same = {"article": article, "reason": ReportReason(reason), "start": start, "end": end}
        if reason == ReportReason.OTHER:
            same["comment"] = comment  # nothing else tells one from another
        said, is_new = Report.objects.get_or_create(
            **same,
            surface=surface[: Report.SURFACE_MOST],
            status=Report.Status.OPEN,
            defaults={"entity_id": entity.pk if entity else marked.get(span), "comment": comment},
        )
        if not is_new:
            _add(said, times=1, comment=comment)
    return said


def handle(said: Report, *, by: AbstractBaseUser) -> bool:
    """Close an open report as done; say whether it was still open."""
    return _close(said, Report.Status.HANDLED, by)


def dismiss(said: Report, *, by: AbstractBaseUser) -> bool:
    """Close an open report without doing anything; say whether it was still open."""
    return _close(said, Report.Status.DISMISSED, by)


def reopen(said: Report) -> Report:
    """Open a closed report again and return it; one that says the same and is open takes it in instead."""
    with transaction.atomic():
        lock_archive()
        said = Report.objects.get(pk=said.pk)
        if said.is_open:
            return said
        same = {name: getattr(said, name) for name in ("article", "reason", "start", "end", "surface")}
        if twin := Report.objects.open().filter(**same).first():
            said.delete()
            return _add(twin, times=said.times, comment=said.comment)
        said.status, said.handled_by, said.handled_at = Report.Status.OPEN, None, None
        said.save(update_fields=["status", "handled_by", "handled_at"])
    return said


def find(text: str, words: str, *, passing_over: Sequence[Span] = ()) -> Span | None:
    """Return where ``words`` stand in ``text`` first, as whole words, whatever their case and typography.

    Places inside the spans of ``passing_over`` count only if there is no other.
    """
    if not (pieces := plain_typography(words).split()):
        return None
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, pieces)) + r"(?!\w)"
    first = None
    for found in islice(re.finditer(pattern, plain_typography(text), re.IGNORECASE), _PLACES_MOST):
        if not any(start <= found.start() and found.end() <= end for start, end in passing_over):
            return found.span()
        first = first or found.span()
    return first


def _add(said: Report, *, times: int, comment: str) -> Report:
    """Count ``times`` more; keep what the comment says new while there is room."""
    said.times += times
    if comment and comment not in said.comment:
        joined = f"{said.comment}\n\n{comment}".strip()
        said.comment = joined if len(joined) <= COMMENTS_MOST else said.comment
    said.save(update_fields=["times", "comment"])
    return said


def _close(said: Report, status: str, by: AbstractBaseUser) -> bool:
    still_open = Report.objects.open().filter(pk=said.pk)
    return bool(still_open.update(status=status, handled_by=by, handled_at=timezone.now()))
