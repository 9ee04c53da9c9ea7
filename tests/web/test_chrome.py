"""The frame of every page, and what a reader chose: theme and marks, kept in cookies that the server reads."""

import re

import pytest
from django.test import Client

from tests.web import archive

pytestmark = pytest.mark.usefixtures("reference")

KINDS = ["person", "organisation", "place"]
ALL_MARKS = [*KINDS, "all"]


def current(page: str, label: str) -> dict[str, str]:
    """Return the links of a navigation that say where the reader is."""
    nav = re.search(rf'<nav aria-label="{label}">(.*?)</nav>', page, re.S)
    return {name: state for state, name in re.findall(r'aria-current="(\w+)">([^<]*)</a>', nav[1])}


def pressed(page: str) -> list[str]:
    return re.findall(r'name="theme" value="(\w*)" aria-pressed="true"', page)


def theme_colours(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-scheme="(\w+)" media="([^"]*)"', page))


class TestTheme:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_a_choice_is_kept_and_leads_back(self, client, theme):
        response = client.post("/theme/", {"theme": theme, "next": "/?q=uranium&country=KZ"})
        assert (response.status_code, response["Location"]) == (303, "/?q=uranium&country=KZ")
        cookie = response.cookies["theme"]
        assert (cookie.value, cookie["path"], cookie["samesite"]) == (theme, "/", "Lax")
        assert cookie["max-age"] == 365 * 24 * 3600 and not cookie["httponly"]
        page = client.get("/about/").content.decode()
        assert f'<html lang="fr" data-theme="{theme}">' in page

    @pytest.mark.parametrize("asked", [{"theme": ""}, {}, {"theme": "purple"}, {"theme": '"><b>'}, {"theme": "\0"}])
    def test_the_system_decides_again(self, client, asked):
        client.cookies["theme"] = "dark"
        response = client.post("/theme/", {**asked, "next": "/about/"})
        assert (response.status_code, response["Location"]) == (303, "/about/")
        assert (response.cookies["theme"].value, response.cookies["theme"]["max-age"]) == ("", 0)
        assert "data-theme" not in client.get("/about/").content.decode()

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "",
            "https://evil.example/",
            "//evil.example/",
            "///evil.example/",
            "/\\evil.example/",
            "\\\\evil.example/",
            "javascript:alert(1)",
            "http:evil.example",
            "about",
            "browse",
            "\0/about/",
            "http://[",
            "/" + "a" * 5000,
        ],
    )
    def test_it_leads_nowhere_else(self, client, elsewhere):
        response = client.post("/theme/", {"theme": "dark", "next": elsewhere})
        assert (response.status_code, response["Location"]) == (303, "/")
        response = client.post("/en/theme/", {"theme": "dark", "next": elsewhere})
        assert (response.status_code, response["Location"]) == (303, "/en/")

    @pytest.mark.parametrize("page", ["/\r\nSet-Cookie: a=b", "/?q=é\0", "/%00", "/about/#é"])
    def test_an_odd_address_of_ours_stays_one_header(self, client, page):
        response = client.post("/theme/", {"theme": "dark", "next": page})
        assert response.status_code == 303
        assert response["Location"].startswith("/") and response["Location"].isprintable()
        assert list(response.cookies) == ["theme"]

    def test_it_asks_for_no_token_and_so_no_page_sets_a_cookie(self):
        strict = Client(enforce_csrf_checks=True)
        assert not strict.get("/about/").cookies
        response = strict.post("/theme/", {"theme": "dark", "next": "/about/"})
        assert response.status_code == 303

    def test_behind_https_the_cookie_stays_there(self, client):
        response = client.post("/theme/", {"theme": "dark", "next": "/about/"}, secure=True)
        assert response.cookies["theme"]["secure"]

    def test_a_look_changes_nothing(self, client):
        assert client.get("/theme/?theme=dark").status_code == 405

    @pytest.mark.parametrize(
        ("cookie", "button", "light", "dark"),
        [
            (None, "", "(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"),
            ("light", "light", "all", "not all"),
            ("dark", "dark", "not all", "all"),
            ("purple", "", "(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"),
        ],
    )
    def test_the_page_says_which_is_chosen(self, client, cookie, button, light, dark):
        if cookie:
            client.cookies["theme"] = cookie
        page = archive.page(client.get("/about/?a=<b>"))
        assert pressed(page) == [button]
        assert theme_colours(page) == {"light": light, "dark": dark}
        assert 'name="next" value="/about/?a=%3Cb%3E">' in page
        assert 'popovertarget="theme"' in page and 'id="theme" action="/theme/" method="post" popover' in page


class TestMarks:
    @pytest.mark.parametrize(
        ("cookie", "checked"),
        [
            (None, ALL_MARKS),
            ("person.organisation.place.all", ALL_MARKS),
            ("person.place.first", ["person", "place", "first"]),
            ("first.place", ["place", "first"]),
            ("none", ["none"]),
            ("", ALL_MARKS),
            ("person", ALL_MARKS),
            ("all.none", ALL_MARKS),
            ("person.all.event", ALL_MARKS),
            ("PERSON.all", ALL_MARKS),
            ('"><script>alert(1)</script>', ALL_MARKS),
            ("person.person.all", ["person", "all"]),
            ("." * 4000, ALL_MARKS),
            ("é\0", ALL_MARKS),
        ],
    )
    def test_the_toolbar_comes_as_it_was_left(self, client, cookie, checked):
        found = archive.article("Un texte.", {"texte": archive.entity("Texte")})
        headers = {"cookie": f"marks={cookie}"} if cookie is not None else {}
        response = client.get(found.get_absolute_url(), headers=headers)
        inputs = re.findall(r"<input type=\"(?:checkbox|radio)\".*?>", archive.page(response))
        assert len(inputs) == 6
        values = [re.search('value="(.*?)"', tag)[1] for tag in inputs if " checked" in tag]
        assert values == checked
        assert "alert" not in response.content.decode()

    def test_a_preview_does_so_too(self, desk):
        draft = archive.article("Un brouillon.", status=archive.DRAFT)
        desk.cookies["marks"] = "place.none"
        page = archive.page(desk.get(f"/upload/{draft.pk}/"))
        assert re.findall(r'value="(\w+)" checked', page) == ["place", "none"]


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", {"Articles": "page"}),
        ("/?q=gaz", {"Articles": "page"}),
        ("article", {"Articles": "true"}),
        ("/entities/", {"Entités": "page"}),
        ("entity", {"Entités": "true"}),
        ("/countries/", {"Pays": "page"}),
        ("/countries/kz/", {"Pays": "true"}),
        ("/topics/", {"Thèmes": "page"}),
        ("/topics/energy/", {"Thèmes": "true"}),
        ("/about/", {}),
        ("/nowhere/", {}),
    ],
)
def test_the_masthead_says_which_page_and_which_section_this_is(client, path, here):
    poutine = archive.entity("Vladimir Poutine")
    found = archive.article("Vladimir Poutine parle.", {"Vladimir Poutine": poutine}, about=["KZ"], topics=["energy"])
    archive.shelve()
    path = {"article": found.get_absolute_url(), "entity": poutine.get_absolute_url()}.get(path, path)
    page = client.get(path).content.decode()
    assert current(page, "Rubriques") == here


@pytest.mark.parametrize(
    ("path", "way"),
    [("/", "#q"), ("/?q=gaz", "#q"), ("/about/", "/#q"), ("/en/", "#q"), ("/en/entities/", "/en/#q")],
)
def test_the_way_to_the_search_keeps_what_the_list_shows(client, path, way):
    archive.shelve()
    page = archive.page(client.get(path))
    assert f'<a class="icon-btn" href="{way}"' in page
    assert path.startswith(("/about", "/en/entities")) or 'id="q"' in page


@pytest.mark.parametrize(
    "path", ["/", "/about/", "/entities/", "/countries/", "/topics/energy/", "/nowhere/", "article"]
)
def test_caches_are_told_that_pages_depend_on_cookies(client, path):
    path = archive.article("Un texte.").get_absolute_url() if path == "article" else path
    archive.shelve()
    assert "Cookie" in client.get(path)["Vary"]


def test_the_first_link_skips_to_the_content(client):
    page = client.get("/about/").content.decode()
    assert re.search(r'<a class="vh skip" href="#(\w+)">', page)[1] in re.findall(r'<main id="(\w+)"', page)
    assert page.index("vh skip") < page.index('class="brand"')


class TestOnPaper:
    def test_the_rail_lists_each_entity_once_and_heads_the_kinds_it_has(self, client):
        named = archive.many(14)
        found = archive.article(
            " ; ".join(entity.name for entity in named), {entity.name: entity for entity in named}, title="Beaucoup"
        )
        page = archive.page(client.get(found.get_absolute_url()))
        assert [page.count(f'data-row="{entity.pk}"') for entity in named] == [1] * 15
        heads = re.findall(r'<li class="paper" data-label="(\w+)"><b>(\w+)</b></li>', page)
        assert heads == [("person", "Personnes"), ("place", "Lieux")]

    @pytest.mark.parametrize(("prefix", "read_on"), [("", "Consulté le"), ("/en", "Read on")])
    def test_the_page_says_where_it_is_from(self, client, prefix, read_on):
        found = archive.article("Un texte.", source="Le <b>Courrier</b>", url="https://example.org/a?b=1&c=<d>")
        address = prefix + found.get_absolute_url()
        page = archive.page(client.get(address))
        printed = re.findall(r'<p class="paper">(.*?)</p>', page)[-1]
        assert f"http://testserver{address}" in printed
        assert "Le &lt;b&gt;Courrier&lt;/b&gt;" in printed and "https://example.org/a?b=1&amp;c=" in printed
        assert read_on in printed and "<b>" not in printed

    def test_a_text_without_marks_explains_no_lines(self, client):
        page = archive.page(client.get(archive.article("Un texte.").get_absolute_url()))
        assert "trait double" not in page

    def test_the_screen_waits_for_one_stylesheet(self, client):
        page = client.get(archive.article("Un texte.").get_absolute_url()).content.decode()
        sheets = re.findall(r'<link rel="stylesheet" href="[^"]*/css/(\w+)\.[^"]*"( media="print")?>', page)
        assert sheets == [("app", ""), ("print", ' media="print"')]
