"""Which countries a text names, by which words, and which it is about."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable

from articles.nlp.gazetteer import Gazetteer
from articles.nlp.knowledge import KnownCountry
from articles.nlp.language import LanguageRules
from articles.text.annotation import CountryScore, Label, Mention, Span

_WORD = re.compile(r"[^\W\d_]+(?:[-][^\W\d_]+)*")
# A country is one that the text is about if it weighs at least this share of the heaviest one.
_ABOUT_SHARE = 0.4
_ABOUT_MOST = 3
_TITLE_WEIGHT = 4
_OPENING_WEIGHT = 2


class Demonyms:
    """Adjectives, inhabitants and compound prefixes of one language, each with its country."""

    def __init__(self, countries: Iterable[KnownCountry], rules: LanguageRules) -> None:
        self._capitalised = rules.demonyms_capitalised
        self._language_before = rules.language_before
        self._of: dict[str, str] = {}
        self._prefix_of: dict[str, str] = {}
        phrases = []
        for country in countries:
            for form in country.demonyms[rules.code]:
                if " " in form:
                    phrases.append((form, country.code))
                self._of.setdefault(self._key(form), country.code)
            for prefix in country.prefixes[rules.code]:
                self._prefix_of.setdefault(prefix.lower(), country.code)
        self._phrases = {self._key(form): code for form, code in phrases}
        alternatives = "|".join(re.escape(form) for form, _ in sorted(phrases, key=lambda p: -len(p[0])))
        flags = 0 if self._capitalised else re.IGNORECASE
        self._phrase = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", flags) if phrases else None

    def _key(self, form: str) -> str:
        return form if self._capitalised else form.lower()

    @property
    def forms(self) -> frozenset[str]:
        """Every form in lower case."""
        return frozenset(form.lower() for form in self._of)

    def find(self, text: str) -> list[tuple[Span, tuple[str, ...]]]:
        """Return the spans of demonyms in ``text`` (plain typography) with the codes they point to."""
        found: list[tuple[Span, tuple[str, ...]]] = []
        taken = 0
        phrases = {m.start(): m for m in self._phrase.finditer(text)} if self._phrase else {}
        for word in _WORD.finditer(text):
            if word.start() < taken:
                continue
            if phrase := phrases.get(word.start()):
                taken = phrase.end()
                found.append((Span(*phrase.span()), (self._phrases[self._key(phrase.group())],)))
            elif (codes := self._codes(word.group())) and not self._is_language(text, word.start()):
                found.append((Span(*word.span()), codes))
        return found

    def _codes(self, word: str) -> tuple[str, ...]:
        if code := self._of.get(self._key(word)):
            return (code,)
        if "-" not in word:
            return ()
        *first, last = word.split("-")
        end = self._of.get(self._key(last)) or (self._of.get(last.capitalize()) if self._capitalised else None)
        if end is None:
            return ()
        codes = [self._prefix_of.get(p.lower()) or self._of.get(self._key(p)) for p in first]
        if any(code is None for code in codes):
            return (end,) if not self._capitalised or last[0].isupper() else ()
        return tuple(dict.fromkeys([*(c for c in codes if c), end]))

    def _is_language(self, text: str, start: int) -> bool:
        return bool(self._language_before.search(text, max(0, start - 15), start))


def named_countries(
    text: str,
    title: str,
    mentions: Iterable[Mention],
    demonyms: Demonyms,
    gazetteer: Gazetteer,
) -> list[CountryScore]:
    """Return the countries of ``text``, heaviest first.

    Evidence are the places that are or lie in a country and the demonyms outside persons' and
    organisations' names. ``title`` adds weight, and a country of its own without a span.
    """
    evidence: dict[str, list[Span]] = defaultdict(list)
    names = sorted(mentions, key=lambda m: m.start)
    starts = [mention.start for mention in names]
    for mention in names:
        if mention.label is Label.PLACE and (known := gazetteer.by_key(mention.link.key)) and known.country:
            evidence[known.country].append(Span(mention.start, mention.end))
    for span, codes in demonyms.find(text):
        if not _inside(span, names, starts):
            for code in codes:
                evidence[code].append(span)
    in_title = _in_title(title, demonyms, gazetteer)
    opening = _opening_end(text)
    weights = {
        code: sum(_OPENING_WEIGHT if span.start < opening else 1 for span in evidence.get(code, ()))
        + _TITLE_WEIGHT * in_title[code]
        for code in {*evidence, *in_title}
    }
    about = _about(weights)
    return [
        CountryScore(
            code=code,
            mentions=max(1, len(evidence.get(code, ()))),
            about=code in about,
            evidence=tuple(sorted(evidence.get(code, ()), key=lambda s: s.start)),
        )
        for code in sorted(weights, key=lambda c: (-weights[c], c))
    ]


def _inside(span: Span, names: list[Mention], starts: list[int]) -> bool:
    """Whether ``span`` overlaps one of ``names``, which stand in order and apart."""
    index = bisect_left(starts, span.end)
    return index > 0 and span.start < names[index - 1].end


def _in_title(title: str, demonyms: Demonyms, gazetteer: Gazetteer) -> Counter[str]:
    counts: Counter[str] = Counter()
    for hit in gazetteer.find(title):
        entity = hit.candidates[0]
        if entity.kind is Label.PLACE and entity.country and not hit.ambiguous:
            counts[entity.country] += 1
    for _, codes in demonyms.find(title):
        counts.update(codes)
    return counts


def _opening_end(text: str) -> int:
    end = text.find("\n")
    return len(text) if end < 0 else end


def _about(weights: dict[str, int]) -> set[str]:
    """At most three countries, each named more than in passing."""
    if not weights:
        return set()
    least = max(2, max(weights.values()) * _ABOUT_SHARE)
    heavy = sorted((c for c in weights if weights[c] >= least), key=lambda c: (-weights[c], c))
    return set(heavy[:_ABOUT_MOST])
