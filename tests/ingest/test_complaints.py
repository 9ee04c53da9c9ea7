"""Every problem of a feed, and of a list of feeds, has its sentence."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

from articles.extract.feeds import FeedProblem
from articles.extract.opml import OpmlProblem
from articles.fetch import Reason
from articles.ingest import complaints, feeds
from articles.models import Feed

OURS = [Feed.GONE, Feed.DAMAGED, Feed.MORE, Feed.TWIN, Feed.CRASH, Feed.STATUS]
# Larger than that, a feed is refused by the fetcher already.
CODES = sorted({*map(str, Reason), *map(str, FeedProblem), *OURS})
BOTH = pytest.mark.parametrize("language", ["fr", "en"])


@BOTH
@pytest.mark.parametrize("code", CODES)
def test_each_says_what_is_wrong_and_what_helps(code, language):
    with translation.override(language):
        said = complaints.about(code, "418" if code == Feed.STATUS else "")
        unknown = complaints.about("what nobody has thought of")
    assert said.wrong.endswith(".")
    assert said.helps.endswith((".", ")."))
    assert "%" not in said.wrong + said.helps
    assert said.wrong != unknown.wrong, code


def test_they_are_all_that_a_feed_can_hold():
    """What is written into ``problem`` is one of ours, or the value of an enumeration."""
    assert set(complaints.SENTENCES) == set(CODES)
    tree = ast.parse(Path(feeds.__file__).read_text(encoding="utf-8"))
    stored = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "problem"]
    assert len(stored) > 5
    parts = [part.value for value in stored for part in ast.walk(value) if isinstance(part, ast.Constant)]
    assert {part for part in parts if isinstance(part, str)} == {""}, "one that is spelt out where it is stored"


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("401", "refuses"),
        ("403", "refuses"),
        ("404", "nothing at this address"),
        ("429", "come back later"),
        ("500", "in trouble"),
        ("503", "in trouble"),
        ("418", "an error"),
        ("<b>", "an error (<b>)"),
        ("%s", "an error (%s)"),
    ],
)
def test_a_status_is_told_with_its_number(status, says):
    with translation.override("en"):
        said = complaints.about(Feed.STATUS, status)
    assert says in said.wrong
    assert f"({status})" in said.wrong


@BOTH
@pytest.mark.parametrize("problem", OpmlProblem)
def test_a_list_that_is_none_is_told_why(problem, language):
    with translation.override(language):
        said = complaints.about_list(problem)
    assert said.endswith(".")
    assert "%" not in said
