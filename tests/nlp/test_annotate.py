import json
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.nlp import Reading, annotate, annotate_many
from articles.nlp.annotate import _PIECE
from articles.nlp.found import LONGEST
from articles.text.annotation import NOTHING
from articles.text.normalise import canonical

pytestmark = pytest.mark.model


def names(text, **options):
    return [(m.surface, m.link.key) for m in annotate(text, **options).mentions]


def countries(text, **options):
    return {c.code for c in annotate(text, **options).countries}


def check(text):
    """Annotate ``text`` and see that every promise of an annotation is kept."""
    annotation = annotate(text)
    for mention in annotation.mentions:
        start, end = mention.start, mention.end
        assert 0 <= start < end <= len(text)
        assert text[start:end] == mention.surface
        assert mention.surface == mention.surface.strip()
        assert "\n" not in mention.surface
        assert len(mention.surface) <= LONGEST
        assert not (start and text[start - 1].isalnum() and text[start].isalnum()), text[start - 9 : end + 9]
        assert not (text[end - 1].isalnum() and text[end : end + 1].isalnum()), text[start - 9 : end + 9]
        assert not unicodedata.combining(text[end : end + 1] or "a")
        assert 0 <= mention.confidence <= 1
        assert mention.link.key.startswith(f"{mention.label}/") or mention.link.key.startswith("country/")
        assert mention.link.name.strip()
    assert all(first.end <= second.start for first, second in pairwise(annotation.mentions))
    for country in annotation.countries:
        assert country.mentions >= 1
        assert all(0 <= span.start < span.end <= len(text) for span in country.evidence)
    assert all(topic.score > 0 and topic.evidence for topic in annotation.topics)
    return annotation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le président Tokaïev a parlé.", [("Tokaïev", "person/kassym-jomart-tokaiev")]),
        ("M. Tokaïev a parlé.", [("Tokaïev", "person/kassym-jomart-tokaiev")]),
        (
            "L’Organisation du traité de la sécurité collective (OTSC) décide.",
            [("Organisation du traité de la sécurité collective", "organisation/otsc"), ("OTSC", "organisation/otsc")],
        ),
        (
            "L'Organisation Zorba (OZ) décide. Hier, OZ a voté.",
            [
                ("Organisation Zorba", "organisation/organisation-zorba"),
                *[("OZ", "organisation/organisation-zorba")] * 2,
            ],
        ),
        (
            "Emmanuel Macron et Brigitte Macron sont venus. Macron parle.",
            [
                ("Emmanuel Macron", "person/emmanuel-macron"),
                ("Brigitte Macron", "person/brigitte-macron"),
                ("Macron", "person/macron"),
            ],
        ),
        ("La mer\u00a0Caspienne est loin.", [("mer\u00a0Caspienne", "place/mer-caspienne")]),
        ("Les Burkinabè et le Franco-Libanais votent.", []),
    ],
)
def test_names_and_their_keys(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le Niger et le Nigeria négocient.", {"NE", "NG"}),
        ("La Guinée, la Guinée-Bissau et la Guinée équatoriale négocient.", {"GN", "GW", "GQ"}),
        ("La Papouasie-Nouvelle-Guinée négocie.", {"PG"}),
        ("La République démocratique du Congo négocie.", {"CD"}),
        ("La République du Congo négocie.", {"CG"}),
        ("La Dominique et la République dominicaine ont signé.", {"DM", "DO"}),
        ("Dominique parle à Paul.", set()),
        ("La coopération russo-kazakhe reprend.", {"RU", "KZ"}),
        ("Un sommet franco-germano-italien se tient.", {"FR", "DE", "IT"}),
        ("Les Burkinabè votent.", {"BF"}),
        ("Le texte est écrit en français.", set()),
        ("Bruxelles hésite.", set()),
        ("« La Maison-Blanche réagit », dit-on.", {"US"}),
        ("Washington a promis des armes.", {"US"}),
        ("L’Élysée a démenti.", {"FR"}),
    ],
)
def test_countries(text, expected):
    assert countries(text) == expected


def test_a_title_names_countries_but_holds_no_mentions():
    annotation = annotate("Rien à dire.", title="Le Kazakhstan vote")
    assert [c.code for c in annotation.countries] == ["KZ"]
    assert annotation.mentions == ()


def test_offsets_hold_beyond_the_length_that_the_model_reads_at_once():
    text = "Vladimir Poutine est venu à Astana. " * (2 * _PIECE // 36)
    annotation = check(text.strip())
    assert {m.link.key for m in annotation.mentions} == {"person/vladimir-poutine", "place/astana"}
    assert annotation.mentions[-1].end == len(text) - 2


def test_texts_in_two_languages_are_annotated_in_order():
    french, english = annotate_many([Reading("Moscou négocie."), Reading("Moscow is waiting.", "en")])
    assert [m.link.key for m in french.mentions] == [m.link.key for m in english.mentions] == ["place/moscou"]


def test_in_a_text_of_another_language_nothing_is_found():
    assert annotate("Moskau wartet auf Emmanuel Macron.", "de") == NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "0123456789 " * 2000,
        "ABC DEFGH " * 1500,
        "a" * 1_000_000,
        "Z" * 50_050,
        "👨‍👩‍👧 🇫🇷" * 3000,
        "e\u0301\u0327" * 5000,
        "Poutine\u0323 et Astana\u0301\u0301",
        "\u00a0Astana\u00a0\u202f" * 500,
        "«»" * 20_000,
        "« Astana »«Moscou»“Paris”" * 300,
        "\n" * 100_000,
        "A. " * 3000,
        "." * 200_000 + "x",
        "…!?" * 70_000 + "x",
        "M. " * 3000,
        "M. Dupont " * 1000,
        "(" * 50_000,
        "(ABC) " * 2000,
        "a" + " " * 200_000 + "Astana",
        "Astana\tMoscou\x0bParis\u2028Rome",
        "<b>Astana</b> &amp; <script>Moscou</script>",
        "'" * 9000 + "Astana",
        "La " * 5000 + "France",
        "Université de " * 2000 + "Nancy",
    ],
)
def test_hostile_texts_are_annotated_like_others(text):
    check(canonical(text))


def test_sixty_thousand_words_on_one_line_are_annotated():
    text = " ".join(["Vladimir Poutine arrive à Astana, capitale du Kazakhstan."] * 400 + ["mot"] * 56_000)
    assert len(check(text).mentions) == 1200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                "Astana M. Mme Tokaïev Poutine Kazakhstan OTSC (OTSC) russo-kazakhe l’Élysée « » - — ( ) . , : \n ’ "
                "ministère de la Organisation du traité Paul 👨‍👩‍👧 e\u0301 2024 Banque France-Soir d'Orsay".split(" ")
            ),
            st.text(max_size=4),
        ),
        max_size=30,
    ),
    st.sampled_from([" ", "", "\n"]),
)
def test_any_text_is_annotated_within_its_promises(parts, between):
    check(canonical(between.join(parts)))


def test_gold_texts_are_annotated_within_the_promises(gold_folder):
    for path in sorted(gold_folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines()[:40]:
            check(json.loads(line)["text"])
