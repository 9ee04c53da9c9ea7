import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract.feed_items import plain, web_address
from articles.extract.feeds import MAX_BYTES, Entry, Feed, FeedProblem, NotAFeed, parse_feed

URL = "https://news.example/feeds/all.xml"
NOON = datetime(2025, 3, 3, 12, 0, tzinfo=UTC)


def feed(text: str | bytes, content_type: str = "") -> Feed:
    return parse_feed(text.encode() if isinstance(text, str) else text, url=URL, content_type=content_type)


def rss(*items: str, head: str = "") -> str:
    channel = f"<title>Le fil</title>{head}{''.join(items)}"
    return f'<?xml version="1.0"?>\n<rss version="2.0"><channel>{channel}</channel></rss>'


def atom(*entries: str, head: str = "") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le fil</title>{head}{"".join(entries)}</feed>'
    )


def item(**fields: object) -> str:
    return f"<item>{''.join(f'<{name}>{value}</{name}>' for name, value in fields.items())}</item>"


def only(text: str) -> Entry:
    (entry,) = feed(text).entries
    return entry


def refusal(data: str | bytes, **options: str) -> NotAFeed:
    with pytest.raises(NotAFeed) as refused:
        feed(data, **options)
    return refused.value


class TestFormats:
    """The same two articles in each."""

    EXPECTED = (
        Entry(
            guid="urn:1",
            url="https://news.example/1",
            title="L’été à Astana",
            summary="Le chapeau",
            content_html="<p>Le texte</p>",
            author="Anne Martin",
            published_at=NOON,
            language="fr",
        ),
        Entry(guid="https://news.example/2", url="https://news.example/2", title="Deux", language="fr"),
    )

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(
                """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
                xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Le fil</title><link>/</link>
                <language>fr-FR</language>
                <item><guid isPermaLink="false">urn:1</guid><link>/1</link><title>L’été à Astana</title>
                <description>Le chapeau</description><content:encoded><![CDATA[<p>Le texte</p>]]></content:encoded>
                <dc:creator>Anne Martin</dc:creator><pubDate>Mon, 03 Mar 2025 13:00:00 +0100</pubDate></item>
                <item><link>https://news.example/2</link><title>Deux</title></item></channel></rss>""",
                id="RSS 2.0",
            ),
            pytest.param(
                """<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
                xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
                <channel rdf:about="https://news.example/"><title>Le fil</title><link>https://news.example/</link>
                <dc:language>fr</dc:language></channel>
                <item rdf:about="urn:1"><title>L’été à Astana</title><link>https://news.example/1</link>
                <description>Le chapeau</description><content:encoded>&lt;p&gt;Le texte&lt;/p&gt;</content:encoded>
                <dc:creator>Anne Martin</dc:creator><dc:date>2025-03-03T12:00:00Z</dc:date></item>
                <item rdf:about="https://news.example/2"><title>Deux</title><link>https://news.example/2</link></item>
                </rdf:RDF>""",
                id="RSS 1.0",
            ),
            pytest.param(
                """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le fil</title>
                <link rel="self" href="/feeds/all.xml"/><link href="/"/>
                <entry><id>urn:1</id><link rel="enclosure" href="/1.mp3"/><link href="../1"/>
                <title>L’été à Astana</title>
                <summary>Le chapeau</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Le
                texte</p></div></content><author><name>Anne Martin</name></author>
                <published>2025-03-03T12:00:00Z</published><updated>2025-03-04T12:00:00Z</updated></entry>
                <entry><id>https://news.example/2</id><link href="/2"/><title>Deux</title></entry></feed>""".replace(
                    "Le\n                texte", "Le texte"
                ),
                id="Atom",
            ),
            pytest.param(
                json.dumps(
                    {
                        "version": "https://jsonfeed.org/version/1.1",
                        "title": "Le fil",
                        "home_page_url": "https://news.example/",
                        "language": "fr-FR",
                        "items": [
                            {
                                "id": "urn:1",
                                "url": "/1",
                                "title": "L’été à Astana",
                                "summary": "Le chapeau",
                                "content_html": "<p>Le texte</p>",
                                "authors": [{"name": "Anne Martin"}],
                                "date_published": "2025-03-03T13:00:00+01:00",
                            },
                            {"id": "https://news.example/2", "external_url": "https://news.example/2", "title": "Deux"},
                        ],
                    }
                ),
                id="JSON Feed",
            ),
        ],
    )
    def test_give_the_same(self, text):
        found = feed(text)
        assert (found.title, found.site_url, found.language) == ("Le fil", "https://news.example/", "fr")
        assert found.entries == self.EXPECTED
        assert not found.damaged

    @pytest.mark.parametrize("version", ["0.90", "0.91", "0.92", "2.0", ""])
    def test_of_any_age_are_read(self, version):
        text = rss(item(title="Un", link="/1")).replace("2.0", version)
        assert only(text).url == "https://news.example/1"

    def test_may_be_empty(self):
        assert feed(rss()) == Feed("Le fil", "", "", ())

    def test_with_the_old_document_type_and_its_entities_are_read(self):
        doctype = (
            '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/rss.dtd">'
        )
        found = feed(rss(item(title="L&eacute;t&eacute;", link="/1")).replace("<rss", doctype + "<rss"))
        assert (found.entries[0].title, found.damaged) == ("Lété", False)

    @pytest.mark.parametrize(
        "before", ["\n\n  ", "\ufeff", "<!-- made by hand -->", "<br />Warning: on line 5<br />\n"]
    )
    def test_are_found_behind_what_should_not_stand_before_them(self, before):
        assert len(feed(before + rss(item(title="Un"))).entries) == 1


class TestAnEntry:
    @pytest.mark.parametrize(
        ("title", "expected"),
        [
            ("Tout &lt;b&gt;gras&lt;/b&gt;", "Tout gras"),
            ("<![CDATA[Tout <b>gras</b> &amp; vif]]>", "Tout gras & vif"),
            ("A &lt;i&gt;b", "A b"),
            ("AT&amp;amp;T", "AT&T"),
            ("AT&amp;T", "AT&T"),
            ("AT&T", "AT&T"),
            ("5 &lt; 6 &amp; 7 &gt; 3", "5 < 6 & 7 > 3"),
            ("d&rsquo;été&nbsp;: là", "d’été : là"),
            ("  deux\n\n  lignes ", "deux lignes"),
            ("&lt;script&gt; en trois leçons", "<script> en trois leçons"),
            ("x" * 900, "x" * 500),
            ("", ""),
        ],
    )
    def test_has_a_title_in_plain_text(self, title, expected):
        assert only(rss(item(title=title, link="/1"))).title == expected

    def test_of_atom_has_the_title_its_type_says(self):
        titles = [
            '<title type="html">A &lt;i&gt;b&lt;/i&gt; &amp;amp; c</title>',
            '<title type="text">5 &lt; 6 &amp;lt; 7</title>',
        ]
        found = feed(atom(*(f"<entry><id>{n}</id>{title}</entry>" for n, title in enumerate(titles))))
        assert [entry.title for entry in found.entries] == ["A b & c", "5 < 6 &lt; 7"]

    @pytest.mark.parametrize(
        ("link", "expected"),
        [
            ("/a/1", "https://news.example/a/1"),
            ("1", "https://news.example/feeds/1"),
            ("../1?a=b&amp;c=d#e", "https://news.example/1?a=b&c=d#e"),
            ("//other.example/1", "https://other.example/1"),
            ("HTTP://Other.example/é", "http://Other.example/é"),
            (" https://a.example/1 ", "https://a.example/1"),
            ("javascript:alert(1)", ""),
            ("data:text/html,x", ""),
            ("mailto:a@b.example", ""),
            ("file:///etc/passwd", ""),
            ("https://me:word@a.example/", ""),
            ("http://[", ""),
            ("http://a.example:port/", ""),
            ("https://a.example/a b", ""),
            ("https://a.example/" + "x" * 3000, ""),
            ("", ""),
        ],
    )
    def test_has_an_absolute_address_or_none(self, link, expected):
        assert only(rss(item(title="Un", link=link))).url == expected
        assert only(atom(f"<entry><id>1</id><title>Un</title><link href='{link}'/></entry>")).url == expected

    def test_resolves_its_address_where_it_says(self):
        entry = '<entry xml:base="https://o.example/d/"><id>1</id><title>Un</title><link href="../p"/></entry>'
        assert only(atom(entry)).url == "https://o.example/p"

    @pytest.mark.parametrize(
        ("fields", "guid", "url"),
        [
            ({"guid": "abc", "link": "/1"}, "abc", "https://news.example/1"),
            ({"guid": "abc"}, "abc", ""),
            ({"guid": "https://news.example/9"}, "https://news.example/9", "https://news.example/9"),
            ({"link": "/1"}, "https://news.example/1", "https://news.example/1"),
            ({"guid": " ", "link": "/1"}, "https://news.example/1", "https://news.example/1"),
        ],
    )
    def test_is_known_by_its_guid_or_else_its_address(self, fields, guid, url):
        entry = only(rss(item(title="Un", **fields)))
        assert (entry.guid, entry.url) == (guid, url)

    def test_is_known_by_the_same_guid_wherever_the_feed_is(self):
        data = rss(item(title="Un", guid="abc")).encode()
        elsewhere = parse_feed(data, url="http://old.example/rss")
        assert elsewhere.entries[0].guid == feed(data).entries[0].guid

    def test_without_either_is_known_by_what_it_says(self):
        one, other, again = (only(rss(item(title=title))) for title in ("Un", "Deux", "Un"))
        assert one.guid == again.guid != other.guid
        assert one.guid.startswith("sha256:")

    def test_with_an_endless_guid_is_known_by_its_digest(self):
        one, other = (only(rss(item(title="Un", guid="x" * 480 + end * 200))) for end in "ab")
        assert len(one.guid) <= 500
        assert one.guid.startswith("sha256:") or len(one.guid) == 500
        assert one.guid != other.guid

    def test_that_says_nothing_is_none(self):
        assert feed(rss(item(guid="abc"), item(category="Monde"))).entries == ()

    @pytest.mark.parametrize(
        ("date", "expected"),
        [
            ("Mon, 03 Mar 2025 13:00:00 +0100", NOON),
            ("Mon, 03 Mar 2025 12:00:00 GMT", NOON),
            ("03 Mar 2025 07:00 EST", NOON),
            ("2025-03-03T12:00:00Z", NOON),
            ("Fri, 31 Dec 9999 23:59:59 GMT", None),
            ("9999-12-31T23:59:59-23:59", None),
            ("Mon, 01 Jan 0001 00:00:00 +0000", None),
            ("0001-01-01T00:00:00+14:00", None),
            ("Thu, 01 Jan 1970 00:00:00 GMT", None),
            ("1622-05-23T00:00:00Z", None),
            (format_datetime(datetime.now(UTC) + timedelta(days=30)), None),
            ("99999999999999999999", None),
            ("hier", None),
            ("", None),
        ],
    )
    def test_has_a_date_that_can_be_true_or_none(self, date, expected):
        assert only(rss(item(title="Un", pubDate=date))).published_at == expected

    def test_has_no_date_lent_by_another(self):
        entry = "<entry><id>1</id><title>Un</title><updated>2025-03-03T12:00:00Z</updated></entry>"
        assert only(atom(entry)).published_at == NOON
        assert only(rss(item(title="Un"), head="<pubDate>Mon, 03 Mar 2025 12:00:00 GMT</pubDate>")).published_at is None

    def test_of_a_description_alone_has_it_as_lines_and_as_content(self):
        entry = only(rss(item(title="Un", description="&lt;p&gt;A &amp;amp; b&lt;/p&gt;&lt;p&gt;c&lt;/p&gt;")))
        assert (entry.summary, entry.content_html) == ("A & b\nc", "<p>A &amp; b</p><p>c</p>")

    def test_of_plain_text_has_content_that_is_html(self):
        entry = only(atom("<entry><id>1</id><title>Un</title><summary>5 &lt; 6 &amp; 7</summary></entry>"))
        assert (entry.summary, entry.content_html) == ("5 < 6 & 7", "5 &lt; 6 &amp; 7")
        items = [{"id": 1, "content_text": "5 < 6 & 7"}]
        entry = only(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
        assert (entry.summary, entry.content_html) == ("", "5 &lt; 6 &amp; 7")

    def test_of_atom_says_its_text_once(self):
        entry = only(atom('<entry><id>1</id><title>Un</title><content type="html">&lt;p&gt;a</content></entry>'))
        assert (entry.summary, entry.content_html) == ("", "<p>a")

    @pytest.mark.parametrize(("tag", "expected"), [("en-GB", "en"), ("kk", "kk"), ("nonsense tag", "fr"), ("", "fr")])
    def test_has_its_own_language_or_the_feeds(self, tag, expected):
        entry = f'<entry xml:lang="{tag}"><id>1</id><title>Un</title><content>a</content></entry>'
        assert only(atom(entry)).language == expected

    def test_has_the_feeds_author_if_it_has_none(self):
        assert (
            only(atom("<entry><id>1</id><title>Un</title></entry>", head="<author><name>A</name></author>")).author
            == "A"
        )


class TestEntries:
    def test_come_once_for_each_guid(self):
        twice = [item(title=title, guid="abc", link="/a") for title in ("Un", "Deux")]
        found = feed(rss(*twice, item(title="Trois", guid="d")))
        assert [entry.title for entry in found.entries] == ["Un", "Trois"]

    def test_that_share_a_guid_and_have_pages_of_their_own_all_come(self):
        items = [item(title=title, guid="abc", link=f"/{title}") for title in ("Un", "Deux", "Un")]
        found, again = feed(rss(*items)), feed(rss(*reversed(items)))
        assert [entry.title for entry in found.entries] == ["Un", "Deux"]
        assert len({entry.guid for entry in found.entries}) == 2
        assert {(e.guid, e.url) for e in found.entries} == {(e.guid, e.url) for e in again.entries}

    def test_are_at_most_500_and_the_newest(self):
        days = [NOON - timedelta(days=day) for day in range(700)]
        items = [item(guid=n, title=n, pubDate=format_datetime(day)) for n, day in enumerate(days)]
        assert [entry.guid for entry in feed(rss(*items)).entries] == [str(n) for n in range(500)]
        assert [entry.guid for entry in feed(rss(*reversed(items))).entries] == [str(n) for n in reversed(range(500))]

    def test_of_more_than_any_feed_has_are_refused(self):
        assert refusal(rss(*["<item/>"] * 10_001)).problem is FeedProblem.TOO_LARGE


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>99999999</ttl>", 7 * 24 * 3600),
        ("<ttl>9999999999999999999999</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 6 * 3600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
        ("<sy:updatePeriod>never</sy:updatePeriod>", None),
        ("", None),
    ],
)
def test_a_feed_may_say_when_it_wants_to_be_asked_again(head, seconds):
    named = rss(head=head).replace("<rss ", '<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" ')
    assert feed(named).next_hint == seconds


class TestEncodings:
    TITLE = "L’été à Astana, cœur"

    def read(self, encoding: str, *, declared: str = "", content_type: str = "") -> str:
        text = rss(item(title=self.TITLE, link="/1"))
        if declared:
            text = text.replace('version="1.0"', f'version="1.0" encoding="{declared}"')
        return feed(text.encode(encoding), content_type).entries[0].title

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
    def test_are_told_without_being_said(self, encoding):
        assert self.read(encoding) == self.TITLE

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("wrong", ["iso-8859-1", "us-ascii", "utf-7", "koi8-r", "base64", "nonsense", "utf-16"])
    def test_that_are_said_wrongly_do_no_harm(self, encoding, wrong):
        assert self.read(encoding, declared=wrong) == self.TITLE
        assert self.read(encoding, content_type=f"text/xml; charset={wrong}") == self.TITLE

    def test_called_latin_are_windows(self):
        assert self.read("cp1252", declared="ISO-8859-1") == self.TITLE

    def test_of_the_declaration_or_the_header_are_believed(self):
        text = rss(item(title="Қазақстан"))
        assert (
            feed(text.replace("Қазақ", "Казах").encode("koi8-r"), "text/xml; charset=koi8-r").entries[0].title
            == "Казахстан"
        )
        declared = text.replace("Қазақ", "Казах").replace('version="1.0"', 'version="1.0" encoding="windows-1251"')
        assert feed(declared.encode("cp1251")).entries[0].title == "Казахстан"

    def test_of_japan_that_look_like_ascii_are_believed(self):
        text = rss(item(title="新聞")).replace('version="1.0"', 'version="1.0" encoding="iso-2022-jp"')
        assert feed(text.encode("iso-2022-jp")).entries[0].title == "新聞"

    def test_with_a_stray_byte_do_not_spoil_the_rest(self):
        data = rss(item(title="été " * 20 + "X")).encode().replace(b"X", b"\xe9")
        assert feed(data).entries[0].title == "été " * 20 + "\ufffd"

    def test_give_nothing_that_no_text_holds(self):
        assert only(rss(item(title="a\x00b\x0bc\ufffe", link="/1"))).title == "abc"
        assert (
            only('{"version": "https://jsonfeed.org/version/1", "items": [{"id": 5, "title": "a\\ud800b"}]}').title
            == "ab"
        )


class TestAPage:
    def test_names_its_feeds(self):
        page = """<!DOCTYPE html><html><head><base href="/fr/"><link rel="stylesheet" href="x.css">
            <link rel="alternate" hreflang="en" href="/en/">
            <link href='tout.xml?a=1&amp;b=2' type='application/rss+xml' rel='alternate' title='Tout'>
            <LINK REL="Alternate Nofollow" TYPE="application/atom+xml; charset=utf-8" HREF="https://feeds.example/a">
            <link rel=alternate type=application/feed+json href=/feed.json>
            <link rel="alternate" type="application/json" href="/wp-json/1">
            <link rel="alternate" type="application/rss+xml" href="tout.xml?a=1&amp;b=2">
            <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
            <link rel="alternate" type="application/rss+xml"></head><body><item><title>x</title></item></body></html>"""
        refused = refusal(page)
        assert refused.problem is FeedProblem.NO_FEED
        assert refused.found == (
            "https://news.example/fr/tout.xml?a=1&b=2",
            "https://feeds.example/a",
            "https://news.example/feed.json",
        )

    def test_does_not_name_itself(self):
        assert refusal(f'<html><link rel="alternate" type="application/rss+xml" href="{URL}">').found == ()

    def test_names_at_most_twenty(self):
        links = [f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in range(50)]
        assert len(refusal("<html>" + "".join(links)).found) == 20

    @pytest.mark.parametrize(
        "hostile", ["<link " * 50_000, "<link rel='" * 50_000, "<!--" * 50_000, "<base href=x " * 9_000]
    )
    def test_that_is_hostile_names_none(self, hostile):
        assert refusal("<html>" + hostile).found == ()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", FeedProblem.EMPTY),
        (b" \r\n\t", FeedProblem.EMPTY),
        (b"\xef\xbb\xbf", FeedProblem.EMPTY),
        (b"\x00" * 50, FeedProblem.EMPTY),
        (b" " * (MAX_BYTES + 1), FeedProblem.TOO_LARGE),
        (b"Just words.", FeedProblem.NO_FEED),
        (b"%PDF-1.7 \xff\xfe", FeedProblem.NO_FEED),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), FeedProblem.NO_FEED),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>', FeedProblem.NO_FEED),
        (b"<opml><body/></opml>", FeedProblem.NO_FEED),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><feed/></svg>', FeedProblem.NO_FEED),
        (b"<a>" * 300_000, FeedProblem.NO_FEED),
        (b"<rss>" + b"<a>" * 300_000, FeedProblem.TOO_LARGE),
        (b"{", FeedProblem.UNREADABLE),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', FeedProblem.UNREADABLE),
        (b"[" * 200_000, FeedProblem.UNREADABLE),
        (b'{"version": ' + b"9" * 5_000 + b"}", FeedProblem.UNREADABLE),
        (b"{}", FeedProblem.NO_FEED),
        (b"[]", FeedProblem.NO_FEED),
        (b'{"version": "2", "items": []}', FeedProblem.NO_FEED),
    ],
)
def test_what_is_no_feed_is_refused_with_the_reason(data, problem):
    assert refusal(data).problem is problem


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPES = [
    f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!doctype rss SYSTEM "http://127.0.0.1/x.dtd" [ ]>',
    '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>',
    '<!DOCTYPE rss [<!ENTITY a "' + "x" * 100_000 + '">]>',
]


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_that_declares_entities_is_refused(doctype, encoding):
    text = rss(item(title="&l9;&x;&a;")).replace("<rss", doctype + "<rss", 1)
    assert refusal(text.encode(encoding)).problem is FeedProblem.ENTITIES


def test_nothing_declared_where_nobody_looks_is_expanded():
    late = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "expanded">]>'
    found = feed(rss(late, item(title="&x;&y;", link="/1")))
    assert "root:" not in str(found)
    assert "expanded" not in [entry.title for entry in found.entries]


class TestDamage:
    ITEMS = [item(guid=n, title=f"Titre {n}", link=f"/{n}", description="été") for n in range(3)]

    def test_leaves_what_came_before_it(self):
        """An entry that was cut in two might come again as another one, so it is not taken at all."""
        whole = rss(*self.ITEMS)
        for end in range(whole.index("<item>"), len(whole) - len("</channel></rss>")):
            found = feed(whole[:end])
            assert found.damaged
            assert [entry.guid for entry in found.entries] == [str(n) for n in range(whole[:end].count("</item>"))]
            assert [entry.title for entry in found.entries] == [f"Titre {n}" for n in range(len(found.entries))]

    def test_in_the_middle_of_a_sign_leaves_the_others(self):
        data = rss(*self.ITEMS).encode()
        found = feed(data[: data.rindex("é".encode()) + 1])
        assert [entry.summary for entry in found.entries] == ["été", "été"]

    @pytest.mark.parametrize("text", ["AT&T", "&eacute;", "a & b", "&nonsense;", "&#169;", "&amp;"])
    def test_of_the_usual_small_kinds_is_mended(self, text):
        assert not feed(rss(item(title=text, link=f"/?{text}"))).damaged

    def test_is_not_seen_within_a_literal_section(self):
        entry = only(rss(item(title="Un", description="<![CDATA[a & b &eacute; <![CDATA[ <p>c]]>")))
        assert entry.content_html == "a & b &eacute; <![CDATA[ <p>c"

    @pytest.mark.parametrize("piece", ["<![CDATA[", "&", "&lt;", "&a", "&#", "]]>", "&lt;a href='", "&lt;!--"])
    def test_without_end_is_survived(self, piece):
        start = "<rss version='2.0'><channel><item><title>Un</title></item><item><title>x</title><description>"
        found = feed(start + piece * 50_000)
        assert [entry.title for entry in found.entries] == ["Un"]
        assert found.damaged

    def test_of_deep_nesting_is_survived(self):
        html = "&lt;div&gt;" * 50_000 + "texte"
        entry = only(rss(item(title="Un", link="/1", description=html)))
        assert len(entry.content_html) == 50_000 * 5 + 5


FRAGMENTS = st.sampled_from(
    ["<rss version='2.0'>", "<channel>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<item>", "</item>", "<entry>",
     "</entry>", "<title>", "</title>", "<title type='html'>", "<link>", "</link>", "<link href='/a'/>", "<guid>",
     "</guid>", "<pubDate>", "</pubDate>", "9999", "Mon, 03 Mar 2025", "<![CDATA[", "]]>", "&", "&lt;", "&#0;",
     "&#xD800;", "<!--", "-->", "<!DOCTYPE", "<?", "xml:base='http://['", "<description>",
     "</description>", "\x00", "é"]
)  # fmt: skip


@given(st.one_of(st.lists(FRAGMENTS).map("".join).map(str.encode), st.binary(), st.binary().map(b"<rss>".__add__)))
def test_any_bytes_are_a_feed_or_none(data):
    try:
        found = feed(data)
    except NotAFeed:
        return
    for entry in found.entries:
        assert entry.guid
        assert entry.url == "" or entry.url.startswith(("http://", "https://"))
        str(entry).encode()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "id", "url"]), inner),
    max_leaves=5,
)
NAMES = ["id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published", "authors",
         "author", "language", "items", "home_page_url"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), VALUES), st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_any_json_is_a_feed_or_none(head, entry):
    found = feed(json.dumps({"items": [entry], **head, "version": "https://jsonfeed.org/version/1"}))
    assert all(each.guid for each in found.entries)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("5 < 6 &amp; 7", "5 < 6 & 7"),
        ("<b>x", "x"),
        ("a<br>b<script>z</script>c", "a\nbc"),
        ("<p>a\n  b</p>\n\n<p>c</p>", "a b\nc"),
        ("<!-- x --><style>y</style>z", "z"),
        ("", ""),
        (None, ""),
    ],
)
def test_plain_text_is_what_is_seen(html, expected):
    assert plain(html) == expected


@given(st.text())
def test_any_text_has_plain_text(html):
    assert "\n\n" not in plain(html)


@given(st.text(), st.text())
def test_any_link_is_an_address_of_the_web_or_none(base, link):
    address = web_address(base, link)
    assert address == "" or address.startswith(("http://", "https://"))
