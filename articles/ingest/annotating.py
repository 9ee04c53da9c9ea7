"""Annotating what waits for it: the only room where language meets the database."""

import logging
import random
from collections.abc import Iterator
from datetime import timedelta

from django.db import OperationalError
from django.db.models import Q
from django.utils import timezone

from articles import nlp
from articles.ingest.storing import replace_annotation
from articles.models import Article

log = logging.getLogger(__name__)

_FIRST_WAIT, _LONGEST_WAIT = 10, 3600
_LEASE = timedelta(seconds=60)


def pending(*, limit: int) -> list[Article]:
    """Return the articles to annotate next: never annotated ones first, drafts (someone waits) before others."""
    return list(Article.objects.stale(nlp.version()).order_by("annotation_version", "status", "pk")[:limit])


def annotate_pending(*, limit: int = 16) -> int:
    """Annotate up to ``limit`` waiting articles; return how many were tried."""
    tried = 0
    for article in pending(limit=limit):
        if _claim(article):
            annotate_article(article)
            tried += 1
    return tried


def _claim(article: Article) -> bool:
    """Count the attempt and put the article off before it is tried; False if another worker was first.

    A text that takes this process down with it does not take the next one down at once, but later each time,
    and others go on. All earlier attempts, told of or not, have failed by now.
    """
    earlier = article.annotation_attempts
    wait = min(_LEASE * 2 ** min(earlier, 10), timedelta(seconds=_LONGEST_WAIT))
    unclaimed = Article.objects.filter(
        pk=article.pk,
        annotation_version=article.annotation_version,
        annotation_retry_at=article.annotation_retry_at,
    )
    return bool(
        unclaimed.update(
            annotation_attempts=earlier + 1, annotation_failures=earlier, annotation_retry_at=timezone.now() + wait
        )
    )


def annotate_article(article: Article) -> bool:
    """Annotate one article and store the result; on failure put it off and say so in the log."""
    title = f"{article.title}\n{article.standfirst}".strip()
    try:
        found = nlp.annotate(article.text, article.language, title=title)
        return replace_annotation(article, found, version=nlp.version())
    except OperationalError:  # the database's fault, not the article's
        raise
    except Exception:
        log.exception("Annotating article %s failed", article.pk)
        _put_off(article)
        return False


def _put_off(article: Article) -> None:
    attempts = article.annotation_attempts + 1  # as ``_claim`` counted this one, if it was claimed
    wait = min(_FIRST_WAIT * 2 ** min(attempts, 10), _LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311
    Article.objects.filter(pk=article.pk).update(
        annotation_attempts=attempts,
        annotation_failures=attempts,
        annotation_retry_at=timezone.now() + timedelta(seconds=wait),
    )


def reannotate(*, everything: bool = False) -> Iterator[tuple[Article, bool]]:
    """Annotate anew all articles whose annotation is out of date, or all; yield each with its success."""
    version = nlp.version()
    wanted = Q() if everything else ~Q(annotation_version=version)
    for pk in list(Article.objects.filter(wanted).order_by("pk").values_list("pk", flat=True)):
        if article := Article.objects.filter(pk=pk).first():
            yield article, annotate_article(article)
