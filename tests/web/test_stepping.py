"""Which live lists are a new step in the browser's history."""

import pytest

from tests.web import archive

pytestmark = pytest.mark.usefixtures("reference")


@pytest.mark.parametrize(
    ("shown", "asked", "is_step"),
    [
        ("/", "/?q=u", True),
        ("/?q=u", "/?q=ur", False),
        ("/?q=uranium", "/?q=uranium", False),
        ("/?q=uranium&page=3", "/?q=uraniums", False),
        ("/?q=uranium", "/", True),
        ("/", "/?country=KZ", True),
        ("/", "/", False),
        ("/?country=KZ#results", "/?country=KZ", False),
        ("/?country=KZ", "/?country=KZ&country=RU", True),
        ("/?country=KZ&q=u", "/?country=RU&q=ur", True),
        ("/?q=gaz", "/?q=gaz&sort=relevance", True),
    ],
)
def test_a_choice_is_one_a_letter_is_none(client, shown, asked, is_step):
    archive.many(1)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{shown}"}
    response = client.get(asked, headers=headers)
    assert response.get("HX-Replace-Url") == (None if is_step else asked)
    # Elsewhere the same answer would say something else.
    assert response["Cache-Control"] == "no-store" and "ETag" not in response


def test_indexes_and_dossiers_do_the_same(client):
    entities = archive.many(1)
    for path in ("/entities/", "/countries/", entities[0].get_absolute_url(), "/countries/kz/", "/topics/energy/"):
        response = client.get(f"{path}?q=ga", headers={"HX-Current-URL": f"http://testserver{path}?q=g"})
        assert response["HX-Replace-Url"] == f"{path}?q=ga"


def test_pages_that_are_opened_know_nothing_of_it(client):
    response = client.get("/?q=gaz")
    assert "HX-Replace-Url" not in response and "ETag" in response
