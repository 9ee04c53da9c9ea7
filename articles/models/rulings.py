"""What editors ruled where the machine was in doubt; an annotation made anew follows it."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.archive import Article, Country, Entity


class Question(models.TextChoices):
    """What the machine is in doubt about; the comment says what a ruling's ``subject`` is."""

    WHO = "who"  # Who is meant? The key of the entity that the name is while nobody decides
    SAME = "same"  # Is this somebody known? The key of the new entity
    NAME = "name"  # Is it a name? The folded words
    COUNTRY = "country"  # Is this country meant? Its code
    WHERE = "where"  # In which country is it? The key of a place


class Verdict(models.TextChoices):
    IS = "is"  # the ruling's entity or country; a name; the country
    NO_NAME = "no-name"
    OTHER = "other"  # not the same person, not this country
    LEFT = "left"  # as it is


class RulingQuerySet(models.QuerySet["Ruling"]):
    def for_desk(self) -> RulingQuerySet:
        """The newest first, with what the desk draws of each."""
        return self.select_related("entity", "country", "by").order_by("-at", "-pk")

    def of(self, articles: Iterable[int]) -> RulingQuerySet:
        """Those about the articles of these numbers."""
        return self.filter(article__in=articles)


class Ruling(models.Model):
    """An editor's answer to one question about one article.

    ``subject`` says what is asked about in words that outlive an annotation (see ``Question``), ``surface`` how it
    stood in the text. ``before`` is what the answer replaced, so that it can be taken back.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="rulings")
    question = models.CharField(max_length=8, choices=Question)
    subject = models.CharField(max_length=300)
    surface = models.CharField(max_length=300)
    verdict = models.CharField(max_length=8, choices=Verdict)
    entity = models.ForeignKey(Entity, models.CASCADE, null=True, blank=True, related_name="+")
    country = models.ForeignKey(Country, models.CASCADE, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = RulingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "question", "subject"], name="ruled_once_per_article")
        ]
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")

    def __str__(self) -> str:
        return self.surface or "—"
