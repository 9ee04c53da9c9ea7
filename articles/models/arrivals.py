"""What comes in: batches of files, texts and addresses, and the feeds that are followed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.archive import Article, Source


class FeedQuerySet(models.QuerySet["Feed"]):
    def active(self) -> FeedQuerySet:
        return self.filter(active=True)

    def due(self) -> FeedQuerySet:
        """Those to be asked now."""
        return self.active().filter(next_poll_at__lte=timezone.now())

    def off(self) -> FeedQuerySet:
        return self.filter(active=False)

    def unwell(self) -> FeedQuerySet:
        """Those that someone should look at; ``Feed.is_unwell`` says the same of one."""
        failing = Q(active=True) & (Q(failures__gte=Feed.UNWELL) | Q(succeeded_at=None))
        return self.filter((failing & ~Q(problem__in=Feed.HARMLESS)) | Q(problem__in=Feed.ENDED))

    def named_like(self, words: str) -> FeedQuerySet:
        """Those whose title or address has ``words``."""
        return self.filter(Q(title__icontains=words) | Q(url__icontains=words))


class Feed(models.Model):
    """An RSS, Atom or JSON feed that is followed; ``next_poll_at`` says when it is asked again.

    ``problem`` is why the last answer was no good, a word that ``ingest.complaints`` has a sentence for.
    """

    # One that has answered before is unwell after so many failures in a row; others are at once.
    UNWELL = 3
    GONE, DAMAGED, CRASH, STATUS = "gone for good", "damaged", "crash", "status"
    # It shows more than comes in at once; the detail says how many are to come.
    MORE = "more to come"
    # The page at its address names a feed that is another row.
    TWIN = "followed already"
    HARMLESS, ENDED = ("", DAMAGED, MORE), (GONE, TWIN)

    title = models.CharField(_("title"), max_length=300, blank=True)
    url = models.URLField(_("address"), max_length=1000, unique=True)
    site_url = models.URLField(_("address of the site"), max_length=1000, blank=True)
    folder = models.CharField(_("folder"), max_length=200, blank=True)
    source = models.ForeignKey(
        Source, models.SET_NULL, verbose_name=_("source"), null=True, blank=True, related_name="feeds"
    )
    active = models.BooleanField(_("followed"), default=True)
    # What its items become: a status of articles.
    status = models.CharField(_("items come in as"), max_length=10, default=Article.Status.DRAFT)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    modified = models.CharField(max_length=100, blank=True, editable=False)
    next_poll_at = models.DateTimeField(_("asked again on"), default=timezone.now, db_index=True)
    polled_at = models.DateTimeField(_("asked on"), null=True, blank=True, editable=False)
    succeeded_at = models.DateTimeField(_("answered on"), null=True, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(_("failures since"), default=0, editable=False)
    problem = models.CharField(_("problem"), max_length=40, blank=True, editable=False)
    detail = models.CharField(max_length=300, blank=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    added_at = models.DateTimeField(_("added on"), auto_now_add=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def is_unwell(self) -> bool:
        """Whether someone should look at it."""
        failing = self.active and (self.failures >= self.UNWELL or not self.succeeded_at)
        return self.problem in self.ENDED or (failing and self.problem not in self.HARMLESS)


class FeedItem(models.Model):
    """An item that a feed has shown: it comes in once, whatever becomes of its article."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="items")
    guid_digest = models.CharField(max_length=64)
    content_digest = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "guid_digest"], name="item_once_per_feed")]

    def __str__(self) -> str:
        return self.guid_digest


class BatchQuerySet(models.QuerySet["Batch"]):
    def running(self) -> BatchQuerySet:
        """Those of which something is not at its end."""
        return self.filter(Exists(Deposit.objects.open().filter(batch=OuterRef("pk"))))

    def with_failures(self) -> BatchQuerySet:
        return self.filter(Exists(Deposit.objects.failed().filter(batch=OuterRef("pk"))))

    def for_ledger(self) -> BatchQuerySet:
        """What the ledger draws of each, the latest first; adds ``first_name``, that of its first deposit."""
        first = Deposit.objects.filter(batch=OuterRef("pk")).order_by("pk").values("name")[:1]
        return self.annotate(first_name=Subquery(first)).select_related("added_by", "feed").order_by("-pk")


class Batch(models.Model):
    """What was sent in one go, by whom and by which door; ``status`` is what its articles come in as."""

    class Origin(models.TextChoices):
        UPLOAD = "upload", _("Files")
        PASTE = "paste", _("Pasted text")
        ADDRESS = "address", _("Address")
        FEED = "feed", _("Feed")
        COMMAND = "command", _("Command line")

    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    feed = models.ForeignKey(Feed, models.SET_NULL, null=True, blank=True, related_name="batches")
    status = models.CharField(max_length=10, default=Article.Status.DRAFT)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("added by"), null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("sent on"), auto_now_add=True, db_index=True)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.get_origin_display()} {self.pk}"


class Content(models.Model):
    """The bytes of a deposit as they came, kept until they are no longer needed.

    In the database, so that they and the rows about them are stored together or not at all, and workers on other
    machines have them.
    """

    digest = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.digest


class DepositQuerySet(models.QuerySet["Deposit"]):
    def open(self) -> DepositQuerySet:
        """Those that are not at their end."""
        return self.filter(state__in=(Deposit.State.WAITING, Deposit.State.RUNNING))

    def read(self) -> DepositQuerySet:
        """Those that are articles by now, and wait for their annotation."""
        return self.filter(self._is_read())

    @staticmethod
    def _is_read() -> Q:
        return Q(state=Deposit.State.RUNNING, stage=Deposit.Stage.EXTRACTED, article__isnull=False)

    def failed(self) -> DepositQuerySet:
        return self.filter(state=Deposit.State.FAILED)

    def cancelled(self) -> DepositQuerySet:
        return self.filter(state=Deposit.State.CANCELLED)

    def kept(self) -> DepositQuerySet:
        """Those of which there is something to go on with: an article, bytes, or an address."""
        return self.filter(Q(article__isnull=False) | Q(content__isnull=False) | ~Q(url=""))

    def ended_since(self, moment: datetime) -> DepositQuerySet:
        """Those that came to an end of their own after ``moment``."""
        ends = (Deposit.State.DONE, Deposit.State.KNOWN, Deposit.State.FAILED)
        return self.filter(state__in=ends, changed_at__gte=moment)

    def went_on(self, **columns: Any) -> int:
        """Update ``columns`` of those that go well again: no problem is left, remarks stay. Return how many."""
        remarks = Case(When(problem="", then=F("detail")), default=Value(""))
        return self.update(problem="", detail=remarks, changed_at=timezone.now(), **columns)

    def read_since(self, moment: datetime) -> DepositQuerySet:
        return self.read().filter(changed_at__gte=moment)

    def counted(self, by: str, *, read_as: str) -> dict[int | None, dict[str, int]]:
        """Return how many there are in each state, for each value of the column ``by``; one query.

        Those that are ``read`` are not counted among the running ones, but as ``read_as``.
        """
        state = Case(When(self._is_read(), then=Value(read_as)), default=F("state"))
        found: dict[int | None, dict[str, int]] = {}
        for key, named, many in self.order_by().values(by, named=state).values_list(by, "named", Count("pk")):
            found.setdefault(key, {})[named] = many
        return found

    def numbers(self) -> dict[int, tuple[int, datetime]]:
        """Return how many there are of each batch, and when the first of them changed; one query."""
        rows = self.order_by().values_list("batch").annotate(Count("pk"), Min("changed_at"))
        return {batch: (many, first) for batch, many, first in rows}

    def remarks_on(self, articles: Iterable[int]) -> dict[int, str]:
        """Return the ``detail`` of what each article came in with, as its present text did; one query."""
        brought = self.filter(article__in=articles).exclude(state=Deposit.State.KNOWN).order_by("pk")
        rows = brought.values_list("article", "problem", "detail")
        return {article: "" if problem else detail for article, problem, detail in rows}

    def for_ledger(self) -> DepositQuerySet:
        """What the ledger draws of each, the parts of a container after it; adds ``depth``, that of containers."""
        above, two_above = F("parent"), F("parent__parent")
        return (
            self.annotate(
                depth=Case(
                    When(parent__parent__isnull=False, then=Value(2)),
                    When(parent__isnull=False, then=Value(1)),
                    default=Value(0),
                ),
                root=Coalesce(two_above, above, F("pk")),
                branch=Case(
                    When(parent__parent__isnull=False, then=above),
                    When(parent__isnull=False, then=F("pk")),
                    default=Value(0),
                ),
            )
            .select_related("parent", "article")
            .defer("article__text")
            .prefetch_related("jobs", "article__jobs")
            .order_by("root", "branch", "pk")
        )


class Deposit(models.Model):
    """One file, text or address of a batch, and how far it has come.

    ``article`` is what it became, or, where ``state`` is ``KNOWN``, the one that has its text already. A container
    (a zip, a table) becomes further deposits, whose ``parent`` it is. ``seconds`` is what each stage took.
    """

    class Stage(models.TextChoices):
        SENT = "sent", _("Received")
        READ = "read", _("Read")
        EXTRACTED = "extracted", _("Extracted")
        ANNOTATED = "annotated", _("Annotated")
        LINKED = "linked", _("Linked")
        INDEXED = "indexed", _("Indexed")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        KNOWN = "known", _("Already there")
        UNPACKED = "unpacked", _("Unpacked")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="deposits")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="parts")
    name = models.CharField(_("name"), max_length=300)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    content = models.ForeignKey(Content, models.SET_NULL, null=True, blank=True, related_name="deposits")
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    # Particulars that were typed, or that a feed says of its item; they win over those of the file. Of an address also
    # the "charset" that its server names, the "spare" text that its feed has, and what that was taken "instead_of".
    given = models.JSONField(default=dict)
    stage = models.CharField(_("stage"), max_length=9, choices=Stage, default=Stage.SENT)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    problem = models.CharField(_("problem"), max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="deposits")
    seconds = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = DepositQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["batch", "state"], name="deposit_by_state"),
            models.Index(fields=["stage"], name="deposit_linked", condition=Q(stage="linked")),
        ]
        verbose_name = _("deposit")
        verbose_name_plural = _("deposits")

    def __str__(self) -> str:
        return self.name
