"""A name on its way to becoming a mention."""

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


def free(found: list[Found], start: int, end: int) -> bool:
    """Say whether nothing of ``found`` touches ``[start, end)``."""
    return not any(f.overlaps(start, end) for f in found)
