from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.ingest import editing
from articles.ingest.storing import replace_annotation
from articles.models import Change, Entity, Mention
from articles.text.annotation import Annotation, Certainty, Introduction, Label, Link, Origin
from articles.text.annotation import Mention as Found
from articles.text.normalise import fold, slug
from tests.ingest.findings import stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(reference):
    """Countries and topics are there."""


def person(text, surface, *, full):
    """A name in full, or a surname that its article does not explain."""
    start = text.index(surface)
    link = Link(f"person/{slug(surface)}", surface)
    if not full:
        link = Link(link.key, surface, certainty=Certainty.UNKNOWN, short=fold(surface))
    return Found(start, start + len(surface), surface, Label.PERSON, Origin.MODEL, 0.8, link)


def article(text, *, full=(), short=()):
    """Store ``text``, which names people in full or by surname alone."""
    row = stored(text)
    annotate(row, full=full, short=short)
    return row


def annotate(row, *, full=(), short=()):
    mentions = [person(row.text, name, full=True) for name in full]
    mentions += [person(row.text, name, full=False) for name in short]
    introductions = [Introduction(fold(name.split()[-1]), Label.PERSON, f"person/{slug(name)}") for name in full]
    assert replace_annotation(row, Annotation(tuple(mentions), (), (), tuple(introductions)), version="1")


def bearer(row):
    """Whom the lone surname of an article leads to, and how surely."""
    mention = Mention.objects.get(article=row, surface="Zorb")
    return mention.entity.key, mention.certainty


ALONE, ONE, SEVERAL = ("person/zorb", "unknown"), ("person/anne-zorb", "likely"), ("person/zorb", "several")


def test_a_surname_alone_is_unknown_until_an_article_names_its_bearer():
    alone = article("Zorb rit.", short=["Zorb"])
    assert bearer(alone) == ALONE
    article("Anne Zorb rit.", full=["Anne Zorb"])
    assert bearer(alone) == ONE


def test_a_second_bearer_makes_several_candidates():
    alone = article("Zorb rit.", short=["Zorb"])
    article("Anne Zorb rit.", full=["Anne Zorb"])
    article("Jean Zorb rit.", full=["Jean Zorb"])
    assert bearer(alone) == SEVERAL
    candidates = Entity.objects.bearing("zorb", "person")
    assert {entity.key for entity in candidates} == {"person/anne-zorb", "person/jean-zorb"}


def test_one_person_named_by_many_articles_is_one():
    alone = article("Zorb rit.", short=["Zorb"])
    for number in range(3):
        article(f"{number}. Anne Zorb rit.", full=["Anne Zorb"])
    assert bearer(alone) == ONE


def test_when_the_bearers_article_goes_the_surname_is_alone_again():
    alone = article("Zorb rit.", short=["Zorb"])
    one = article("Anne Zorb rit.", full=["Anne Zorb"])
    other = article("Jean Zorb rit.", full=["Jean Zorb"])
    editing.remove(other)
    assert bearer(alone) == ONE
    annotate(one)
    assert bearer(alone) == ALONE


ARTICLES = [
    ("Zorb rit.", {"short": ["Zorb"]}),
    ("Anne Zorb rit.", {"full": ["Anne Zorb"]}),
    ("Jean Zorb rit.", {"full": ["Jean Zorb"]}),
    ("Il pleut, dit Zorb.", {"short": ["Zorb"]}),
    ("Jean Zorb pleure.", {"full": ["Jean Zorb"]}),
]


@pytest.mark.parametrize("order", list(permutations(range(5)))[::17])
def test_the_outcome_does_not_depend_on_the_order_of_import(order):
    rows = {number: article(ARTICLES[number][0], **ARTICLES[number][1]) for number in order}
    assert [bearer(rows[0]), bearer(rows[3])] == [SEVERAL, SEVERAL]
    editing.remove(rows[1])
    assert [bearer(rows[0]), bearer(rows[3])] == [("person/jean-zorb", "likely")] * 2


def test_a_firm_of_that_name_explains_no_person():
    alone = article("Zorb rit.", short=["Zorb"])
    row = stored("Zorb SA rit.")
    firm = Found(0, 7, "Zorb SA", Label.ORGANISATION, Origin.MODEL, 0.8, Link("organisation/zorb-sa", "Zorb SA"))
    introduced = Introduction("zorb", Label.ORGANISATION, "organisation/zorb-sa")
    replace_annotation(row, Annotation((firm,), (), (), (introduced,)), version="1")
    assert bearer(alone) == ALONE


def test_what_an_editor_set_stays():
    alone = article("Zorb rit.", short=["Zorb"])
    Mention.objects.filter(article=alone).update(origin="editor")
    article("Anne Zorb rit.", full=["Anne Zorb"])
    assert bearer(alone) == ALONE


def test_search_indexes_follow_a_surname_that_found_its_bearer():
    alone = article("Zorb rit.", short=["Zorb"])
    other = article("Rien.", short=[])
    before = Change.objects.order_by("-revision").first().revision
    article("Anne Zorb rit.", full=["Anne Zorb"])
    told = set(Change.objects.filter(revision__gt=before).values_list("article_id", flat=True))
    assert alone.pk in told
    assert other.pk not in told


def test_a_name_that_an_administrator_deleted_comes_back_when_it_is_needed():
    alone = article("Zorb rit.", short=["Zorb"])
    one = article("Anne Zorb rit.", full=["Anne Zorb"])
    Entity.objects.get(key="person/zorb").delete()
    editing.remove(one)
    assert bearer(alone) == ALONE
    assert Entity.objects.get(key="person/zorb").name == "Zorb"


def test_the_number_of_queries_does_not_grow_with_the_names():
    assert queries(3) == queries(30)


def queries(people):
    names = [f"Anne Zorb{chr(97 + n % 26)}{n // 26}x" for n in range(people)]
    row = stored(f"{people} : " + ", ".join(names))
    with CaptureQueriesContext(connection) as captured:
        annotate(row, full=names)
    return len(captured)
