"""Entities whose names are almost what was typed."""

import pytest

from articles.models import Alias, Article, Entity
from articles.search import entities_like
from articles.text.normalise import fold
from tests.search import archive

pytestmark = pytest.mark.django_db


def named(name: str, *aliases: str, times: int = 1) -> Entity:
    made = archive.entity(name)
    made.sort_name = fold(name)
    made.save()
    Alias.objects.bulk_create(Alias(entity=made, name=alias, folded=fold(alias)) for alias in aliases)
    for number in range(times):
        archive.article(f"{name} {number}", entities=(name,))
    return made


@pytest.fixture
def filled():
    named("Kassym-Jomart Tokaïev", "K.-J. Tokaïev", "Tokayev")
    named("Emmanuel Macron", times=2)
    named("Emmanuelle Macaron")
    named("Gazprom", times=1)
    named("Gazprom Neft", times=3)
    named("Organisation du traité de sécurité collective", "OTSC")
    named("50 % + 1")


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("tokaief", ["Kassym-Jomart Tokaïev"]),
        ("TOKAÏEFF kassym", ["Kassym-Jomart Tokaïev"]),
        ("tokif", []),  # two edits from a short word
        ("Tokayef", ["Kassym-Jomart Tokaïev"]),  # of another name
        ("macrno", ["Emmanuel Macron"]),
        ("Emanuel Macrom", ["Emmanuel Macron"]),
        ("kasym jomar", ["Kassym-Jomart Tokaïev"]),
        ("gazprm", ["Gazprom Neft", "Gazprom"]),  # the most named first
        ("gazprm neft", ["Gazprom Neft"]),
        ("otcs", ["Organisation du traité de sécurité collective"]),
        ("organisatoin collectve", ["Organisation du traité de sécurité collective"]),
        ("macron hippopotame", []),
        ("zz", []),
        ("", []),
        ("%_%", []),
        ("\\' \" -- %", []),
        ("x" * 100, []),
        ("a b c d e f g h i j k", []),
    ],
)
def test_names_like(filled, wanted, names):
    assert [entity.name for entity in entities_like(wanted)] == names


def test_names_that_only_drafts_have_are_never_offered(filled):
    Article.objects.filter(title__startswith="Emmanuel").update(status=Article.Status.DRAFT)
    assert entities_like("macrno") == []


def test_there_are_at_most_as_many_as_asked_for(filled):
    for number in range(9):
        named(f"Ville{'abcdefghi'[number]}")
    assert len(entities_like("villez")) == 5 and len(entities_like("villez", limit=2)) == 2


def test_more_names_need_no_more_queries(filled, django_assert_max_num_queries):
    for first in (0, 20):
        for number in range(first, first + 20):
            named(f"Pipeline {number}", f"Oléoduc {number}")
        with django_assert_max_num_queries(3):
            assert len(entities_like("pipline")) == 5
