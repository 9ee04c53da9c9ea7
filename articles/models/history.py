"""Who did what to an article, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.archive import Article


class Verb(models.TextChoices):
    ADDED = "added", _("Added")
    REVISED = "revised", _("New text")
    EDITED = "edited", _("Edited")
    MOVED = "moved", _("Moved")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RESTORED = "restored", _("Undone")
    ANSWERED = "answered", _("Doubt answered")
    REOPENED = "reopened", _("Answer taken back")
    ANNOTATED = "annotated", _("Annotation asked for")
    DISCARDED = "discarded", _("Discarded")

    @classmethod
    def of_status(cls) -> tuple[str, ...]:
        """Those by which an article's status changed."""
        return (cls.MOVED, cls.PUBLISHED, cls.WITHDRAWN, cls.RESTORED)


class ActQuerySet(models.QuerySet["Act"]):
    def newest_first(self) -> ActQuerySet:
        """What a list draws of each, in three queries: joined, every page before it would be read too."""
        articles = models.Prefetch("article", Article.objects.defer("text"))
        return self.prefetch_related("by", articles).order_by("-pk")

    def by_software(self) -> ActQuerySet:
        return self.filter(by=None, name="")


class Act(models.Model):
    """One thing that was done to an article, by a person or by software (``by`` and ``name`` empty).

    ``title`` and ``name`` are kept for articles and accounts that are gone; ``detail`` says what exactly, by verb.
    ``together`` is the same token for all that one press of a button did.
    """

    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="acts")
    title = models.CharField(max_length=300)
    verb = models.CharField(max_length=9, choices=Verb)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(default=timezone.now)
    detail = models.JSONField(default=dict)
    together = models.CharField(max_length=32, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["by", "-id"], name="act_by_person"),
            models.Index(fields=["name", "by", "-id"], name="act_by_software"),
            models.Index(fields=["verb", "-id"], name="act_by_verb"),
            models.Index(fields=["together"], name="act_together", condition=~models.Q(together="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.title}"
