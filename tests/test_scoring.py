"""The scorer, on cases small enough to reckon by hand, and beside the one that comes with the gold sets."""

import importlib.util
from types import ModuleType

import pytest

from articles.text.annotation import Label
from benchmarks import archive, gold, scoring
from benchmarks.gold import GoldText, Name
from benchmarks.scoring import Answer, Rates, Tally

PER, ORG, LOC = Label.PERSON, Label.ORGANISATION, Label.PLACE
TEXT = "Anna Zorb et la Banque de Zorbville à Zorbville."
ANNA, BANK, TOWN = Name(0, 9, PER, "anna"), Name(16, 35, ORG, "bank"), Name(38, 47, LOC, "town")
NONE = frozenset()


def text(*names, **more):
    return GoldText("x", TEXT, names, **more)


@pytest.mark.parametrize(
    ("given", "strict", "span", "junk"),
    [
        ((ANNA, BANK, TOWN), (3, 3, 3), (3, 3, 3), 0),
        ((), (0, 0, 3), (0, 0, 3), 0),
        ((Name(0, 9, ORG), BANK, TOWN), (2, 3, 3), (3, 3, 3), 0),
        ((Name(0, 4, PER),), (0, 1, 3), (0, 1, 3), 0),
        ((Name(10, 12, PER),), (0, 1, 3), (0, 1, 3), 1),
        ((Name(9, 16, PER),), (0, 1, 3), (0, 1, 3), 1),
        ((Name(26, 35, LOC), Name(36, 37, LOC), TOWN), (1, 3, 3), (1, 3, 3), 1),
    ],
)
def test_names(given, strict, span, junk):
    score = scoring.score_text(text(ANNA, BANK, TOWN), Answer(given))
    assert (score.strict, score.span, score.junk) == (Tally(*strict), Tally(*span), junk)


def test_each_kind_counts_its_own():
    score = scoring.score_text(text(ANNA, BANK, TOWN), Answer((ANNA, Name(16, 35, PER), TOWN)))
    assert score.kinds == {PER: Tally(1, 2, 1), ORG: Tally(0, 0, 1), LOC: Tally(1, 1, 1)}


@pytest.mark.parametrize(
    ("tally", "rates", "f1"),
    [
        (Tally(), Rates(0.0, 0.0), 0.0),
        (Tally(1, 2, 4), Rates(0.5, 0.25), 1 / 3),
        (Tally(0, 0, 3), Rates(0.0, 0.0), 0.0),
        (Tally(0, 3, 0), Rates(0.0, 0.0), 0.0),
        (Tally(4, 4, 4), Rates(1.0, 1.0), 1.0),
    ],
)
def test_rates(tally, rates, f1):
    assert tally.rates == rates
    assert tally.rates.f1 == pytest.approx(f1)


@pytest.mark.parametrize(
    ("wanted", "doubtful", "given", "tally"),
    [
        ({"energy"}, NONE, {"energy", "sport"}, (1, 2, 1)),
        ({"energy"}, {"sport"}, {"energy", "sport"}, (1, 1, 1)),
        ({"energy", "sport"}, {"sport"}, {"energy"}, (1, 1, 1)),
        (NONE, NONE, {"energy"}, (0, 1, 0)),
        (None, NONE, {"energy"}, (0, 0, 0)),
        ({"energy"}, NONE, None, (0, 0, 0)),
    ],
)
def test_topics_without_the_doubtful_ones(wanted, doubtful, given, tally):
    score = scoring.score_text(text(topics=wanted, doubtful=doubtful), Answer((), topics=given))
    assert score.topics == Tally(*tally)


@pytest.mark.parametrize(
    ("wanted", "given", "tally"),
    [({"KZ", "RU"}, {"KZ"}, (1, 1, 2)), (None, {"KZ"}, (0, 0, 0)), ({"KZ"}, NONE, (0, 0, 1))],
)
def test_countries(wanted, given, tally):
    assert scoring.score_text(text(countries=wanted), Answer((), given)).countries == Tally(*tally)


@pytest.mark.parametrize(
    ("pairs", "rates"),
    [
        ([("a", "1"), ("a", "1"), ("b", "2")], Rates(1.0, 1.0)),
        ([("a", "1"), ("a", "2")], Rates(1.0, 0.5)),
        ([("a", "1"), ("b", "1")], Rates(0.5, 1.0)),
        ([("a", "1"), ("a", "1"), ("b", "1")], Rates(5 / 9, 1.0)),
        ([("a", "")], None),
        ([], None),
    ],
)
def test_linking(pairs, rates):
    found = scoring.linking(pairs)
    if rates is None:
        assert found is None
    else:
        assert (found.precision, found.recall) == pytest.approx((rates.precision, rates.recall))


def test_only_names_with_exact_borders_and_a_key_in_gold_are_linked():
    unlinked = Name(38, 47, LOC)
    given = Answer((Name(0, 9, ORG, "organisation/anna"), Name(16, 34, ORG, "bank"), TOWN))
    assert scoring.score_text(text(ANNA, BANK, unlinked), given).linked == (("anna", "organisation/anna"),)


def test_entities_are_linked_across_texts():
    apart = [Answer((Name(0, 9, PER, key),)) for key in ("one", "two")]
    whole = scoring.total(scoring.score_texts([text(ANNA), text(ANNA)], apart))
    assert whole.strict == Tally(2, 2, 2)
    assert scoring.linking(whole.linked) == Rates(1.0, 0.5)


def test_what_gold_has_none_of_has_no_rates():
    whole = scoring.score_text(text(ANNA), Answer((Name(0, 9, PER), Name(38, 47, LOC))))
    assert scoring.rates(whole) == {"strict": Rates(0.5, 1.0), "span": Rates(0.5, 1.0), "person": Rates(1.0, 1.0)}


def test_the_interval_is_the_same_at_each_call_and_holds_the_figure():
    tallies = [Tally(9, 10, 10), Tally(5, 10, 10), Tally(8, 9, 12), Tally(1, 1, 1)]
    low, high = scoring.interval(tallies, 200)
    assert scoring.interval(tallies, 200) == (low, high)
    assert low < sum(tallies, Tally()).rates.f1 < high


def test_texts_that_are_all_alike_leave_no_doubt_and_a_single_one_says_nothing():
    assert scoring.interval([Tally(1, 2, 2)] * 5, 50) == (0.5, 0.5)
    assert scoring.interval([Tally(1, 2, 2)], 50) is None


@pytest.fixture(scope="module")
def their_scorer() -> ModuleType:
    path = archive.GOLD / "score.py"
    if not path.exists():
        pytest.skip("no gold annotations beside the project")
    spec = importlib.util.spec_from_file_location("gold_score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def distorted(number: int, found: GoldText) -> Answer:
    """Gold with faults of every sort: missing names, moved borders, other kinds, shared keys, junk, more topics."""
    names = [name for place, name in enumerate(found.names) if (place + number) % 5]
    for place, name in enumerate(names):
        match (place + number) % 7:
            case 1 if name.end - name.start > 1:
                names[place] = Name(name.start, name.end - 1, name.label, "key")
            case 2:
                names[place] = Name(name.start, name.end, Label.PLACE, name.entity or "key")
            case 3:
                names[place] = Name(name.start, name.end, name.label, f"{name.entity}-{number}")
            case _:
                names[place] = Name(name.start, name.end, name.label, name.entity or "key")
    if not number % 3 and not any(name.start == 0 for name in found.names):
        names.append(Name(0, 1, Label.PERSON, "junk"))
    kept = frozenset(sorted(found.countries or ())[1:] + ["ZZ"])
    return Answer(tuple(names), kept, frozenset(sorted(found.topics or ())[:1] + ["sport", "health"]))


def as_row(found: GoldText, given: Answer) -> dict:
    return {
        "id": found.id,
        "text": found.text,
        "mentions": [
            {"start": n.start, "end": n.end, "label": n.label.value, "entity": n.entity or None} for n in given.names
        ],
        "countries": [{"code": code} for code in given.countries],
        "topics": [{"slug": slug} for slug in given.topics],
    }


MEASURES = {
    "strict": "strict",
    "span": "span",
    "PER": "person",
    "ORG": "organisation",
    "LOC": "place",
    "countries": "countries",
    "topics": "topics",
    "linking": "linking",
}


def test_both_scorers_agree_on_every_set(their_scorer):
    compared = 0
    for path in sorted(archive.GOLD.glob("*.jsonl")):
        texts = gold.read_lines(path)
        answers = [distorted(number, found) for number, found in enumerate(texts)]
        predicted = [as_row(*pair) for pair in zip(texts, answers, strict=True)]
        theirs = their_scorer.score(their_scorer.read(path), predicted)
        scores = scoring.score_texts(texts, answers)
        ours = scoring.rates(scoring.total(scores))
        assert theirs["junk per article"] == round(sum(score.junk for score in scores) / len(scores), 2)
        assert theirs["n"] == {"articles": len(texts), "mentions": sum(len(found.names) for found in texts)}
        assert "not aligned or missing" not in theirs
        for their_name, our_name in MEASURES.items():
            told = theirs.get(their_name)
            assert (told is not None) == (our_name in ours), (path.name, their_name)
            if told:
                rates = ours[our_name]
                mine = [round(100 * share, 1) for share in (rates.precision, rates.recall, rates.f1)]
                assert mine == [told["P"], told["R"], told["F"]], (path.name, their_name)
                compared += 1
    assert compared
