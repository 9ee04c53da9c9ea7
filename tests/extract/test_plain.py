import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract.plain import extract, unwrap

WRAPPED = """Le président russe Vladimir Poutine se rend ce mercredi au Kazakhstan,
un pays d’Asie centrale perçu comme un partenaire stratégique clé de la
Russie.

Cette visite s’inscrit dans un contexte de tensions internationales
croissantes."""
UNWRAPPED = (
    "Le président russe Vladimir Poutine se rend ce mercredi au Kazakhstan, un pays d’Asie centrale perçu comme un "
    "partenaire stratégique clé de la Russie.\n\nCette visite s’inscrit dans un contexte de tensions internationales "
    "croissantes."
)
LONG = "Une phrase assez longue pour être prise pour une ligne coupée,"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Une ligne.", "Une ligne."),
        ("Une ligne.\nUne autre.", "Une ligne.\nUne autre."),
        (WRAPPED, UNWRAPPED),
        (WRAPPED.replace("\n", "\r\n"), UNWRAPPED),
        (WRAPPED.replace("\n\n", "\n \t\n"), UNWRAPPED),
        ("Un titre court\n\n" + WRAPPED, "Un titre court\n\n" + UNWRAPPED),
        ("Un titre court\nUne phrase.\n\nFin.", "Un titre court\nUne phrase.\n\nFin."),
        (f"- {LONG}\n- {LONG}\n\nFin.", f"- {LONG}\n- {LONG}\n\nFin."),
        (f"— {LONG}\n— {LONG}\n\nFin.", f"— {LONG}\n— {LONG}\n\nFin."),
        (f"{LONG}\nCourt.\n{LONG}\n\nFin.", f"{LONG}\nCourt.\n{LONG}\n\nFin."),
        (f"{LONG}\n{LONG} {LONG}\n\nFin.", f"{LONG}\n{LONG} {LONG}\n\nFin."),
    ],
)
def test_only_paragraphs_wrapped_at_a_width_are_joined(content, expected):
    assert extract(content).text == expected


def test_plain_text_has_no_particulars():
    extracted = extract("---\ntitle: Non\n---\nTexte")
    assert (extracted.title, extracted.source, extracted.published_at) == ("", "", None)
    assert extracted.text == "---\ntitle: Non\n---\nTexte"


@given(st.text(st.sampled_from("ab -.\n\t\r"), max_size=300))
def test_unwrapping_changes_only_spaces(content):
    assert unwrap(content).split() == content.split()
