"""The bar of an import."""

import pytest

from articles.web.tally import Tally


@pytest.mark.parametrize(
    "counts",
    [
        {"done": 10_000, "failed": 1, "waiting": 1},
        {"done": 1, "waiting": 9_999},
        {"done": 1, "known": 1, "failed": 1, "cancelled": 1, "read": 1, "running": 1, "waiting": 1},
        {"done": 3},
    ],
)
def test_all_that_there_is_can_be_seen_side_by_side(counts):
    shares = Tally(counts).shares
    assert {share.state: share.count for share in shares} == counts
    assert [share.start + share.width for share in shares] == [*(share.start for share in shares[1:]), 1000]
    assert min(share.width for share in shares) >= 8


def test_it_is_full_only_where_things_are_at_their_end():
    shares = Tally(dict.fromkeys(["done", "known", "failed", "cancelled", "read", "running", "waiting"], 1)).shares
    assert [share.state for share in shares if share.height == 20] == ["done", "known", "failed", "cancelled"]


def test_nothing_has_no_shares():
    assert Tally({"unpacked": 1}).shares == []


def test_counts_agree():
    tally = Tally(
        {"done": 2, "known": 1, "failed": 3, "cancelled": 4, "read": 5, "running": 6, "waiting": 7, "unpacked": 9}
    )
    assert (tally.arrived, tally.unread, tally.open, tally.total) == (3, 13, 18, 28)
    assert tally.total == tally.arrived + tally.failed + tally.cancelled + tally.open
