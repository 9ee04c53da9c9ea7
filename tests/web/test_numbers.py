"""Numbers are written as the language of the page writes them; addresses and ids are not touched.

From 1,000 on digits are grouped: « 1 234 » in French, with a space that does not break, "1,234" in English.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from articles.ingest.indexing import follow
from articles.models import Article, ArticleCountry, ArticleTopic, Entity, Kind, Mention, Source
from tests.web import archive, foreign, pages, pseudo
from tests.web.messages import messages
from tests.web.pages import EDITOR, Page, Visit
from tests.web.seen import is_spoken

COUNT = 1_234
GROUPED = {"fr": "1\N{NO-BREAK SPACE}234", "en": "1,234"}
BOTH = pytest.mark.parametrize("language", ["fr", "en"])
_UNGROUPED = re.compile(r"(?<![\d.,\u00a0\u202f])(?<!ISO )(?!(?:19|20)\d\d(?!\d))\d{4,}")
_IN_GROUPS = re.compile(r"\d[,\u00a0\u202f]\d{3}(?!\d)")
_DRAWN = {"d", "points", "transform"}


@pytest.fixture
def thousands(reference) -> None:
    """Store more than a thousand of everything, all with large numbers of their own."""
    source = Source.objects.create(pk=30_001, name="Le Courrier")
    everyone = archive.entity("Vladimir Poutine", pk=20_000)
    places = Entity.objects.bulk_create(
        Entity(pk=20_001 + n, key=f"place/{n}", kind=Kind.PLACE, name=f"Ville {letters(n)}", sort_name=letters(n))
        for n in range(COUNT)
    )
    articles = Article.objects.bulk_create(_article(n, source) for n in range(COUNT))
    Mention.objects.bulk_create(
        Mention(article=each, entity=entity, start=n, end=n + 1, surface="a", origin="model", confidence=1)
        for each, place in zip(articles, places, strict=True)
        for n, entity in enumerate((everyone, place))
    )
    ArticleCountry.objects.bulk_create(
        ArticleCountry(article=each, country_id=code, mentions=1, about=True, evidence=[[0, 1]])
        for each in articles
        for code in ("FR", "KZ")
    )
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=each, topic_id=topic, score=0.5) for each in articles for topic in ("energy", "oil-gas")
    )
    follow(rebuild=True)


def _article(number: int, source: Source) -> Article:
    day = datetime(2026, 10, 31, 12, tzinfo=UTC) - timedelta(days=0 if number else 700)
    return Article(
        pk=10_001 + number,
        title=f"Titre {letters(number)}",
        text="a b " + "matin public " * 600,
        words=COUNT,
        content_hash=str(number),
        source=source,
        status=archive.PUBLISHED,
        published_at=day,
        annotation_version="by hand",
    )


def letters(number: int) -> str:
    """Return a name that holds no digit."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def visits() -> list[Visit]:
    article = Article.objects.order_by("pk").first()
    entity = Entity.objects.get(pk=20_000)
    assert article
    return [
        Visit("browse"),
        Visit("browse", query=f"country=KZ&topic=energy&entity={entity.pk}&source=30001"),
        Visit("browse", query="q=nulle&country=KZ"),
        Visit("browse", query="q=matin publik"),
        Visit("article", (article.pk, article.slug)),
        Visit("entities"),
        Visit("entities", query="kind=place"),
        Visit("entities", query="sort=name"),
        Visit("entity", (entity.pk, entity.slug)),
        Visit("entity_card", (entity.pk,)),
        Visit("mentions", (entity.pk, entity.slug)),
        Visit("entity_pair", (entity.pk, entity.pk + 1)),
        Visit("countries"),
        Visit("country", ("kz",)),
        Visit("country_pair", ("fr", "kz")),
        Visit("topics"),
        Visit("topic", ("energy",)),
        Visit("about"),
        Visit("quality"),
        Visit("upload", who=EDITOR, post={"text": "a " * 600_000}, status=422),
    ]


def looked_at(language: str) -> Iterator[Page]:
    people = {EDITOR: foreign.account("editor", foreign.EDITOR)}
    yield from (pages.ask(visit, language, people) for visit in visits())
    Article.objects.update(status=archive.DRAFT)
    yield pages.ask(Visit("upload", who=EDITOR), language, people)


@BOTH
def test_large_numbers_are_grouped_for_people_and_not_for_programs(thousands, language):
    ungrouped, grouped = [], []
    for page in looked_at(language):
        assert page.visit
        texts = [piece.text for piece in page.seen.pieces]
        ungrouped += [f"{page.asked}: {text}" for text in texts if _UNGROUPED.search(pseudo.unmarked(text))]
        grouped += [
            f"{page.asked}: <{tag.name} {name}={value}>"
            for tag in page.seen.tags
            for name, value in tag.attributes.items()
            if _IN_GROUPS.search(value) and not is_spoken(tag, name) and name not in _DRAWN
        ]
        if page.visit.route == "browse" and page.visit.query == "":
            assert sum(GROUPED[language] in text for text in texts) >= 5
    assert not ungrouped, "\n".join(ungrouped)
    assert not grouped, "\n".join(grouped)


# Plurals


FORMS = sorted({message for _, _, message in messages() if not isinstance(message, str) and len(message) == 2})


@pytest.mark.parametrize(("language", "singular"), [("fr", {0, 1}), ("en", {1})])
def test_nothing_is_singular_in_french_and_plural_in_english(language, singular):
    with translation.override(language):
        one = {forms: translation.ngettext(*forms, 1) for forms in FORMS}
        many = {forms: translation.ngettext(*forms, 2) for forms in FORMS}
        for number in (0, 1, 2, 1_234, 1_000_000):
            expected = one if number in singular else many
            assert {forms: translation.ngettext(*forms, number) for forms in FORMS} == expected
    assert len(FORMS) > 20


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["0 article sur 3", "1 article sur 3", "2 articles sur 3", "3 articles"]),
        ("en", ["0 articles of 3", "1 article of 3", "2 articles of 3", "3 articles"]),
    ],
)
def test_the_list_counts_what_it_found(client, reference, language, expected):
    archive.article("Un texte.", title="Premier", about=["KZ", "FR"])
    archive.article("Deux textes.", title="Deuxième", about=["KZ"])
    archive.article("Trois textes.", title="Troisième")
    archive.shelve()
    prefix = {"fr": "/", "en": "/en/"}[language]
    for query, count in zip(("country=DE", "country=FR", "country=KZ", ""), expected, strict=True):
        said = archive.page(client.get(f"{prefix}?{query}"))
        assert f'id="count"> {count} </h2>' in said
