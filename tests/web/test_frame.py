"""The frame of every page, as search engines read it."""

import re

import pytest

from tests.web import archive

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "canonical", "default"),
    [
        ("/about/", "/about/", "/about/"),
        ("/en/about/", "/en/about/", "/about/"),
        ("/?q=uranium&country=KZ", "/", "/?q=uranium&amp;country=KZ"),
        ("/entities/?page=2", "/entities/", "/entities/?page=2"),
    ],
)
def test_it_has_one_address_and_one_for_readers_of_other_languages(client, reference, path, canonical, default):
    page = archive.page(client.get(path))
    assert f'<link rel="canonical" href="http://testserver{canonical}">' in page
    assert f'<link rel="alternate" hreflang="x-default" href="http://testserver{default}">' in page


def test_what_is_not_there_has_no_address(client):
    assert 'rel="canonical"' not in archive.page(client.get("/nowhere/"))


@pytest.mark.parametrize(
    "path", ["/", "/entities/", "/countries/", "/topics/", "/about/", "/about/quality/", "/login/"]
)
def test_it_says_what_the_page_is(client, reference, path):
    page = archive.page(client.get(path))
    assert len(re.search(r'<meta name="description"\s+content="\s*([^"]+)"', page).group(1).strip()) > 30
    assert re.search(r"<title>\s*\S.* · Newsroom</title>", page, re.DOTALL)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/en/", "Articles"),
        ("/en/?q=ville", "“ville” · Articles"),
        ("/en/?q=ville&country=KZ&page=2", "“ville”, Kazakhstan · Page 2 of 2 · Articles"),
        ("/en/topics/energy/?page=2", "Page 2 of 2 · Energy"),
        ("/en/entities/?q=ville&sort=name&kind=place", "ville · Entities"),
        ("/en/countries/?q=kaz", "kaz · Countries"),
    ],
)
def test_its_title_begins_with_what_was_asked(client, reference, path, title):
    archive.many(21)
    page = archive.page(client.get(path))
    assert re.search(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL).group(1) == f"{title} · Newsroom"


def test_what_was_asked_is_no_markup_in_the_title(client, reference):
    page = archive.page(client.get("/en/", {"q": "</title><b>"}))
    assert "<title> “&lt;/title&gt;&lt;b&gt;” · Articles · Newsroom</title>" in page
