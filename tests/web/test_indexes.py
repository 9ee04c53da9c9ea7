"""Indexes of entities, countries and topics."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.index import reading
from articles.models import Country, Entity, Topic
from articles.search import ranking
from tests.web import archive

pytestmark = pytest.mark.usefixtures("reference")

ABSURD = [
    "kind=x&letter=é&page=x",
    "letter=ab",
    "letter=%00",
    "letter=%23&kind=place",
    "q=%00%01",
    "q=" + "a+" * 900,
    "q=%ff&q=%25%5C_",
    "page=" + "9" * 5000,
    "page=-1&sort=named",
    "sort=x&sort=%00",
    "sort=name&page=0",
    "kind=person&kind=&sort[]=1",
]


def names(page: str) -> list[str]:
    """What the rows of an index lead to, in order."""
    return [unescape(name) for name in re.findall(r'<a href="[^"]*/(?:entities|countries)/[^"]+/">([^<]+)</a>', page)]


def counted(page: str) -> dict[str, int]:
    """Each row with its number of articles."""
    row = r'/">([^<]+)</a>(?:\s*<svg class="chart".*?</svg>)?\s*<span class="num">(\d+)'
    return {name: int(count) for name, count in re.findall(row, page, re.DOTALL)}


@pytest.fixture
def three_kinds(db):
    """A person in three articles of three months, an organisation in two, a place and a country in one each."""
    tokaiev = archive.entity("Kassym-Jomart Tokaïev", aliases=["K.-J. Tokaïev"])
    opep = archive.entity("Opep", "organisation", aliases=["Organisation des pays exportateurs"])
    astana = archive.entity("Astana", "place")
    kazakhstan = archive.entity("Kazakhstan", "place", is_country=True, country_id="KZ")
    named = {"Tokaïev": tokaiev, "Opep": opep}
    archive.article("Tokaïev, l’Opep, Astana, Kazakhstan.", {**named, "Astana": astana, "Kazakhstan": kazakhstan})
    archive.article("Tokaïev et l’Opep.", named, days=40)
    archive.article("Tokaïev seul.", {"Tokaïev": tokaiev}, days=400)
    archive.shelve()


class TestTheMostNamed:
    def test_open_the_index_by_kind_with_counts_and_the_last_months(self, client, three_kinds):
        page = archive.page(client.get("/en/entities/"))
        assert names(page) == ["Kassym-Jomart Tokaïev", "Opep", "Astana"]
        assert counted(page) == {"Kassym-Jomart Tokaïev": 3, "Opep": 2, "Astana": 1}
        assert [page.index(f">{kind}</h2>") for kind in ("People", "Organisations", "Places")]
        assert page.count('<svg class="chart"') == 2  # Astana is in one month only
        assert "twenty-four months, to October 2026" in page

    def test_countries_stand_on_their_own_page_but_can_be_found(self, client, three_kinds):
        page = archive.page(client.get("/en/entities/"))
        assert "Countries have a page of their own" in page and "Kazakhstan" not in names(page)
        assert names(archive.page(client.get("/en/entities/?q=kazakh"))) == ["Kazakhstan"]
        assert "Kazakhstan" in names(archive.page(client.get("/en/entities/?kind=place")))

    def test_of_one_kind_are_listed_alone(self, client, three_kinds):
        page = archive.page(client.get("/en/entities/?kind=organisation"))
        assert names(page) == ["Opep"] and "1 name<" in page
        assert names(archive.page(client.get("/en/entities/?kind=organisation&sort=named"))) == ["Opep"]

    def test_equals_are_in_order_of_the_alphabet(self, client):
        made = [archive.entity(name, "place") for name in ("Fès", "Évian", "Elbe", "Zug", "Łódź", "Lyon")]
        archive.article("Fès Évian Elbe Zug Łódź Lyon.", {each.name: each for each in made})
        archive.article("Zug.", {"Zug": made[3]})
        archive.shelve()
        page = archive.page(client.get("/entities/?kind=place"))
        assert names(page) == ["Zug", "Elbe", "Évian", "Fès", "Łódź", "Lyon"]

    def test_those_beyond_the_ranks_follow_by_name_with_their_counts(self, client, monkeypatch):
        monkeypatch.setattr(ranking, "RANKED", 1)
        archive.many(3)
        page = archive.page(client.get("/entities/?sort=named&q=v"))
        assert names(page) == ["Vladimir Poutine", "Ville 0", "Ville 1", "Ville 2"]
        assert counted(page) == {"Vladimir Poutine": 3, "Ville 0": 1, "Ville 1": 1, "Ville 2": 1}

    def test_without_an_index_the_alphabet_stands_in(self, client, three_kinds, settings, tmp_path):
        settings.INDEX_DIR = tmp_path / "none"
        page = archive.page(client.get("/en/entities/"))
        assert "<h2>A</h2>" in page and "Kassym-Jomart Tokaïev" in names(page)

    def test_are_shown_page_by_page(self, client, monkeypatch):
        monkeypatch.setattr("articles.web.indexes.RANKED_PER_PAGE", 2)
        archive.many(9)
        first = archive.page(client.get("/en/entities/?q=v&page=1"))
        assert names(first) == ["Vladimir Poutine", "Ville 0"]
        assert re.findall(r'href="\?q=v&amp;page=(\d)"', first) == ["1", "2", "5", "2"]
        assert 'aria-current="page"' in first and "<span>…</span>" in first
        assert names(archive.page(client.get("/en/entities/?q=v&page=5"))) == ["Ville 7", "Ville 8"]
        assert names(archive.page(client.get("/en/entities/?q=v&page=99"))) == ["Ville 7", "Ville 8"]


class TestTheAlphabet:
    def test_entities_stand_under_their_letters_with_their_counts(self, client, three_kinds):
        page = archive.page(client.get("/en/entities/?sort=name"))
        assert "<h2>T</h2>" in page and "<h2>O</h2>" in page
        assert names(page) == ["Astana", "Kazakhstan", "Opep", "Kassym-Jomart Tokaïev"]
        assert counted(page)["Kassym-Jomart Tokaïev"] == 3
        assert names(archive.page(client.get("/en/entities/?kind=person&sort=name"))) == ["Kassym-Jomart Tokaïev"]

    def test_a_letter_in_the_address_asks_for_the_alphabet(self, client, three_kinds):
        page = archive.page(client.get("/en/entities/?letter=o"))
        assert names(page) == ["Opep"] and 'aria-current="true">O</a>' in page

    @pytest.mark.parametrize(
        ("name", "letter"),
        [
            ("Évian", "E"),
            ("Œuvre", "O"),
            ("Øresund", "O"),
            ("Łódź", "L"),
            ("Đà Nẵng", "D"),
            ("Ürümqi", "U"),
            ("İzmir", "I"),
            ("Ţiriac", "T"),
            ("Þingvellir", "T"),
            ("Škoda", "S"),
            ("l’Équipe", "L"),
            ("1re armée", "#"),
            ("« Guillemets »", "#"),
            ("Алматы", "#"),
            ("Αθήνα", "#"),
            ("北京", "#"),
            ("🙂", "#"),
        ],
    )
    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_every_name_stands_under_its_letter(self, client, name, letter, language):
        """In English by its English name, which has no column of its own to be sorted by."""
        given = {"name": name} if language == "fr" else {"name": "Zzz", "name_en": name}
        archive.article("Ici.", {"Ici": archive.entity(kind="place", **given)})
        with translation.override(language):
            assert [each.initial.upper() for each in Entity.objects.in_reading_order()] == [letter]
        prefix = "" if language == "fr" else "/en"
        asked = letter.lower().replace("#", "%23")
        page = archive.page(client.get(f"{prefix}/entities/?letter={asked}"))
        assert f"<h2>{letter}</h2>" in page and f">{name}</a>" in page

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_accents_change_no_place_and_other_scripts_come_last_together(self, language):
        ordered = ["Málaga", "Malawi", "Mali", "Zürich", "1re armée", "Алматы"]
        for name in reversed(ordered):
            given = {"name": name} if language == "fr" else {"name": "X " + name, "name_en": name}
            archive.entity(kind="place", **given)
        with translation.override(language):
            found = Entity.objects.in_reading_order()
            assert [each.display_name for each in found] == ordered
            assert found.initials() == {"m", "z", "#"}

    def test_places_stand_under_their_english_name_in_english(self, client):
        saudi = archive.entity("Arabie saoudite", "place", name_en="Saudi Arabia")
        archive.article("L’Arabie saoudite.", {"Arabie saoudite": saudi})
        assert "<h2>A</h2>" in client.get("/entities/?sort=name").content.decode()
        assert "<h2>S</h2>" in client.get("/en/entities/?sort=name").content.decode()
        assert "Saudi Arabia" in client.get("/en/entities/?letter=s").content.decode()


class TestTheFilter:
    def test_finds_by_every_word_of_any_name(self, client, three_kinds):
        assert names(archive.page(client.get("/en/entities/?q=exportateurs+PAYS"))) == ["Opep"]
        assert names(archive.page(client.get("/en/entities/?q=kassym+tokaiev"))) == ["Kassym-Jomart Tokaïev"]
        assert "No entity has “zzz” in its name" in archive.page(client.get("/en/entities/?q=zzz"))

    def test_kinds_and_orders_keep_what_was_asked(self, client, three_kinds):
        page = archive.page(client.get("/entities/?q=a&sort=name&kind=place"))
        assert 'href="?q=a&amp;sort=name&amp;kind=person"' in page
        assert 'href="?q=a&amp;kind=place"' in page  # the order in which the index opens needs no word
        assert '<input type="hidden" name="kind" value="place">' in page
        assert '<input type="hidden" name="sort" value="name">' in page

    def test_kinds_count_what_the_words_find(self, client, three_kinds):
        page = archive.page(client.get("/en/entities/?q=o"))
        assert '>People</span> <span class="num">1</span>' in page
        assert '>Places</span> <span class="num">0</span>' in page

    def test_what_is_typed_stays_outside_of_what_is_replaced(self, client, three_kinds):
        archive.article("Un pays.", about=["KZ"])
        for path in ("/entities/", "/countries/"):
            page = archive.page(client.get(path))
            assert page.index('<input id="q"') < page.index('id="count"') < page.index('id="found"')
            assert 'role="status"' in page and f'hx-get="{path}"' in page and f'action="{path}"' in page

    def test_a_country_is_found_by_its_names_and_by_its_region(self, client):
        archive.article("Trois pays.", about=["KZ", "DE", "CI"])
        found = {q: names(archive.page(client.get("/countries/", {"q": q}))) for q in ("germ", "ASIE cent", "côte iv")}
        assert found == {"germ": ["Allemagne"], "ASIE cent": ["Kazakhstan"], "côte iv": ["Côte d'Ivoire"]}
        page = archive.page(client.get("/countries/?q=atlantide"))
        assert "« atlantide »" in page and names(page) == []


class TestCountries:
    @pytest.fixture
    def named(self, db):
        for number, codes in enumerate((["KZ", "EG"], ["KZ", "EE"], ["KZ", "ES"])):
            archive.article(f"Article {number}.", about=codes, days=40 * number)
        archive.shelve()

    def test_begin_with_the_most_named_and_stand_under_their_regions(self, client, named):
        page = archive.page(client.get("/countries/"))
        assert names(page)[:4] == ["Kazakhstan", "Égypte", "Espagne", "Estonie"]
        assert "<h2>Asie centrale</h2>" in page and 'class="w20"' in page
        assert counted(page) == {"Kazakhstan": 3, "Égypte": 1, "Espagne": 1, "Estonie": 1}
        assert page.count('<svg class="chart"') == 1

    def test_are_listed_from_the_most_named_on(self, client, named):
        page = archive.page(client.get("/countries/?sort=named"))
        assert names(page) == ["Kazakhstan", "Égypte", "Espagne", "Estonie"] and "Asie centrale" not in page

    def test_are_listed_by_letter(self, client, named):
        page = archive.page(client.get("/countries/?sort=name"))
        assert names(page) == ["Égypte", "Espagne", "Estonie", "Kazakhstan"]
        assert page.count("<h2>E</h2>") == page.count("<h2>K</h2>") == 1

    def test_all_have_keys_without_accents(self):
        for country in Country.objects.all():
            assert country.sort_fr.isascii() and country.sort_en.isascii(), country.code


class TestTopics:
    @pytest.fixture
    def treated(self, db):
        """Energy in four articles, one of them older than a year; nuclear power in two of these."""
        for number, days in enumerate((0, 10, 100, 500)):
            archive.article(f"Article {number}.", topics=["energy", "nuclear"] if number < 2 else ["energy"], days=days)
        archive.article("De l’école.", topics=["politics", "economy", "culture"])
        archive.shelve()

    def test_tell_their_trend_in_words_that_lead_to_the_articles(self, client, treated):
        page = archive.page(client.get("/en/topics/"))
        assert 'topic=energy&amp;from=2025-11&amp;to=2026-10">3 articles in twelve months</a>' in page
        assert re.search(r'topic=energy&amp;from=2024-11&amp;to=2025-10"> ?1 in the twelve before', page)
        assert "1 article in twelve months" in page and "twenty-four months, to October 2026" in page
        assert "3 articles en douze mois" in archive.page(client.get("/topics/"))

    def test_figures_are_what_the_links_find(self, client, treated):
        page = archive.page(client.get("/en/topics/"))
        links = re.findall(r'href="([^"]*topic=[^"]*)"> ?(\d+) ', page)
        assert len(links) == 2 * 5
        for href, figure in links:
            found = archive.page(client.get(href.replace("&amp;", "&")))
            heading = re.search(r'id="count">(.*?)</h2>', found)[1]
            assert int((re.search(r"\d+", heading) or ["0"])[0]) == int(figure), (href, heading)

    def test_sub_topics_stand_below_theirs_and_equals_by_name(self, client, treated):
        page = archive.page(client.get("/topics/"))
        found = re.findall(r'/topics/([a-z-]+)/">', page)
        assert found == ["energy", "nuclear", "culture", "economy", "politics"]
        assert page.count('<li class="w10 part"') == 1 and page.count('<svg class="chart"') == 1

    def test_equals_are_in_order_of_the_alphabet_in_either_language(self):
        archive.article("Tout.", topics=["health", "economy", "energy", "culture", "diplomacy", "society"])
        for language, expected in (
            ("fr", ["Culture", "Diplomatie", "Économie", "Énergie", "Santé", "Société"]),
            ("en", ["Culture", "Diplomacy", "Economy", "Energy", "Health", "Society"]),
        ):
            with translation.override(language):
                assert [topic.name for topic in Topic.objects.with_article_counts()] == expected

    def test_a_part_whose_whole_is_not_treated_stands_by_itself(self, client):
        archive.article("L’atome.", topics=["nuclear"])
        assert "/topics/nuclear/" in client.get("/topics/").content.decode()

    def test_without_an_index_they_have_no_figures_of_late(self, client):
        archive.article("L’atome.", topics=["energy"])
        page = archive.page(client.get("/en/topics/"))
        assert "/en/topics/energy/" in page and "twelve months" not in page


def test_markup_is_shown_literally(client):
    hostile = archive.entity(archive.HOSTILE)
    archive.article(f"De {archive.HOSTILE}.", {archive.HOSTILE: hostile})
    archive.shelve()
    for path in ("/entities/", "/entities/?sort=name", "/entities/?kind=person"):
        page = client.get(path).content.decode()
        assert "<b>" not in page and "&lt;b&gt;" in page
    for path in ("/entities/", "/countries/"):
        assert "<b>" not in client.get(path, {"q": "<b>x</b>", "sort": "<b>", "kind": "<b>"}).content.decode()


def test_what_only_drafts_name_is_in_no_index(client):
    secret = archive.entity("Personne Secrète")
    archive.article(
        "Personne Secrète.", {"Personne Secrète": secret}, status=archive.DRAFT, about=["FJ"], topics=["sport"]
    )
    archive.many(1)
    for query in ("", "?sort=name", "?kind=person", "?q=secrete"):
        assert "Secrète" not in client.get(f"/entities/{query}").content.decode()
    assert "/fj/" not in client.get("/countries/").content.decode()
    assert "/sport/" not in client.get("/topics/").content.decode()


def test_an_index_that_lags_behind_shows_nothing_withdrawn(client):
    hidden = archive.entity("Personne Retirée")
    article = archive.article("Personne Retirée.", {"Personne Retirée": hidden})
    archive.many(1)
    article.status = archive.DRAFT
    article.save()
    for query in ("", "?kind=person", "?q=retiree"):
        assert "Retirée" not in client.get(f"/entities/{query}").content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "path", ["/entities/", "/entities/?kind=person", "/countries/", "/countries/?sort=named&q=x", "/topics/"]
)
def test_pages_answer_when_there_is_nothing(client, prefix, path):
    assert client.get(prefix + path).status_code == 200


@pytest.mark.parametrize("query", ABSURD)
@pytest.mark.parametrize("path", ["/entities/", "/countries/", "/topics/"])
def test_absurd_parameters_give_a_page(client, path, query):
    archive.many(1)
    assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/entities/",
        "/entities/?kind=place",
        "/entities/?q=v",
        "/entities/?sort=name",
        "/countries/",
        "/countries/?sort=named",
        "/topics/",
    ],
)
def test_questions_do_not_grow_with_the_rows(client, path, monkeypatch):
    """Neither those to the database nor those to the index."""
    asked = []
    compile_query = reading.compile_query
    monkeypatch.setattr(reading, "compile_query", lambda *given: asked.append(given) or compile_query(*given))
    counts = []
    for first in (0, 10):
        archive.many(10, first=first)
        asked.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append((len(queries), len(asked)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 7 and counts[0][1] <= 6


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_misspelt_name_offers_those_like_it(client, prefix):
    tokaiev = archive.entity("Kassym-Jomart Tokaïev")
    archive.article("Kassym-Jomart Tokaïev.", {"Kassym-Jomart Tokaïev": tokaiev})
    archive.shelve()
    address = prefix + tokaiev.get_absolute_url()
    page = client.get(f"{prefix}/entities/?q=tokaief").content.decode()
    assert f'data-label="person" href="{address}">Kassym-Jomart Tokaïev</a>' in page
    assert "Tokaïev" not in client.get(f"{prefix}/entities/?q=hippopotame").content.decode()
    assert "Tokaïev" not in client.get(f"{prefix}/entities/?q=tokaiev&letter=z").content.decode()
    assert "Tokaïev" not in client.get(f"{prefix}/entities/?q=tokaiev&kind=place").content.decode()
