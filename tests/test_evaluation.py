"""The measurement: which sets it finds, what it says of them, and what the systems answer."""

import json

import pytest

from articles.nlp import quality
from articles.nlp.quality import System, Use
from articles.text.annotation import Label
from benchmarks import evaluation
from benchmarks.evaluation import GoldSet
from benchmarks.gold import GoldText, Name
from benchmarks.scoring import Tally, TextScore

ARTICLE = "id: a\nlanguage: fr\ntitle: T\ncountries:\ntopics:\ndoubtful:\n---\n[Anna Zorb](PER|anna) dort.\n"
ROW = {"id": "a", "text": "Anna dort.", "ents": [[0, 4, "PER"]]}


@pytest.fixture
def folders(tmp_path):
    own, beside = tmp_path / "own", tmp_path / "beside"
    for folder in (own / "articles", own / "tuning", own / "empty", beside):
        folder.mkdir(parents=True)
    for name in ("articles", "tuning"):
        (own / name / "a.md").write_text(ARTICLE, encoding="utf-8")
    for name in ("sequoia-x", "visite-poutine-astana", "judged", "taught"):
        (beside / f"{name}.jsonl").write_text(json.dumps(ROW), encoding="utf-8")
    return own, beside


def test_sets_say_what_they_were_used_for(folders, monkeypatch):
    monkeypatch.setattr(evaluation.recogniser, "facts", lambda language: {"trained on": {"taught.jsonl": 1}})
    assert [(one.slug, one.use) for one in evaluation.gold_sets(*folders)] == [
        ("articles", Use.HELD_OUT),
        ("judged", Use.HELD_OUT),
        ("tuning", Use.TUNED),
        ("visite-poutine-astana", Use.TUNED),
        ("sequoia-x", Use.TRAINED),
        ("taught", Use.TRAINED),
    ]


def test_a_clean_clone_has_the_projects_own_sets(tmp_path):
    slugs = [one.slug for one in evaluation.gold_sets(beside=tmp_path / "none")]
    assert slugs[0] == quality.OWN


def test_figures_are_percents_of_all_texts_together():
    scores = [TextScore(strict=Tally(1, 1, 1), junk=1), TextScore(strict=Tally(0, 1, 1))]
    found = evaluation.figures(scores)
    assert found.strict == quality.Rates(50.0, 50.0, 50.0)
    assert (found.junk, found.linking, found.topics) == (0.5, None, None)


TEXT = GoldText(
    id="a",
    text="Le président Emmanuel Macron est au Kazakhstan.",
    names=(Name(13, 28, Label.PERSON, "macron"), Name(36, 46, Label.PLACE, "kazakhstan")),
    countries=frozenset({"KZ"}),
)


@pytest.mark.model
def test_every_system_is_measured():
    measured = evaluation.measure(GoldSet("articles", Use.HELD_OUT, (TEXT,)))
    assert list(measured.systems) == list(System)
    assert (measured.texts, measured.words, measured.mentions) == (1, 7, 2)
    assert (measured.low, measured.high) == (None, None)
    assert measured.systems[System.BARE].countries is None
    assert measured.systems[System.BARE].linking is None
    shipped = measured.systems[System.SHIPPED]
    assert shipped.strict == shipped.countries == shipped.linking == quality.Rates(100.0, 100.0, 100.0)


@pytest.mark.model
def test_a_text_is_annotated_in_its_language():
    text = GoldText("b", "Angela Merkel went to Germany.", (), language="en")
    for system in (System.BARE, System.SHIPPED):
        (given,) = evaluation.answers(system, [text])
        assert Name(0, 13, Label.PERSON) in [Name(n.start, n.end, n.label) for n in given.names]


@pytest.mark.model
def test_the_ablation_names_every_step(capsys):
    evaluation.show_ablation(GoldSet("articles", Use.HELD_OUT, (TEXT,)))
    printed = capsys.readouterr().out
    assert all(f"\n  {step} " in printed for step in [*evaluation.STEPS, "every step", "nothing (F1)"])
