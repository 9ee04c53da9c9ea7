import pytest

from articles.nlp.linking import linked
from articles.nlp.together import explained
from articles.text.annotation import Annotation, Certainty
from tests.nlp.world import GAZETTEER, ORGANISATION, PERSON, named


def annotation(text, *model, acronyms=None):
    mentions, introductions = linked(text, named(text, *model), GAZETTEER, acronyms or {}, "fr")
    return Annotation(tuple(mentions), (), (), tuple(introductions))


ALONE = annotation("Zorb", ("Zorb", PERSON))
ANNE, JEAN = annotation("Anne Zorb", ("Anne Zorb", PERSON)), annotation("Jean Zorb", ("Jean Zorb", PERSON))
UNION = annotation(
    "Union Zorbe (UZ)", ("Union Zorbe", ORGANISATION), ("UZ", ORGANISATION), acronyms={"UZ": "Union Zorbe"}
)


def outcome(lone, *others):
    for order in ((lone, *others), (*others, lone)):
        yield next(a.mentions[0].link for a in explained(order) if len(a.mentions) == 1 and a.mentions[0].link.short)


@pytest.mark.parametrize(
    ("lone", "others", "key", "certainty"),
    [
        (ALONE, [], "person/zorb", Certainty.UNKNOWN),
        (ALONE, [ANNE, ANNE], "person/anne-zorb", Certainty.LIKELY),
        (ALONE, [ANNE, JEAN], "person/zorb", Certainty.SEVERAL),
        (ALONE, [UNION], "person/zorb", Certainty.UNKNOWN),
        (annotation("UZ", ("UZ", ORGANISATION)), [UNION, ANNE], "organisation/union-zorbe", Certainty.LIKELY),
    ],
)
def test_other_texts_explain_a_lone_name_in_any_order(lone, others, key, certainty):
    for link in outcome(lone, *others):
        assert (link.key, link.certainty) == (key, certainty)


def test_the_likely_bearer_lends_its_full_name():
    (link,) = {*outcome(ALONE, ANNE)}
    assert link.name == "Anne Zorb"
