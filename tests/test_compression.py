"""Pages on the wire: smaller for readers, never so where a secret could be guessed by it."""

import gzip

import brotli
import pytest
from django.contrib.auth.models import User

from newsroom.compression import LEAST_BYTES, _accepted

pytestmark = pytest.mark.django_db
BROWSER = "gzip, deflate, br, zstd"


@pytest.fixture
def get(client):
    return lambda path, accept=BROWSER, **more: client.get(path, headers={"accept-encoding": accept, **more})


@pytest.mark.parametrize(
    ("accept", "encoding", "unpack"),
    [
        (BROWSER, "br", brotli.decompress),
        ("gzip;q=1.0, *;q=0.5", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("BR", "br", brotli.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
        ("bread, gzipped", None, bytes),
    ],
)
def test_a_reader_gets_the_same_page_smaller(get, accept, encoding, unpack):
    plain, found = get("/about/", accept=""), get("/about/", accept=accept)
    assert found.headers.get("Content-Encoding") == encoding
    assert unpack(found.content) == plain.content
    assert int(found.headers["Content-Length"]) == len(found.content)
    for answer in (plain, found):
        assert "Accept-Encoding" in answer.headers["Vary"]
    if encoding:
        assert len(found.content) < len(plain.content) / 2


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("", {""}),
        ("br", {"br"}),
        ("br;q=0", set()),
        ("br; q=0.000, gzip ;q=0.5", {"gzip"}),
        ("br;q=0.001", {"br"}),
        ("br;q=, gzip;;;, \x00;q", {"br", "gzip", "\x00"}),
    ],
)
def test_accepted(header, names):
    assert _accepted(header) == names


def test_what_is_not_found_is_compressed_too(get):
    found = get("/nowhere/")
    assert (found.status_code, found.headers["Content-Encoding"]) == (404, "br")


@pytest.mark.parametrize("path", ["/login/", "/login/?next=/upload/"])
def test_a_page_with_the_token_of_a_form_is_sent_as_it_is(get, path):
    for _ in ("the cookie is set", "and there already"):
        found = get(path)
        assert b"csrfmiddlewaretoken" in found.content
        assert "Content-Encoding" not in found.headers


@pytest.mark.parametrize("path", ["/", "/about/", "/?q=csrf", "/upload/", "/nowhere/"])
def test_nothing_is_compressed_for_who_is_signed_in(get, client, path):
    client.force_login(User.objects.create_superuser("claire"))
    assert "Content-Encoding" not in get(path).headers


def test_what_is_short_is_sent_as_it_is(get):
    found = get("/robots.txt")
    assert len(found.content) < LEAST_BYTES
    assert "Content-Encoding" not in found.headers


def test_a_page_that_has_not_changed_is_not_sent_again(get):
    first = get("/about/")
    assert first.headers["ETag"].startswith('W/"')
    again = get("/about/", **{"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = get("/en/about/", **{"if-none-match": first.headers["ETag"]})
    assert other.status_code == 200


def test_what_only_its_owner_may_see_is_kept_nowhere(get, client):
    etag = get("/about/").headers["ETag"]
    client.force_login(User.objects.create_superuser("claire"))
    found = get("/about/", **{"if-none-match": etag})
    assert found.status_code == 200
    assert found.headers["Cache-Control"] == "private, no-store"
