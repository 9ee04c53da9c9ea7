"""The interface speaks French and English, everywhere, and says in which language each text is."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from articles.nlp import knowledge
from articles.nlp import quality as measured
from tests.web import foreign, pages, pseudo
from tests.web.foreign import ALPHABETS, spell
from tests.web.messages import messages
from tests.web.pages import Page
from tests.web.seen import Piece, one_line

BOTH = pytest.mark.parametrize("language", ["fr", "en"])
LATIN = re.compile("[A-Za-zªºÀ-ÖØ-öø-ɏ]")
# Words that are the same in every language, each where it may stand.
Allowed = list[tuple[str, str]]
SAME_EVERYWHERE: Allowed = [
    ("a", r"Newsroom"),
    ("title", r"[^A-Za-z]*[·|] Newsroom"),
    ("a", r"FR|EN"),
    ("span", r"français|English"),
    ("th", r"F1"),
    ("a, span, h2", r"[A-Z]"),
    ("span", r"[A-Z]{2}"),
    ("code", r"make \w+"),
    ("input[placeholder]", r"https://"),
    ("span", r"\d\.(?:pdf|txt|md)"),
]
# Where no language can be said, or a reader types in whichever.
WITHOUT_LANGUAGE = {"title", "meta[content]", "textarea"}
_FILLED = re.compile(r"%\\?\(\w+\\?\)[sdf]|%[sd]|\{\w*\}")
# In the back office: codes, keys and addresses as they are stored, a proper name, and what Django has no words for.
STORED = {each.slug for each in knowledge.topics()} | {each.region for each in knowledge.countries()}
OFFICE: Allowed = [
    ("a, td, div", rf"[A-Z]{{2}}|medtop:\d+|{'|'.join(STORED)}"),
    ("div", r"person/\d+"),
    ("a, label", r"Wikidata\W*"),
    ("a", r"https://example\.org/"),
    ("img[alt]", r"True|False|Search"),
]


@pytest.fixture(autouse=True)
def measured_elsewhere(monkeypatch):
    """The page of figures shows what the last measurement was called; so that is foreign too."""
    report = measured.report()
    assert report
    name = {language: spell("articles", ALPHABETS[language]) for language in ("fr", "en")}
    sets = tuple(replace(each, name=name) for each in report.sets)
    shown = replace(report, machine=spell("a machine", ALPHABETS["en"]), version="3", sets=sets)
    monkeypatch.setattr(measured, "report", lambda: shown)


def is_allowed(piece: Piece, allowed: Allowed) -> bool:
    rest = pseudo.unmarked(piece.text)
    return any(piece.where in places.split(", ") and re.fullmatch(pattern, rest) for places, pattern in allowed)


def untranslated(found: Iterable[Page], allowed: Allowed = SAME_EVERYWHERE) -> list[str]:
    """Return each text with a word that no translation gave, and the first page that has it."""
    first = {
        f"<{piece.where}> {pseudo.shown(piece.text)}": page.asked
        for page in reversed(list(found))
        for piece in page.seen.pieces
        if LATIN.search(pseudo.unmarked(piece.text)) and not is_allowed(piece, allowed)
    }
    return [f"{asked}: {text}" for text, asked in first.items()]


def test_every_route_has_a_sample(reference):
    found = foreign.fill()
    sampled = {visit.route for visit in [*pages.visits(found), *pages.empty_visits()]}
    assert pages.routes() == sampled, "give a new route its lines in tests/web/pages.py"


@BOTH
def test_every_string_is_translated(reference, monkeypatch, language):
    asked = pseudo.install(monkeypatch)
    found = untranslated(pages.all_pages(language))
    assert not found, "\n".join(found)
    ours = {message if isinstance(message, str) else message[0] for file, _, message in messages() if is_seen_in(file)}
    unmet = sorted(ours - asked)
    assert len(unmet) < len(ours) / 20, f"no sample in tests/web/pages.py shows these: {unmet}"


def is_seen_in(file: str) -> bool:
    """Whether the strings of a file stand on pages, but for the names of the world's regions."""
    return file.startswith(("templates/", "articles/web/", "articles/search/")) and file != "articles/web/indexes.py"


@BOTH
def test_the_page_of_figures_is_translated_before_there_are_any_and_without_english(monkeypatch, language):
    report = measured.report()
    assert report
    french = replace(report, sets=tuple(each for each in report.sets if each.language == "fr"))
    asked = pseudo.install(monkeypatch)
    for known in (None, replace(report, sets=()), french):
        monkeypatch.setattr(measured, "report", lambda known=known: known)
        assert not untranslated([pages.ask(pages.Visit("quality"), language, {})])
    for beginning in ("Only French was measured.", "The errors of this version have not"):
        assert any(string.startswith(beginning) for string in asked)


@BOTH
def test_every_string_of_the_back_office_is_translated(reference, monkeypatch, language):
    pseudo.install(monkeypatch)
    found = untranslated(pages.office_pages(language), SAME_EVERYWHERE + OFFICE)
    assert not found, "\n".join(found)


# Both languages as they are

_CRAWLED: dict[str, list[Page]] = {}


@pytest.fixture
def crawled(reference, language) -> list[Page]:
    """Every page in ``language``, made once for all the tests that only read."""
    if language not in _CRAWLED:
        _CRAWLED[language] = list(pages.all_pages(language))
    return _CRAWLED[language]


@pytest.fixture(scope="module")
def catalogue():
    with (settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale="fr")


@BOTH
def test_a_page_says_its_language(crawled, language):
    for page in crawled:
        found = [tag["lang"] for tag in page.seen.named("html")]
        assert found in ([language], []), page.asked
        is_whole = page.visit is None or page.visit.route not in pages.PARTS
        assert found or not is_whole, page.asked


@BOTH
def test_no_string_of_the_other_language_stands_on_a_page(crawled, catalogue, language):
    own, other = phrases(catalogue, "fr"), phrases(catalogue, "en")
    own, other = (own, other) if language == "fr" else (other, own)
    seen = {
        piece.text: page.asked
        for page in crawled
        for piece in page.seen.pieces
        if LATIN.search(piece.text) and piece.language in (language, "")
    }
    assert len(seen) > 200
    found = [f"{asked}: {text}" for text, asked in seen.items() if other.fullmatch(text) and not own.fullmatch(text)]
    assert not found, "\n".join(found)


def phrases(catalogue: Catalog, language: str) -> re.Pattern[str]:
    """Return what matches any string of the interface in ``language``, whatever is filled in."""
    found: set[str] = set()
    for entry in catalogue:
        strings = entry.id if language == "en" else entry.string
        for string in strings if isinstance(strings, tuple) else (strings,):
            found |= {one_line(part) for part in re.split("<[^>]*>", string) if LATIN.search(_FILLED.sub("", part))}
    return re.compile("|".join(_FILLED.sub(".+", re.escape(each)) for each in found))


@BOTH
def test_dates_are_written_as_the_language_of_the_page_writes_them(crawled, language):
    dates = {
        (piece.attributes["datetime"], piece.text)
        for page in crawled
        for piece in page.seen.pieces
        if piece.where == "time"
    }
    assert len(dates) > 20
    with translation.override(language):
        wrong = {(moment, text) for moment, text in dates if text.replace("1er ", "1 ", 1) not in forms_of(moment)}
    assert not wrong


def forms_of(moment: str) -> set[str]:
    """Return how a day is written, whole or by its month alone, and with its hour where it has one."""
    forms = {date_format(date.fromisoformat(moment[:10]), form) for form in ("DATE_FORMAT", "YEAR_MONTH_FORMAT")}
    if "T" in moment:
        forms.add(date_format(localtime(datetime.fromisoformat(moment)), "DATETIME_FORMAT"))
    return forms


@BOTH
def test_every_text_says_in_which_language_it_is(crawled, language):
    found = [
        f"{page.asked}: <{piece.where} lang={piece.language}> {piece.text[:60]}"
        for page in crawled
        for piece in page.seen.pieces
        if piece.where not in WITHOUT_LANGUAGE and not LATIN.search(piece.text)
        for code, alphabet in ALPHABETS.items()
        if any(0 <= ord(sign) - ord(alphabet) < 26 for sign in piece.text) and piece.language not in (code, "")
    ]
    assert not found, "\n".join(found)


def test_a_page_and_its_translation_point_to_each_other(reference):
    """``x-default`` is the French page, which has the addresses without a prefix."""
    found = [each for each in pages.visits(foreign.fill()) if each.route not in pages.PARTS]
    for visit in [each for each in found if each.post is None and each.who == pages.STRANGER and each.status == 200]:
        french, english = (pages.ask(visit, language, {}) for language in ("fr", "en"))
        if french.path:
            there = {"fr": french.path, "en": english.path, "x-default": french.path}
            assert alternates(french) == alternates(english) == there


def alternates(page: Page) -> dict[str, str]:
    links = [link for link in page.seen.named("link") if link.get("rel") == "alternate" and "hreflang" in link]
    return {link["hreflang"]: link["href"].removeprefix("http://testserver") for link in links}


# What scripts and styles say

PLATFORM = {"not all", "Escape", "Enter", "Tab", "Home", "End", "PageUp", "PageDown"} | {
    f"Arrow{way}" for way in ("Up", "Down", "Left", "Right")
}
_QUOTED = re.compile(r"""'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`""")
_COMMENT = re.compile(r"/\*.*?\*/|(?:^|(?<=\s))//[^\n]*", re.DOTALL)


def is_said_to_people(literal: str) -> bool:
    """Whether a string of a script reads like words: a capital, an accent, two words without a sign between.

    >>> [text for text in ("Fermer", "no answer", "été", "#text .mention", "Escape") if is_said_to_people(text)]
    ['Fermer', 'no answer', 'été']
    """
    if literal in PLATFORM:
        return False
    return bool(
        re.search(r"[À-ÿ…’“”«»]|^[A-Z][a-z]+(?![\w-])|(?<![\w.#:\[=-])[a-z]{2,} [a-z]{2,}(?![\w.#:\[=-])", literal)
    )


@pytest.mark.parametrize("script", sorted((settings.BASE_DIR / "static").rglob("*.js")), ids=lambda path: path.name)
def test_a_script_says_nothing_of_its_own(script):
    """What a script shows, the page has in the reader's language: an attribute, a template, a hidden element."""
    source = _COMMENT.sub("", script.read_text(encoding="utf-8"))
    literals = [re.sub(r"\$\{[^}]*\}", "", "".join(found)) for found in _QUOTED.findall(source)]
    assert literals
    assert not [literal for literal in literals if is_said_to_people(literal)]


@pytest.mark.parametrize("sheet", sorted((settings.BASE_DIR / "static").rglob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_says_nothing_of_its_own(sheet):
    said = re.findall(r"(?<![\w-])content:([^;}]*)", sheet.read_text(encoding="utf-8"))
    assert not [
        text for value in said for text in re.findall(r"\"([^\"]*)\"|'([^']*)'", value) if LATIN.search("".join(text))
    ]
