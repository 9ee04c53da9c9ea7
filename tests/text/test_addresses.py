import pytest

from articles.text.addresses import digest, host_of, key

SAME = [
    "https://www.example.org/gaz/prix?id=7&x=1",
    "http://example.org/gaz/prix?id=7&x=1",
    "HTTPS://WWW.EXAMPLE.ORG:443/gaz/prix/?x=1&id=7#haut",
    " https://example.org./gaz/prix//?id=7&x=1&utm_source=a&UTM_Medium=b&fbclid=c&xtor=RSS-1 ",
]


@pytest.mark.parametrize("url", SAME)
def test_ways_to_write_one_address(url):
    assert key(url) == "example.org/gaz/prix?id=7&x=1"
    assert digest(url) == digest(SAME[0])


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/gaz/Prix?id=7&x=1",
        "https://example.org/gaz/prix?id=8&x=1",
        "https://example.org:8443/gaz/prix?id=7&x=1",
        "https://blog.example.org/gaz/prix?id=7&x=1",
        "https://example.org/gaz/prix?id=7&x=",
    ],
)
def test_another_address(other):
    assert key(other) and digest(other) != digest(SAME[0])


@pytest.mark.parametrize(
    "nothing",
    [
        "",
        "https://example.org",
        "https://www.example.org/#top",
        "http://example.org/?utm_source=x",
        "javascript:alert(1)",
        "ftp://example.org/a",
        "https:///a",
        "https://[::1/a",
        "https://example.org:99999999/a",
        "//example.org/a",
    ],
)
def test_what_leads_to_no_page_of_its_own(nothing):
    assert (key(nothing), digest(nothing)) == ("", "")


def test_markup_and_other_scripts_have_a_digest_of_one_length():
    for url in (
        'https://example.org/"><script>',
        "https://example.org/été",
        "https://x.example/" + "a" * 9000,
        SAME[0],
    ):
        assert len(digest(url)) == 64


@pytest.mark.parametrize(("url", "host"), [(SAME[2], "example.org"), ("https://[x", ""), ("nichts", ""), ("", "")])
def test_hosts(url, host):
    assert host_of(url) == host
