"""The pages that say what the site is, and how often it errs."""

import re
from dataclasses import replace

import pytest

from articles.nlp import quality as measured
from articles.nlp.quality import Figures, MeasuredSet, Rates, Report, Speed, System, Use
from articles.web import charts
from tests.web import archive

PATHS = ["/about/quality/", "/en/about/quality/"]


def figures(f1: float, **more: object) -> Figures:
    rates = Rates(f1 + 1, f1 - 1, f1)
    return Figures(strict=rates, span=rates, person=rates, organisation=rates, place=rates, junk=0.25, **more)


SHIPPED = figures(93.6, linking=Rates(98.0, 96.0, 97.0), countries=Rates(99.0, 95.0, 97.0))
OWN = MeasuredSet(
    slug=measured.OWN,
    name={"fr": "Articles entiers", "en": "Whole articles"},
    language="fr",
    use=Use.HELD_OUT,
    texts=12,
    words=5400,
    mentions=558,
    low=91.6,
    high=95.5,
    systems={
        System.BARE: figures(77.2),
        System.RULES: figures(91.0),
        System.NAMES: figures(88.0),
        System.SHIPPED: SHIPPED,
    },
)
OTHER = replace(OWN, slug="x", name={"fr": "<b>Journal", "en": "<b>Paper"}, use=Use.TRAINED, low=None, high=None)
REPORT = Report("2026-11-23", "a <machine>", "2+abc", True, Speed(11_312, 1.33), (OWN, OTHER))


@pytest.fixture
def report(monkeypatch):
    """Show another report on the page."""
    return lambda given: monkeypatch.setattr(measured, "report", lambda: given)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "/about/quality/",
            ["La fiabilité des marques", "12 articles entiers", "558 noms", "93,6", "97,0", "91,6", "23 novembre 2026"],
        ),
        (
            "/en/about/quality/",
            ["How reliable the marks are", "12 whole articles", "558 names", "93.6", "97.0", "91.6", "11,312"],
        ),
    ],
)
def test_the_page_shows_the_figures_in_both_languages(client, report, path, expected):
    report(REPORT)
    page = archive.page(client.get(path))
    for words in expected:
        assert words in page


def test_what_was_not_measured_has_no_line(client, report):
    report(REPORT)
    page = archive.page(client.get("/en/about/quality/"))
    assert 'data-label="countries"' in page and 'data-label="topics"' not in page


def test_other_sets_say_what_they_were_used_for(client, report):
    report(REPORT)
    page = archive.page(client.get("/en/about/quality/"))
    assert "used for training · 12 texts, 558 names" in page
    assert "&lt;b&gt;Paper" in page and "<b>" not in page and "a &lt;machine&gt;" in page


def test_english_is_said_to_be_unmeasured_until_it_is(client, report):
    report(REPORT)
    assert "Only French was measured" in client.get("/en/about/quality/").content.decode()
    report(replace(REPORT, sets=(OWN, replace(OTHER, language="en"))))
    assert "Only French was measured" not in client.get("/en/about/quality/").content.decode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("given", [None, replace(REPORT, sets=()), replace(REPORT, sets=(OTHER,))])
def test_the_page_answers_without_figures(client, report, given, path):
    report(given)
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 200
    assert "make evaluate" in page and 'class="dots"' not in page


@pytest.mark.parametrize("path", PATHS)
def test_the_figures_that_come_with_the_project_fill_the_page(client, path):
    """No test here may open the database, and so the page makes no query."""
    page = client.get(path).content.decode()
    assert page.count('class="shipped"') == 5 and page.count("<tbody>") == 4


def test_the_chart_is_drawn_in_plain_numbers_whatever_the_language(client, report):
    report(REPORT)
    page = client.get("/about/quality/").content.decode()
    drawn = re.findall(r' (?:x|x1|x2|cx|width)="([^"]*%)"', page)
    assert drawn and all(re.fullmatch(r"\d+\.\d\d%", number) for number in drawn)
    assert " style=" not in page and "<style" not in page


def test_the_page_is_reached_from_the_page_on_annotations_and_from_every_other(client):
    assert client.get("/about/").content.decode().count('href="/about/quality/"') == 2
    assert client.get("/en/login/").content.decode().count('href="/en/about/quality/"') == 1


class TestDots:
    def test_stand_on_one_scale_from_the_ten_below_the_least(self):
        chart = charts.dots_chart({"a": {"bare": 75.0, "ours": 90.0}, "b": {"bare": 80.0, "ours": 100.0}})
        assert [(tick.value, tick.at) for tick in chart.ticks] == [
            (70, "0.00%"),
            (80, "33.33%"),
            (90, "66.67%"),
            (100, "100.00%"),
        ]
        assert [[dot.at for dot in row.dots] for row in chart.rows] == [["16.67%", "66.67%"], ["33.33%", "100.00%"]]

    def test_may_go_backwards(self):
        (row,) = charts.dots_chart({"a": {"bare": 90.0, "ours": 85.0}}).rows
        assert (row.least.series, row.most.series) == ("ours", "bare")

    def test_a_band_widens_the_scale(self):
        chart = charts.dots_chart({"a": {"ours": 95.0}}, {"a": (78.0, 99.0)})
        assert chart.ticks[0].value == 70 and chart.rows[0].band == ("26.67%", "70.00%")

    @pytest.mark.parametrize(("value", "floor"), [(100.0, 90), (0.0, 0), (90.0, 90)])
    def test_at_the_ends(self, value, floor):
        assert charts.dots_chart({"a": {"ours": value}}).ticks[0].value == floor
