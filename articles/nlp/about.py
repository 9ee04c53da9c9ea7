"""Which of the countries that a text names it is about: at most three, none that is named in passing."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.text.annotation import Span

_MOST = 3
_TITLE = 3.0
_OPENING = 2.0
# The second and third naming in one paragraph add less, further ones nothing.
_IN_PARAGRAPH = (0.0, 1.0, 1.6, 2.0)
_IN_LIST = 0.4
# At least this much of the heaviest one, and of all together.
_SHARE_OF_FIRST = 0.5
_SHARE_OF_ALL = 0.13
_LEAST = 2.0
_HEADING = re.compile(r"[^\n]{1,160}(?<![.!?…\"»])\n+(?=[^\n])")
# What may stand between two countries of an enumeration.
_BETWEEN = re.compile(
    r"(?:,| et| ou| puis|, et| and| or|, and|, or| /|/| -| –) ?"
    r"(?:(?:de |du |des |en |au |aux |à |the |in )?(?:la |le |les |l')?|d'|de l')"
)
_LIST_LEAST = 3


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of a text is a country's: ``total`` orders countries, ``body`` leaves out the title."""

    total: float
    body: float
    places: int
    """In how many paragraphs it is named, the title among them."""


def weights(text: str, evidence: Mapping[str, Iterable[Span]], in_title: Mapping[str, int]) -> dict[str, Weight]:
    """Weigh the countries of ``evidence`` by where ``text`` names them, and ``in_title`` by that alone."""
    lines = [0, *(m.end() for m in re.finditer("\n", text))]
    heading, opening = _opening(text, lines)
    listed = _listed(text, [span for spans in evidence.values() for span in spans])
    found = {}
    for code in {*evidence, *in_title}:
        per_line: dict[int, float] = defaultdict(float)
        for span in evidence.get(code, ()):
            per_line[bisect_right(lines, span.start) - 1] += _IN_LIST if span in listed else 1.0
        titles = in_title.get(code, 0) + per_line.get(heading, 0.0)
        body = sum(_saturated(n) * (_OPENING if i == opening else 1.0) for i, n in per_line.items() if i != heading)
        title = _TITLE if titles else 0.0
        places = len(per_line) + bool(in_title.get(code, 0))
        found[code] = Weight(body + title, body, places)
    return found


def about(found: Mapping[str, Weight]) -> set[str]:
    """Return the heaviest countries of ``found``, as far as the text is theirs."""
    if not found:
        return set()
    ranked = sorted(found, key=lambda code: (-found[code].total, code))
    first = max(weight.body for weight in found.values())
    everything = sum(weight.total for weight in found.values())
    return {code for code in ranked[:_MOST] if _is_heavy(found[code], first, everything)}


def _is_heavy(weight: Weight, first: float, everything: float) -> bool:
    in_title = weight.total > weight.body
    if weight.total < _LEAST:
        return False
    if in_title:
        return True
    return weight.body >= _SHARE_OF_FIRST * first and weight.total >= _SHARE_OF_ALL * everything


def _saturated(namings: float) -> float:
    whole = min(int(namings), len(_IN_PARAGRAPH) - 1)
    if whole == len(_IN_PARAGRAPH) - 1:
        return _IN_PARAGRAPH[-1]
    return _IN_PARAGRAPH[whole] + (namings - whole) * (_IN_PARAGRAPH[whole + 1] - _IN_PARAGRAPH[whole])


def _opening(text: str, lines: list[int]) -> tuple[int, int]:
    """The numbers of the line that is a heading, or -1, and of the first paragraph."""
    heading = _HEADING.match(text)
    if heading is None:
        return -1, 0
    return 0, bisect_right(lines, heading.end()) - 1


def _listed(text: str, spans: Iterable[Span]) -> Counter[Span]:
    """The spans in enumerations of three countries or more."""
    listed: Counter[Span] = Counter()
    row: list[Span] = []
    for span in [*sorted(set(spans), key=lambda s: (s.start, s.end)), None]:
        joined = row and span is not None and _BETWEEN.fullmatch(text, row[-1].end, span.start)
        if not joined:
            if len(row) >= _LIST_LEAST:
                listed.update(row)
            row = []
        if span is not None:
            row.append(span)
    return listed
