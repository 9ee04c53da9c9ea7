"""The page that says how often the annotation errs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web import archive

pytestmark = pytest.mark.usefixtures("reference")


@pytest.mark.parametrize("address", ["/about/quality/", "/en/about/quality/"])
def test_the_page_shows_the_figures_without_asking_the_database_for_more(client, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    shown = archive.page(response)
    assert "<table" in shown
    assert "<svg" in shown
    assert "style=" not in shown
    assert len(queries) <= 2


def test_it_is_linked_where_the_about_page_is(client):
    assert "/about/quality/" in client.get("/about/").content.decode()
