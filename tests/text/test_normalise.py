import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.normalise import canonical, canonical_line, fold, plain_typography, slug

FAMILY = "👨‍👩‍👧"
RAINBOW = "🏳️‍🌈"
# What reaches an article by accident or malice, mixed with what it is made of.
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "aÀé \t\n\r\x00\x0b\x0c\x1b\x85\u00a0\u00ad\u200b\u200d\u200e\u202e\u2028\u2066\ufeff\u0301\u0327🏳️🌈"
        ),
    )
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", ""),
        (" \n\t\u00a0\n ", ""),
        ("Un.\r\nDeux.\rTrois.", "Un.\nDeux.\nTrois."),
        ("Un.\u2028Deux.\u2029Trois.\x85Quatre.\x0b\x0cCinq.", "Un.\nDeux.\nTrois.\nQuatre.\n\nCinq."),
        ("Un.  \nDeux.\t\u00a0\nTrois.", "Un.\nDeux.\nTrois."),
        ("Un.\n\n \n\n\nDeux.", "Un.\n\nDeux."),
        ("  Retrait\n   gardé", "Retrait\n   gardé"),
        ("Cafe\u0301 A\u030a", "Café Å"),
        ("\ufeffDébut", "Début"),
        ("nul\x00, cloche\x07, échappement\x1b[0m, effacer\x7f", "nul, cloche, échappement[0m, effacer"),
        ("abc\u202edcba\u202c, \u2067x\u2069, \u200e\u200f\u061c", "abcdcba, x,"),
        ("Ka\u00adzakh\u200bstan\u2060", "Kazakhstan"),
        ("orphelin \ud83d ici", "orphelin \ufffd ici"),
        ("« 43\u00a0% »\u202f: l’été — d‑ici", "« 43\u00a0% »\u202f: l’été — d‑ici"),
        (f"{FAMILY} {RAINBOW} 🇫🇷", f"{FAMILY} {RAINBOW} 🇫🇷"),
    ],
)
def test_canonical(raw, expected):
    assert canonical(raw) == expected


@given(HOSTILE)
def test_canonical_text_is_a_fixed_point_without_anything_unseen(raw):
    text = canonical(raw)
    assert canonical(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip()
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in text if c not in "\n\t")
    assert not any(unicodedata.bidirectional(c) in BIDI for c in text)
    assert text.encode().decode() == text


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(st.lists(st.sampled_from([FAMILY, RAINBOW, "👩🏽‍🚒", "🇰🇿", "❤️", "a"]), min_size=1).map("".join))
def test_emoji_sequences_stay_whole(text):
    assert canonical(text) == text


def test_gold_texts_are_canonical_already(gold_folder):
    rows = [json.loads(line) for path in gold_folder.glob("*.jsonl") for line in path.open(encoding="utf-8")]
    assert rows
    assert [row["id"] for row in rows if canonical(row["text"]) != row["text"]] == []


@pytest.mark.parametrize(
    "raw", ["a" + " " * 500_000 + "b", "a" + " \t" * 250_000 + "b", " \n" * 300_000 + "b", "\r" * 500_000]
)
def test_runs_of_space_are_read_once(raw):
    assert len(canonical(raw)) <= len(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("", ""), ("  Un\u00a0titre\r\nsur deux  lignes ", "Un titre sur deux lignes"), ("<b>&amp;</b>", "<b>&amp;</b>")],
)
def test_a_canonical_line_has_single_spaces(raw, expected):
    assert canonical_line(raw) == expected


@given(HOSTILE)
def test_plain_typography_keeps_the_length(text):
    assert len(plain_typography(text)) == len(text)


def test_plain_typography_straightens_quotes_apostrophes_spaces_and_hyphens():
    assert plain_typography("L’«\u202fAzur\u202f» d‑ici “x” ‹y›\u00a0— fin") == 'L\'" Azur " d-ici "x" "y" — fin'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kassym‑Jomart TOKAÏEV", "kassym-jomart tokaiev"),
        ("Organisation du  traité de l’Atlantique nord", "organisation du traite de l'atlantique nord"),
        ("Cœur d'Øster Łódź", "coeur d'oster lodz"),
        ("ẞ Straße", "ss strasse"),
        ("", ""),
    ],
)
def test_fold(text, expected):
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'Élysée", "l-elysee"),
        ("  --  ", "x"),
        ("Қасым-Жомарт", "x"),
        ("2 + 2", "2-2"),
    ],
)
def test_slug(text, expected):
    assert slug(text) == expected
