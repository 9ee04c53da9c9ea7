"""Pages of an entity, a country and a topic."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ArticleCountry
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
        ArticleCountry.objects.filter(article__title="Article 1").update(about=False)
        page = client.get(f"{prefix}/countries/kz/").content.decode()
        assert "Article 1" in page and "Article 2" in page
        page = client.get(f"{prefix}/countries/kz/?about=1").content.decode()
        assert "Article 1" not in page and "Article 2" in page

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


@pytest.mark.parametrize("path", ["/countries/kz/", "/topics/energy/", "entity"])
def test_queries_do_not_grow_with_the_rows(client, path):
    counts = []
    for first in (0, 10):
        person = archive.many(10, first=first)[0]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(person.get_absolute_url() if path == "entity" else path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14
