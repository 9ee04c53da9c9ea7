from collections import Counter

import pytest

from articles.extract import Problem, Remark, Remarked, UnreadableFile, guarded, read
from articles.extract.pdf import _joined, extract
from articles.text.structure import Shape, spans_of
from tests.extract import samples
from tests.extract.pages import HEADING, TITLE
from tests.extract.samples import latin

PARAGRAPHS = [latin(paragraph) for paragraph in samples.PARAGRAPHS]


def test_lines_become_the_paragraphs_that_they_were():
    blocks = extract(samples.pdf()).text.split("\n\n")
    assert blocks == [PARAGRAPHS[0], latin(HEADING), *PARAGRAPHS[1:]]


def test_what_is_set_larger_is_a_heading_and_the_first_one_the_title():
    extracted = extract(samples.pdf())
    shaped = [(extracted.text[s.start : s.end], s.shape) for s in spans_of(extracted.text, extracted.structure)]
    assert extracted.title == latin(TITLE)
    assert shaped == [(latin(HEADING), Shape.HEADING)]


def test_without_larger_lines_nothing_is_known_of_headings():
    extracted = extract(samples.pdf(title="", heading=""))
    assert (extracted.title, extracted.structured, extracted.structure) == ("", False, ())


def test_what_stands_on_every_page_is_left_out_and_paragraphs_go_on_over_pages():
    extracted = extract(samples.pdf(repeat=12, running="Le Courrier d’Asie"))
    assert "Courrier" not in extracted.text
    assert [block for block in extracted.text.split("\n\n") if block.isdigit()] == []
    counted = Counter(extracted.text.split("\n\n"))
    assert [counted[paragraph] for paragraph in PARAGRAPHS] == [12] * 6


@pytest.mark.parametrize(
    ("given", "title"),
    [("Astana et le gaz", "Astana et le gaz"), ("Microsoft Word - a.docx", latin(TITLE)), ("", latin(TITLE))],
)
def test_its_own_title_counts_if_someone_wrote_it(given, title):
    assert extract(samples.pdf(metadata_title=given)).title == title


@pytest.mark.parametrize(
    ("pages", "remarks"),
    [
        (["Un texte.", "", ""], (Remark(Remarked.PAGES, "3", 2),)),
        (["Un texte.", " ", "Un autre."], ()),
        (["Un texte."], ()),
    ],
)
def test_pages_that_are_pictures_are_remarked(pages, remarks):
    data = samples.pictured_pdf(*pages)
    assert extract(data).remarks == remarks
    assert guarded.read("a.pdf", data).remarks == remarks


@pytest.mark.parametrize(
    ("line", "following", "words", "joined"),
    [
        ("une ligne", "et l’autre", [], "une ligne et l’autre"),
        ("la coopé\x02", "ration", [], "la coopération"),
        ("la coopé-", "ration", [], "la coopération"),
        ("le porte\x02", "parole", ["porte-parole"], "le porte-parole"),
        ("le porte\x02", "parole", ["porteparole"], "le porteparole"),
        ("Jean\x02", "Pierre dit", [], "Jean-Pierre dit"),
        ("dit\x02", "il", [], "dit-il"),
        ("a\x02", "t-il dit", [], "a-t-il dit"),
        ("le sous\x02", "sol de la gare", [], "le sous-sol de la gare"),
        ("l'après\x02", "midi", [], "l'après-midi"),
        ("la vice\x02", "présidente", [], "la vice-présidente"),
        ("une contre\x02", "offensive", [], "une contre-offensive"),
        ("franco\x02", "allemand", [], "franco-allemand"),
        ("la franco\x02", "phonie", [], "la francophonie"),
        ("sous\x02", "crire", [], "souscrire"),
        ("sous\x02", "traitance", [], "sous-traitance"),
        ("sous\x02", "traire", [], "soustraire"),
        ("contre\x02", "dire", [], "contredire"),
        ("le soussol, le sous\x02", "sol", ["soussol"], "le soussol, le soussol"),
        ("un tiret -", "et la suite", [], "un tiret - et la suite"),
        ("1990-", "1995", [], "1990-1995"),
    ],
)
def test_a_word_that_was_parted_is_whole_again(line, following, words, joined):
    assert _joined(line, following, Counter(words)) == joined


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (samples.encrypted_pdf(), Problem.ENCRYPTED),
        (samples.scanned_pdf(), Problem.SCANNED),
        (samples.pictured_pdf("", ""), Problem.SCANNED),
        (samples.pictured_pdf(" ", " "), Problem.EMPTY),
        (samples.looping_pdf(), Problem.DAMAGED),
        (samples.long_pdf(5_000), Problem.TOO_MANY),
        (samples.long_pdf(2_000), Problem.EMPTY),
        (b"%PDF-1.7", Problem.DAMAGED),
        (b"%PDF", Problem.DAMAGED),
        (samples.pdf_of([b"<< /Type /Catalog >>"]), Problem.DAMAGED),
    ],
    ids=[
        "encrypted",
        "scanned",
        "pictures",
        "blank",
        "looping",
        "5,000 pages",
        "2,000 pages",
        "head",
        "mark",
        "no pages",
    ],
)
def test_bad_files_are_refused(data, problem):
    with pytest.raises(UnreadableFile) as refusal:
        read("a.pdf", data)
    assert refusal.value.problem is problem


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_half_an_article_is_none(share):
    data = samples.pdf(repeat=12)
    with pytest.raises(UnreadableFile) as refusal:
        read("a.pdf", data[: int(len(data) * share)])
    assert refusal.value.problem is Problem.DAMAGED
