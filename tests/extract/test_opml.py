from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract.opml import (
    MAX_BYTES,
    MAX_OUTLINES,
    FeedList,
    NotOpml,
    OpmlProblem,
    Outline,
    read_opml,
    write_opml,
)

WHEN = datetime(2025, 3, 3, 12, 0, tzinfo=UTC)


def opml(body: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<opml version="1.0"><head/><body>{body}</body></opml>'.encode()


def line(title: str = "Un", url: str = "https://a.example/rss", more: str = "") -> str:
    return f'<outline text="{title}" xmlUrl="{url}" {more}/>'


def test_a_list_with_folders_is_read_in_its_order():
    body = f"""
        {line("Accueil", "https://a.example/1", 'htmlUrl="https://a.example/" type="rss"')}
        <outline text="Monde"><outline title="Asie centrale">{line("Astana &amp; co", "https://a.example/2")}</outline>
        {line("Europe", "https://a.example/3")}</outline>{line("Fin", "https://a.example/4")}"""
    assert read_opml(opml(body)).outlines == (
        Outline("Accueil", "https://a.example/1", "https://a.example/", ""),
        Outline("Astana & co", "https://a.example/2", "", "Monde/Asie centrale"),
        Outline("Europe", "https://a.example/3", "", "Monde"),
        Outline("Fin", "https://a.example/4", "", ""),
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<outline xmlurl="https://a.example/1" TITLE="Un"/>', [Outline("Un", "https://a.example/1")]),
        ('<outline text="" xmlUrl=" https://a.example/1 "/>', [Outline("https://a.example/1", "https://a.example/1")]),
        (line() + line("Deux"), [Outline("Un", "https://a.example/rss")]),
        (line(url="javascript:alert(1)") + line(url="/rss") + line(url="file:///etc/passwd") + line(url=""), []),
        (line(more='htmlUrl="javascript:alert(1)"'), [Outline("Un", "https://a.example/rss")]),
        (line(url="feed://a.example/1"), [Outline("Un", "https://a.example/1")]),
        (line(url="feed:http://a.example/1"), [Outline("Un", "http://a.example/1")]),
        (line(more='newsroomStatus=" published "'), [Outline("Un", "https://a.example/rss", status="published")]),
        ('<outline text="un lien" url="https://a.example/"/>', []),
        ('<outline text="A/ /B">' + line() + "</outline>", [Outline("Un", "https://a.example/rss", "", "A/B")]),
        ("<outline>" + line() + "</outline>", [Outline("Un", "https://a.example/rss")]),
        ("", []),
    ],
)
def test_what_other_readers_write_is_understood(body, expected):
    assert list(read_opml(opml(body)).outlines) == expected


def test_what_is_not_taken_is_named():
    urls = [
        "https://a.example/rss",
        "feed://a.example/rss",
        "/rss",
        "javascript:alert(1)",
        "",
        "https://a:b@c.example/",
    ]
    found = read_opml(opml("".join(line(url=url) for url in urls) + '<outline text="Un dossier"/>'))
    assert found.refused == ("/rss", "javascript:alert(1)", "Un", "https://a:b@c.example/")
    assert (len(found.outlines), found.repeated) == (1, 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_list_may_have_any_encoding_that_it_names(encoding):
    name = encoding.removesuffix("-sig")
    text = opml(line("Été")).decode().replace('version="1.0"?', f'version="1.0" encoding="{name}"?')
    assert read_opml(text.encode(encoding)).outlines[0].title == "Été"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", OpmlProblem.EMPTY),
        (b" \n", OpmlProblem.EMPTY),
        (b" " * MAX_BYTES + b"<opml/>", OpmlProblem.TOO_LARGE),
        (b"<opml><body>", OpmlProblem.UNREADABLE),
        (b"\xff\x00\xfe", OpmlProblem.UNREADABLE),
        (b'<?xml version="1.0" encoding="nonsense"?><opml/>', OpmlProblem.UNREADABLE),
        (b'<?xml version="1.0" encoding="utf-7"?><opml/>', OpmlProblem.UNREADABLE),
        (b"<opml/>", OpmlProblem.NO_OPML),
        (b"<html><body/></html>", OpmlProblem.NO_OPML),
        (opml("", '<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'), OpmlProblem.ENTITIES),
        (opml("", '<!DOCTYPE opml SYSTEM "http://127.0.0.1/x.dtd">'), OpmlProblem.ENTITIES),
        (opml("<outline>" * 40 + "</outline>" * 40), OpmlProblem.TOO_MANY),
        (opml("<outline>" * 80_000 + "</outline>" * 80_000), OpmlProblem.TOO_MANY),
        (opml("<outline/>" * 60_000), OpmlProblem.TOO_MANY),
        (opml("".join(line(url=f"https://a.example/{n}") for n in range(MAX_OUTLINES + 1))), OpmlProblem.TOO_MANY),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(data, problem):
    with pytest.raises(NotOpml) as refusal:
        read_opml(data)
    assert refusal.value.problem is problem


@given(st.binary() | st.text(alphabet="<>/ =\"'&;ab").map(lambda text: opml(text)))
def test_any_bytes_are_a_list_or_none(data):
    try:
        assert isinstance(read_opml(data), FeedList)
    except NotOpml as refusal:
        assert refusal.problem in OpmlProblem


def test_a_list_is_written_as_opml_2():
    written = write_opml(
        [Outline('A & "b" <c>', "https://a.example/?a=1&b=2", "", "Monde")], title="Mes fils", when=WHEN
    )
    assert written.decode().split("\n") == [
        "<?xml version='1.0' encoding='utf-8'?>",
        '<opml version="2.0">',
        "  <head>",
        "    <title>Mes fils</title>",
        "    <dateCreated>Mon, 03 Mar 2025 12:00:00 +0000</dateCreated>",
        "  </head>",
        "  <body>",
        '    <outline text="Monde" title="Monde">',
        '      <outline type="rss" text="A &amp; &quot;b&quot; &lt;c&gt;" title="A &amp; &quot;b&quot; &lt;c&gt;" '
        'xmlUrl="https://a.example/?a=1&amp;b=2" />',
        "    </outline>",
        "  </body>",
        "</opml>",
    ]


def test_what_no_xml_can_hold_is_left_out_of_it():
    written = write_opml([Outline("a\x00\ud800b\x0b", "https://a.example/", folder="\x01")], title="\x07", when=WHEN)
    assert read_opml(written).outlines == (Outline("ab", "https://a.example/"),)


CLEAN = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Zs", "Zl", "Zp"), blacklist_characters="/"),
    min_size=1,
    max_size=20,
)
OUTLINES = st.builds(
    Outline,
    title=CLEAN,
    url=st.integers(0, 10**6).map(lambda n: f"https://a.example/{n}?a=1&b=<2>".replace("<2>", "é")),
    site_url=st.sampled_from(["", "https://a.example/"]),
    folder=st.lists(CLEAN, max_size=4).map("/".join),
    status=st.sampled_from(["", "draft", "published"]),
)


@given(st.lists(OUTLINES, unique_by=lambda outline: outline.url))
def test_what_is_written_is_read_again(outlines):
    found = read_opml(write_opml(outlines, title="Mes fils", when=WHEN)).outlines
    assert sorted(found, key=lambda outline: outline.url) == sorted(outlines, key=lambda outline: outline.url)
    assert read_opml(write_opml(found, title="Mes fils", when=WHEN)).outlines == found


@given(st.builds(Outline, title=st.text(), url=st.text(), site_url=st.text(), folder=st.text()), st.text())
def test_anything_can_be_written_and_read(outline, title):
    read_opml(write_opml([outline], title=title, when=WHEN))
