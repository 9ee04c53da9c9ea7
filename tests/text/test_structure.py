import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.normalise import canonical
from articles.text.structure import Shape, ShapedLine, composed, spans_of, structure_of

H, Q, I = Shape.HEADING, Shape.QUOTE, Shape.ITEM  # noqa: E741
# What ``canonical`` drops, turns or keeps: line ends of all kinds, invisible signs, blanks, marks that combine.
SIGNS = st.text(
    st.sampled_from("ab é\u0301\n\r\t\x0b\x0c\x1c\x85\u2028\u2029\u200b\ufeff\u00a0\u3000\x00\ud800-"), max_size=12
)
BLOCKS = st.lists(st.tuples(SIGNS, st.sampled_from([None, *Shape])), max_size=8)


def filled(text):
    return [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize(
    ("blocks", "text", "structure"),
    [
        ([], "", ()),
        ([("Un", None)], "Un", ()),
        ([("Un", H), ("Deux", None), ("Trois", Q)], "Un\n\nDeux\n\nTrois", ((0, H), (2, Q))),
        ([("Un\nDeux", Q), ("Trois", I)], "Un\nDeux\n\nTrois", ((0, Q), (1, Q), (2, I))),
        ([("\u200b", H), (" \n ", Q), ("Un", None)], "Un", ()),
        ([("Un\u2028Deux", H), ("- a", I)], "Un\nDeux\n\n- a", ((0, H), (1, H), (2, I))),
        ([(" Un\u00a0! ", H)], "Un\u00a0!", ((0, H),)),
    ],
)
def test_blocks_become_a_text_with_its_structure(blocks, text, structure):
    assert composed(blocks) == (text, structure)


def test_spans_are_the_lines_in_code_points():
    text = "Un 🇫🇷\n\n\n\nDeux\n  \nTrois"
    assert spans_of(text, ((0, H), (2, Q))) == (ShapedLine(0, 5, H), ShapedLine(17, 22, Q))


def test_stored_pairs_are_shapes_again():
    assert spans_of("Un", [[0, "item"]]) == (ShapedLine(0, 2, I),)


def test_lines_that_are_not_there_are_passed_over():
    assert spans_of("Un", ((-1, H), (1, H), (7, Q))) == ()


def test_an_unknown_shape_is_a_mistake():
    with pytest.raises(ValueError):
        spans_of("Un", ((0, "table"),))


@given(BLOCKS)
def test_a_composed_text_is_canonical_already(blocks):
    text, structure = composed(blocks)
    assert canonical(text) == text
    assert len(spans_of(text, structure)) == len(structure)


@given(BLOCKS)
def test_numbers_of_lines_outlive_canonical(blocks):
    """However blocks are joined, their lines are found in the canonical text, in order and with their shapes."""
    text = canonical("\n\n".join(raw for raw, _ in blocks))
    expected = [(line.strip(), shape) for raw, shape in blocks if shape for line in filled(canonical(raw))]
    found = [(text[line.start : line.end].strip(), line.shape) for line in spans_of(text, structure_of(blocks))]
    assert found == expected
