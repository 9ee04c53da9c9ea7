"""Where the bars of the charts stand."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from articles.web.charts import spark


def bars(path: str) -> list[tuple[float, int]]:
    """Where each bar of a path begins, and how high it is."""
    return [(float(x), int(height)) for x, height in re.findall(r"M([\d.]+) 40v-(\d+)h", path)]


@pytest.mark.parametrize("counts", [[], [0] * 24, [0] * 23 + [7], [3], [0]])
def test_there_is_no_spark_where_fewer_than_two_months_have_articles(counts):
    assert spark(counts) is None


def test_every_month_has_a_bar_at_its_place():
    drawn = spark([1] + [0] * 22 + [2])
    months = sorted(bars(drawn.strong) + bars(drawn.others))
    assert [x for x, _ in months] == [1 + 12.5 * month for month in range(24)]
    assert [height for _, height in months] == [20] + [1] * 22 + [40]


@pytest.mark.parametrize(
    ("counts", "strong"),
    [([1, 1], [40, 40]), ([10, 6, 5], [40, 24]), ([0, 1, 9], [40]), ([10**9, 1, 0], [40])],
)
def test_the_strongest_months_are_told_from_the_others(counts, strong):
    drawn = spark(counts)
    assert [height for _, height in bars(drawn.strong)] == strong
    assert len(bars(drawn.others)) == len(counts) - len(strong)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_spark_is_drawn_in_plain_numbers_and_hidden_from_screen_readers(language):
    with translation.override(language):
        page = render_to_string("articles/_spark.html", {"spark": spark([1, 0, 2] * 8), "label": "person"})
    assert "12,5" not in page and "M13.5 40v-1" in page
    assert 'aria-hidden="true"' in page and 'data-label="person"' in page


def test_without_a_spark_nothing_is_drawn():
    assert render_to_string("articles/_spark.html", {"spark": spark([1])}).strip() == ""
