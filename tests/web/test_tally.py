"""The bar of an import."""

import pytest

from articles.web.tally import Tally

STATES = ["done", "known", "failed", "cancelled", "read", "running", "waiting"]


@pytest.mark.parametrize(
    ("counts", "until"),
    [
        ({"done": 10_000, "failed": 1}, 1000),
        ({"done": 3}, 1000),
        ({"done": 1, "known": 1, "cancelled": 1}, 1000),
        ({"done": 10_000, "failed": 1, "running": 1, "waiting": 1}, 992),
        ({"done": 1, "waiting": 9_999}, 16),
        ({"read": 1_500}, 500),
        ({"done": 500, "read": 500}, 750),
        ({"running": 1}, 500),
        ({"waiting": 7}, 8),
    ],
)
def test_it_comes_to_its_end_with_the_last_one(counts, until):
    shares = Tally(counts).shares
    assert {share.state: share.count for share in shares} == counts
    assert [share.start + share.width for share in shares] == [*(share.start for share in shares[1:]), until]
    assert min(share.width for share in shares) >= 8, "what is rare can be seen too"


def test_what_is_at_its_end_is_drawn_higher_than_the_rest():
    shares = Tally(dict.fromkeys(STATES, 1)).shares
    assert [share.state for share in shares] == STATES
    assert [share.height for share in shares] == [20] * 4 + [6] * 3


def test_nothing_has_no_shares():
    assert Tally({"unpacked": 1}).shares == []


def test_counts_agree():
    ended = {"done": 2, "known": 1, "failed": 3, "cancelled": 4}
    tally = Tally({**ended, "read": 5, "running": 6, "waiting": 7, "unpacked": 9})
    assert (tally.arrived, tally.unread, tally.open, tally.total) == (3, 13, 18, 28)
    assert tally.total == tally.arrived + tally.failed + tally.cancelled + tally.open
