from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.extract import Problem, UnreadableFile, read
from articles.extract.html import extract, fragment, without_site, words_of
from articles.text.structure import Shape, spans_of
from tests.extract import pages
from tests.extract.pages import BODY, HEADING, ITEMS, NOISE, PAGES, QUOTE, TITLE

H, Q, I = Shape.HEADING, Shape.QUOTE, Shape.ITEM  # noqa: E741
RICH = ["daily", "regional", "blog", "modern"]


def shaped(extracted):
    return [
        (extracted.text[line.start : line.end], line.shape) for line in spans_of(extracted.text, extracted.structure)
    ]


@pytest.mark.parametrize("name", PAGES)
class TestAPageOfTheFrenchPress:
    def test_its_article_is_whole(self, name):
        text = extract(PAGES[name]()).text
        assert [paragraph for paragraph in BODY if paragraph not in text] == []

    def test_what_stands_around_the_article_is_left_out(self, name):
        text = extract(PAGES[name]()).text
        assert [noise for noise in NOISE if noise in text] == []

    def test_the_title_is_without_its_site_and_no_line_of_the_text(self, name):
        extracted = extract(PAGES[name]())
        assert extracted.title == TITLE
        assert TITLE not in extracted.text


@pytest.mark.parametrize("name", RICH)
def test_headings_quotes_and_lists_stay_what_they_are(name):
    assert shaped(extract(PAGES[name]())) == [(HEADING, H), (QUOTE, Q), *[(f"- {item}", I) for item in ITEMS]]


@pytest.mark.parametrize("name", RICH)
def test_a_page_tells_its_particulars(name):
    extracted = extract(PAGES[name]())
    assert extracted.source == "Le Courrier d’Asie"
    assert extracted.author in {"Claire Vasseur", "Jean Petit"}
    assert extracted.url.startswith("https://courrier.example/")
    assert extracted.language == "fr"
    assert extracted.published_at.date().isoformat() == "2024-11-27"


def test_the_time_of_publication_keeps_its_zone():
    assert extract(pages.daily()).published_at == datetime(2024, 11, 27, 18, 32, tzinfo=timezone(timedelta(hours=1)))


def page(body, *, head="", title="Une page"):
    return f"<!DOCTYPE html><html lang='fr'><head><title>{title}</title>{head}</head><body>{body}</body></html>"


ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)


@pytest.mark.parametrize(
    ("description", "standfirst"),
    [
        (pages.STANDFIRST, pages.STANDFIRST),
        (f"{pages.STANDFIRST} &lt;b&gt;Fin&lt;/b&gt; &amp;amp; suite", f"{pages.STANDFIRST} Fin & suite"),
        (BODY[0], ""),
        (BODY[0][:100] + "…", ""),
        ("Trop court.", ""),
        ("mot " * 400, ""),
    ],
)
def test_a_description_is_the_standfirst_if_it_adds_to_the_text(description, standfirst):
    head = f'<meta name="description" content="{description}">'
    assert extract(page(ARTICLE, head=head)).standfirst == standfirst


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-11-27", datetime(2024, 11, 27, 12, tzinfo=UTC)),
        ("9999-12-31", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("hier", None),
        ("x" * 5000, None),
    ],
)
def test_a_page_whose_date_is_none_is_read_without(moment, expected):
    head = f'<meta property="article:published_time" content="{moment}">'
    assert extract(page(ARTICLE, head=head)).published_at == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://exemple.org/a", "https://exemple.org/a"),
        ("javascript:alert(1)", ""),
        ("/a", ""),
        ("ftp://exemple.org/a", ""),
    ],
)
def test_only_web_addresses_are_addresses(address, expected):
    assert extract(page(ARTICLE, head=f'<link rel="canonical" href="{address}">')).url == expected


def test_a_browsers_note_tells_where_a_page_was_saved_from():
    content = "<!-- saved from url=(0021)https://exemple.org/a -->\n" + page(ARTICLE)
    assert extract(content).url == "https://exemple.org/a"


@pytest.mark.parametrize(
    ("title", "sites", "expected"),
    [
        ("Le gaz manque - Le Courrier", ["Le Courrier"], "Le gaz manque"),
        ("Le gaz manque | Monde | Le Courrier", ["Le Courrier"], "Le gaz manque | Monde"),
        ("Le Courrier : le gaz manque", ["Le Courrier"], "le gaz manque"),
        ("Le gaz manque – LeCourrier.fr", ["Le Courrier"], "Le gaz manque"),
        ("Le gaz manque - à l’Est", ["Le Courrier"], "Le gaz manque - à l’Est"),
        ("Gaz : Le Courrier", [""], "Gaz : Le Courrier"),
        ("Le Courrier", ["Le Courrier"], "Le Courrier"),
    ],
)
def test_a_title_is_without_the_name_of_its_site(title, sites, expected):
    assert without_site(title, sites) == expected


@pytest.mark.parametrize(
    ("window", "headings", "title"),
    [
        ("Le gaz manque à l’Est - Le Courrier d’Asie", "<h1>Le gaz manque à l’Est</h1>", "Le gaz manque à l’Est"),
        ("Le gaz manque à l’Est - Le Courrier d’Asie", "<h1>Raccourcis</h1><h1>Menus</h1>", "Le gaz manque à l’Est"),
        (
            "Le gaz manque à l’Est - Le Courrier d’Asie",
            "<h1>Le Courrier d’Asie</h1><h2>Le gaz manque à l’Est</h2>",
            "Le gaz manque à l’Est",
        ),
        ("Le Courrier d’Asie : le gaz manque à l’Est", "<h1>Le gaz manque à l’Est</h1>", "Le gaz manque à l’Est"),
        ("Accueil", "<h1>Le gaz manque à l’Est</h1>", "Le gaz manque à l’Est"),
    ],
)
def test_the_title_is_the_heading_that_the_window_shows(window, headings, title):
    head = '<meta property="og:site_name" content="Le Courrier d’Asie">'
    assert extract(page(headings + ARTICLE, head=head, title=window)).title == title


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Un titre", "Un titre"),
        ("<b>Un</b> titre &amp; un <i class='x'>autre</i>", "Un titre & un autre"),
        ("3 < 4 et 5 > 2", "3 < 4 et 5 > 2"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("<script>alert(1)</script>", "alert(1)"),
    ],
)
def test_particulars_lose_their_markup(value, words):
    assert words_of(value) == words


@pytest.mark.parametrize(
    ("content", "text", "shapes"),
    [
        ("<p>Un<p>Deux", "Un\n\nDeux", []),
        ("<div>Un <b>mot</b>\n  <i>deux</i></div>", "Un mot deux", []),
        ("<p>Un&nbsp;!<br>Deux<br><br>Trois</p>", "Un\u00a0!\nDeux\n\nTrois", []),
        ("<h2>Un</h2><p>Deux</p>", "Un\n\nDeux", [(0, H)]),
        ("<p>A</p><blockquote><p>Un<p>Deux</blockquote>", "A\n\nUn\n\nDeux", [(1, Q), (2, Q)]),
        ("<ul><li>un<li>deux<ol><li>trois</ol></ul>", "- un\n\n- deux\n\n1. trois", [(0, I), (1, I), (2, I)]),
        ("<p>A</p><li>seul</li>", "A\n\nseul", [(1, I)]),
        ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "A | B\n\n1 | 2", []),
        ("<table><tr><td><p>Un</p><p>Deux</p><td>Trois</table>", "Un\n\nDeux\n\nTrois", []),
        ("<pre>un\n  deux</pre>", "un\ndeux", []),
        (
            "<p>Un</p><script>x()</script><style>p{}</style><iframe>y</iframe><p onclick='z()'>Deux</p>",
            "Un\n\nDeux",
            [],
        ),
        ("<p>Un <!-- caché --> mot</p>", "Un mot", []),
        ("<svg><text>non</text></svg><p>Oui</p>", "Oui", []),
        ("<p>&lt;script&gt;</p>", "<script>", []),
    ],
)
def test_all_text_of_a_fragment_is_kept(content, text, shapes):
    extracted = fragment(content)
    assert (extracted.text, list(extracted.structure), extracted.structured) == (text, shapes, True)


def test_the_first_heading_of_a_fragment_is_its_title():
    extracted = extract("<h1>Un</h1><p>Deux</p><h2>Trois</h2><p>Quatre</p>")
    assert (extracted.title, extracted.text, extracted.structure) == ("Un", "Deux\n\nTrois\n\nQuatre", ((1, H),))


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "&nbsp;", "&#8239;"])
def test_the_spaces_of_french_typography_stay(space):
    text = extract(page(ARTICLE + f"<p>Le «{space}marché{space}» a progressé de 10{space}% en un an.</p>")).text
    assert "marché\u00a0»" in text or "marché\u202f»" in text


LONG = "Le conseil municipal a voté le budget de la ville hier soir, après trois heures de débat, sans les verts."


@pytest.mark.parametrize(
    "said",
    [
        [LONG] * 4,
        [*BODY, LONG, LONG, "Non.", LONG, "Non.", "Non."],
        [f"<b>{LONG}</b> Oui.", f"{LONG} Oui."],
    ],
)
def test_what_a_page_says_twice_is_said_twice(said):
    text = extract(page(f"<article>{''.join(f'<p>{each}</p>' for each in said)}</article>")).text
    assert text.split("\n\n") == [each.replace("<b>", "").replace("</b>", "") for each in said]


@pytest.mark.parametrize(
    ("poem", "text"),
    [
        ("Vers un\n  Vers deux\n\nVers trois\n", "Vers un\nVers deux\n\nVers trois"),
        ("<code>Vers un\nVers deux</code>", "Vers un\nVers deux"),
        ("Vers <b>un\nVers</b>\ndeux", "Vers un\nVers\ndeux"),
        (
            "Un\n\n" + "Un mot de plus, un autre mot, encore un mot de plus\n" * 3,
            "Un\n\n" + ("Un mot de plus, un autre mot, encore un mot de plus " * 3).strip(),
        ),
    ],
)
def test_a_poem_keeps_its_lines_and_wrapped_text_does_not(poem, text):
    assert f"\n\n{text}\n\n{LONG}" in extract(page(f"<article>{ARTICLE}<pre>{poem}</pre><p>{LONG}</p></article>")).text


@pytest.mark.parametrize("read", [fragment, lambda content: extract(page(content))])
@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("<p hidden>MOT</p>", False),
        ("<div hidden=hidden><p>Un <b>MOT</b></p></div>", False),
        ("<p>Un <span hidden>MOT</span> autre.</p>", False),
        ("<div hidden=until-found><p>Un MOT.</p></div>", True),
    ],
)
def test_what_is_hidden_is_left_out(read, body, kept):
    text = read(f"<article>{ARTICLE}{body}<p>{LONG}</p></article>").text
    assert ("MOT" in text) is kept
    assert text.endswith(LONG)


def test_an_article_that_waits_for_the_program_of_its_page_is_not_hidden():
    assert BODY[0] in extract(page(f"<div hidden><main hidden><article>{ARTICLE}</article></main></div>")).text
    assert BODY[0] in extract(page(f"<div hidden><h1>Un titre</h1>{ARTICLE}</div>")).text


class TestWhatIsNoArticle:
    @pytest.mark.parametrize(
        "body",
        [
            pages.MENU + pages.FOOTER,
            pages.MENU + pages.COOKIES + pages.RELATED + pages.FOOTER,
            "<nav>" + "<a href='/x'>Une longue suite de mots qui mène à un autre article</a> " * 40 + "</nav>",
            "<div>" + "<p><a href='/x'>Une longue suite de mots qui mène à un article.</a></p>" * 40 + "</div>",
        ],
    )
    def test_a_page_of_links_is_refused(self, body):
        with pytest.raises(UnreadableFile) as refusal:
            extract(page(body))
        assert refusal.value.problem is Problem.NO_ARTICLE

    @pytest.mark.parametrize("tag", ["div", "b", "p><div", "blockquote", "ul><li"])
    @pytest.mark.parametrize("depth", [300, 100_000])
    def test_a_hundred_thousand_nested_tags_are_refused(self, tag, depth):
        with pytest.raises(UnreadableFile) as refusal:
            read("a.html", page(f"<{tag}>" * depth + "Un texte.").encode())
        assert refusal.value.problem is Problem.TOO_DEEP

    def test_what_is_nested_as_deep_as_pages_are_is_read_whole(self):
        content = "<div>" * 200 + ARTICLE + "</div>" * 200
        assert BODY[-1] in extract(page(content)).text

    def test_paragraphs_that_are_never_closed_are_not_nested(self):
        assert read("a.html", page("<p>Une ligne de texte parmi d’autres, sans fin." * 3000).encode()).text


def test_what_a_page_would_run_is_no_text():
    body = (
        f"<script>alert('un')</script><p onmouseover=\"alert('deux')\">{BODY[0]}</p>"
        "<iframe srcdoc='alert(3)'>alert(4)</iframe>"
        f"<noscript>alert(5)</noscript><template>alert(6)</template><p>{BODY[1]}</p><style>alert(7)</style>{ARTICLE}"
        "<object>alert(8)</object><!-- alert(9) --><svg onload=alert(10)><script>alert(11)</script></svg>"
    )
    assert "alert" not in extract(page(body)).text
    assert "alert" not in fragment(body).text


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("Le palais Ak Orda, à Astana.", ["Le palais Ak Orda, à Astana."]),
        ("Le <b>palais</b>\u00a0: Ak Orda (© AFP)", ["Le palais\u00a0: Ak Orda"]),
        ("Le crédit agricole. Crédit photo : AFP", ["Le crédit agricole."]),
        ("© AFP", []),
        ("", []),
    ],
)
def test_the_caption_of_a_picture_is_a_paragraph_without_its_credit(caption, kept):
    figure = f'<figure><img src="a.jpg"><figcaption>{caption}</figcaption></figure> '
    page = (
        f"<html><head><title>Un titre</title></head><body><nav><a href='/'>x</a></nav><article><h1>Un titre</h1>"
        f"<p>{BODY[0]}</p>{figure}<p>{BODY[1]}</p></article></body></html>"
    )
    assert extract(page).text.split("\n\n") == [BODY[0], *kept, BODY[1]]


def test_a_picture_that_leads_elsewhere_has_no_caption_here():
    teaser = '<a href="/b"><figure><img src="b.jpg"><figcaption>Un autre article.</figcaption></figure></a>'
    page = (
        f"<html><head><title>Un titre</title></head><body><nav><a href='/'>x</a></nav><article><h1>Un titre</h1>"
        f"<p>{BODY[0]}</p>{teaser}<p>{BODY[1]}</p></article></body></html>"
    )
    assert "Un autre article" not in extract(page).text
