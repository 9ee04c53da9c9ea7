"""Pages of an entity, a country and a topic."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.ingest.changes import record_change
from articles.models import Article, ArticleCountry, Kind
from tests.web import archive

pytestmark = pytest.mark.usefixtures("reference")

PAGES = ["", "x", "0", "-3", "99", "9" * 40, "9" * 5000, "٣"]


@pytest.fixture
def poutine():
    return archive.many(3)[0]


class TestEntity:
    @pytest.mark.parametrize("prefix", ["", "/en"])
    def test_it_lists_every_article_with_the_sentence_that_names_it(self, client, poutine, prefix):
        page = archive.page(client.get(prefix + poutine.get_absolute_url()))
        places = [page.index(f">Article {n}<") for n in range(3)]
        assert places == sorted(places)
        assert 'À Ville 0, <span class="mention" data-label="person">Vladimir Poutine</span> a parlé' in page

    def test_markup_is_shown_literally(self, client):
        hostile = archive.entity(archive.HOSTILE, aliases=["<i>alias</i>"], description_en="<u>", description_fr="<u>")
        archive.article(f"De {archive.HOSTILE}.", {archive.HOSTILE: hostile}, title=archive.HOSTILE)
        archive.shelve()
        page = client.get(hostile.get_absolute_url()).content.decode()
        assert not any(tag in page for tag in ("<b>", "<i>alias", "<u>"))
        assert "&lt;i&gt;alias" in page

    def test_wrong_slugs_and_countries_lead_elsewhere(self, client, poutine):
        response = client.get(f"/entities/{poutine.pk}/autre/")
        assert (response.status_code, response["Location"]) == (301, poutine.get_absolute_url())
        kazakhstan = archive.entity("Kazakhstan", "place", country_id="KZ", is_country=True)
        archive.article("Le Kazakhstan.", {"Kazakhstan": kazakhstan})
        response = client.get(f"/entities/{kazakhstan.pk}/kazakhstan/")
        assert (response.status_code, response["Location"]) == (301, "/countries/kz/")

    def test_one_that_only_drafts_name_is_not_there(self, client, poutine):
        secret = archive.entity("Personne Secrète")
        archive.article(
            "Personne Secrète et Poutine.",
            {"Personne Secrète": secret, "Poutine": poutine},
            title="Brouillon",
            status=archive.DRAFT,
        )
        archive.shelve()
        assert client.get(secret.get_absolute_url()).status_code == 404
        page = client.get(poutine.get_absolute_url()).content.decode()
        assert "Brouillon" not in page and "Secrète" not in page

    @pytest.mark.parametrize("page", PAGES)
    def test_absurd_pages_are_pages(self, client, poutine, page):
        assert client.get(poutine.get_absolute_url(), {"page": page}).status_code == 200

    @pytest.mark.parametrize("address", ["/entities/0/x/", "/entities/" + "9" * 30 + "/x/", "/entities/5/card/"])
    def test_unknown_ones_are_not_found(self, client, address):
        assert client.get(address).status_code == 404


class TestCountry:
    @pytest.mark.parametrize("prefix", ["", "/en"])
    def test_it_lists_the_articles_that_name_it_and_those_about_it(self, client, poutine, prefix):
        aside = Article.objects.get(title="Article 1")
        ArticleCountry.objects.filter(article=aside).update(about=False)
        record_change(aside.pk)
        archive.shelve()
        page = client.get(f"{prefix}/countries/kz/").content.decode()
        assert "Article 1" in page and "Article 2" in page
        page = client.get(f"{prefix}/countries/kz/?about=1").content.decode()
        listed = page[page.index('id="results"') :]
        assert "Article 1" not in listed and "Article 2" in listed

    def test_evidence_that_points_nowhere_is_left_out(self, client, poutine):
        ArticleCountry.objects.update(evidence=[])
        assert client.get("/countries/kz/").status_code == 200

    def test_one_without_articles_has_a_page_that_says_so(self, client):
        archive.shelve()
        assert "No article names Fiji yet" in client.get("/en/countries/fj/").content.decode()

    def test_drafts_do_not_count(self, client):
        archive.article("Fidji.", status=archive.DRAFT, title="Brouillon", about=["FJ"])
        archive.shelve()
        assert "Brouillon" not in client.get("/countries/fj/").content.decode()

    def test_codes_are_of_one_form(self, client):
        assert client.get("/countries/KZ/")["Location"] == "/countries/kz/"
        for code in ("zz", "k", "%00", "kazakhstan", "é"):
            assert client.get(f"/countries/{code}/").status_code == 404


class TestListsOfDossiers:
    """The articles of a dossier are searched and filtered like the archive, and never leave the dossier."""

    @pytest.fixture
    def gas(self, poutine):
        gazprom = archive.entity("Gazprom", Kind.ORGANISATION)
        archive.article(
            "Gazprom, dit Vladimir Poutine, vend du gaz.",
            {"Gazprom": gazprom, "Vladimir Poutine": poutine},
            title="Le gaz",
            topics=["energy"],
            about=["RU"],
        )
        archive.article("Gazprom vend du gaz.", {"Gazprom": gazprom}, title="Sans lui", topics=["energy"], about=["RU"])
        archive.shelve()
        return poutine

    def test_without_filters_all_its_articles_are_there_and_no_others(self, client, gas):
        page = archive.page(client.get(gas.get_absolute_url()))
        assert "Le gaz" in page and "Article 2" in page and "Sans lui" not in page

    @pytest.mark.parametrize(
        ("query", "there", "gone"),
        [
            ("?country=RU", "Le gaz", "Article 2"),
            ("?country=KZ", "Article 2", "Le gaz"),
            ("?q=gaz", "Le gaz", "Article 2"),
            ("?from=2026-10-31", "Article 0", "Article 2"),
            ("?topic=energy&country=RU&about=1", "Le gaz", "Article 2"),
        ],
    )
    def test_filters_narrow_it(self, client, gas, query, there, gone):
        page = archive.page(client.get(gas.get_absolute_url() + query))
        listed = page[page.index('id="results"') :]
        assert there in listed and gone not in listed and "Sans lui" not in page

    def test_the_form_and_the_ways_out_stay_in_the_dossier(self, client, gas):
        here = gas.get_absolute_url()
        page = archive.page(client.get(here + "?country=RU&q=rien"))
        assert f'action="{here}"' in page and f'hx-get="{here}"' in page
        assert f'href="{here}?q=rien"' in page and f'href="{here}?country=RU"' in page

    def test_it_is_no_choice_of_its_own(self, client, gas):
        assert f'id="entity-{gas.pk}"' not in client.get(gas.get_absolute_url()).content.decode()
        assert 'id="country-KZ"' not in client.get("/countries/kz/").content.decode()
        assert 'id="topic-energy"' not in client.get("/topics/energy/").content.decode()

    @pytest.mark.parametrize("query", ["?page=99", "?country=ZZ", "?entity=99999", "?from=x", "?q=%00", "?about=1"])
    def test_absurd_filters_are_pages(self, client, gas, query):
        for path in (gas.get_absolute_url(), "/countries/kz/", "/topics/energy/"):
            assert client.get(path + query).status_code == 200


class TestNames:
    def test_an_entity_tells_by_which_words_the_articles_name_it(self, client, poutine):
        archive.article("M. Poutine part.", {"M. Poutine": poutine}, title="Départ")
        archive.shelve()
        page = archive.page(client.get("/en" + poutine.get_absolute_url()))
        assert 'Named in the articles as <span>M. Poutine <span class="num">1</span></span>' in page

    def test_aliases_that_no_article_uses_are_told_apart(self, client):
        otsc = archive.entity("OTSC", Kind.ORGANISATION, aliases=["CSTO", "OTSC"])
        archive.article("L’OTSC se tait.", {"OTSC": otsc})
        archive.shelve()
        page = archive.page(client.get("/en" + otsc.get_absolute_url()))
        assert "Also called <span>CSTO</span>" in page and "Named in the articles as" not in page


class TestMentions:
    def test_every_mention_stands_in_its_context(self, client, poutine):
        page = archive.page(client.get(f"{poutine.get_absolute_url()}mentions/"))
        assert page.count('<span class="mention"') == 3
        assert 'À Ville 1, </bdi></span><span class="r" lang="fr"><span class="mention"' in page

    @pytest.mark.parametrize("page", PAGES)
    def test_absurd_pages_are_pages(self, client, poutine, page):
        assert client.get(f"{poutine.get_absolute_url()}mentions/", {"page": page}).status_code == 200

    def test_a_wrong_slug_leads_to_the_right_one_and_a_country_to_its_page(self, client, poutine):
        right = f"{poutine.get_absolute_url()}mentions/"
        assert client.get(f"/entities/{poutine.pk}/x/mentions/")["Location"] == right
        kazakhstan = archive.entity("Kazakhstan", "place", country_id="KZ", is_country=True)
        archive.article("Le Kazakhstan.", {"Kazakhstan": kazakhstan})
        assert client.get(f"/entities/{kazakhstan.pk}/kazakhstan/mentions/")["Location"] == "/countries/kz/"
        assert client.get("/entities/999999/x/mentions/").status_code == 404


class TestTopic:
    @pytest.mark.parametrize("prefix", ["", "/en"])
    def test_it_lists_its_articles_and_who_they_name(self, client, poutine, prefix):
        archive.article("Un match.", topics=["sport"], title="Sport pur")
        archive.shelve()
        page = client.get(f"{prefix}/topics/energy/").content.decode()
        assert "Article 0" in page and "Sport pur" not in page
        assert "Vladimir Poutine" in page and f'href="{prefix}/countries/kz/"' in page

    def test_sub_topics_and_their_topic_lead_to_each_other(self, client):
        archive.article("La centrale.", topics=["energy", "nuclear"], title="Atome")
        archive.article("Le puits.", topics=["energy"], title="Puits")
        archive.shelve()
        energy, nuclear = (client.get(f"/topics/{slug}/").content.decode() for slug in ("energy", "nuclear"))
        assert 'href="/topics/nuclear/"' in energy and 'href="/topics/oil-gas/"' not in energy
        assert 'href="/topics/energy/"' in nuclear
        assert "Atome" in nuclear and "Puits" not in nuclear
        index = client.get("/topics/").content.decode()
        assert index.index('href="/topics/energy/"') < index.index('href="/topics/nuclear/"')

    def test_unknown_ones_are_not_found(self, client):
        assert client.get("/topics/nothing/").status_code == 404

    @pytest.mark.parametrize("page", PAGES)
    def test_absurd_pages_are_pages(self, client, poutine, page):
        assert client.get("/topics/energy/", {"page": page}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/countries/kz/", "/topics/energy/", "{entity}", "{entity}mentions/", "{pair}", "/countries/kz/ru/"]
)
def test_queries_do_not_grow_with_the_rows(client, path):
    counts = []
    for first in (0, 10):
        person, place, *_ = archive.many(10, first=first)
        pair = f"/entities/{min(person.pk, place.pk)}/with/{max(person.pk, place.pk)}/"
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path.format(entity=person.get_absolute_url(), pair=pair)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 27


def test_a_misspelt_search_within_a_dossier_stays_there(client):
    archive.many(3)
    page = archive.page(client.get("/en/topics/energy/?q=poutinne&country=KZ"))
    assert "No article for “poutinne”, Kazakhstan." in page
    assert 'href="/en/topics/energy/?q=Poutine&amp;country=KZ"><em>Poutine</em></a>?' in page
    assert 'href="/en/topics/energy/?country=KZ">Without “poutinne”</a>' in page


def test_articles_of_a_topic_are_headings_below_theirs(client, reference):
    archive.many(2)
    page = archive.page(client.get("/en/topics/energy/"))
    assert page.count('<h3 lang="fr">') == 2 and '<h2 lang="fr">' not in page
    assert archive.page(client.get("/en/")).count('<h2 lang="fr">') == 2
