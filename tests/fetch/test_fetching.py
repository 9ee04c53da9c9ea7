import gzip
import re
import tomllib
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import brotli
import pytest

from articles.fetch import FEEDS, Fetched, FetchRefused, Limits, Reason, fetch, parse_networks, user_agent
from articles.fetch.agent import VERSION
from articles.fetch.fetching import _pause
from tests import processes
from tests.local_server import Answer, gone, gzip_bomb, redirect, too_many

PAGE = "<p>L’été à Astana".encode() * 100


@pytest.fixture
def get(server):
    """Fetch a path of the server, which is allowed for it."""
    return lambda path="/", **options: fetch(server.url(path), allowed=parse_networks(server.door), **options)


@pytest.fixture
def refused(get):
    def reason(path="/", **options) -> Reason:
        with pytest.raises(FetchRefused) as refusal:
            get(path, **options)
        return refusal.value.reason

    return reason


def raw(head: str, body: bytes = b"") -> Answer:
    return Answer(raw=head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body)


class TestAnAnswer:
    def test_comes_with_what_its_headers_say(self, server, get):
        server.set(
            "/", Answer(PAGE, content_type='Text/HTML; Charset="ISO-8859-1"', etag='W/"a"', modified="yesterday")
        )
        assert get() == Fetched(
            url=server.url("/"),
            status=200,
            body=PAGE,
            content_type="text/html",
            charset="iso-8859-1",
            etag='W/"a"',
            modified="yesterday",
        )

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 500, 503])
    def test_is_one_also_where_something_failed(self, server, get, status):
        server.set("/", Answer(b"an error's page", status, content_type="image/png"))
        assert (get().status, get().body) == (status, b"")

    def test_may_be_that_it_is_gone(self, server, get):
        server.set("/", gone())
        assert get().status == 410

    def test_may_be_to_come_back_later(self, server, get):
        server.set("/", too_many("120"))
        assert (get().status, get().retry_after) == (429, 120)

    def test_may_be_empty(self, server, get):
        server.set("/", Answer(b"", headers={"Content-Encoding": "gzip"}))
        assert get().body == b""

    def test_needs_no_content_type(self, server, get):
        server.set("/", Answer(PAGE, content_type=""))
        assert (get().body, get().content_type) == (PAGE, "")

    def test_may_come_without_its_length(self, server, get):
        server.set("/", raw("HTTP/1.0 200 OK", PAGE))
        assert get().body == PAGE

    def test_may_come_in_chunks(self, server, get):
        server.set("/", raw("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
        assert get().body == b"abcde"

    def test_forgets_the_fragment(self, server, get):
        server.set("/a", Answer(PAGE))
        assert get("/a#part").url == server.url("/a")

    @pytest.mark.parametrize("etag", ['"' + "x" * 600 + '"', "\x80"])
    def test_forgets_a_validator_that_cannot_be_kept(self, server, get, etag):
        server.set("/", raw(f"HTTP/1.0 200 OK\nETag: {etag}"))
        assert get().etag == ""


class TestTheQuestion:
    def headers(self, server, get, **options):
        server.set("/", Answer(PAGE))
        get(**options)
        return server.requests[-1].headers

    def test_says_who_asks(self, server, get):
        agent = f"Newsroom/{VERSION}"
        assert self.headers(server, get)["user-agent"] == agent
        contact = "mailto:desk@news.example"
        assert self.headers(server, get, contact=contact)["user-agent"] == f"{agent} (+{contact})"

    def test_names_what_is_read(self, server, get):
        asked = self.headers(server, get, accept=FEEDS)
        assert asked["accept"].startswith("application/rss+xml, application/atom+xml, application/feed+json, ")
        assert asked["accept-encoding"] == "gzip, deflate, br"

    def test_has_no_conditions_if_nothing_is_known(self, server, get):
        assert not {"if-none-match", "if-modified-since", "cookie", "authorization", "referer"} & set(
            self.headers(server, get)
        )

    @pytest.mark.parametrize("validator", ["a\r\nCookie: x", "a\x00", "€", "a\x7f"])
    def test_leaves_out_what_no_header_may_hold(self, server, get, validator):
        asked = self.headers(server, get, etag=validator, modified=validator)
        assert not {"if-none-match", "if-modified-since", "cookie"} & set(asked)

    def test_keeps_no_cookie(self, server, get):
        server.set("/", Answer(status=302, headers={"Location": "/next", "Set-Cookie": "a=b; Path=/"}))
        server.set("/next", Answer(PAGE))
        get()
        get()
        assert all("cookie" not in request.headers for request in server.requests)


class TestNothingNew:
    @pytest.mark.parametrize("known", [{"etag": '"é"'}, {"modified": "Mon, 03 Mar 2025 10:00:00 GMT"}])
    def test_is_said_by_304(self, server, get, known):
        server.set("/", Answer(PAGE, **known))
        first = get()
        assert first.status == 200
        again = get(etag=first.etag, modified=first.modified)
        assert (again.status, again.body) == (304, b"")
        assert get(etag='"other"', modified="other").status == 200


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_are_followed(self, server, get, status):
        server.set("/old", redirect("/new?a=1#part", status))
        server.set("/new", Answer(PAGE))
        assert (get("/old").url, get("/old").body) == (server.url("/new?a=1"), PAGE)

    @pytest.mark.parametrize(
        ("statuses", "permanent"),
        [([], False), ([301], True), ([308], True), ([301, 308, 301], True), ([302], False), ([301, 302], False),
         ([302, 301], False), ([301, 307, 308], False), ([303], False)],
    )  # fmt: skip
    def test_say_where_to_ask_from_now_on_if_all_are_permanent(self, server, get, statuses, permanent):
        for number, status in enumerate(statuses):
            server.set(f"/{number}", redirect(f"/{number + 1}", status))
        last = server.set(f"/{len(statuses)}", Answer(PAGE, etag='"1"'))
        assert get("/0").permanent_url == (last if permanent else "")
        assert get("/0", etag='"1"').permanent_url == (last if permanent else "")

    def test_to_an_error_are_not_for_good(self, server, get):
        server.set("/old", redirect("/new", 301))
        assert (get("/old").status, get("/old").permanent_url) == (404, "")

    def test_are_followed_five_times(self, server, get, refused):
        for number in range(6):
            server.set(f"/{number}", redirect(f"/{number + 1}"))
        server.set("/6", Answer(PAGE))
        assert get("/1").body == PAGE
        assert refused("/0") is Reason.REDIRECTS
        assert server.asked("/5") == 2

    def test_in_a_circle_end(self, server, refused):
        server.set("/", redirect("/"))
        assert refused() is Reason.REDIRECTS
        assert server.asked("/") == 6

    @pytest.mark.parametrize("location", ["/été", "%2F..%2Fété", "http://[", "http://a.example:port/", "\xff"])
    def test_to_strange_places_are_followed_or_refused(self, server, get, location):
        server.set("/", raw("HTTP/1.1 302 Found\nContent-Length: 0\nLocation: " + location))
        try:
            assert get().status == 404
        except FetchRefused as refusal:
            assert refusal.reason is Reason.ADDRESS

    def test_in_utf_8_are_followed(self, server, get):
        server.set("/", redirect("/été".encode().decode("latin-1")))
        server.set("/%C3%A9t%C3%A9", Answer(PAGE))
        assert get().body == PAGE

    @pytest.mark.parametrize(
        ("location", "reason"),
        [("file:///etc/passwd", Reason.SCHEME), ("ftp://a.example/", Reason.SCHEME),
         ("http://a:b@a.example/", Reason.USERINFO), ("http://a.example:22/", Reason.PORT)],
    )  # fmt: skip
    def test_are_checked_like_any_address(self, server, refused, location, reason):
        server.set("/", redirect(location))
        assert refused() is reason

    def test_without_a_place_are_answers(self, server, get):
        server.set("/", Answer(status=302))
        assert get().status == 302

    def test_share_the_time_of_one_fetch(self, server, refused):
        server.set("/", Answer(status=302, headers={"Location": "/"}, delay=0.2))
        assert refused(limits=Limits(seconds=0.7)) is Reason.TIMEOUT


class TestPacked:
    @pytest.mark.parametrize(
        ("coding", "pack"),
        [
            ("gzip", gzip.compress),
            ("x-gzip", gzip.compress),
            ("GZIP", lambda data: gzip.compress(data[:50]) + gzip.compress(data[50:])),
            ("gzip", lambda data: gzip.compress(data) + b"\0" * 20),
            ("deflate", zlib.compress),
            ("deflate", lambda data: zlib.compress(data)[2:-4]),
            ("br", brotli.compress),
            ("identity", bytes),
        ],
    )
    @pytest.mark.parametrize("drip", [0, 0.0001])
    def test_bodies_are_unpacked(self, server, get, coding, pack, drip):
        server.set("/", Answer(pack(PAGE), headers={"Content-Encoding": coding}, drip=drip))
        assert get().body == PAGE

    @pytest.mark.parametrize("coding", ["zstd", "compress", "gzip, gzip", "br, gzip", "x" * 99])
    def test_bodies_of_other_codings_are_refused(self, server, refused, coding):
        server.set("/", Answer(PAGE, headers={"Content-Encoding": coding}))
        assert refused() is Reason.BROKEN

    @pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
    @pytest.mark.parametrize("spoilt", ["garbage", "cut"])
    def test_bodies_that_are_spoilt_are_refused(self, server, refused, coding, spoilt):
        pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding]
        body = b"\xff\xff no such thing" if spoilt == "garbage" else pack(bytes(range(256)))[:-20]
        server.set("/", Answer(body, headers={"Content-Encoding": coding}))
        assert refused() is Reason.BROKEN

    def test_more_members_than_any_file_has_are_refused(self, server, refused):
        server.set("/", Answer(gzip.compress(b"") * 10_000, headers={"Content-Encoding": "gzip"}))
        assert refused() is Reason.BROKEN


class TestTooMuch:
    def test_a_body_of_just_the_size_is_taken(self, server, get, refused):
        server.set("/", Answer(b"x" * 1000))
        server.set("/packed", Answer(gzip.compress(b"x" * 1000), headers={"Content-Encoding": "gzip"}))
        assert len(get(limits=Limits(body=1000)).body) == len(get("/packed", limits=Limits(body=1000)).body) == 1000
        assert refused(limits=Limits(body=999)) is Reason.TOO_LARGE
        assert refused("/packed", limits=Limits(body=999)) is Reason.EXPANDS

    def test_a_length_that_is_too_large_is_believed(self, server, refused):
        """Nothing is read of it: the server would never end."""
        server.set("/", Answer(b"x", headers={"Content-Length": "99999999999"}, drip=60))
        assert refused() is Reason.TOO_LARGE

    @pytest.mark.parametrize("length", [None, "10"])
    def test_an_endless_body_is_cut_off_or_ends_where_it_said(self, server, get, refused, length):
        headers = {"Content-Length": length} if length else {}
        server.set("/", Answer(b"x" * 5000, endless=True, headers=headers))
        if length:
            assert get().body == b"x" * 10
        else:
            assert refused() is Reason.TOO_LARGE

    @pytest.mark.parametrize(
        ("coding", "packed"),
        [
            ("gzip", gzip.compress(b" " * 50 * 2**20)),
            ("deflate", zlib.compress(b" " * 50 * 2**20)),
            ("br", brotli.compress(b" " * 500 * 2**20, quality=1)),
        ],
    )
    def test_a_bomb_is_stopped_early(self, server, refused, coding, packed):
        server.set("/", Answer(packed, headers={"Content-Encoding": coding}))
        assert refused() is Reason.EXPANDS

    def test_a_bomb_of_many_members_is_stopped_early(self, server, refused):
        server.set("/", gzip_bomb(60))
        assert refused() is Reason.EXPANDS

    @pytest.mark.parametrize(
        "head",
        [
            "HTTP/1.1 200 OK\n" + "\n".join(f"X-{number}: {'x' * 1000}" for number in range(70)),
            "HTTP/1.1 200 OK\nX: " + "x" * 200_000,
            "HTTP/1.1 200 OK\n" + "\n".join(f"X-{number}: 1" for number in range(50_000)),
        ],
    )
    def test_heads_have_their_limit(self, server, refused, head):
        server.set("/", raw(head))
        assert refused() in {Reason.TOO_LARGE, Reason.BROKEN}

    def test_answers_that_only_announce_themselves_have_their_limit(self, server, refused):
        server.set("/", Answer(raw=b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000))
        assert refused(limits=Limits(body=0)) in {Reason.TOO_LARGE, Reason.BROKEN}

    def test_chunks_of_one_byte_have_their_limit(self, server, refused):
        server.set("/", raw("HTTP/1.1 200 OK\nTransfer-Encoding: chunked", b"1\r\nx\r\n" * 200_000))
        assert refused(limits=Limits(body=10_000)) is Reason.TOO_LARGE


class TestTooSlow:
    @pytest.mark.parametrize(
        "answer",
        [
            Answer(PAGE, delay=30),
            Answer(PAGE, drip=0.05),
            Answer(b"x", drip=0.05, endless=True),
            Answer(gzip.compress(PAGE), drip=0.05, endless=True, headers={"Content-Encoding": "gzip"}),
        ],
    )
    def test_a_server_is_not_waited_for(self, server, refused, answer):
        server.set("/", answer)
        assert refused(limits=Limits(seconds=0.4)) is Reason.TIMEOUT


@pytest.mark.parametrize(
    "answer",
    [
        Answer(raw=b"\x00\xff\x00\xff" * 50 + b"\r\n\r\n"),
        Answer(raw=b"HTTP/1.1\r\n\r\n"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
        Answer(raw=b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nConte"),
        Answer(raw=b"<html>no head at all"),
    ],
)
def test_a_broken_answer_is_refused_whole(server, refused, answer):
    server.set("/", answer)
    assert refused() is Reason.BROKEN


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/javascript", "text/css", "nonsense"])
def test_what_is_not_read_is_not_fetched(server, refused, kind):
    """Nothing of the body is taken: it would never end."""
    server.set("/", Answer(b"x", content_type=kind, drip=60))
    assert refused() is Reason.CONTENT_TYPE


def test_a_caller_says_what_it_reads(server, get, refused):
    server.set("/", Answer(b"%PDF-1.7", content_type="application/pdf"))
    assert get().body == b"%PDF-1.7"
    assert refused(accept=FEEDS) is Reason.CONTENT_TYPE


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("99999999999999", 30 * 24 * 3600),
        (format_datetime(datetime.now(UTC) - timedelta(hours=1)), 0),
        (format_datetime(datetime.now(UTC) + timedelta(days=400)), 30 * 24 * 3600),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 30 * 24 * 3600),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("Mon, 99 Foo 2025 10:00:00 GMT", None),
    ],
)
def test_a_pause_is_read_as_seconds_or_as_a_date(value, seconds):
    assert _pause(value) == seconds


def test_a_pause_until_a_date_lasts_until_then():
    pause = _pause(format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True))
    assert pause is not None
    assert 3500 < pause <= 3600


@pytest.mark.parametrize("contact", ["", "a)b", "a\r\nb", "é", "x" * 300])
def test_an_odd_contact_is_left_out(contact):
    assert user_agent(contact) == f"Newsroom/{VERSION}"


def test_the_version_is_the_projects():
    assert tomllib.loads((processes.ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
