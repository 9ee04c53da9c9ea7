import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.comparing import MOST_SENTENCES, Edit, Fate, compare, compare_line, kinship
from articles.text.sentences import sentences

TEXT = "Le ministre part jeudi. Il ira à Astana. Rien n’est signé."


def told(before, after):
    """Each passage as its fate and its pieces, with « -…- » around what went and « +…+ » around what came."""
    marks = {Fate.KEPT: "", Fate.REMOVED: "-", Fate.ADDED: "+"}
    found = compare(before, after)
    assert found is not None
    return [
        (passage.fate.value, "".join(f"{marks[e.fate]}{e.text}{marks[e.fate]}" for e in passage.edits))
        for passage in found
    ]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (TEXT, []),
        (TEXT.replace(". ", ".\n\n"), []),
        (TEXT.replace("jeudi", "vendredi"), [("changed", "Le ministre part -jeudi-+vendredi+.")]),
        (TEXT.replace("Il ira à Astana. ", ""), [("removed", "-Il ira à Astana.-")]),
        (TEXT + " Tout va bien.", [("added", "+Tout va bien.+")]),
        (
            TEXT.replace("Il ira à Astana", "Une grève paralyse Lyon"),
            [("removed", "-Il ira à Astana.-"), ("added", "+Une grève paralyse Lyon.+")],
        ),
        (
            TEXT.replace("Il ira à Astana.", "Un vol est prévu. Il ira à Tachkent."),
            [("added", "+Un vol est prévu.+"), ("changed", "Il ira à -Astana-+Tachkent+.")],
        ),
        ("", [("removed", f"-{sentence}-") for sentence in sentences(TEXT)]),
    ],
)
def test_sentences_that_differ(after, expected):
    assert told(TEXT, after) == expected


@given(st.lists(st.sampled_from(["Un.", "Deux mots.", "Trois mots ici.", "À la ligne\n", "Un."])), st.text())
def test_nothing_of_either_is_lost(parts, other):
    """What is kept or went is the old sentence, what is kept or came the new one."""
    before = " ".join(parts)
    for passage in compare(before, other) or ():
        old = "".join(e.text for e in passage.edits if e.fate is not Fate.ADDED)
        new = "".join(e.text for e in passage.edits if e.fate is not Fate.REMOVED)
        assert not old or old in list(sentences(before))
        assert not new or new in list(sentences(other))


def test_too_many_sentences_are_not_set_against_each_other():
    before, after = (" ".join(f"{word} {n}." for n in range(MOST_SENTENCES + 1)) for word in ("Mot", "Autre"))
    assert compare(before, after) is None
    assert compare(before, before + " Fin.") is not None, "what both begin with does not count"


def test_sentences_without_end_are_told_in_part():
    passages = compare("a " * 400_000, "b " * 400_000)
    assert passages is not None
    assert sum(len(edit.text) for passage in passages for edit in passage.edits) < 10_000


def test_a_title():
    assert compare_line("Titre", "Titre") == ()
    assert compare_line("", "Neuf") == (Edit("Neuf", Fate.ADDED),)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (TEXT, TEXT.upper(), 1),
        (TEXT, "Le ministre part jeudi pour Almaty.", 0.6),
        (TEXT, "Battre les œufs avec le sucre.", 0),
        ("Ministre", TEXT, 1),
        ("", TEXT, 0),
        ("Il a du", "Il a du", 0),
    ],
)
def test_how_much_two_texts_have_in_common(one, other, expected):
    assert kinship(one, other) == kinship(other, one) == expected
