"""The archive: articles with what they name, and what editors and readers say of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from string import ascii_lowercase

from babel import Locale
from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, Max, Q, Value, When, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Left, Lower, Replace, RowNumber, Substr
from django.db.models.lookups import In
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.text.annotation import Certainty, Label, Origin
from articles.text.normalise import fold
from articles.text.normalise import slug as folded_slug


def in_reader_language(french: str, english: str) -> str:
    """Return the name in the language of the interface, or the other one where it is missing."""
    first, second = (english, french) if get_language() == "en" else (french, english)
    return first or second


# Under what an index puts a name that does not begin with one of the 26 letters.
NO_LETTER = "#"

# No database folds all names as ``fold`` does, and only French ones have a column for it. For the others: every
# first letter, by which an index is divided, and the commonest within (few, for SQLite nests no more than 30).
_FIRST_LETTERS = {
    letter: [sign for sign in map(chr, range(0xC0, 0x250)) if fold(sign).startswith(letter)]
    for letter in ascii_lowercase
}
_LETTERS_WITHIN = "áãäåçèéêëíñóôöøúü"


def _folded_in_the_database(column: str) -> Combinable:
    """Return what is nearly ``fold`` of a column."""
    head = Left(column, 1)
    first = Case(
        *(When(In(head, signs), then=Value(each)) for each, signs in _FIRST_LETTERS.items() if signs),
        default=Lower(head),
    )
    rest: Combinable = Lower(Substr(column, 2))
    for sign in _LETTERS_WITHIN:
        rest = Replace(rest, Value(sign), Value(fold(sign)))
    return Concat(first, rest)


@lru_cache(maxsize=50_000)
def address_slug(name: str) -> str:
    """Return the readable part of an address, at most 80 signs: words without case and accents."""
    return folded_slug(name)[:80].strip("-")


def entity_slug(name: str) -> str:
    """Return the readable part of an entity's address; "card" is that of every entity's card."""
    slug = address_slug(name)
    return "x-card" if slug == "card" else slug


# What Unicode lists among languages: several at once, no content.
_NO_LANGUAGES = frozenset({"mul", "zxx", "root"})


class Language(models.TextChoices):
    """The languages that are annotated, and one word for all others."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")
    OTHER = "und", _("Another language")

    @classmethod
    def annotated(cls) -> tuple[str, ...]:
        return tuple(code for code in cls.values if code != cls.OTHER)


def language_code(raw: str) -> str:
    """Return the ISO 639 code of the language that ``raw`` names (« fr-FR », « en_GB »), or "" where it names none."""
    code = re.split("[-_]", raw.strip().lower())[0]
    known = code in Language.values or (code in Locale("en").languages and code not in _NO_LANGUAGES)
    return code if known else ""


def language_name(code: str) -> str:
    """Return the name of a language, given by its ISO 639 code, in the language of the interface."""
    if code in Language.values:
        return str(Language(code).label)
    return Locale(get_language() or "fr").languages.get(code, code)


class Kind(models.TextChoices):
    """What an entity is; the values are those of ``Label``."""

    PERSON = Label.PERSON.value, _("Person")
    ORGANISATION = Label.ORGANISATION.value, _("Organisation")
    PLACE = Label.PLACE.value, _("Place")


class MentionOrigin(models.TextChoices):
    """Who found a mention; the values are those of ``Origin``."""

    GAZETTEER = Origin.GAZETTEER.value, _("Gazetteer")
    MODEL = Origin.MODEL.value, _("Model")
    RULE = Origin.RULE.value, _("Rule")
    EDITOR = Origin.EDITOR.value, _("Editor")


class MentionCertainty(models.TextChoices):
    """How sure it is who a mention denotes; the values are those of ``Certainty``."""

    SURE = Certainty.SURE.value, _("Sure")
    LIKELY = Certainty.LIKELY.value, _("Likely: the only one of this name in the archive")
    SEVERAL = Certainty.SEVERAL.value, _("Several candidates")
    UNKNOWN = Certainty.UNKNOWN.value, _("Unknown: nothing in the archive explains this name")


def language_choices(present: str = "") -> list[tuple[str, str]]:
    """Return what to choose a language from: ``present`` among them, whatever it is."""
    own = [(present, capfirst(language_name(present)))] if present and present not in Language.values else []
    return [*Language.choices, *own]


class SourceQuerySet(models.QuerySet["Source"]):
    def in_published(self) -> SourceQuerySet:
        """Those that at least one article visible to readers comes from."""
        return self.filter(models.Exists(Article.objects.published().filter(source=models.OuterRef("pk"))))


class Source(models.Model):
    """A publication, agency or person that articles come from."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    url = models.URLField(_("address"), blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.name


class CountryQuerySet(models.QuerySet["Country"]):
    def with_article_counts(self) -> CountryQuerySet:
        """Those that published articles name; adds ``articles``, how many do."""
        return self.filter(article_countries__article__status=Article.Status.PUBLISHED).annotate(
            articles=Count("article_countries")
        )

    def in_reading_order(self) -> CountryQuerySet:
        """By name in the language of the interface."""
        return self.order_by("sort_en" if get_language() == "en" else "sort_fr")


class Country(models.Model):
    """A country or territory of ISO 3166."""

    code = models.CharField(_("ISO code"), max_length=2, primary_key=True)
    name_fr = models.CharField(_("French name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    sort_fr = models.CharField(max_length=100, editable=False)
    sort_en = models.CharField(max_length=100, editable=False)
    region = models.CharField(_("region"), max_length=40, blank=True)
    wikidata = models.CharField("Wikidata", max_length=20, blank=True)

    objects = CountryQuerySet.as_manager()

    class Meta:
        ordering = ["sort_fr"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("country", args=[self.code.lower()])

    @property
    def name(self) -> str:
        return in_reader_language(self.name_fr, self.name_en)


class TopicQuerySet(models.QuerySet["Topic"]):
    def with_article_counts(self) -> TopicQuerySet:
        """Those that published articles treat; adds ``articles``, how many do; the commonest first, then by name."""
        treating = ArticleTopic.objects.filter(topic=models.OuterRef("pk"), article__status=Article.Status.PUBLISHED)
        counted = treating.order_by().values("topic").annotate(n=Count("pk")).values("n")
        name = _folded_in_the_database("name_en" if get_language() == "en" else "name_fr")
        # Joined, each name would be folded once an article.
        found = self.filter(models.Exists(treating)).annotate(articles=models.Subquery(counted))
        return found.order_by("-articles", name)


class Topic(models.Model):
    """A subject that articles treat."""

    slug = models.SlugField(_("slug"), primary_key=True)
    name_fr = models.CharField(_("French name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    iptc = models.CharField(_("IPTC code"), max_length=30, blank=True)
    parent = models.ForeignKey(
        "self", models.CASCADE, verbose_name=_("part of"), null=True, blank=True, related_name="parts"
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name_fr"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    @property
    def name(self) -> str:
        return in_reader_language(self.name_fr, self.name_en)


class EntityQuerySet(models.QuerySet["Entity"]):
    def in_published(self) -> EntityQuerySet:
        """Those that at least one article visible to readers names."""
        return self.filter(
            models.Exists(
                Mention.objects.filter(entity=models.OuterRef("pk"), article__status=Article.Status.PUBLISHED)
            )
        )

    def with_article_counts(self) -> EntityQuerySet:
        """Add ``articles``: how many published articles name each."""
        return self.annotate(
            articles=Count(
                "mentions__article", filter=Q(mentions__article__status=Article.Status.PUBLISHED), distinct=True
            )
        )

    def bearing(self, short: str, kind: str) -> EntityQuerySet:
        """Those of ``kind`` that some article introduces in full under the folded ``short`` name."""
        introduced = Introduction.objects.filter(entity=models.OuterRef("pk"), short=short)
        return self.filter(models.Exists(introduced), kind=kind)

    def candidates_for(self, entity: Entity) -> EntityQuerySet:
        """The others whom the name of ``entity`` may mean, where it is a surname or an acronym alone."""
        return self.bearing(fold(entity.name), entity.kind).exclude(pk=entity.pk)

    def named_in(self, article: Article) -> EntityQuerySet:
        """Those that the article names."""
        return self.filter(pk__in=Mention.objects.filter(article=article).order_by().values("entity")).order_by()

    def named_inside(self, entity: Entity, article: int) -> EntityQuerySet:
        """The others that the article names within names of ``entity``: the country in « Banque de France »."""
        outer = Mention.objects.filter(
            article=article, entity=entity, start__lte=models.OuterRef("start"), end__gte=models.OuterRef("end")
        )
        inner = Mention.objects.filter(models.Exists(outer), article=article).exclude(entity=entity)
        return self.filter(pk__in=inner.order_by().values("entity"))

    def called(self, words: str) -> EntityQuerySet:
        """Those that have each of the folded ``words`` in their name or another name of theirs."""
        found = self
        for word in words.split():
            other = Alias.objects.filter(entity=models.OuterRef("pk"), folded__contains=word)
            found = found.filter(Q(sort_name__contains=word) | models.Exists(other))
        return found

    def of_country(self, country: Country) -> EntityQuerySet:
        """Those that belong to the country; it is not one of its own."""
        return self.filter(country=country, is_country=False)

    def most_named(self) -> EntityQuerySet:
        return self.with_article_counts().order_by("-articles", "sort_name")

    def of_kind(self, kind: str) -> EntityQuerySet:
        return self.filter(kind=kind)

    def in_reading_order(self) -> EntityQuerySet:
        """As they stand in an index in the language of the interface; people by surname.

        Adds ``standing``, by which they are sorted, and ``initial``, the letter under which they stand: « É »
        beside « e », and all that begins with a digit or in another script under ``#``, last.
        """
        standing: Combinable = F("sort_name")
        if get_language() == "en":
            own = Q(name_en="") | Q(kind=Kind.PERSON)
            standing = Case(When(own, then=F("sort_name")), default=_folded_in_the_database("name_en"))
        found = self.annotate(standing=standing, first=Left("standing", 1))
        in_letters = When(first__in=list(ascii_lowercase), then=F("first"))
        found = found.annotate(initial=Case(in_letters, default=Value(NO_LETTER)))
        return found.order_by(Case(When(initial=NO_LETTER, then=Value(1)), default=Value(0)), "standing", "pk")

    def beginning_with(self, letter: str) -> EntityQuerySet:
        """Of those in reading order, the ones that stand under ``letter``."""
        return self.filter(initial=letter)

    def kind_counts(self) -> dict[str, int]:
        """How many there are of each kind that occurs."""
        return dict(self.order_by().values_list("kind").annotate(Count("pk")))

    def initials(self) -> set[str]:
        """The letters under which those in reading order stand."""
        return set(self.order_by().values_list("initial", flat=True).distinct())


class Entity(models.Model):
    """A person, an organisation or a place; the same one is one row in the whole archive.

    ``key`` is its stable identity, ``kind/slug``; it never changes once given.
    """

    key = models.CharField(_("key"), max_length=250, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("canonical name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    sort_name = models.CharField(max_length=300, editable=False, db_index=True)
    wikidata = models.CharField("Wikidata", max_length=20, blank=True)
    country = models.ForeignKey(
        Country, models.SET_NULL, verbose_name=_("country"), null=True, blank=True, related_name="entities"
    )
    is_country = models.BooleanField(_("is this country itself"), default=False)
    description_fr = models.CharField(_("French description"), max_length=300, blank=True)
    description_en = models.CharField(_("English description"), max_length=300, blank=True)

    objects = EntityQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        verbose_name = _("entity")
        verbose_name_plural = _("entities")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """A country's own page, or the entity's."""
        if self.is_country and self.country_id:
            return reverse("country", args=[self.country_id.lower()])
        return reverse("entity", args=[self.pk, self.slug])

    @property
    def display_name(self) -> str:
        return in_reader_language(self.name, self.name_en)

    @property
    def description(self) -> str:
        return in_reader_language(self.description_fr, self.description_en)

    @property
    def slug(self) -> str:
        return entity_slug(self.name)


class Alias(models.Model):
    """Another name of an entity; ``folded`` is what matching compares."""

    entity = models.ForeignKey(Entity, models.CASCADE, related_name="aliases", verbose_name=_("entity"))
    name = models.CharField(_("name"), max_length=300)
    folded = models.CharField(max_length=300, editable=False, db_index=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["entity", "name"], name="alias_once_per_entity")]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")

    def __str__(self) -> str:
        return self.name


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> ArticleQuerySet:
        """Those that readers may see."""
        return self.filter(status=Article.Status.PUBLISHED)

    def drafts(self) -> ArticleQuerySet:
        return self.filter(status=Article.Status.DRAFT)

    def to_review(self) -> ArticleQuerySet:
        """Those that somebody has finished and somebody else is to read over."""
        return self.filter(status=Article.Status.REVIEW)

    def on_desk(self, status: str, *, source: int = 0, batch: int = 0, newest: int = 0) -> ArticleQuerySet:
        """Those of a status, of one source or one import where these are given, for a list that may choose them all.

        ``newest`` is the last that whoever chose could see.
        """
        found = self.filter(status=status)
        if newest:
            found = found.filter(pk__lte=newest)
        if source:
            found = found.filter(source=source)
        if batch:
            # What was there already did not come with it.
            deposits = Article.deposits.field.model.objects.filter(
                batch=batch, article__isnull=False, state__in=("waiting", "running", "done", "failed")
            )
            found = found.filter(pk__in=deposits.order_by().values("article"))
            # Nor did what was published before, and has a new text from it.
            revised = Article.acts.field.model.objects.filter(
                article=models.OuterRef("pk"), verb="revised", detail__batch=batch
            )
            found = found.filter(~models.Exists(revised))
        return found

    def newest(self) -> int:
        """Return the number of the one that came last; 0 if there is none."""
        return self.order_by().aggregate(newest=Max("pk"))["newest"] or 0

    def unpublished(self) -> ArticleQuerySet:
        """Those that readers may not see, however far they are."""
        return self.exclude(status=Article.Status.PUBLISHED)

    def readiness(self) -> tuple[int, int]:
        """Return how many there are, and how many of them are annotated; one query."""
        annotated = ~Q(annotation_version="")
        counts = self.order_by().aggregate(all=Count("pk"), annotated=Count("pk", filter=annotated))
        return counts["all"], counts["annotated"]

    def newest_first(self) -> ArticleQuerySet:
        return self.order_by(F("published_at").desc(), "-pk")

    def mentioning(self, entity: Entity) -> ArticleQuerySet:
        return self.filter(models.Exists(Mention.objects.filter(entity=entity, article=models.OuterRef("pk"))))

    def naming_country(self, country: Country) -> ArticleQuerySet:
        return self.filter(article_countries__country=country)

    def about_country(self, country: Country) -> ArticleQuerySet:
        return self.filter(article_countries__country=country, article_countries__about=True)

    def treating(self, topic: Topic) -> ArticleQuerySet:
        return self.filter(article_topics__topic=topic)

    def of_stories(self, stories: Collection[int], *, most: int) -> ArticleQuerySet:
        """The first ``most`` of each story, the earliest first; adds ``telling``, how many there are of it."""
        told = self.filter(story__in=stories).order_by()
        order = [F("published_at").asc(), F("pk").asc()]
        told = told.annotate(
            telling=Window(Count("pk"), partition_by=F("story")),
            place=Window(RowNumber(), partition_by=F("story"), order_by=order),
        )
        return told.filter(place__lte=most).order_by("story", "place")

    def uncompared(self, version: str) -> ArticleQuerySet:
        """Those whose text was not looked at for others like it, by ``version`` of the comparison."""
        return self.filter(Q(likeness_version__lt=version) | Q(likeness_version__gt=version))

    def stale(self, version: str) -> ArticleQuerySet:
        """Those whose annotation was not made by ``version`` of the laboratory."""
        return self.exclude(annotation_version=version)

    def for_desk(self) -> ArticleQuerySet:
        """What the desk draws of each, the latest arrival first; adds ``mention_count``."""
        found = Mention.objects.filter(article=models.OuterRef("pk")).order_by().values("article")
        counted = models.Subquery(found.annotate(n=Count("pk")).values("n"))
        counting = self.annotate(mention_count=Coalesce(counted, 0))
        related = counting.select_related("added_by", "source", "revises")
        return related.defer("text", "revises__text").order_by("-pk")

    def for_cards(self) -> ArticleQuerySet:
        """What a list draws of each article, in a constant number of queries."""
        return (
            self.select_related("source")
            .prefetch_related(
                models.Prefetch(
                    "article_topics",
                    ArticleTopic.objects.filter(topic__parent=None)
                    .select_related("topic")
                    .order_by("-score", "topic_id"),
                )
            )
            .defer("text")
        )


class Story(models.Model):
    """Articles that are nearly the same text; lists show them once, by ``lead``, the earliest that readers may see.

    The row is the group, so that it outlives whichever article leads it.
    """

    lead = models.ForeignKey("Article", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def __str__(self) -> str:
        return str(self.pk)


class Article(models.Model):
    """One text with what is known of it. ``text`` is canonical; spans point into it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("To review")
        PUBLISHED = "published", _("Published")

    # The annotation version of an article whose annotation stands but is to be renewed.
    OUTDATED = "outdated"

    title = models.CharField(_("title"), max_length=300)
    standfirst = models.TextField(_("standfirst"), max_length=1000, blank=True)
    text = models.TextField(_("text"))
    author = models.CharField(_("author"), max_length=200, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, verbose_name=_("source"), null=True, blank=True, related_name="articles"
    )
    url = models.URLField(_("original address"), max_length=1000, blank=True)
    # ``text.addresses.digest`` of the address: the same for all ways to write it.
    address = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    # Title and standfirst as they last came in: where they are others by now, an editor wrote them.
    came_title = models.CharField(max_length=300, blank=True, editable=False)
    came_standfirst = models.TextField(blank=True, editable=False)
    # An ISO 639 code, or ``Language.OTHER``; only ``Language.annotated()`` are annotated.
    language = models.CharField(_("language"), max_length=3, default=Language.FRENCH)
    published_at = models.DateTimeField(_("publication date"), default=timezone.now, db_index=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    sample = models.BooleanField(_("sample text"), default=False)
    content_hash = models.CharField(max_length=64, unique=True, editable=False)
    words = models.PositiveIntegerField(_("words"), default=0, editable=False)
    annotation_version = models.CharField(max_length=80, blank=True, editable=False, db_index=True)
    # The annotations of the present text that failed, and when the next is made: what its job says, for the desk.
    annotation_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    annotation_retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    # ``[[start, end, shape], …]`` of the lines that are headings, quotes or items; null where the text alone shows it.
    structure = models.JSONField(null=True, blank=True, editable=False)
    story = models.ForeignKey(Story, models.SET_NULL, null=True, blank=True, editable=False, related_name="articles")
    # The published article of which this is a new text that nobody has agreed to yet (``ingest.proposals``).
    revises = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("new text of"),
        null=True,
        blank=True,
        editable=False,
        related_name="proposals",
    )
    likeness_version = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    revision = models.PositiveBigIntegerField(default=0, editable=False, db_index=True)
    added_at = models.DateTimeField(_("added on"), auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("added by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["status", "-published_at", "-id"], name="article_newest")]
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        return address_slug(self.title)

    @property
    def reading_minutes(self) -> int:
        """Minutes a reader needs, at 230 words a minute."""
        return max(1, round(self.words / 230))

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def is_in_a_known_language(self) -> bool:
        """Whether names can be found in it at all."""
        return self.language in Language.annotated()

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def is_annotated(self) -> bool:
        """Whether some annotation of the present text is stored."""
        return bool(self.annotation_version)


class MentionQuerySet(models.QuerySet["Mention"]):
    def in_published(self) -> MentionQuerySet:
        """Those in articles that readers may see."""
        return self.filter(article__status=Article.Status.PUBLISHED)

    def unsure(self) -> MentionQuerySet:
        """Those of which it is not sure whom they denote."""
        return self.exclude(certainty=MentionCertainty.SURE)

    def doubtful(self) -> MentionQuerySet:
        """Those with several candidates, and those that are hardly a name; what an editor said is none of them."""
        faint = Q(confidence__lt=Mention.DOUBTFUL_BELOW)
        return self.filter(faint | Q(certainty=MentionCertainty.SEVERAL)).exclude(origin=MentionOrigin.EDITOR)

    def with_loneliness(self) -> MentionQuerySet:
        """Add ``alone``: whether no other mention in the archive names the same entity."""
        others = Mention.objects.filter(entity=models.OuterRef("entity")).exclude(pk=models.OuterRef("pk"))
        return self.annotate(alone=~models.Exists(others))


class Mention(models.Model):
    """A span of an article that names an entity: ``article.text[start:end] == surface``."""

    # Below this confidence the page says that a mention is doubtful.
    DOUBTFUL_BELOW = 0.5

    article = models.ForeignKey(Article, models.CASCADE, related_name="mentions")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="mentions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    surface = models.CharField(max_length=300)
    origin = models.CharField(max_length=10, choices=MentionOrigin)
    confidence = models.FloatField()
    certainty = models.CharField(
        _("certainty"), max_length=8, choices=MentionCertainty, default=MentionCertainty.SURE, editable=False
    )
    # The folded surname or acronym that this article does not explain; ``Introduction`` tells who bears it.
    short = models.CharField(max_length=100, blank=True, editable=False, db_index=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "start", "-end"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="mention_start_before_end"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1), name="mention_confidence_is_a_share"
            ),
            models.UniqueConstraint(fields=["article", "start", "end"], name="mention_once_per_span"),
        ]
        indexes = [models.Index(fields=["entity", "article"], name="mention_by_entity")]
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")

    def __str__(self) -> str:
        return self.surface


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def of_newcomers(self) -> IntroductionQuerySet:
        """Those of persons of whom nothing else is known, whom no other article names and no list describes."""
        elsewhere = Mention.objects.filter(entity=models.OuterRef("entity")).exclude(article=models.OuterRef("article"))
        unknown = {f"entity__{name}": "" for name in ("wikidata", "description_fr", "description_en")}
        return self.filter(~models.Exists(elsewhere), entity__kind=Kind.PERSON, entity__country=None, **unknown)


class Introduction(models.Model):
    """An article names ``entity`` in full, and so says whom a lone ``short`` name may mean in others."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="introductions")
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="introductions")
    short = models.CharField(max_length=100)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "entity", "short"], name="introduced_once_per_article")
        ]
        indexes = [models.Index(fields=["short", "entity"], name="introduction_by_short")]

    def __str__(self) -> str:
        return f"{self.short}: {self.entity_id}"


class ArticleCountry(models.Model):
    """A country that an article names, and whether the article is about it.

    ``evidence`` lists the spans, ``[[start, end], …]``, by which it is named; ``sure`` is false where all of them
    may mean another country, and nothing around tells which.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="article_countries")
    country = models.ForeignKey(Country, models.CASCADE, related_name="article_countries")
    mentions = models.PositiveIntegerField()
    about = models.BooleanField(default=False)
    sure = models.BooleanField(default=True)
    evidence = models.JSONField(default=list)

    class Meta:
        ordering = ["-about", "-mentions"]
        constraints = [models.UniqueConstraint(fields=["article", "country"], name="country_once_per_article")]

    def __str__(self) -> str:
        return f"{self.country_id}: {self.mentions}"


class ArticleTopic(models.Model):
    """A topic that an article treats; ``evidence`` lists the words that triggered it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="article_topics")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="article_topics")
    score = models.FloatField()
    evidence = models.JSONField(default=list)

    class Meta:
        ordering = ["-score"]
        constraints = [models.UniqueConstraint(fields=["article", "topic"], name="topic_once_per_article")]

    def __str__(self) -> str:
        return f"{self.topic_id}: {self.score:.2f}"


class ArchiveState(models.Model):
    """One row: the number of the last change, from which the next one is counted, and what was loaded."""

    revision = models.PositiveBigIntegerField(default=0)
    reference_version = models.CharField(max_length=80, blank=True)
    seeded_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.revision)


class Change(models.Model):
    """An article was written, published, withdrawn or removed; search indexes follow these in order."""

    revision = models.PositiveBigIntegerField(primary_key=True)
    article_id = models.BigIntegerField(db_index=True)

    class Meta:
        ordering = ["revision"]

    def __str__(self) -> str:
        return f"{self.revision}: {self.article_id}"


class Checkpoint(models.Model):
    """The last number that one write gave, with a random token.

    An archive restored from a backup gives the same numbers again, but not the same tokens: by the token an
    index knows whether the rows are those that it followed. Old ones are dropped (``ingest.storing``).
    """

    revision = models.PositiveBigIntegerField(primary_key=True)
    token = models.CharField(max_length=32)

    class Meta:
        ordering = ["revision"]

    def __str__(self) -> str:
        return f"{self.revision}: {self.token}"


class Invitation(models.Model):
    """A one-time link by which someone becomes an editor or an administrator.

    Only the SHA-256 of the token is kept.
    """

    class Role(models.TextChoices):
        EDITOR = "editor", _("Editor")
        ADMINISTRATOR = "administrator", _("Administrator")

    LIFETIME = timedelta(days=7)

    role = models.CharField(_("role"), max_length=13, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used on"), null=True, blank=True)
    # The link that `serve` prints while there is no administrator; the next start replaces it.
    at_start = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.created_at:%Y-%m-%d})"

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


class ReportReason(models.TextChoices):
    """What a reader finds wrong with an annotation."""

    TYPE = "type", _("The type is wrong (person, organisation or place)")
    NOT_A_NAME = "not-a-name", _("It is not a name")
    IDENTITY = "identity", _("It names someone or something else")
    BORDERS = "borders", _("The mark takes in too much or too little")
    MISSED = "missed", _("A name was not marked")
    COUNTRY = "country", _("A country is wrong or missing")
    TOPIC = "topic", _("A topic is wrong or missing")
    OTHER = "other", _("Something else")

    @classmethod
    def about_a_mark(cls) -> frozenset[str]:
        """Those that mean nothing without the words they are about."""
        return frozenset({cls.TYPE, cls.NOT_A_NAME, cls.IDENTITY, cls.BORDERS})


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> ReportQuerySet:
        return self.filter(status=Report.Status.OPEN)

    def closed(self) -> ReportQuerySet:
        return self.exclude(status=Report.Status.OPEN)

    def for_desk(self) -> ReportQuerySet:
        """The newest first, but those of one article together; a closed one is as new as its end."""
        moment = Coalesce("handled_at", "created_at")
        latest = Window(Max(moment), partition_by=F("article_id"))
        return (
            self.annotate(moment=moment, latest=latest)
            .select_related("entity", "handled_by")
            .order_by("-latest", "article_id", "-moment", "-pk")
        )


class Report(models.Model):
    """What readers say is wrong with the annotation of an article; nothing tells who they are.

    ``surface`` is what stood at ``[start, end)`` then, or the words that a reader typed where they are not in
    the text. ``times`` counts the readers who said the same while it was open, ``comment`` holds what they
    wrote, one paragraph or more each.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        HANDLED = "handled", _("Handled")
        DISMISSED = "dismissed", _("Dismissed")

    SURFACE_MOST = 300
    COMMENT_MOST = 1000  # of one reader; all together see ``ingest.reports``

    article = models.ForeignKey(Article, models.CASCADE, verbose_name=_("article"), related_name="reports")
    entity = models.ForeignKey(
        Entity, models.SET_NULL, verbose_name=_("entity"), null=True, blank=True, related_name="reports"
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    surface = models.CharField(_("words"), max_length=SURFACE_MOST, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=ReportReason)
    comment = models.TextField(_("comment"), blank=True)
    times = models.PositiveIntegerField(_("times reported"), default=1)
    created_at = models.DateTimeField(_("reported on"), auto_now_add=True)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("closed by"),
        null=True,
        blank=True,
        related_name="+",
    )
    handled_at = models.DateTimeField(_("closed on"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__isnull=False, end__isnull=False, start__lt=F("end")),
                name="report_span_whole_or_absent",
            ),
            models.CheckConstraint(condition=Q(times__gte=1), name="report_counts_from_one"),
            models.CheckConstraint(
                condition=Q(status="open", handled_at=None, handled_by=None)
                | Q(status__in=["handled", "dismissed"], handled_at__isnull=False),
                name="report_closed_at_some_time",
            ),
            # -1 for « no span »: databases take two nulls for different.
            models.UniqueConstraint(
                "article",
                "reason",
                Coalesce("start", Value(-1)),
                Coalesce("end", Value(-1)),
                "surface",
                # What no reason says, everybody says in words of their own.
                condition=Q(status="open") & ~Q(reason="other"),
                name="report_open_once",
            ),
        ]
        indexes = [models.Index(fields=["status", "-created_at"], name="report_newest")]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.surface}" if self.surface else self.get_reason_display()

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN
