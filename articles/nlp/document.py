"""What one article says of a name in all its places: one kind, short forms, missed repetitions."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import ahocorasick

from articles.nlp.bearers import surname
from articles.nlp.found import ALIAS, REPEATED, SURE, Found, Row
from articles.nlp.gazetteer import Gazetteer
from articles.nlp.language import LanguageRules
from articles.nlp.spans import known_word
from articles.text.annotation import Label, Origin

# Signs before a name that may hold a word that tells what follows.
_REACH = 12


def agreed(text: str, found: list[Found], gazetteer: Gazetteer, rules: LanguageRules) -> list[Found]:
    """Return ``found`` with one kind per surface: the known one, a person's surname, or the majority's.

    A known place is a person where the article names somebody so in full (« Loïc Genève … Genève a gagné »),
    unless a word before it tells of a place (« à Genève »).
    """
    votes: dict[str, Counter[Label | None]] = defaultdict(Counter)
    for f in found:
        votes[text[f.start : f.end]][f.label] += 1
    surnames = {surname(s) for s, v in votes.items() if v.most_common(1)[0][0] is Label.PERSON} - {""}
    towns = {head for s, v in votes.items() if v.most_common(1)[0][0] is Label.PLACE for head in _heads(s)}
    result = []
    for f in found:
        surface = text[f.start : f.end]
        if f.origin is Origin.GAZETTEER or gazetteer.named(surface):
            namesake = surface in surnames and f.label is Label.PLACE
            # A country is one wherever the model sees a place too: « Anne France … la France ».
            country = gazetteer.is_country(surface) and not (f.origin is Origin.GAZETTEER and f.confidence < SURE)
            if namesake and not country and not _after_place_word(text, f, rules):
                f = replace(f, label=Label.PERSON, origin=Origin.RULE, confidence=ALIAS)
            result.append(f)
            continue
        ranked = votes[surface].most_common(2)
        label = f.label
        if surface in surnames and not (label is Label.PLACE and _after_place_word(text, f, rules)):
            label = Label.PERSON
        elif surface in towns:
            label = Label.PLACE
        elif len(ranked) > 1 and ranked[0][1] > ranked[1][1]:
            label = ranked[0][0]
        result.append(f if label is f.label else replace(f, label=label, origin=Origin.RULE))
    return result


def _heads(place: str) -> Iterator[str]:
    """The short forms of a town's name: « Saint-Maurin » of « Saint-Maurin-du-Causse »."""
    parts = place.split("-")
    return ("-".join(parts[:length]) for length in range(2, len(parts)) if " " not in place)


def _after_place_word(text: str, found: Found, rules: LanguageRules) -> bool:
    return bool(rules.place_before.search(text, max(0, found.start - _REACH), found.start))


def with_repetitions(text: str, found: list[Found], gazetteer: Gazetteer, rules: LanguageRules) -> list[Found]:
    """Return ``found`` with the surnames and repeated names that the model missed elsewhere in the text."""
    labels: dict[str, Label] = {}
    for f in found:
        surface = text[f.start : f.end]
        if f.label is None:
            continue
        if f.label is Label.PERSON and len(last := surname(surface)) > 2 and not gazetteer.named(last):
            labels.setdefault(last, Label.PERSON)
        if len(surface) > 3 and surface[0].isupper() and (" " in surface or not known_word(surface, rules)):
            labels.setdefault(surface, f.label)
            if not surface.isupper():
                labels.setdefault(surface.upper(), f.label)
    result = Row(found)
    for start, surface in sorted(_occurrences(text, labels), key=lambda o: (-len(o[1]), o[1], o[0])):
        if result.free(start, start + len(surface)):
            confidence = ALIAS if " " not in surface and labels[surface] is Label.PERSON else REPEATED
            result.put(Found(start, start + len(surface), labels[surface], Origin.RULE, confidence))
    return result.all()


def _occurrences(text: str, surfaces: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield (start, surface) wherever one of ``surfaces`` stands as whole words in ``text``."""
    automaton = ahocorasick.Automaton()
    for surface in surfaces:
        automaton.add_word(surface, surface)
    if not automaton:
        return
    automaton.make_automaton()
    for last, surface in automaton.iter(text):
        start = last + 1 - len(surface)
        if not _joins(text[start - 1 : start]) and not _LONGER.match(text, last + 1):
            yield start, surface


# Signs that make a word longer behind a name; « 's » does not.
_LONGER = re.compile(r"[\w-]|'(?!s\b)[^\W\d_]")


def _joins(sign: str) -> bool:
    """Whether ``sign`` beside a word makes it longer."""
    return sign.isalnum() or sign in {"_", "-"}
