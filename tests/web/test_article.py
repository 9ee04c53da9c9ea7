"""The page of an article and the card of a mention."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.models import Article, Entity
from articles.web.article import denoted_in
from tests.web import archive

pytestmark = pytest.mark.usefixtures("reference")


def text_of(response) -> str:
    body = re.search(r'<article id="text"[^>]*>(.*?)</article>', response.content.decode(), re.S)
    return unescape(re.sub(r"<[^>]*>", "", body[1]))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_shows_the_text_as_it_is_stored(client, prefix):
    text = f"Un certain {archive.HOSTILE} est venu.\n\nIl est « reparti »\u00a0: 🇫🇷."
    hostile = archive.entity(archive.HOSTILE)
    found = archive.article(text, {archive.HOSTILE: hostile}, title=archive.HOSTILE, source=archive.HOSTILE)
    archive.shelve()
    response = client.get(prefix + found.get_absolute_url())
    assert response.status_code == 200
    assert text_of(response) == found.text
    assert "<b>&quot;" not in response.content.decode()
    assert response.content.decode().count("&lt;b&gt;") >= 4


def test_a_wrong_slug_leads_to_the_right_address(client):
    found = archive.article("Un texte.", title="L’énergie au cœur")
    response = client.get(f"/articles/{found.pk}/mauvais/")
    assert (response.status_code, response["Location"]) == (301, f"/articles/{found.pk}/l-energie-au-coeur/")


def test_the_rail_tells_who_is_named_how_often_and_why_the_topics(client):
    tokaiev = archive.entity("Kassym-Jomart Tokaïev")
    found = archive.article("Tokaïev est à Astana.", {"Tokaïev": tokaiev}, about=["KZ"], topics=["energy"])
    page = client.get(found.get_absolute_url()).content.decode()
    assert f'<a class="num" href="#m-{tokaiev.pk}"' in page
    assert 'href="/countries/kz/"' in page and 'href="/topics/energy/"' in page


@pytest.mark.parametrize(
    ("prefix", "asked"), [("", "Pourquoi ce thème ?"), ("/en", "Why this topic?")], ids=["fr", "en"]
)
def test_the_reasons_of_a_topic_are_named_after_it_and_quote_the_text(client, prefix, asked):
    found = archive.article("La centrale.", topics=["energy"], language="fr")
    found.article_topics.update(evidence=["centrale", "<i>gaz, naturel"])
    page = archive.page(client.get(prefix + found.get_absolute_url()))
    name = "Energy" if prefix else "Énergie"
    assert f'<summary>{asked}<span class="vh"> {name}</span></summary>' in page
    assert '<p lang="fr"> <q>centrale</q>, <q>&lt;i&gt;gaz, naturel</q> </p>' in page


def test_a_row_shows_where_an_entity_is_named_and_leads_there(client):
    firm = archive.entity("<b> & Cie", "organisation")
    found = archive.article("Le mot <b> & Cie est ici.", {"<b> & Cie": firm})
    page = archive.page(client.get(found.get_absolute_url()))
    assert f'href="{firm.get_absolute_url()}">&lt;b&gt; &amp; Cie</a>' in page
    assert f'<path d="M{100 * 7 / 25:.1f} 2V14"' in page
    assert f'<a class="num" href="#m-{firm.pk}" aria-describedby="go">1</a>' in page


def test_a_row_leads_nowhere_if_the_text_shows_nothing_of_it(client):
    long, crossing = archive.entity("Banque de France", "organisation"), archive.entity("France Insoumise")
    found = archive.article("La Banque de France Insoumise.", {"Banque de France": long, "France Insoumise": crossing})
    page = archive.page(client.get(found.get_absolute_url()))
    assert page.count('<span class="num">1</span>') == 1 and page.count('class="num" href="#m-') == 1


def test_more_than_ten_entities_are_seen_by_opening_the_list(client):
    names = {f"Personne {chr(65 + n)}": archive.entity(f"Personne {chr(65 + n)}") for n in range(12)}
    found = archive.article("; ".join(names) + ".", names)
    page = archive.page(client.get(found.get_absolute_url()))
    assert "Voir les 12 entités" in page
    rail = page[page.index('class="rows"') :]
    assert rail.count("<li data-label") == 12
    assert rail.index("Personne J") < rail.index("<details") < rail.index("Personne K")


def test_a_name_inside_another_is_in_the_text_and_the_rail(client):
    bank, france = archive.entity("Banque de France", "organisation"), archive.entity("France", "place")
    found = archive.article("La Banque de France.", {"Banque de France": bank, "France": france})
    page = client.get(found.get_absolute_url()).content.decode()
    assert f'<span class="in" data-label="place" data-entity="{france.pk}" id="m-{france.pk}">France</span></a>' in page
    assert f'href="#m-{france.pk}"' in page


def test_names_and_addresses_are_those_of_the_entities():
    kazakhstan = archive.entity("Kazakhstan", "place", country_id="KZ", is_country=True)
    lost = archive.entity("Pays perdu", "place", is_country=True)
    alps = archive.entity("Alpes", "place", name_en="Alps")
    named = [kazakhstan, lost, alps, archive.entity("Kassym-Jomart Tokaïev"), archive.entity("Card")]
    found = archive.article(", ".join(entity.name for entity in named) + ".", {each.name: each for each in named})
    for language in ("fr", "en"):
        with translation.override(language):
            denoted = denoted_in(found)
            assert {pk: entity.href for pk, entity in denoted.items()} == {
                entity.pk: entity.get_absolute_url() for entity in named
            }
            assert {pk: entity.name for pk, entity in denoted.items()} == {
                entity.pk: entity.display_name for entity in named
            }


class TestNeighbours:
    WAR = ("Aliev", "Pachinian", "Latchine", "Vardanian")

    @pytest.fixture
    def told(self):
        """Twenty articles, and two of one story; the earlier one in English."""
        archive.many(20)
        named = {name: archive.entity(name) for name in self.WAR}
        text = ", ".join(self.WAR) + "."
        return [
            archive.article(f"One: {text}", named, title="The <b>treaty</b>", days=9, language="en"),
            archive.article(f"Deux : {text}", named, title="Le traité", days=2),
        ]

    def test_the_story_is_told_before_and_after(self, client, told):
        archive.shelve()
        first, second = (archive.page(client.get(each.get_absolute_url())) for each in told)
        link = f'<a href="{told[0].get_absolute_url()}" rel="prev" lang="en">The &lt;b&gt;treaty&lt;/b&gt;</a>'
        assert link in second and 'rel="next"' not in second
        assert f'<a href="{told[1].get_absolute_url()}" rel="next" lang="fr">Le traité</a>' in first
        assert "La même histoire" in first

    def test_an_article_without_a_story_says_nothing_of_it(self, client, told):
        archive.shelve()
        other = Article.objects.get(title="Article 3")
        assert "La même histoire" not in client.get(other.get_absolute_url()).content.decode()

    @pytest.mark.parametrize(("prefix", "rest"), [("", "1 autre"), ("/en", "1 more")])
    def test_what_is_shared_is_named(self, client, told, prefix, rest):
        archive.shelve()
        page = archive.page(client.get(prefix + told[1].get_absolute_url()))
        shared = page[page.index('class="rel-sec"') :]
        assert all(name in shared for name in self.WAR[:3]) and self.WAR[3] not in shared
        assert rest in shared


def test_sub_topics_stand_beside_their_topic(client):
    found = archive.article("La centrale.", topics=["energy", "nuclear", "sport"])
    page = archive.page(client.get(found.get_absolute_url()))
    assert '>Énergie</a> <a class="tag part" href="/topics/nuclear/">Nucléaire</a>' in page
    assert page.count("/topics/nuclear/") == 1


def test_a_sample_says_that_it_is_one(client):
    found = archive.article("Un texte.")
    mark = '<span class="sample">'
    assert mark not in client.get(found.get_absolute_url()).content.decode()
    Article.objects.update(sample=True)
    assert mark in client.get(found.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("prefix", "language", "notice"),
    [
        ("", "es", "Ce texte est dans une autre langue (espagnol)."),
        ("/en", "es", "This text is in another language (Spanish)."),
        ("", "und", "Ce texte n’est ni en français ni en anglais"),
        ("", "fr", ""),
    ],
)
def test_a_text_in_another_language_says_why_nothing_is_marked(client, prefix, language, notice):
    found = archive.article("El ministro.", {"ministro": archive.entity("Ministro")}, language=language)
    page = client.get(prefix + found.get_absolute_url()).content.decode()
    assert notice in page
    assert ('class="bar"' in page) is (language == "fr")
    assert f'lang="{language}"' in page


def test_the_list_is_filtered_by_another_language(client):
    found = archive.article("El ministro.", language="es")
    archive.shelve()
    page = client.get("/?language=es").content.decode()
    assert found.get_absolute_url() in page
    assert "Espagnol" in page


def test_an_article_that_waits_for_its_annotation_is_readable(client):
    found = archive.article("Un texte tout neuf.")
    Article.objects.update(annotation_version="")
    response = client.get(found.get_absolute_url())
    assert response.status_code == 200 and text_of(response) == found.text


def test_queries_do_not_grow_with_the_mentions(client):
    poutine = archive.entity("Poutine")

    def queries_for(count: int) -> int:
        names = [f"Personne {chr(65 + n)}{count}" for n in range(count)]
        named = {name: archive.entity(name) for name in names} | {"Poutine": poutine}
        found = archive.article("; ".join(named) + ".", named, about=["KZ"], topics=["energy"])
        archive.article(f"Poutine {count}.", {"Poutine": poutine})
        archive.shelve()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(found.get_absolute_url()).status_code == 200
        return len(queries)

    assert queries_for(10) == queries_for(20) <= 10


def test_a_draft_has_no_page_for_readers(client):
    found = archive.article("Un brouillon.", status=archive.DRAFT)
    assert client.get(found.get_absolute_url()).status_code == 404


class TestCard:
    def test_it_tells_who_in_how_many_articles_and_the_latest_others(self, client):
        known = archive.entity(archive.HOSTILE, description_en="Someone <i>.")
        articles = [
            archive.article(f"Texte {n} de {archive.HOSTILE}.", {archive.HOSTILE: known}, title=f"Titre {n}", days=n)
            for n in range(6)
        ]
        response = client.get(f"/en/entities/{known.pk}/card/?article={articles[0].pk}")
        card = response.content.decode()
        assert set(response["Cache-Control"].split(", ")) == {"private", "max-age=60"}
        assert [f"Titre {n}" in card for n in range(6)] == [False, True, True, True, False, False]
        assert "6 articles" in card and "Someone &lt;i&gt;." in card
        assert "<html" not in card and "<b>" not in card

    def test_it_shows_the_months_of_its_articles(self, client):
        known = archive.entity("Poutine")
        archive.article("Poutine.", {"Poutine": known})
        archive.shelve()
        assert "M1 40" not in archive.page(client.get(f"/entities/{known.pk}/card/"))
        archive.article("Poutine, encore.", {"Poutine": known}, days=90)
        archive.shelve()
        card = archive.page(client.get(f"/entities/{known.pk}/card/"))
        assert '<svg class="chart"' in card and card.index("chart") < card.index("Autres articles")

    def test_it_leads_to_the_page_and_to_the_articles(self, client):
        known = archive.entity("Poutine")
        archive.article("Poutine.", {"Poutine": known})
        card = archive.page(client.get(f"/en/entities/{known.pk}/card/"))
        assert f'<a class="go" href="/en/entities/{known.pk}/poutine/" tabindex="-1">Poutine</a>' in card
        assert f'<a href="/en/?entity={known.pk}" tabindex="-1"> See the 1 article </a>' in card
        # The card itself, which scrolls where it is long, is no stop either.
        assert card.count("<a ") + card.count("<button ") + 1 == card.count('tabindex="-1"')

    def test_it_tells_what_its_names_contain_in_the_article_being_read(self, client):
        bank, france = archive.entity("Banque de France", "organisation"), archive.entity("France", "place")
        read = archive.article("La Banque de France.", {"Banque de France": bank, "France": france})
        other = archive.article("La Banque de France, en France.", {"Banque de France": bank})
        card = f"/en/entities/{bank.pk}/card/"
        inside = archive.page(client.get(f"{card}?article={read.pk}"))
        assert f'Also contains: <a href="/en/entities/{france.pk}/france/" data-label="place"' in inside
        assert "Also contains" not in archive.page(client.get(f"{card}?article={other.pk}"))
        assert "Also contains" not in archive.page(client.get(f"/en/entities/{france.pk}/card/?article={read.pk}"))

    def test_its_questions_do_not_grow_with_the_articles(self, client):
        known = archive.entity("Poutine")

        def queries_for(count):
            found = [archive.article(f"Poutine {n} {count}.", {"Poutine": known}, days=40 * n) for n in range(count)]
            archive.shelve()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/entities/{known.pk}/card/?article={found[0].pk}").status_code == 200
            return len(queries)

        assert queries_for(3) == queries_for(9) <= 7

    @pytest.mark.parametrize("article", ["", "x", "-1", "9" * 30, "٣", "1&article=2"])
    def test_an_absurd_article_is_no_article(self, client, article):
        known = archive.entity("Poutine")
        archive.article("Poutine.", {"Poutine": known})
        assert client.get(f"/entities/{known.pk}/card/?article={article}").status_code == 200

    def test_a_country_counts_as_its_page_does(self, client, reference):
        """By name, adjective and capital, not by its name alone."""
        known = archive.entity("Kazakhstan", "place", is_country=True, country_id="KZ")
        archive.article("Le Kazakhstan vend.", {"Kazakhstan": known}, about=["KZ"])
        archive.article("La diplomatie kazakhe.", about=["KZ"])
        card = archive.page(client.get(f"/en/entities/{known.pk}/card/"))
        assert "2 articles" in card
        assert "?country=KZ" in card

    def test_drafts_do_not_count(self, client):
        known = archive.entity("Poutine")
        archive.article("Poutine, encore.", {"Poutine": known}, status=archive.DRAFT, title="Secret")
        assert client.get(f"/entities/{known.pk}/card/").status_code == 404
        archive.article("Poutine, enfin.", {"Poutine": known}, title="Public")
        card = client.get(f"/en/entities/{known.pk}/card/").content.decode()
        assert "1 article" in card and "Public" in card and "Secret" not in card

    def test_an_entity_called_card_keeps_its_page(self, client):
        known = archive.entity("Card")
        archive.article("Andrew Card.", {"Card": known})
        archive.shelve()
        assert "<html" in client.get(known.get_absolute_url()).content.decode()


def lone_surname():
    """An article that names « Zorb » alone, and two that name a bearer in full."""
    alone = archive.entity("Zorb")
    found = archive.article("Zorb parle.", {"Zorb": alone})
    found.mentions.update(certainty="several", short="zorb")
    for name in ("Anne Zorb", "Jean Zorb"):
        bearer = archive.entity(name)
        archive.article(f"{name} parle.", {name: bearer}).introductions.create(entity=bearer, short="zorb")
    archive.shelve()
    return found, alone


@pytest.mark.parametrize(
    ("prefix", "doubt", "may_mean"),
    [
        ("", "Plusieurs candidats possibles", "Ce nom seul peut désigner"),
        ("/en", "Several candidates", "This name alone may mean"),
    ],
)
def test_a_doubt_is_told_with_its_candidates(client, prefix, doubt, may_mean):
    found, alone = lone_surname()
    dossier = prefix + alone.get_absolute_url()
    assert " data-doubt" in client.get(prefix + found.get_absolute_url()).content.decode()
    card = archive.page(client.get(f"{prefix}/entities/{alone.pk}/card/?article={found.pk}"))
    page = archive.page(client.get(dossier))
    assert doubt in card
    assert doubt not in archive.page(client.get(f"{prefix}/entities/{alone.pk}/card/"))
    for shown in (card, page):
        assert may_mean in shown
        assert "Anne Zorb" in shown
        assert "Jean Zorb" in shown


def test_a_full_name_has_no_candidates(client):
    lone_surname()
    bearer = Entity.objects.get(name="Anne Zorb")
    assert "Ce nom seul" not in archive.page(client.get(bearer.get_absolute_url()))
