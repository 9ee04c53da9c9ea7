"""Annotating what waits for it: the only room where language meets the database."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles import nlp
from articles.ingest import queue, rows
from articles.ingest.changes import lock_archive
from articles.ingest.queue import Lease
from articles.ingest.refusals import Mishap
from articles.ingest.storing import replace_annotation, replace_annotations
from articles.models import Article, Deposit, Job
from articles.text.annotation import Annotation

log = logging.getLogger(__name__)

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found for a job, in so many seconds; None if the article has its annotation already."""

    lease: Lease
    found: Annotation | None
    seconds: float


def annotate(lease: Lease) -> None:
    """Do an annotation job: what was found is stored, and the job ended, in one transaction."""
    _store(_read([lease]))


def annotate_together(leases: Sequence[Lease]) -> list[Lease]:
    """Do annotation jobs as ``annotate`` does, in one transaction; none is left to be done alone."""
    _store(_read(leases))
    return []


def _read(leases: Sequence[Lease]) -> list[_Read]:
    """Annotate what is not yet; each has of the time what its text has of the signs."""
    stale = [lease for lease in leases if lease.job.article.annotation_version != nlp.version()]
    began = time.monotonic()
    found = dict(
        zip(
            (lease.job.pk for lease in stale),
            nlp.annotate_many(_reading(lease.job.article) for lease in stale),
            strict=True,
        )
    )
    second = (time.monotonic() - began) / max(1, sum(len(lease.job.article.text) for lease in stale))
    return [_Read(lease, found.get(lease.job.pk), second * len(lease.job.article.text)) for lease in leases]


def _store(read: Sequence[_Read]) -> None:
    began = time.monotonic()
    with transaction.atomic():
        lock_archive()
        queue.hold(*(each.lease for each in read))
        new = [(each.lease.job.article, each.found) for each in read if each.found]
        stored = replace_annotations(new, version=nlp.version())
        done = []
        for each in read:
            if each.found and each.lease.job.article_id not in stored:
                queue.put_back(each.lease)  # its text or title is another by now
            else:
                done.append(each)
        linked = (time.monotonic() - began) / len(read) if read else 0
        _tell_deposits({e.lease.job.article_id: (e.seconds, linked if e.found else 0) for e in done})
        queue.finish(*(each.lease for each in done))


def failed(job: Job, *, error: str, given_up: bool) -> None:
    """Say on the article that an attempt at its annotation failed, for the desk."""
    retry_at = None if given_up else Job.objects.filter(pk=job.pk).values("run_after")[:1]
    Article.objects.filter(pk=job.article_id).update(annotation_failures=job.attempts, annotation_retry_at=retry_at)
    if given_up:
        Deposit.objects.open().filter(article=job.article_id).update(
            state=Deposit.State.FAILED, problem=Mishap.ANNOTATION, changed_at=timezone.now()
        )


def annotate_article(article: Article) -> bool:
    """Annotate one article here and now and store the result; on failure say so in the log and leave it to its job."""
    try:
        made = replace_annotation(article, _found(article), version=nlp.version())
    except OperationalError:  # the database's fault, not the article's
        raise
    except Exception:
        log.exception("Annotating article %s failed", article.pk)
        return False
    if made:
        Job.objects.filter(kind=Job.Kind.ANNOTATE, article=article).exclude(state=Job.State.RUNNING).delete()
    return made


def ask_for_stale() -> int:
    """Ask for the annotation of articles that were not annotated by the present version; return of how many.

    Those whose annotation failed for good are left until somebody asks again.
    """
    jobs = Job.objects.filter(kind=Job.Kind.ANNOTATE, article=OuterRef("pk"))
    stale = Article.objects.stale(nlp.version()).filter(~Exists(jobs)).order_by("annotation_version", "pk")
    articles = list(stale.only("pk")[:_AT_ONCE])
    queue.add_all(articles, priority=Job.LATER)
    return len(articles)


def ask_anew(article: Article, *, priority: int = Job.NOW) -> None:
    """Ask for the annotation of an article, also where it had been given up."""
    queue.again(Job.objects.failed().filter(kind=Job.Kind.ANNOTATE, article=article))
    queue.add(article, priority=priority)


def make_stale(article: Article) -> None:
    """Ask for a new annotation of an article as if the present one, which stays until then, were out of date."""
    kept = Article.OUTDATED if article.is_annotated else ""
    article.annotation_version, article.annotation_failures, article.annotation_retry_at = kept, 0, None
    article.save(update_fields=["annotation_version", "annotation_failures", "annotation_retry_at"])
    ask_anew(article)


def ask_all_anew(articles: list[int], *, priority: int = Job.SOON) -> None:
    """Ask for a new annotation of the articles with these numbers, whichever version made the one that they have."""
    asked = Article.objects.filter(pk__in=articles)
    with transaction.atomic():
        asked.exclude(annotation_version="").update(annotation_version=Article.OUTDATED)
        asked.update(annotation_failures=0, annotation_retry_at=None)
        queue.again(Job.objects.failed().filter(kind=Job.Kind.ANNOTATE, article__in=articles))
        queue.add_all([Article(pk=pk) for pk in articles], priority=priority)


def model_is_missing() -> bool:
    """Whether nothing can be annotated here, for want of the French model."""
    return bool(nlp.missing_models())


def reannotate(*, everything: bool = False) -> Iterator[tuple[Article, bool]]:
    """Annotate anew all articles whose annotation is out of date, or all; yield each with its success."""
    version = nlp.version()
    wanted = Q() if everything else ~Q(annotation_version=version)
    for pk in list(Article.objects.filter(wanted).order_by("pk").values_list("pk", flat=True)):
        if article := Article.objects.filter(pk=pk).first():
            yield article, annotate_article(article)


def _found(article: Article) -> Annotation:
    (found,) = nlp.annotate_many([_reading(article)])
    return found


def _reading(article: Article) -> nlp.Reading:
    return nlp.Reading(article.text, article.language, f"{article.title}\n{article.standfirst}".strip())


def _tell_deposits(seconds: Mapping[int, tuple[float, float]]) -> None:
    """Note on the deposits that became these articles how far they are, and how long annotating and linking took."""
    own = list(
        Deposit.objects.filter(article__in=seconds).exclude(state=Deposit.State.KNOWN).only("article", "seconds")
    )
    for deposit in own:
        annotated, linked = seconds[deposit.article_id]
        deposit.seconds |= {"annotated": round(annotated, 3), "linked": round(linked, 3)}
    rows.update(Deposit, ("seconds",), {deposit.pk: (deposit.seconds,) for deposit in own})
    Deposit.objects.filter(pk__in=[deposit.pk for deposit in own]).went_on(
        stage=Deposit.Stage.LINKED, state=Deposit.State.DONE
    )
