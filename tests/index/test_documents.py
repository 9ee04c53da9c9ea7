from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.index import IndexQuery, reader
from tests.index.shelf import article, put

MOMENT = datetime(2025, 1, 1, tzinfo=UTC)
FULL = IndexQuery("gaz", ("KZ",), ("energie",), (1,), (2,), ("fr",), ("RU",), MOMENT, MOMENT)


@pytest.mark.parametrize("field", ["text", "country", "about", "topic", "entity", "source", "language"])
def test_a_query_can_do_without_one_field(field):
    less = FULL.without(field)
    changed = [name for name in FULL.__slots__ if getattr(less, name) != getattr(FULL, name)]
    assert len(changed) == 1
    assert not getattr(less, changed[0])


def test_a_period_goes_as_a_whole():
    less = FULL.without("period")
    assert (less.since, less.until) == (None, None)
    assert less.countries == ("KZ",)


def test_a_query_can_be_narrowed_to_one_value():
    assert FULL.narrowed("country", "FR").countries == ("FR",)
    assert FULL.narrowed("entity", 7).entities == (7,)
    with pytest.raises(ValueError, match="entity"):
        FULL.narrowed("entity", "KZ")


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Titre"},
        {"text": "texte "},
        {"published": MOMENT + timedelta(hours=1)},
        {"published": MOMENT.astimezone(timezone(timedelta(hours=-1)))},
        {"names": ("OTSC",)},
        {"countries": ("KZ",)},
        {"about": ("KZ",)},
        {"entities": (1,)},
        {"source": 1},
        {"story": 1},
        {"story": 1, "leads": False},
    ],
)
def test_a_document_that_differs_anywhere_has_another_digest(other):
    given = {"text": "texte", "published": MOMENT}
    digests = {article(1, **given).digest, article(1, **(given | other)).digest}
    assert len(digests) == 2
    assert max(digests) < 2**64


def test_the_order_of_names_and_numbers_is_all_the_same():
    several = {"names": ("OTSC", "Astana"), "countries": ("KZ", "FR"), "entities": (2, 11)}
    turned = {name: values[::-1] for name, values in several.items()}
    assert article(1, **several).digest == article(1, **turned).digest


def test_the_index_tells_the_digest_of_each_document(tmp_path):
    rows = [article(1, "un"), article(2, "deux")]
    put(tmp_path, *rows)
    assert reader(tmp_path).digests() == {row.id: row.digest for row in rows}
    assert reader(tmp_path / "nothing").digests() == {}
