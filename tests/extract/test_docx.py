import io
import re
import zipfile

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from articles.extract import Problem, UnreadableFile, read
from articles.extract.docx import extract, sensible_author, sensible_title
from articles.text.structure import Shape, spans_of
from tests.extract import samples
from tests.extract.pages import HEADING, ITEMS, QUOTE, TITLE

H, Q, I = Shape.HEADING, Shape.QUOTE, Shape.ITEM  # noqa: E741


def shaped(extracted):
    return [
        (extracted.text[line.start : line.end], line.shape) for line in spans_of(extracted.text, extracted.structure)
    ]


def problem_of(data):
    with pytest.raises(UnreadableFile) as refusal:
        read("a.docx", data)
    return refusal.value.problem


def changed(data, name, change):
    """A document whose member ``name`` is ``change(its bytes)``."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    members[name] = change(members[name])
    return samples.zipped(members)


def test_paragraphs_headings_quotes_and_lists_are_kept():
    extracted = extract(samples.docx())
    assert extracted.title == TITLE
    assert all(paragraph in extracted.text for paragraph in samples.PARAGRAPHS)
    assert shaped(extracted) == [(HEADING, H), (QUOTE, Q), *[(f"- {item}", I) for item in ITEMS]]


@pytest.mark.parametrize(
    ("styles", "title", "shapes"),
    [
        (["Title", None], "l0", []),
        (["Heading 1", None], "l0", []),
        (["Title", "Heading 1", None], "l0", [(0, H)]),
        ([None, "Heading 1", None], "", [(1, H)]),
        ([None, "Intense Quote"], "", [(1, Q)]),
        ([None, "List Number", "List Number", None, "List Number"], "", [(1, I), (2, I), (4, I)]),
        ([None, "List Bullet 2"], "", [(1, I)]),
    ],
)
def test_styles_say_what_a_paragraph_is(styles, title, shapes):
    document = Document()
    for number, style in enumerate(styles):
        document.add_paragraph(f"l{number}", style=style)
    extracted = extract(samples.saved(document))
    assert (extracted.title, list(extracted.structure)) == (title, shapes)


def test_numbered_lists_are_numbered():
    document = Document()
    for text, style in [
        ("Un.", None),
        ("a", "List Number"),
        ("b", "List Number"),
        ("Deux.", None),
        ("c", "List Number"),
    ]:
        document.add_paragraph(text, style=style)
    assert extract(samples.saved(document)).text == "Un.\n\n1. a\n\n2. b\n\nDeux.\n\n1. c"


def test_a_standfirst_is_what_is_styled_as_subtitle():
    document = Document()
    document.add_paragraph("Titre", style="Title")
    document.add_paragraph("Chapô", style="Subtitle")
    document.add_paragraph("Texte")
    extracted = extract(samples.saved(document))
    assert (extracted.title, extracted.standfirst, extracted.text) == ("Titre", "Chapô", "Texte")


def test_tables_are_read_in_their_place():
    document = Document()
    document.add_paragraph("Avant.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("A", "B", "1", "2"), strict=True):
        cell.text = text
    document.add_paragraph("Après.")
    assert extract(samples.saved(document)).text == "Avant.\n\nA | B\n\n1 | 2\n\nAprès."


def test_words_within_links_boxes_and_tracked_changes_are_kept_and_deleted_ones_are_not():
    document = Document()
    paragraph = document.add_paragraph("Un ")
    for content in (
        "<w:ins {}><w:r><w:t>deux</w:t></w:r></w:ins>",
        "<w:del {}><w:r><w:delText>non</w:delText></w:r></w:del>",
        "<w:hyperlink {}><w:r><w:t xml:space='preserve'> trois</w:t></w:r></w:hyperlink>",
        "<w:sdt {}><w:sdtContent><w:r><w:t xml:space='preserve'> quatre</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:r {}><w:br/><w:t>cinq</w:t><w:tab/><w:instrText>PAGE</w:instrText><w:noBreakHyphen/></w:r>",
    ):
        paragraph._p.append(parse_xml(content.format(nsdecls("w"))))
    assert extract(samples.saved(document)).text == "Un deux trois quatre\ncinq \u2011"


def test_a_table_within_a_table_is_read_once():
    document = Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "A"
    outer.cell(0, 1).add_table(rows=1, cols=1).cell(0, 0).text = "Dedans."
    rows = outer.add_row().cells
    rows[0].text, rows[1].text = "B", "C"
    inner = rows[1].add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "1", "2"
    assert extract(samples.saved(document)).text == "A\n\nDedans.\n\nB\n\nC\n\n1 | 2"


class TestHiddenText:
    @pytest.mark.parametrize(
        ("value", "text"), [(True, "Un trois."), (False, "Un deux trois."), (None, "Un deux trois.")]
    )
    def test_runs(self, value, text):
        document = Document()
        paragraph = document.add_paragraph("Un ")
        paragraph.add_run("deux ").font.hidden = value
        paragraph.add_run("trois.")
        assert extract(samples.saved(document)).text == text

    def test_styles(self):
        document = Document()
        document.styles["Quote"].font.hidden = True
        document.styles["Emphasis"].font.hidden = True
        document.add_paragraph("Cachée.", style="Quote")
        document.add_paragraph("Un ").add_run("deux", style="Emphasis")
        document.add_paragraph("", style="Quote").add_run("Visible.").font.hidden = False
        assert extract(samples.saved(document)).text == "Un\n\nVisible."


def with_notes(kind, notes, *paragraphs):
    """A document whose paragraphs have notes where they say ``{1}``."""
    document = Document()
    for text in paragraphs:
        paragraph = document.add_paragraph()
        for piece in re.split(r"(\{\d\})", text):
            run = paragraph.add_run("" if piece.startswith("{") else piece)
            if piece.startswith("{"):
                run._r.append(parse_xml(f'<w:{kind}Reference {nsdecls("w")} w:id="{piece[1]}"/>'))
    line = f'<w:{kind} w:type="separator" w:id="0"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:{kind}>'
    xml = "".join(
        f'<w:{kind} w:id="{n}">' + "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in text) + f"</w:{kind}>"
        for n, text in notes.items()
    )
    blob = f"<w:{kind}s {nsdecls('w')}>{line}{xml}</w:{kind}s>".encode()
    name = PackURI(f"/word/{kind}s.xml")
    part = Part(name, f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml", blob)
    document.part.relate_to(part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}s")
    return samples.saved(document)


class TestNotes:
    @pytest.mark.parametrize("kind", ["footnote", "endnote"])
    def test_they_stand_at_the_end_in_the_order_of_their_marks(self, kind):
        data = with_notes(kind, {1: ["Un."], 2: ["Deux.", "Suite."]}, "Selon lui{2}, oui.", "Et puis{1}.")
        assert extract(data).text == "Selon lui [1], oui.\n\nEt puis [2].\n\n[1] Deux. Suite.\n\n[2] Un."

    def test_their_marks_are_set_apart_from_words_but_not_twice(self):
        data = with_notes("footnote", {1: ["Un."]}, "Avant {1}après{1}{1} fin{1}")
        assert extract(data).text.split("\n\n")[0] == "Avant [1] après [1] [1] fin [1]"

    def test_those_without_words_or_marks_are_none(self):
        data = with_notes("footnote", {1: [""], 2: ["Seule."]}, "Un{1}{7}.")
        assert extract(data).text == "Un."

    def test_broken_ones_are_refused(self):
        data = with_notes("footnote", {1: ["Un."]}, "Texte{1}.")
        assert problem_of(changed(data, "word/footnotes.xml", lambda xml: xml[:60])) is Problem.DAMAGED


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("Le gaz manque à l’Est", "Le gaz manque à l’Est"),
        ("Document1", ""),
        ("Microsoft Word - article.docx", ""),
        ("article final v2.docx", ""),
        ("Sans titre", ""),
        ("Untitled 1", ""),
        ("mot", ""),
        ("x y " * 100, ""),
        ("\u202eUn\x00 titre", "Un titre"),
    ],
)
def test_a_title_that_a_program_gave_is_none(value, title):
    assert sensible_title(value) == title


@pytest.mark.parametrize(
    ("value", "author"),
    [
        ("Claire Vasseur", "Claire Vasseur"),
        ("python-docx", ""),
        ("Microsoft Office User", ""),
        ("Utilisateur Windows", ""),
        ("admin", ""),
        ("PC-42", ""),
        ("cv@exemple.org", ""),
        ("", ""),
    ],
)
def test_an_author_that_a_program_gave_is_none(value, author):
    assert sensible_author(value) == author


def test_properties_speak_where_the_text_does_not():
    extracted = extract(samples.docx(title="", core_title="Le gaz manque à l’Est", author="Claire Vasseur"))
    assert (extracted.title, extracted.author) == ("Le gaz manque à l’Est", "Claire Vasseur")


def test_dates_of_no_calendar_in_the_properties_do_no_harm():
    data = changed(
        samples.docx(), "docProps/core.xml", lambda xml: xml.replace(b"2013-12-23T23:15:00Z", b"99999-99-99")
    )
    assert extract(data).title == TITLE


class TestBadDocuments:
    def test_a_bomb(self):
        with pytest.raises(UnreadableFile) as refusal:
            read("a.docx", samples.docx_bomb())
        assert (refusal.value.problem, refusal.value.detail) == (Problem.BOMB, "document")

    @pytest.mark.parametrize("left", [100, 3000, -30, -600])
    def test_cut_short(self, left):
        assert problem_of(samples.docx()[:left]) is Problem.DAMAGED

    @pytest.mark.parametrize(
        "change",
        [
            lambda xml: xml[: len(xml) // 2],
            lambda xml: b"",
            lambda xml: b"\x00" * 100,
            lambda xml: b"<a/>",
        ],
    )
    def test_broken_xml(self, change):
        assert problem_of(changed(samples.docx(), "word/document.xml", change)) in {Problem.DAMAGED, Problem.EMPTY}

    def test_entities_are_not_expanded(self):
        laughs = b'<!DOCTYPE w [<!ENTITY a "ha ha ha">' + b"".join(
            b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
        )
        data = changed(
            samples.docx(),
            "word/document.xml",
            lambda xml: xml.replace(b"?>", b"?>" + laughs + b"]>", 1).replace(b"</w:t>", b"&m;</w:t>", 1),
        )
        try:
            assert len(read("a.docx", data).text) < 10_000
        except UnreadableFile as refusal:
            assert refusal.problem is Problem.DAMAGED

    def test_files_of_the_machine_are_not_read(self, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text("secret")
        head = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
        data = changed(
            samples.docx(),
            "word/document.xml",
            lambda xml: xml.replace(b"?>", b"?>" + head, 1).replace(b"</w:t>", b"&x;</w:t>", 1),
        )
        try:
            assert "secret" not in read("a.docx", data).text
        except UnreadableFile as refusal:
            assert refusal.problem is Problem.DAMAGED

    def test_nested_without_end(self):
        deep = b"<w:sdt><w:sdtContent>" * 5000 + b"</w:sdtContent></w:sdt>" * 5000
        data = changed(
            samples.docx(), "word/document.xml", lambda xml: xml.replace(b"<w:sectPr", deep + b"<w:sectPr", 1)
        )
        assert problem_of(data) in {Problem.TOO_DEEP, Problem.DAMAGED}

    def test_a_document_without_words_is_empty(self):
        assert problem_of(samples.saved(Document())) is Problem.EMPTY
