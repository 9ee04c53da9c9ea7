"""The sentences that a dossier quotes."""

import pytest

from articles.models import Article
from articles.web.quoting import concordance, quote, quote_both


def article(text: str) -> Article:
    return Article(pk=1, text=text, title="Un titre")


def spans(text: str, *words: str) -> list[tuple[int, int]]:
    found = []
    for word in words:
        start = text.index(word)
        found.append((start, start + len(word)))
    return found


def shown(made) -> str:
    return "".join(f"[{piece.label}:{piece.text}]" if piece.label else piece.text for piece in made.pieces)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (
            "Il pleut. Astana attend la neige depuis hier soir. Fin.",
            ["Astana"],
            "[x:Astana] attend la neige depuis hier soir.",
        ),
        (
            "Astana\nÀ Astana, on attend la neige et M. Tokaïev.",
            ["Astana"],
            "[x:Astana]",
        ),
        (
            "Astana attend Almaty, dit-on à Astana ce matin.",
            ["Astana", "à Astana"],
            "[x:Astana] attend Almaty, dit-on [x:à Astana] ce matin.",
        ),
        ("a <b> & c Astana", ["Astana"], "a <b> & c [x:Astana]"),
    ],
)
def test_the_first_sentence_that_tells_something_with_each_mention_marked(text, words, expected):
    assert shown(quote(article(text), spans(text, *words), "x")) == expected


def test_a_heading_is_passed_over_for_a_sentence():
    text = "Astana\nÀ Astana, on attend la neige depuis hier."
    both = [(0, 6), (text.index("Astana", 7), text.index("Astana", 7) + 6)]
    assert shown(quote(article(text), both, "x")) == "À [x:Astana], on attend la neige depuis hier."


def test_an_article_that_does_not_name_it_has_no_sentence():
    assert quote(article("Rien."), [], "x").pieces == ()


def test_a_long_sentence_is_shortened_on_both_sides():
    text = "mot " * 200 + "Astana" + " mot" * 200
    made = shown(quote(article(text), spans(text, "Astana"), "x"))
    assert made.startswith("… ") and made.endswith(" …") and len(made) < 420


@pytest.mark.parametrize(
    ("text", "one", "other", "expected", "apart"),
    [
        ("A. Poutine voit Tokaïev ici. B.", "Poutine", "Tokaïev", "[a:Poutine] voit [b:Tokaïev] ici.", False),
        ("A. Tokaïev voit Poutine ici. B.", "Poutine", "Tokaïev", "[b:Tokaïev] voit [a:Poutine] ici.", False),
        ("Poutine est là. Tokaïev est ici.", "Poutine", "Tokaïev", "[a:Poutine] est là. … [b:Tokaïev] est ici.", True),
        ("D’Astana à Paris\nTokaïev est ici.", "Paris", "Tokaïev", "D’Astana à [a:Paris] … [b:Tokaïev] est ici.", True),
        ("mot " * 90 + "Paris.\nTokaïev.", "Paris", "Tokaïev", "… " + "mot " * 44 + "[a:Paris]. … [b:Tokaïev].", True),
        ("Poutine est là.", "Poutine", "", "[a:Poutine] est là.", True),
        (
            "La Banque de France.",
            "Banque de France",
            "France",
            "La [a:Banque de France].",
            False,
        ),
    ],
)
def test_two_are_quoted_by_the_sentence_that_holds_both(text, one, other, expected, apart):
    made = quote_both(article(text), spans(text, *filter(None, [one])), spans(text, *filter(None, [other])), ("a", "b"))
    assert (shown(made).removeprefix("A. "), made.apart) == (expected, apart)


def test_a_line_has_what_stands_around_in_its_paragraph():
    text = "Titre\nUne phrase. Astana attend. Une autre.\nFin"
    (line,) = concordance([article(text)], {1: spans(text, "Astana")}, "place")
    assert (line.before, line.surface, line.after) == ("Une phrase. ", "Astana", " attend. Une autre.")


def test_a_line_says_where_its_paragraph_goes_on():
    text = "Titre\n" + "mot " * 40 + "d’Astana" + " mot" * 40 + "\nFin"
    (line,) = concordance([article(text)], {1: spans(text, "Astana")}, "place")
    assert line.before.startswith("… mot ") and line.before.endswith(" d’")
    assert line.after.startswith(" mot") and line.after.endswith("mot …")
