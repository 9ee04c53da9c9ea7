import pytest

from articles.text.shingles import shingles


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("un deux trois quatre cinq six", {"un deux trois quatre cinq", "deux trois quatre cinq six"}),
        ("Élysée : « L’été »\n\n2026 !", {"elysee l ete 2026"}),
        ("mot", {"mot"}),
        ("", {""}),
    ],
)
def test_every_run_of_five_words(text, runs):
    assert shingles(text) == runs


def test_typography_case_and_accents_make_no_difference():
    assert shingles("L'Élysée n'a « rien » dit hier") == shingles('l’elysee n’a "RIEN" dit hier')
