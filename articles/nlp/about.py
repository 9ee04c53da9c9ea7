"""Which of the countries that a text names it is about: at most three, none that is named in passing."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from articles.text.annotation import Span

_MOST = 3
_TITLE = 3.0
_OPENING = 1.5
# A town or a region says less than the country's own name; a treaty's town, or one country of a long row, little.
_PLACE = 0.8
_IN_PASSING = 0.4
# Further namings in the same paragraph add less, the fourth nothing.
_IN_PARAGRAPH = (0.0, 1.0, 1.6, 2.0)
# At least this much of the heaviest country, and of all of them together.
_SHARE_OF_FIRST = 0.47
_SHARE_OF_ALL = 0.12
_SHARE_IN_TITLE = 0.2
_DOMINANT = 0.33
_LEAD = 1.5
_LEAST = 1.5
# Whoever is named in that few paragraphs of a long text is named in passing.
_LONG = 8
_PLACES_LEAST = 3
_HEADING = re.compile(r"[^\n]{1,160}(?<![.!?…\"»])\n+(?=[^\n])")
# What may stand between two countries of an enumeration.
_BETWEEN = re.compile(
    r"(?:,| et| ou| puis|, et| and| or|, and|, or| /|/| -| –) ?"
    r"(?:(?:de |du |des |en |au |aux |à |the |in )?(?:la |le |les |l')?|d'|de l')"
)
_LIST_LEAST = 4
_TREATY = re.compile(
    r"\b(?:[Aa]ccords?|[Tt]raités?|[Cc]onventions?|[Pp]rotocole|[Gg]roupe|[Pp]rocessus|[Dd]éclaration|[Cc]harte)"
    r" (?:de |d'|du )$"
    r"|\b(?:[Tt]reaty|[Aa]ccords?|[Cc]onvention|[Pp]rotocol|[Aa]greement) of $"
)
_REACH = 20


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of a text is a country's; ``body`` leaves out the title."""

    total: float
    body: float
    paragraphs: int
    in_title: bool


def weights(
    text: str, evidence: Mapping[str, Iterable[Span]], in_title: Mapping[str, int], places: Container[Span] = ()
) -> dict[str, Weight]:
    """Weigh the countries of ``evidence`` by where ``text`` names them, and ``in_title`` by that alone.

    ``places`` are the spans that are no country's own name.
    """
    lines = [0, *(m.end() for m in re.finditer("\n", text))]
    heading, opening = _opening(text, lines)
    listed = _listed(text, [span for spans in evidence.values() for span in spans])
    found = {}
    for code in {*evidence, *in_title}:
        per_line: dict[int, float] = defaultdict(float)
        for span in evidence.get(code, ()):
            passing = span in listed or names_a_treaty(text, span)
            weight = _IN_PASSING if passing else _PLACE if span in places else 1.0
            per_line[bisect_right(lines, span.start) - 1] += weight
        in_heading = bool(in_title.get(code)) or per_line.get(heading, 0.0) > _IN_PASSING
        body = sum(_saturated(n) * (_OPENING if i == opening else 1.0) for i, n in per_line.items() if i != heading)
        lines_of = len(per_line) - (heading in per_line)
        found[code] = Weight(body + (_TITLE if in_heading else 0.0), body, lines_of, in_heading)
    return found


def about(found: Mapping[str, Weight], paragraphs: int) -> set[str]:
    """Return the heaviest countries of ``found``, as far as the text of so many ``paragraphs`` is theirs.

    A single paragraph that names a single country is about it.
    """
    if not found:
        return set()
    ranked = sorted(found, key=lambda code: (-found[code].total, code))
    first = max(weight.body for weight in found.values())
    everything = sum(weight.total for weight in found.values())
    if len(found) == paragraphs == 1:
        return set(found)
    places = _PLACES_LEAST if paragraphs >= _LONG else 1
    heavy = {code for code in ranked[:_MOST] if _is_heavy(found[code], first, everything, places)}
    return heavy or set(ranked[:1] if _leads(found, ranked) else ())


def _leads(found: Mapping[str, Weight], ranked: list[str]) -> bool:
    """Whether the first country is named more than once, and much more than any other."""
    head, *others = (found[code] for code in ranked[:2])
    return head.total >= _LEAST and head.paragraphs > 1 and all(head.total >= _LEAD * w.total for w in others)


def names_a_treaty(text: str, span: Span) -> bool:
    """Whether the place is only part of a treaty's name: « accord de Vienne »."""
    return bool(_TREATY.search(text, max(0, span.start - _REACH), span.start))


def _is_heavy(weight: Weight, first: float, everything: float, places: int) -> bool:
    if weight.total < _LEAST:
        return False
    if weight.in_title:
        return weight.body >= _SHARE_IN_TITLE * first
    share = weight.total / everything
    enough = places - 1 if share >= _DOMINANT else places
    return weight.body >= _SHARE_OF_FIRST * first and share >= _SHARE_OF_ALL and weight.paragraphs >= enough


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
    """The spans in long enumerations of countries."""
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
