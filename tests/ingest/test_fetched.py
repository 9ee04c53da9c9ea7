"""What a site answers, as the workshop takes it: a page, or why there is none and whether to ask again."""

import pytest

from articles import fetch
from articles.fetch import FetchRefused, Reason, parse_networks
from articles.ingest import fetched
from articles.ingest.fetched import Unfetched
from tests.local_server import Answer, LocalServer, too_many


@pytest.fixture
def server(settings):
    with LocalServer() as running:
        settings.FETCH_ALLOWED = parse_networks(running.door)
        yield running


@pytest.mark.parametrize(
    ("status", "passes"),
    [(403, False), (404, False), (410, False), (408, True), (429, True), (500, True), (502, True), (503, True)],
)
def test_a_status_may_pass_or_not(server, status, passes):
    with pytest.raises(Unfetched) as refusal:
        fetched.page(server.set("/", Answer(status=status)))
    assert (refusal.value.problem, refusal.value.detail) == ("status", str(status))
    assert refusal.value.passes is passes


PASSING = {Reason.DNS, Reason.CONNECT, Reason.TIMEOUT, Reason.BROKEN}


@pytest.mark.parametrize("reason", Reason)
def test_what_never_arrives_may_pass_and_what_is_refused_does_not(settings, monkeypatch, reason):
    def refuse(*_, **__):
        raise FetchRefused(reason, "détail")

    monkeypatch.setattr(fetch, "fetch", refuse)
    with pytest.raises(Unfetched) as refusal:
        fetched.page("https://site.example/")
    assert (refusal.value.problem, refusal.value.detail) == (reason.value, "détail")
    assert refusal.value.passes is (reason in PASSING)


def test_a_site_may_say_when(server):
    with pytest.raises(Unfetched) as refusal:
        fetched.page(server.set("/", too_many("120")))
    assert refusal.value.retry_after == 120


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html; charset=windows-1251", "windows-1251"),
        ("text/plain; charset=GBK", "gbk"),
        ("text/html", ""),
        ("application/pdf; charset=iso-8859-1", ""),
    ],
)
def test_a_charset_is_told_of_texts(server, content_type, charset):
    assert fetched.page(server.set("/", Answer(b"x", content_type=content_type))).charset == charset
