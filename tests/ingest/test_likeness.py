import pytest

from articles.ingest import likeness
from articles.ingest.likeness import BANDS, are_alike, share, signature_of
from tests.ingest.copies import agency, half, seed


@pytest.fixture(scope="module")
def text():
    return seed(0)


def alike(one, other):
    return are_alike(signature_of(one), signature_of(other))


@pytest.mark.parametrize("change", [agency, half, str.upper], ids=["another dateline", "cut", "capitals"])
def test_copies_are_alike_and_share_a_band(text, change):
    assert alike(text, change(text))
    assert set(signature_of(text).bands()) & set(signature_of(change(text)).bands())


def test_a_part_is_alike_though_little_of_the_whole(text):
    part = ". ".join(text.split(". ")[:4]) + "."
    assert share(signature_of(text), signature_of(part)) < likeness.ALIKE_FROM
    assert alike(text, part)


def test_articles_on_the_same_subject_are_not(text):
    for other in map(seed, range(1, 30)):
        assert not alike(text, other)


def test_a_quoted_paragraph_makes_no_copy(text):
    assert not alike(text, seed(1) + "\n\n" + text.split("\n\n")[1])


@pytest.mark.parametrize(("one", "other", "expected"), [("", "", True), ("Un.", "Deux.", False), ("Un.", "un", True)])
def test_texts_of_hardly_a_word(one, other, expected):
    assert alike(one, other) is expected


def test_a_signature_is_the_same_each_time_and_of_one_size(text):
    made = signature_of(text)
    assert made == signature_of(text)
    assert len(made.places) == 4 * likeness.PLACES
    assert len(set(made.bands())) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in made.bands())


def test_the_version_names_what_it_depends_on(monkeypatch):
    assert likeness.VERSION.startswith(f"{likeness.RMinHash.ALGORITHM_VERSION}-128-")
    assert len(likeness.VERSION) <= 40
