"""Whatever is sent is read or refused: random bytes, and samples of every format, changed and cut."""

import logging

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.extract import Extracted, Part, Problem, UnreadableFile, formats, read, unpack
from articles.text.normalise import canonical
from articles.text.structure import spans_of
from tests.extract import samples

ALL = {**samples.ARTICLES, **samples.CONTAINERS}
NAMES = st.sampled_from(["", *ALL])
# What readers stumble over.
MARKUP = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<div>", "<!--", "-->", "<![CDATA[", "<script>", "</", "<", ">", "&", "&#0;", "&#xD800;"),
            *("&#1114112;", "<?xml version='1.0' encoding='x'?>", "<html>", "<table><tr>", "<td>", "<ul><li>", "<svg>"),
            *("<br>", "{", "}", '"', ":", "[", "]", ",", ";", "\n", "\r", "\t", "\x00", "\ufeff", "text", "titre"),
            *("From: a", "Date: x", "Content-Type: ", "multipart/mixed; boundary=a", "\n--a\n", "é", "%PDF-"),
            *("Un mot, puis un autre.", "PK\x03\x04"),
        ]
    ),
    max_size=30,
).map("".join)


def checked(name: str, data: bytes) -> None:
    """Read and unpack a file: nothing but ``UnreadableFile`` comes out, and what is read holds what it promises."""
    for task in (read, unpack):
        try:
            found = task(name, data)
        except UnreadableFile as refusal:
            assert isinstance(refusal.problem, Problem)
            continue
        if isinstance(found, Extracted):
            assert found.text.strip()
            assert len(spans_of(canonical(found.text), found.structure)) == len(found.structure)
            assert found.structured or not found.structure
            assert found.published_at is None or found.published_at.tzinfo
        else:
            assert all(isinstance(part, Part) and not (part.problem and part.data) for part in found)


@given(NAMES, st.binary(max_size=400))
@settings(max_examples=150)
def test_random_bytes(name, data):
    checked(name, data)


@given(NAMES, MARKUP)
@settings(max_examples=250)
@example("", "<html><body><p>&#xD800;</p>")
@example("", "<?xml version='1.0' encoding='utf-16'?><html><p>Un</p></html>")
@example("a.csv", 'titre,texte\n"')
@example("a.eml", "From: a\nDate: x\nContent-Type: multipart/mixed; boundary=a\n\n--a\n--a\n")
def test_pieces_of_markup(name, content):
    checked(name, content.encode("utf-8", "replace"))


@pytest.mark.parametrize("name", ALL)
@given(data=st.data())
@settings(max_examples=25)
def test_changed_samples(name, data):
    content = bytearray(ALL[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        size = data.draw(st.integers(0, 30))
        piece = data.draw(
            st.one_of(st.binary(max_size=20), st.just(bytes(content[at : at + 200])), st.just(b"\xff" * 4))
        )
        content[at : at + size] = piece
    checked(name, bytes(content))


@pytest.mark.parametrize("name", ALL)
@given(share=st.floats(0, 1))
@settings(max_examples=15)
def test_cut_samples(name, share):
    checked(name, ALL[name][: int(len(ALL[name]) * share)])


def test_where_a_library_stumbles_the_file_is_refused_and_the_log_says_how(monkeypatch, caplog):
    def stumble(data):
        raise KeyError("x")

    monkeypatch.setitem(read.__globals__["_READERS"], formats.Format.PDF, stumble)
    with caplog.at_level(logging.WARNING), pytest.raises(UnreadableFile) as refusal:
        read("a\nb.pdf", samples.pdf())
    assert refusal.value.problem is Problem.DAMAGED
    assert "Stumbled over 'a\\nb.pdf'" in caplog.text
    assert "KeyError" in caplog.text
