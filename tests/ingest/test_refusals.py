"""Whatever becomes a deposit's problem has a sentence that says what helps, in both languages."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from articles.extract import Problem
from articles.fetch import Reason
from articles.ingest import refusals
from articles.ingest.refusals import Mishap

INGEST = Path(refusals.__file__).parent
CODES = sorted({*Problem, *Reason, *Mishap})
OTHERWISE = "It could not be taken in"
DETAILS = ("", "7", "date", "404", "503", "12345 bytes", "RuntimeError: un défaut", "%s %(x)s {y}")


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_sentence_of_its_own(code):
    with translation.override("en"):
        for detail in DETAILS:
            said = refusals.told(str(code), detail)
            assert not said.startswith(OTHERWISE)
            assert said.endswith(".")
            assert "%(" not in said.replace(detail, "")


@pytest.mark.parametrize("code", CODES)
def test_and_says_it_in_french(code):
    with translation.override("fr"):
        french = refusals.told(str(code), "7")
    with translation.override("en"):
        assert french != refusals.told(str(code), "7")


def test_no_code_is_made_up_on_the_way():
    """Those that the workshop writes down itself are ``Mishap``s."""
    written = [
        (path.name, found)
        for path in INGEST.glob("*.py")
        if path.name != "feeds.py"
        for found in re.findall(r'(?:problem=|Unfetched\()"([^"]+)"', path.read_text())
    ]
    assert [each for each in written if each[1] not in CODES] == []


def test_a_code_of_another_version_still_has_a_sentence():
    with translation.override("en"):
        assert refusals.told("haunted", "%(ghost)s").startswith(OTHERWISE)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("404", "there is no such page"),
        ("403", "does not let us read"),
        ("429", "Try again later"),
        ("503", "Try again later"),
        ("418", "error 418"),
    ],
)
def test_what_a_site_answers(status, said):
    with translation.override("en"):
        assert said in refusals.told(Mishap.STATUS, status)


def test_what_is_too_large_says_how_large_it_may_be():
    with translation.override("en"):
        assert "10 MB" in refusals.told(Problem.TOO_LARGE, "10")
        assert "12345" not in refusals.told(Reason.TOO_LARGE, "12345 bytes")


@pytest.mark.parametrize(
    ("problem", "detail", "said"),
    [
        (Problem.BOMB, "", "Unpack it yourself"),
        (Problem.BOMB, "document", "Open it in its own program"),
        (Problem.UNKNOWN_FORMAT, "outlook", "save it as .eml"),
        (Problem.UNKNOWN_FORMAT, "old office", "save it as .docx"),
    ],
)
def test_what_helps_is_said_for_the_kind_of_file(problem, detail, said):
    with translation.override("en"):
        assert said in refusals.told(problem, detail)
