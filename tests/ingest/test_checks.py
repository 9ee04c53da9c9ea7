"""Addresses of feeds as people type and paste them."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from articles.fetch import parse_networks
from articles.ingest.checks import feed_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://site.example/rss", "https://site.example/rss"),
        ("  HTTP://Site.Example/RSS ", "http://site.example/RSS"),
        ("site.example/rss", "https://site.example/rss"),
        ("site.example", "https://site.example"),
        ("//site.example/rss", "https://site.example/rss"),
        ("site.example:443/rss", "https://site.example/rss"),
        ("feed://site.example/rss", "https://site.example/rss"),
        ("feed:https://site.example/rss", "https://site.example/rss"),
        ("feed://http://site.example/rss", "http://site.example/rss"),
        ("FEED:http://site.example/rss", "http://site.example/rss"),
        ("https://été.example/à la une?q=é#haut", "https://xn--t-9fab.example/%C3%A0%20la%20une?q=%C3%A9"),
        ("https://site.example/a/../b", "https://site.example/b"),
        ("https://site.example/rss\u202e\u200b", "https://site.example/rss"),
        ("127.0.0.1:8099/feed", "https://127.0.0.1:8099/feed"),
        ("http://127.0.0.1:8099/feed", "http://127.0.0.1:8099/feed"),
    ],
)
def test_what_is_meant_is_understood(settings, typed, address):
    settings.FETCH_ALLOWED = parse_networks("127.0.0.1:8099")
    assert feed_address(typed) == address
    assert feed_address(address) == address


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("javascript:alert(1)", "begin with http"),
        ("file:///etc/passwd", "begin with http"),
        ("data:text/html,x", "begin with http"),
        ("feed:javascript:alert(1)", "begin with http"),
        ("mailto:a@b.example", "begin with http"),
        ("ftp://site.example/", "begin with http"),
        ("https://name:secret@site.example/", "a name or a password"),
        ("https://name@site.example/", "a name or a password"),
        ("https://site.example:8443/", "a port that is not open"),
        ("https://site.example:99999/", "a port that is not open"),
        ("https://", "not an address"),
        ("http:/site.example", "not an address"),
        ("https://exa mple.org/", "not an address"),
        ("https://<b>.org/", "not an address"),
        ("https://[::1/", "not an address"),
        ("https://" + "x" * 5000 + ".org/", "not an address"),
        ("des mots", "not an address"),
        ("x", "not an address"),
        ("https://-.example/", "not an address"),
        ("", "not an address"),
        ("\x00", "not an address"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_its_reason(typed, says):
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        feed_address(typed)
    assert says in refusal.value.message
