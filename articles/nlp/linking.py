"""From names to who or what they denote: one key per entity, the same in every article."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping

from articles.nlp.document import surname
from articles.nlp.found import DOUBTFUL, Found
from articles.nlp.gazetteer import Gazetteer
from articles.nlp.knowledge import KnownEntity
from articles.text.annotation import Label, Link, Mention
from articles.text.normalise import fold, slug


def linked(
    text: str, found: list[Found], gazetteer: Gazetteer, acronyms: Mapping[str, str], language: str
) -> list[Mention]:
    """Return the mentions of ``found`` in order, each with its entity; those without a kind are dropped.

    A surname alone is the one person of the article who bears it. Two bearers: the surname stays an entity
    of its own and the mention is doubtful. Acronyms are their long form, as the article introduces them.
    """
    kept = [f for f in sorted(found, key=lambda f: (f.start, -f.end)) if f.label is not None]
    full_names: dict[str, set[str]] = defaultdict(set)
    for f in kept:
        if f.label is Label.PERSON and (last := surname(text[f.start : f.end])):
            full_names[fold(last)].add(text[f.start : f.end])
    long_forms = {fold(short): long for short, long in acronyms.items()}
    mentions, end = [], 0
    for f in kept:
        if f.start < end or f.label is None:
            continue
        end = f.end
        surface = text[f.start : f.end]
        link, doubtful = _link(surface, f.label, gazetteer, full_names, long_forms, language)
        confidence = min(f.confidence, DOUBTFUL) if doubtful else f.confidence
        mentions.append(Mention(f.start, f.end, surface, f.label, f.origin, confidence, link))
    return mentions


def _link(
    surface: str,
    label: Label,
    gazetteer: Gazetteer,
    full_names: Mapping[str, set[str]],
    long_forms: Mapping[str, str],
    language: str,
) -> tuple[Link, bool]:
    """Return the link of one name, and whether it is doubtful."""
    bearers = full_names.get(fold(surface), set()) if label is Label.PERSON else set()
    identities = {_known_or_new(name, label, gazetteer, language).key for name in bearers}
    if len(identities) == 1:
        return _known_or_new(max(bearers, key=len), label, gazetteer, language), False
    if len(identities) > 1:
        return _new(surface, label), True
    if (long_form := long_forms.get(fold(surface))) and not gazetteer.named(surface, label):
        return _known_or_new(long_form, label, gazetteer, language), False
    return _known_or_new(surface, label, gazetteer, language), len(gazetteer.named(surface, label)) > 1


def _known_or_new(surface: str, label: Label, gazetteer: Gazetteer, language: str) -> Link:
    candidates = gazetteer.named(surface, label)
    return _known(candidates[0], language) if candidates else _new(surface, label)


def _known(entity: KnownEntity, language: str) -> Link:
    return Link(entity.key, entity.name[language], entity.country if entity.is_country else None)


def _new(surface: str, label: Label) -> Link:
    """An entity of the archive that no list knows."""
    name = " ".join(surface.split())
    return Link(f"{label.value}/{_identifier(name)}", name)


def _identifier(name: str) -> str:
    """The slug of ``name``, and where that cannot spell it (« Токаев »), a mark that tells it from others."""
    plain = fold(name)
    if all(c.isascii() for c in plain if c.isalnum()):
        return slug(name)
    return f"{slug(name)}-{hashlib.sha256(plain.encode()).hexdigest()[:8]}"
