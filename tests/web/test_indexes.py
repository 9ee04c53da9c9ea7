"""Indexes of entities, countries and topics, and the page on annotations."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web import archive

pytestmark = pytest.mark.usefixtures("reference")

ABSURD = ["kind=x&letter=é&page=x", "letter=ab", "letter=%00", "q=%00%01", "q=" + "a+" * 900, "page=" + "9" * 5000]


def test_entities_stand_under_their_letters_with_their_counts(client):
    tokaiev = archive.entity("Kassym-Jomart Tokaïev", aliases=["K.-J. Tokaïev"])
    opep = archive.entity("Opep", "organisation", aliases=["Organisation des pays exportateurs"])
    archive.article("Kassym-Jomart Tokaïev et l’Opep.", {"Kassym-Jomart Tokaïev": tokaiev, "Opep": opep})
    archive.article("Opep seule.", {"Opep": opep})
    page = client.get("/en/entities/").content.decode()
    assert "<h2>T</h2>" in page and "<h2>O</h2>" in page
    assert page.index("Opep") < page.index("Tokaïev")
    assert "Opep" not in client.get("/en/entities/?kind=person").content.decode()
    assert "Opep" not in client.get("/en/entities/?letter=t").content.decode()
    assert "Opep" in client.get("/en/entities/?q=exportateurs+PAYS").content.decode()
    assert "Tokaïev" in client.get("/en/entities/?q=kassym+tokaiev").content.decode()


def test_places_stand_under_their_english_name_in_english(client):
    saudi = archive.entity("Arabie saoudite", "place", name_en="Saudi Arabia")
    archive.article("L’Arabie saoudite.", {"Arabie saoudite": saudi})
    assert "<h2>A</h2>" in client.get("/entities/").content.decode()
    assert "<h2>S</h2>" in client.get("/en/entities/").content.decode()
    assert "Saudi Arabia" in client.get("/en/entities/?letter=s").content.decode()


def test_markup_is_shown_literally(client):
    hostile = archive.entity(archive.HOSTILE)
    archive.article(f"De {archive.HOSTILE}.", {archive.HOSTILE: hostile})
    assert "<b>" not in client.get("/entities/").content.decode()
    assert "<b>" not in client.get("/entities/", {"q": "<b>x</b>"}).content.decode()


def test_what_only_drafts_name_is_in_no_index(client):
    secret = archive.entity("Personne Secrète")
    archive.article(
        "Personne Secrète.", {"Personne Secrète": secret}, status=archive.DRAFT, about=["FJ"], topics=["sport"]
    )
    assert "Secrète" not in client.get("/entities/").content.decode()
    assert "/fj/" not in client.get("/countries/").content.decode()
    assert "/sport/" not in client.get("/topics/").content.decode()


def test_countries_stand_under_their_regions_and_topics_with_their_counts(client):
    archive.many(2)
    page = client.get("/en/countries/").content.decode()
    assert "<h2>Central Asia</h2>" in page and 'href="/en/countries/kz/"' in page
    assert 'href="/en/topics/energy/"' in client.get("/en/topics/").content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["/entities/", "/countries/", "/topics/", "/about/"])
def test_pages_answer_when_there_is_nothing(client, prefix, path):
    assert client.get(prefix + path).status_code == 200


@pytest.mark.parametrize("query", ABSURD)
def test_absurd_parameters_give_a_page(client, query):
    archive.many(1)
    assert client.get(f"/entities/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/entities/", "/countries/", "/topics/"])
def test_queries_do_not_grow_with_the_rows(client, path):
    counts = []
    for first in (0, 10):
        archive.many(10, first=first)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
