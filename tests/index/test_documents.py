from datetime import UTC, datetime

import pytest

from articles.index import IndexQuery

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
