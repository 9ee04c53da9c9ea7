"""Finding known names in a text: every name and alias, exact in case and accents, at word borders."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import combining, normalize

import ahocorasick

from articles.nlp.knowledge import KnownEntity
from articles.text.annotation import Label
from articles.text.normalise import fold, plain_typography

# Names that are more often something else; they are believed only where the model sees a name too.
AMBIGUOUS = frozenset(
    "Orange Meta PS FO PAM Libération Man Tours Sofia Mars Lima Santiago Damas Shell Total Renaissance Fed "
    "Monde Croix Point Nice Vienne Valence Georgetown Victoria Alexandrie Phoenix Mobile Reading Bath "
    "Dominique Apple Amazon Visa Gap Golfe Occident Centre Est Nord Sud Ouest ICE AES EI AI CPC OCS AIE".split()
)
# Acronyms of few letters stay trusted in these kinds only.
_TRUSTED_SHORT = frozenset({"ONU", "UE", "OMS", "FMI", "BCE", "CIJ", "CPI", "EDF", "AIEA", "OTSC", "OCS", "AES", "AIE"})

# Names in capitals that are no longer than this may be acronyms.
_SHORT = 3
# In capitals these are as often people, weapons, birds or meetings.
_NO_CAPITALS = frozenset("Dominique Hollande Holland Jordan Chad Georgia Grenade Salvador Montserrat Turkey".split())
# « roi Charles » is not the king of « roi Charles III ».
_REGNAL = re.compile(r" (?:[IVX]{1,5}|Ier|Ire)\b")
_ARTICLES = ("La ", "la ", "Le ")


@dataclass(frozen=True, slots=True)
class Hit:
    """A known name in a text; ``candidates`` are the entities that bear it, at least one."""

    start: int
    end: int
    surface: str
    candidates: tuple[KnownEntity, ...]
    ambiguous: bool
    """Whether the name alone proves nothing."""

    @property
    def label(self) -> Label:
        return self.candidates[0].kind

    @property
    def is_country(self) -> bool:
        return self.candidates[0].is_country


class Gazetteer:
    """The names of ``entities`` in one language (names of the other one too, where they differ)."""

    def __init__(self, entities: Iterable[KnownEntity], language: str) -> None:
        owners: dict[str, list[KnownEntity]] = defaultdict(list)
        self._by_key = {}
        for entity in entities:
            self._by_key[entity.key] = entity
            for name in self._names(entity, language):
                if entity not in owners[name]:
                    owners[name].append(entity)
        self._owners = {name: tuple(found) for name, found in owners.items()}
        self._folded: dict[str, tuple[KnownEntity, ...]] = {}
        for name, found in self._owners.items():
            both = {entity.key: entity for entity in (*self._folded.get(fold(name), ()), *found)}
            self._folded[fold(name)] = tuple(both.values())
        self._automaton = ahocorasick.Automaton()
        for name in self._owners:
            self._automaton.add_word(name, name)
        if self._owners:
            self._automaton.make_automaton()

    @staticmethod
    def _names(entity: KnownEntity, language: str) -> Iterator[str]:
        other = "en" if language == "fr" else "fr"
        names = [entity.name[language], *entity.aliases[language]]
        if entity.kind is not Label.PLACE:
            names += [entity.name[other], *entity.aliases[other]]
        for name in names:
            plain = plain_typography(name)
            if len(plain) > 1:
                yield plain
            if entity.is_country and len(plain) > _SHORT:
                yield from _typed(plain)

    def named(self, surface: str, label: Label | None = None) -> tuple[KnownEntity, ...]:
        """Return the entities that bear ``surface``, of kind ``label`` if that is given."""
        found = self._owners.get(plain_typography(surface), ())
        return found if label is None else tuple(e for e in found if e.kind is label)

    def folded(self, surface: str, label: Label) -> tuple[KnownEntity, ...]:
        """Return the entities of kind ``label`` that bear ``surface`` but for case and accents."""
        return tuple(e for e in self._folded.get(fold(surface), ()) if e.kind is label)

    @staticmethod
    def is_ambiguous(surface: str) -> bool:
        """Whether ``surface`` is more often something else than the entity that bears it."""
        return surface in AMBIGUOUS and surface not in _TRUSTED_SHORT

    def is_country(self, surface: str) -> bool:
        """Whether a country bears ``surface``."""
        return any(entity.is_country for entity in self.named(surface))

    def by_key(self, key: str) -> KnownEntity | None:
        return self._by_key.get(key)

    def find(self, text: str) -> list[Hit]:
        """Return the known names in ``text`` (plain typography), the longest where they overlap."""
        if not self._owners:
            return []
        hits: list[Hit] = []
        found = [
            (end + 1 - len(name), end + 1, name)
            for end, name in self._automaton.iter(text)
            if at_borders(text, end + 1 - len(name), end + 1)
        ]
        found.sort(key=lambda hit: (hit[0], -hit[1]))
        for start, end, name in found:
            if hits and start < hits[-1].end:
                continue
            if self._owners[name][0].kind is Label.PERSON and _REGNAL.match(text, end):
                continue
            hits.append(Hit(start, end, name, self._owners[name], self.is_ambiguous(name)))
        return hits


def _typed(name: str) -> Iterator[str]:
    """A country's name as keyboards and headlines have it: « Perou », « PÉROU », « PEROU »."""
    bare = "".join(c for c in normalize("NFD", name) if not combining(c))
    if bare != name:
        yield bare
    if name not in _NO_CAPITALS and not name.startswith(_ARTICLES):
        yield from {name.upper(), bare.upper()}


def at_borders(text: str, start: int, end: int) -> bool:
    """No name begins or ends inside a word, nor inside a hyphenated one."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() or before == "_" or after.isalnum() or after == "_" or combining(after):
        return False
    if after == "-" and text[end + 1 : end + 2].isalnum():
        return False
    return not (before == "-" and start > 1 and text[start - 2].isalnum())
