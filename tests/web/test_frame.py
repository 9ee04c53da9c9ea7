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
