"""The report of the measured error: written the same each time, read back as it was."""

import json
from dataclasses import replace

from articles.nlp import quality
from articles.nlp.quality import Figures, MeasuredSet, Rates, Report, Speed, System, Use

RATES = Rates(90.0, 80.0, 84.7)
FIGURES = Figures(strict=RATES, span=RATES, person=RATES, organisation=RATES, place=RATES, junk=0.5)
SET = MeasuredSet(
    slug="articles",
    name={"fr": "Articles", "en": "Articles"},
    language="fr",
    use=Use.HELD_OUT,
    texts=12,
    words=5400,
    mentions=550,
    low=80.1,
    high=88.2,
    systems={System.BARE: FIGURES, System.SHIPPED: replace(FIGURES, linking=RATES)},
)
REPORT = Report("2026-11-23", "a machine", "2+abc", True, Speed(10_000, 1.2), (SET, replace(SET, slug="other")))


def test_a_report_comes_back_as_it_was(tmp_path):
    path = tmp_path / "quality.json"
    quality.write(REPORT, path)
    assert quality.read(path) == REPORT


def test_the_same_report_gives_the_same_sorted_bytes(tmp_path):
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    quality.write(REPORT, first)
    quality.write(quality.read(first), second)
    assert first.read_bytes() == second.read_bytes()
    assert list(json.loads(first.read_text())) == sorted(json.loads(first.read_text()))


def test_no_file_is_no_report(tmp_path):
    assert quality.read(tmp_path / "quality.json") is None


def test_the_projects_own_articles_stand_apart():
    assert REPORT.own == SET
    assert [measured.slug for measured in REPORT.others] == ["other"]
    assert replace(REPORT, sets=()).own is None


def test_the_shipped_report_can_be_read():
    report = quality.report()
    assert report is not None and report.own is not None
    assert set(report.own.systems) == set(System)
