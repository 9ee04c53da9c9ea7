"""From names to who or what they denote: one key per entity, the same in every article."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from articles.nlp.bearers import Bearers, is_short, surname
from articles.nlp.found import DOUBTFUL, Found
from articles.nlp.gazetteer import Gazetteer
from articles.nlp.knowledge import KnownEntity
from articles.text.annotation import Certainty, Introduction, Label, Link, Mention
from articles.text.normalise import fold, identifier

# Shorter names in capitals may be initials (« JFK »).
_CAPITALS_LEAST = 4


def linked(
    text: str, found: list[Found], gazetteer: Gazetteer, acronyms: Mapping[str, str], language: str
) -> tuple[list[Mention], list[Introduction]]:
    """Return the mentions of ``found`` in order, each with its entity, and whom the article names in full.

    Those without a kind are dropped. A short name is the one bearer whom the article names in full; two bearers:
    it stays an entity of its own, and the mention says so. Acronyms are their long form, as the article
    introduces them.
    """
    kept = _apart(found)
    names = [(text[f.start : f.end], f.label) for f in kept if f.label is not None]
    article = _Article(names, gazetteer, acronyms, language)
    mentions = []
    for f in kept:
        if f.label is None:
            continue
        surface = text[f.start : f.end]
        link = article.link(surface, f.label)
        confidence = min(f.confidence, DOUBTFUL) if link.certainty is Certainty.SEVERAL else f.confidence
        mentions.append(Mention(f.start, f.end, surface, f.label, f.origin, confidence, link))
    return mentions, article.introductions()


def _apart(found: Iterable[Found]) -> list[Found]:
    """In order, without those that have no kind or overlap an earlier one."""
    kept: list[Found] = []
    for f in sorted((f for f in found if f.label is not None), key=lambda f: (f.start, -f.end)):
        if not kept or kept[-1].end <= f.start:
            kept.append(f)
    return kept


class _Article:
    """What one article says of the names in it."""

    def __init__(
        self,
        names: Iterable[tuple[str, Label]],
        gazetteer: Gazetteer,
        acronyms: Mapping[str, str],
        language: str,
    ) -> None:
        self._gazetteer, self._language = gazetteer, language
        distinct = dict.fromkeys(names)
        self._countries = Counter(self._places(distinct))
        self._long_forms = {fold(short): long for short, long in acronyms.items()}
        full = [(name, label) for name, label in distinct if not is_short(name, label)]
        # The longest first: « Lula da Silva » is the « Luiz Inácio Lula da Silva » of the same article.
        full.sort(key=lambda pair: (-len(pair[0].split()), pair))
        self._links: dict[tuple[str, Label], Link] = {}
        self._of_key: dict[str, Link] = {}
        self._bearers = Bearers()
        for _, of_one_length in groupby(full, key=lambda pair: len(pair[0].split())):
            for name, label in (same := list(of_one_length)):
                link = self._links[name, label] = self._full(name, label)
                self._of_key.setdefault(link.key, link)
            for name, label in same:
                self._bearers.add(name, label, self._links[name, label].key)

    def _places(self, names: Iterable[tuple[str, Label]]) -> Iterable[str]:
        """The countries of the places that only one entity is called by."""
        for name, label in names:
            known = self._gazetteer.named(name, label)
            if len(known) == 1 and known[0].country:
                yield known[0].country

    def link(self, name: str, label: Label) -> Link:
        """Return who or what ``name`` is here."""
        if (name, label) not in self._links:
            self._links[name, label] = self._short(name, label)
        return self._links[name, label]

    def introductions(self) -> list[Introduction]:
        """Return the surnames and acronyms that the article explains, with their bearers."""
        found = set()
        for (name, label), link in self._links.items():
            sure = link.certainty is Certainty.SURE
            if label is Label.PERSON and sure and (last := surname(name)):
                found.add(Introduction(fold(last), label, link.key))
        for short, long in self._long_forms.items():
            found.add(Introduction(short, Label.ORGANISATION, self.link(long, Label.ORGANISATION).key))
        return sorted(found, key=lambda i: (i.label, i.short, i.key))

    def _full(self, name: str, label: Label) -> Link:
        """A name of several words, a place, or an organisation that is no acronym."""
        if known := self._known(name, label):
            return known
        if label is not Label.PLACE and (keys := self._bearers.of(name, label)) and len(keys) == 1:
            return self._of_key[next(iter(keys))]
        return _new(name, label)

    def _short(self, name: str, label: Label) -> Link:
        if label is Label.ORGANISATION and (long := self._long_forms.get(fold(name))):
            return self.link(long, label) if fold(long) != fold(name) else _new(name, label)
        bearers = self._bearers.of(name, label) if label is Label.PERSON else frozenset()
        known = self._known(name, label)
        if len(bearers) == 1:
            link = self._of_key[next(iter(bearers))]
            if known is None or known.key == link.key:
                return link
            return replace(link, certainty=Certainty.SEVERAL, candidates=(link.key, known.key))
        if len(bearers) > 1:
            return replace(_new(name, label), certainty=Certainty.SEVERAL, candidates=tuple(sorted(bearers)))
        return known or replace(_new(name, label), certainty=Certainty.UNKNOWN, short=fold(name))

    def _known(self, name: str, label: Label) -> Link | None:
        """The known entity of that name; of several, the one in a country that the article names most."""
        candidates = self._gazetteer.named(name, label) or self._gazetteer.folded(name, label)
        if len(candidates) < 2:
            return _of_known(candidates[0], self._language) if candidates else None
        ranked = sorted(candidates, key=lambda e: -self._countries[e.country])
        if self._countries[ranked[0].country] > self._countries[ranked[1].country]:
            return _of_known(ranked[0], self._language)
        keys = tuple(entity.key for entity in candidates)
        return replace(_of_known(candidates[0], self._language), certainty=Certainty.SEVERAL, candidates=keys)


def _of_known(entity: KnownEntity, language: str) -> Link:
    return Link(entity.key, entity.name[language], entity.country if entity.is_country else None)


def _new(surface: str, label: Label) -> Link:
    """An entity of the archive that no list knows."""
    name = " ".join(surface.split())
    if label is not Label.ORGANISATION and name.isupper() and len(name) > _CAPITALS_LEAST:
        name = name.title()
    return Link(f"{label.value}/{identifier(name)}", name)
