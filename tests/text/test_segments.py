import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.annotation import Span
from articles.text.normalise import canonical
from articles.text.segments import cut, lines, looks_like_heading, nested, outermost

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Span(*pair)), max_size=12)


def pieces(text, *spans):
    return [(text[run.start : run.end], run.span is not None) for run in cut(spans, 0, len(text))]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], [("Banque de France", False)]),
        ([Span(0, 16)], [("Banque de France", True)]),
        ([Span(10, 16)], [("Banque de ", False), ("France", True)]),
        ([Span(10, 16), Span(0, 16)], [("Banque de France", True)]),
        ([Span(0, 9), Span(7, 16)], [("Banque de", True), (" France", False)]),
        ([Span(0, 6), Span(3, 16)], [("Ban", False), ("que de France", True)]),
        ([Span(0, 6), Span(7, 9)], [("Banque", True), (" ", False), ("de", True), (" France", False)]),
        ([Span(4, 4), Span(9, 5), Span(10, 99)], [("Banque de France", False)]),
    ],
)
def test_cut(spans, expected):
    assert pieces("Banque de France", *spans) == expected


@given(SPANS, st.integers(0, 60), st.integers(0, 60))
def test_runs_tile_the_text_whatever_the_spans(spans, start, length):
    end = start + length
    runs = list(cut(spans, start, end))
    assert [i for run in runs for i in range(run.start, run.end)] == list(range(start, end))
    assert all(run.start < run.end for run in runs)
    assert all(run.span is None or run.span in spans for run in runs)


@given(SPANS)
def test_drawn_spans_are_in_order_and_apart(spans):
    drawn = outermost(span for span in spans if span.start < span.end)
    assert all(first.end <= second.start for first, second in zip(drawn, drawn[1:], strict=False))


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(0, 16)], [((0, 16), [])]),
        ([(10, 16), (0, 16)], [((0, 16), [(10, 16)])]),
        ([(0, 16), (0, 6), (10, 16)], [((0, 16), [(0, 6), (10, 16)])]),
        ([(0, 16), (7, 16), (10, 16)], [((0, 16), [(7, 16)])]),
        ([(0, 16), (0, 16)], [((0, 16), [])]),
        ([(0, 9), (7, 16)], [((0, 9), [])]),
        ([(0, 9), (7, 17)], [((7, 17), [])]),
        ([(0, 9), (7, 17), (8, 9)], [((7, 17), [(8, 9)])]),
        ([(0, 4), (3, 9), (8, 16)], [((0, 4), []), ((8, 16), [])]),
        ([(0, 4), (3, 9), (8, 16), (12, 16)], [((0, 4), []), ((8, 16), [(12, 16)])]),
    ],
)
def test_the_longest_holds_what_is_inside_it_and_what_crosses_it_is_left_out(spans, expected):
    found = nested(Span(*span) for span in spans)
    assert [
        ((outer.start, outer.end), [(span.start, span.end) for span in inner]) for outer, inner in found
    ] == expected


@given(SPANS)
def test_nested_spans_are_inside_apart_and_none_is_left_out_without_need(spans):
    spans = [span for span in spans if span.start < span.end]
    found = nested(spans)
    outers = [outer for outer, _ in found]
    assert outers == outermost(spans)
    assert all(first.end <= second.start for first, second in zip(outers, outers[1:], strict=False))
    for outer, inner in found:
        assert all(outer.start <= span.start < span.end <= outer.end and span != outer for span in inner)
        assert all(first.end <= second.start for first, second in zip(inner, inner[1:], strict=False))
    for span in spans:
        rivals = [outer for outer in outers if span.start < outer.end and outer.start < span.end]
        assert span in outers or any(outer.end - outer.start >= span.end - span.start for outer in rivals)


@given(st.text(st.sampled_from("ab A.\n\r\t?")))
def test_lines_lose_nothing(text):
    found = list(lines(text))
    assert "\n".join(text[line.start : line.end] for line in found) == text
    assert not any("\n" in text[line.start : line.end] for line in found)


def headings(text):
    return [text[line.start : line.end] for line in lines(text) if line.heading]


BODY = "Le sommet s'est tenu à Astana."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Un titre", []),
        (f"Un titre\n{BODY}", []),
        (f"{BODY}\nUn titre\n{BODY}", ["Un titre"]),
        (f"Un titre\n{BODY}\nUn autre\n{BODY}", ["Un autre"]),
        (f"{BODY}\n{BODY}\nUn titre tout à la fin", []),
        (f"{BODY}\nRepris\n{BODY}\nRepris", ["Repris"]),
        (f"{BODY}\n\nUn titre\n\n{BODY}", ["Un titre"]),
    ],
)
def test_headings_stand_between_paragraphs(text, expected):
    assert headings(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Défis pour le pétrole et le gaz", True),
        ("2024, année charnière", True),
        ("Et maintenant ?", True),
        ("Une question qui est bien trop longue pour être un titre de partie, n'est-ce pas ?", False),
        ("Une phrase.", False),
        ("Une phrase !", False),
        ("Une liste :", False),
        ("et la suite", False),
        ("- Un point", False),
        ("— Une réplique", False),
        ("", False),
        ("Mot " * 15, False),
        ("A" * 91, False),
    ],
)
def test_a_heading_is_short_capitalised_and_without_final_punctuation(line, expected):
    assert looks_like_heading(line) is expected


def test_the_headings_of_the_first_article(gold_folder):
    text = canonical((gold_folder / "visite-poutine-astana.txt").read_text(encoding="utf-8"))
    assert headings(text) == [
        "Des enjeux énergétiques au cœur des discussions",
        "Défis pour le pétrole et le gaz",
        "Une alliance en mutation",
    ]
