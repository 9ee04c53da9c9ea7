from pathlib import PurePath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.extract import (
    MAX_BYTES,
    MAX_CHARACTERS,
    MAX_FILE_BYTES,
    SUFFIXES,
    Extracted,
    Problem,
    UnreadableFile,
    read,
)
from tests.extract import samples


@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "a.text", "a", "dossier.d/a", "../a.txt", "a b.TxT", ".profil"])
def test_plain_text_is_known_by_its_name(name):
    assert read(name, b"# Titre").text == "# Titre"


@pytest.mark.parametrize("name", ["a.md", "A.MD", "a.markdown", "a.txt.md"])
def test_markdown_is_known_by_its_name(name):
    assert read(name, b"# Titre\n\nTexte") == Extracted(text="Texte", title="Titre", structured=True)


def test_every_sample_has_a_known_suffix():
    assert {PurePath(name).suffix for name in {**samples.ARTICLES, **samples.CONTAINERS}} <= set(SUFFIXES)


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.txt", b"", Problem.EMPTY),
        ("a.txt", b"\xef\xbb\xbf \n", Problem.EMPTY),
        ("a.txt", b"\xff\xfe", Problem.EMPTY),
        ("a.md", b"# Un titre sans texte", Problem.EMPTY),
        ("a.md", b"---\ntitle: Un\n---\n", Problem.EMPTY),
        ("a.md", b"---\ntitle: [\n---\nTexte", Problem.BAD_FRONT_MATTER),
        ("a.txt", b"\x7fELF\x00", Problem.BINARY),
        ("a.pdf", b"%PDF-1.4", Problem.DAMAGED),
        ("a.txt", b"\x1f\x8b\x08\x00\x03", Problem.UNKNOWN_FORMAT),
        ("a.txt", b"a" * (MAX_BYTES + 1), Problem.TOO_LARGE),
        ("a.bin", b"a" * (20 * 2**20), Problem.TOO_LARGE),
        ("a.txt", b"a" * (MAX_CHARACTERS + 1), Problem.TOO_LONG),
    ],
)
def test_what_cannot_be_an_article_is_refused(name, data, problem):
    with pytest.raises(UnreadableFile) as refusal:
        read(name, data)
    assert refusal.value.problem is problem


LINE = b"mot " * (MAX_BYTES // 4)


@pytest.mark.parametrize(
    "data",
    [LINE, b"<html><p>" + LINE, b'{"text": "' + LINE[:-20] + b'"}', b"From: a\nDate: b\nTo: c\n\n" + LINE],
    ids=["text", "html", "json", "mail"],
)
def test_a_line_of_ten_megabytes_is_too_long(data):
    with pytest.raises(UnreadableFile) as refusal:
        read("a", data)
    assert refusal.value.problem is Problem.TOO_LONG


@pytest.mark.parametrize(
    ("name", "data"), [("a", b"<p>Un</p>\r<p>Deux</p>\r\n\n<p>Trois</p>"), ("a.md", b"Un\r\rDeux\r\n\r\nTrois")]
)
def test_line_ends_of_every_system_may_be_mixed(name, data):
    assert read(name, data).text == "Un\n\nDeux\n\nTrois"


def test_a_file_larger_than_any_is_not_looked_into():
    with pytest.raises(UnreadableFile) as refusal:
        read("a.pdf", b"%PDF-" + b"x" * MAX_FILE_BYTES)
    assert (refusal.value.problem, refusal.value.detail) == (Problem.TOO_LARGE, "50")


def test_a_text_of_exactly_the_greatest_length_is_read():
    assert len(read("a.txt", b"a" * MAX_CHARACTERS).text) == MAX_CHARACTERS


MARKS = st.lists(
    st.sampled_from(
        ["---", "\n", "\r\n", "\ufeff", "title", ": ", "date: ", "- ", "&a ", "*a", "[", "]", "{", "}", "!!int ",
         "!!python/name:os ", "'", '"', "|", ">", "#", "```", "**", "2024-01-01", "99999999999999", "\x00", "\t", "%",
         "? ", "<<: ", "é", "a", " "]
    ),
    max_size=25,
)  # fmt: skip


@given(
    st.sampled_from(["a.txt", "a.md"]),
    st.one_of(
        st.binary(),
        st.text().map(str.encode),
        MARKS.map(lambda parts: "".join(parts).encode()),
        MARKS.map(lambda parts: f"---\n{''.join(parts)}\n---\nTexte".encode()),
    ),
)
@example("a.md", b"---\n!!timestamp x: 1\n---\nTexte")
@example("a.md", b"---\n<<: [a]\n---\nTexte")
@example("a.md", b"---\n!!binary x: &b [*b]\n---\nTexte")
def test_any_file_is_read_or_refused(name, data):
    try:
        extracted = read(name, data)
    except UnreadableFile as refusal:
        assert isinstance(refusal.problem, Problem)
    else:
        assert extracted.text.strip()
