"""A name on its way to becoming a mention."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from articles.text.annotation import Label, Origin

# How sure each way of finding a name is; shown to editors, and used where two ways disagree.
SURE = 0.99  # gazetteer and model agree
KNOWN = 0.95  # gazetteer alone
ALIAS = 0.9  # a surname or acronym whose full form stands in the same article
MODEL = 0.75
RULE = 0.7
REPEATED = 0.7  # the same surface elsewhere in the article
DOUBTFUL = 0.4  # several candidates

# Longer than any name: what the model takes for one in a hostile text, and what patterns need not look at.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A span with what is believed of it; ``label`` is None for what the model calls miscellaneous."""

    start: int
    end: int
    label: Label | None
    origin: Origin
    confidence: float

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


class Row:
    """Names in the order of the text, none of which overlap; where some do, the first and longest stays."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._found: list[Found] = []
        for f in sorted(found, key=_order):
            if not self._found or self._found[-1].end <= f.start:
                self._found.append(f)

    def touching(self, start: int, end: int) -> list[Found]:
        """Return the names that overlap ``[start, end)``."""
        return self._found[self._place(start, end)]

    def free(self, start: int, end: int) -> bool:
        """Say whether no name touches ``[start, end)``."""
        return not self.touching(start, end)

    def before(self, position: int) -> Found | None:
        """Return the last name that ends at or before ``position``."""
        index = bisect_right(self._found, position, key=_end)
        return self._found[index - 1] if index else None

    def put(self, new: Found) -> None:
        """Add ``new`` in the place of the names that it touches."""
        self._found[self._place(new.start, new.end)] = [new]

    def all(self) -> list[Found]:
        return list(self._found)

    def _place(self, start: int, end: int) -> slice:
        first = bisect_right(self._found, start, key=_end)
        return slice(first, max(first, bisect_left(self._found, end, key=_start)))


def _order(found: Found) -> tuple[int, int]:
    return found.start, -found.end


def _start(found: Found) -> int:
    return found.start


def _end(found: Found) -> int:
    return found.end
