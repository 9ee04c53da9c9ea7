"""Which countries a text names, by which words, and which it is about."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from articles.nlp.about import about, names_a_treaty, weights
from articles.nlp.demonyms import Demonyms
from articles.nlp.gazetteer import Gazetteer
from articles.nlp.homonyms import Homonym, Surroundings, homonyms
from articles.nlp.knowledge import KnownEntity
from articles.text.annotation import CountryScore, Label, Mention, Span
from articles.text.letters import UPPER

__all__ = ["Demonyms", "named_countries"]

# Organisations that are a state's: « ministère des Affaires étrangères du Kazakhstan ».
_OF_A_STATE = re.compile(
    r"(?:[Mm]inistère|[Aa]mbassade|[Cc]onsulat|[Gg]ouvernement|[Pp]arlement|[Ss]énat|[Aa]ssemblée|[Cc]hambre"
    r"|[Pp]résidence|[Aa]rmée|[Ff]orces|[Mm]arine|[Gg]arde|[Pp]olice|[Gg]endarmerie|[Bb]anque (?:centrale|nationale)"
    r"|[Cc]our|[Cc]onseil|[Dd]iplomatie|[Dd]ouma|[Rr]épublique)\b"
    r"|.*\b(?:Ministry|Embassy|Government|Parliament|Senate|Army|Navy|Air Force|Armed Forces|Police|Foreign"
    r"|Defen[cs]e|Central Bank|National Bank|Supreme Court|Constitutional Court|Communist Party|Federation|Congress"
    r"|Cabinet|Assembly|Coast Guard|Intelligence|Security)\b"
)
# Streets and stations are called after other countries than theirs: « rue de Rome », « gare de l'Est ».
_CALLED_AFTER = re.compile(
    r"(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Gg]are|[Pp]ont|[Qq]uai|[Ss]quare|[Pp]orte|[Ss]tation|[Ll]ycée|[Cc]ours"
    r"|[Mm]er|[Gg]olfe|[Dd]étroit|[Cc]roix)\b|.*\b(?:Street|Avenue|Square|Road|Bridge|Station|Sea|Gulf|Strait)$"
)

# Two places joined: « France-Algérie ».
_PAIR = re.compile(rf"[{UPPER}]\w+(?:-[{UPPER}]\w+)+")
_GIVEN_NAMES = frozenset({"Israël", "Israel", "Paris"})
_SURNAME = re.compile(rf" ([{UPPER}][a-zà-ÿ][\w'-]+)(?=[.,;!?]?$| [a-zà-ÿ(])")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in the text, with its entity where that is known."""

    span: Span
    label: Label
    known: KnownEntity | None

    @property
    def country(self) -> str:
        return self.known.country if self.known and self.label is Label.PLACE else ""

    @property
    def is_country(self) -> bool:
        return self.known is not None and self.known.is_country


def named_countries(
    text: str,
    title: str,
    mentions: Iterable[Mention],
    demonyms: Demonyms,
    gazetteer: Gazetteer,
) -> list[CountryScore]:
    """Return the countries of ``text``, heaviest first.

    Evidence are the places that are or lie in a country, and demonyms outside persons' names.
    Names of several meanings are settled by what stands around them. ``title`` adds weight, and
    a country of its own without a span.
    """
    whole = f"{title}\n{text}" if title else text
    offset = len(whole) - len(text)
    names = [*_known_names(title, gazetteer), *_mentioned(mentions, offset, gazetteer)]
    evidence: dict[str, list[Span]] = defaultdict(list)
    in_title: Counter[str] = Counter()
    places = frozenset(Span(n.span.start - offset, n.span.end - offset) for n in names if not n.is_country)
    signs = _Evidence(whole, names, demonyms, gazetteer)
    sure: set[str] = set()
    for span, code in sorted(signs.all(), key=_order):
        if span not in signs.believed:
            sure.add(code)
        if span.start >= offset:
            evidence[code].append(Span(span.start - offset, span.end - offset))
        elif not names_a_treaty(whole, span):
            in_title[code] += 1
    found = weights(text, evidence, in_title, places)
    chosen = about(found, len(re.findall(r"\n+", text)) + 1)
    return [
        CountryScore(
            code, max(1, len(evidence.get(code, ()))), code in chosen, tuple(evidence.get(code, ())), sure=code in sure
        )
        for code in sorted(found, key=lambda c: (-found[c].total, c))
    ]


def _order(found: tuple[Span, str]) -> tuple[int, int, str]:
    return found[0].start, found[0].end, found[1]


def _known_names(title: str, gazetteer: Gazetteer) -> Iterator[_Name]:
    for hit in gazetteer.find(title):
        if not hit.ambiguous:
            yield _Name(Span(hit.start, hit.end), hit.label, hit.candidates[0])


def _mentioned(mentions: Iterable[Mention], offset: int, gazetteer: Gazetteer) -> Iterator[_Name]:
    for mention in sorted(mentions, key=lambda m: m.start):
        span = Span(mention.start + offset, mention.end + offset)
        yield _Name(span, mention.label, gazetteer.by_key(mention.link.key))


class _Evidence:
    """The spans of one text that point to countries. ``names`` stand in order and apart."""

    def __init__(self, text: str, names: list[_Name], demonyms: Demonyms, gazetteer: Gazetteer) -> None:
        self._text, self._gazetteer = text, gazetteer
        self._names = names
        self._ends = [name.span.end for name in names]
        found = demonyms.find(text)
        longer = _Cover(span for span, _ in found)
        self._homonyms = [
            homonym
            for homonym in homonyms(demonyms.language).find(text)
            if self._stands(homonym.span) and not longer.exceeds(homonym.span)
        ]
        settled = _Cover(h.span for h in self._homonyms)
        self._demonyms = [(span, codes) for span, codes in found if self._stands(span) and not settled.touches(span)]
        self._demonym_spans = frozenset(span for span, _ in found)
        taken = _Cover([*(h.span for h in self._homonyms), *(span for span, _ in self._demonyms)])
        self._places = [name for name in names if not taken.encloses(name.span)]
        self._settled = settled
        self.believed: set[Span] = set()
        """Where the first country of several holds though nothing around says so; known after ``all``."""

    def all(self) -> set[tuple[Span, str]]:
        """Return every span with a country that it points to."""
        sure = set(self._sure())
        people = [(n.span, self._text[n.span.start : n.span.end]) for n in self._names if n.label is Label.PERSON]
        surroundings = Surroundings(self._text, sure, people)
        return sure | set(self._decided(surroundings))

    def _sure(self) -> Iterator[tuple[Span, str]]:
        for name in self._places:
            if name.country and not self._is_given_name(name.span):
                yield name.span, name.country
            elif name.known is None or name.label is Label.ORGANISATION:
                yield from self._inside(name)
        for span, codes in self._demonyms:
            for code in codes:
                yield span, code

    def _decided(self, surroundings: Surroundings) -> Iterator[tuple[Span, str]]:
        for homonym in self._homonyms:
            codes, proven = surroundings.decide(homonym)
            if proven or self._is_believed(homonym):
                if not proven and homonym.is_between_countries:
                    self.believed.add(homonym.span)
                for code in codes:
                    yield homonym.span, code

    def _is_believed(self, homonym: Homonym) -> bool:
        """Whether the first meaning holds though nothing around speaks for it.

        It does for demonyms, for places that were found, and in the names of a state's institutions.
        """
        span = homonym.span
        return span in self._demonym_spans or any(self._vouches(name, span) for name in self._touching(span))

    def _vouches(self, name: _Name, span: Span) -> bool:
        if name.label is Label.PLACE:
            return name.span == span
        return bool(_OF_A_STATE.match(self._text[name.span.start : name.span.end]))

    def _inside(self, name: _Name) -> Iterator[tuple[Span, str]]:
        """The countries that are part of an unknown place's or a state institution's name."""
        surface = self._text[name.span.start : name.span.end]
        if name.label is Label.PERSON or _CALLED_AFTER.match(surface):
            return
        if name.label is Label.ORGANISATION and not _OF_A_STATE.match(surface):
            return
        # Without its first letter the name is not found as a whole.
        for hit in self._gazetteer.find(surface[1:]):
            span = Span(name.span.start + 1 + hit.start, name.span.start + 1 + hit.end)
            if hit.is_country and not hit.ambiguous and not self._settled.touches(span):
                yield span, hit.candidates[0].country

    def _is_given_name(self, span: Span) -> bool:
        """Whether one surname follows a place that is a first name too: « Paris Hilton a chanté »."""
        if self._text[span.start : span.end] not in _GIVEN_NAMES:
            return False
        surname = _SURNAME.match(self._text, span.end)
        return bool(surname and not self._gazetteer.named(surname.group(1)))

    def _stands(self, span: Span) -> bool:
        """Whether a word at ``span`` may point to a country, and is not just part of a name."""
        return all(self._yields(name, span) for name in self._touching(span))

    def _yields(self, name: _Name, span: Span) -> bool:
        if span.start <= name.span.start and name.span.end <= span.end:
            return span != name.span or name.label is not Label.PERSON
        if not (name.span.start <= span.start and span.end <= name.span.end):
            return False
        if name.label is Label.ORGANISATION:
            surface = self._text[name.span.start : name.span.end]
            return self._text[span.start].islower() or bool(_OF_A_STATE.match(surface) or _PAIR.fullmatch(surface))
        return name.label is Label.PLACE and name.known is None

    def _touching(self, span: Span) -> list[_Name]:
        index = bisect_right(self._ends, span.start)
        found = []
        while index < len(self._names) and self._names[index].span.start < span.end:
            found.append(self._names[index])
            index += 1
        return found


class _Cover:
    """Spans that stand in order and apart once sorted."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(set(spans), key=lambda span: (span.start, span.end))
        self._ends = [span.end for span in self._spans]
        self._members = frozenset(self._spans)

    def touches(self, span: Span) -> bool:
        index = bisect_right(self._ends, span.start)
        return index < len(self._spans) and self._spans[index].start < span.end

    def encloses(self, span: Span) -> bool:
        """Whether one of the spans holds ``span``, or is the same."""
        index = bisect_right(self._ends, span.start)
        if index == len(self._spans):
            return False
        return self._spans[index].start <= span.start and span.end <= self._spans[index].end

    def exceeds(self, span: Span) -> bool:
        """Whether one of the spans holds ``span`` and more."""
        return self.encloses(span) and span not in self._members
