"""The queue: work that waits, runs or failed, each piece a row that one worker at a time has on lease."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.archive import Article
from articles.models.arrivals import Deposit, Feed


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime) -> JobQuerySet:
        """Those to be taken up, in order: people who wait first, then the oldest."""
        return self.filter(state=Job.State.QUEUED, run_after__lte=now).order_by("-priority", "pk")

    def queued(self) -> JobQuerySet:
        return self.filter(state=Job.State.QUEUED)

    def running(self) -> JobQuerySet:
        return self.filter(state=Job.State.RUNNING)

    def failed(self) -> JobQuerySet:
        return self.filter(state=Job.State.FAILED)

    def abandoned(self, now: datetime) -> JobQuerySet:
        """Those whose worker has not renewed its lease in time."""
        return self.running().filter(lease_until__lt=now)

    def standing(self, now: datetime, *, lately: datetime) -> dict[str, Any]:
        """Return how many are ``queued``, ``running`` and held ``alive``, and since when the ``oldest`` is due.

        ``error`` is what the database said of one that it made a worker put back since ``lately``.
        """
        put_back = Q(state=Job.State.QUEUED, run_after__gte=lately, error__startswith=Job.DATABASE)
        queued, running = Q(state=Job.State.QUEUED), Q(state=Job.State.RUNNING)
        return self.aggregate(
            queued=Count("pk", filter=queued),
            running=Count("pk", filter=running),
            alive=Count("pk", filter=running & Q(lease_until__gte=now)),
            oldest=Min("run_after", filter=queued & Q(run_after__lte=now)),
            error=Max("error", filter=put_back, default=""),
        )


class Job(models.Model):
    """A piece of work on one deposit, article or feed. What is done is deleted; what failed for good stays.

    A worker holds it by ``lease_token`` until ``lease_until``: whoever no longer has the token stores nothing.
    """

    class Kind(models.TextChoices):
        DEPOSIT = "deposit", _("Reading")
        ANNOTATE = "annotate", _("Annotation")
        FEED = "feed", _("Feed")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        FAILED = "failed", _("Failed")

    # Who waits before a screen goes before a folder, a folder before what a new version of the software asks for.
    NOW, SOON, LATER = 20, 10, 0
    MOST_ATTEMPTS = 5
    # How an ``error`` begins that is the database's.
    DATABASE = "OperationalError"

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    deposit = models.ForeignKey(Deposit, models.CASCADE, null=True, blank=True, related_name="jobs")
    article = models.ForeignKey(Article, models.CASCADE, null=True, blank=True, related_name="jobs")
    feed = models.ForeignKey(Feed, models.CASCADE, null=True, blank=True, related_name="jobs")
    priority = models.SmallIntegerField(default=SOON)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    run_after = models.DateTimeField(_("not before"), default=timezone.now)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)  # of the latest attempt, for the log and the desk
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    sent_at = models.DateTimeField(default=timezone.now)  # when the engine was last told of it

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            # One piece of work for each thing: what is asked for twice is done once.
            models.UniqueConstraint(fields=["kind", "deposit"], name="job_once_per_deposit"),
            models.UniqueConstraint(fields=["kind", "article"], name="job_once_per_article"),
            models.UniqueConstraint(fields=["kind", "feed"], name="job_once_per_feed"),
            models.CheckConstraint(
                condition=Q(kind="deposit", deposit__isnull=False, article=None, feed=None)
                | Q(kind="annotate", article__isnull=False, deposit=None, feed=None)
                | Q(kind="feed", feed__isnull=False, deposit=None, article=None),
                name="job_has_its_subject",
            ),
        ]
        indexes = [models.Index(F("state"), F("priority").desc(), F("id"), name="job_next")]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.deposit_id or self.article_id or self.feed_id}"
