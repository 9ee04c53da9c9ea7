"""What articles have to do with each other's texts: the same elsewhere, nearly the same, and earlier versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.archive import Article, Source
from articles.models.arrivals import Batch


class Appearance(models.Model):
    """Another place where the very same text stood: another source than the article's own, or another address."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="appearances")
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True, related_name="appearances")
    url = models.URLField(max_length=1000, blank=True)
    # ``text.addresses.digest`` of the address.
    address = models.CharField(max_length=64, blank=True, editable=False)
    title = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "address"], condition=~Q(address=""), name="appearance_once_per_address"
            ),
            models.UniqueConstraint(
                fields=["article", "source"], condition=Q(address=""), name="appearance_once_per_source"
            ),
        ]
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")

    def __str__(self) -> str:
        return self.title or self.url


class Fingerprint(models.Model):
    """The signature of an article's text (``ingest.likeness``), by which those that are nearly the same are found."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="fingerprint")
    signature = models.BinaryField()
    size = models.PositiveIntegerField()
    version = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("fingerprint")
        verbose_name_plural = _("fingerprints")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.version}"


class Band(models.Model):
    """One part of a fingerprint as a number: articles that share one may be alike."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bands")
    value = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("part of a fingerprint")
        verbose_name_plural = _("parts of fingerprints")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.value}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def seen_by_readers(self) -> RevisionQuerySet:
        """Those that stood on a published page."""
        return self.filter(published=True)


class Revision(models.Model):
    """What an article was before its source changed it.

    ``names`` holds how often it named each entity, by number; null if it was not annotated by then; ``countries``
    likewise. ``unplaced`` are the words that editors had marked and that the text after it no longer has.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    standfirst = models.TextField(blank=True)
    text = models.TextField()
    structure = models.JSONField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    names = models.JSONField(null=True, blank=True)
    countries = models.JSONField(null=True, blank=True)
    unplaced = models.JSONField(default=list)
    published = models.BooleanField()
    replaced_at = models.DateTimeField(default=timezone.now)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="revisions")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_once_per_number")]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
