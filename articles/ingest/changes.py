"""Numbers for what is written: search indexes follow the changes of the archive in their order."""

import secrets
from collections.abc import Iterable

from articles.ingest import rows
from articles.models import ArchiveState, Article, Change, Checkpoint

_BATCH = 500
# An index that is further behind is made anew.
_CHECKPOINTS_KEPT = 100_000


def lock_archive() -> ArchiveState:
    """Wait until no other process writes articles, and keep them waiting until this transaction ends.

    The first statement of every transaction that changes articles: all take the counter's row first, then
    others, so that no two wait for each other; and numbers come in commit order.
    """
    return ArchiveState.objects.select_for_update().get_or_create(pk=1)[0]


def record_change(article_id: int) -> int:
    """Number a change of the article, so that search indexes follow it; return the number.

    Call inside a transaction that began with ``lock_archive``.
    """
    return record_changes([article_id])


def record_changes(article_ids: Iterable[int]) -> int:
    """Number a change of each article, as ``record_change`` does; return the last number."""
    ids = list(dict.fromkeys(article_ids))
    before = lock_archive().revision
    if not ids:
        return before
    last = before + len(ids)
    ArchiveState.objects.filter(pk=1).update(revision=last)
    Checkpoint.objects.create(revision=last, token=secrets.token_hex(8))
    Checkpoint.objects.filter(revision__lte=last - _CHECKPOINTS_KEPT).delete()
    numbered = list(zip(ids, range(before + 1, last + 1), strict=True))
    for begin in range(0, len(numbered), _BATCH):
        batch = dict(numbered[begin : begin + _BATCH])
        Change.objects.filter(article_id__in=batch).delete()
        rows.insert(Change, ("article_id", "revision"), batch.items())
        rows.update(Article, ("revision",), {pk: (revision,) for pk, revision in batch.items()})
    return last
