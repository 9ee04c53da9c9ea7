"""A small world for the tests of the laboratory: a few names, no model."""

import spacy
from spacy.tokens import Doc, Span

from articles.nlp.found import MODEL, Found
from articles.nlp.gazetteer import Gazetteer
from articles.nlp.knowledge import KnownEntity
from articles.text.annotation import Label, Origin

PERSON, ORGANISATION, PLACE = Label.PERSON, Label.ORGANISATION, Label.PLACE
BLANK = spacy.blank("fr")


def known(key: str, name: str, *aliases: str, country: str = "", is_country: bool = False) -> KnownEntity:
    return KnownEntity(
        key=key,
        kind=Label(key.split("/")[0]) if "/" in key and not is_country else PLACE,
        name={"fr": name, "en": name},
        aliases={"fr": aliases, "en": ()},
        country=country,
        wikidata="",
        description={"fr": "", "en": ""},
        is_country=is_country,
    )


GAZETTEER = Gazetteer(
    [
        known("country/kz", "Kazakhstan", country="KZ", is_country=True),
        known("country/ne", "Niger", country="NE", is_country=True),
        known("country/ng", "Nigeria", country="NG", is_country=True),
        known("country/gn", "Guinée", country="GN", is_country=True),
        known("country/gw", "Guinée-Bissau", country="GW", is_country=True),
        known("country/gq", "Guinée équatoriale", country="GQ", is_country=True),
        known("country/fr", "France", country="FR", is_country=True),
        known("country/dm", "Dominique", country="DM", is_country=True),
        known("place/astana", "Astana", country="KZ"),
        known("place/zorbville-fr", "Zorbville", country="FR"),
        known("place/zorbville-kz", "Zorbville", country="KZ"),
        known("place/aktau", "Aktau", country="KZ"),
        known("place/bruxelles", "Bruxelles"),
        known("place/londres", "Londres", country="GB"),
        known("place/geneve", "Genève", country="CH"),
        known("place/mer-caspienne", "mer Caspienne"),
        known("place/victoria-ville", "Ganja", country="AZ"),
        known("person/tokaiev", "Kassym-Jomart Tokaïev", "Tokaïev"),
        known("person/victor-hugo", "Victor Hugo"),
        known("organisation/otsc", "Organisation du traité de sécurité collective", "OTSC"),
        known("organisation/banque-de-france", "Banque de France", country="FR"),
        known("organisation/orange", "Orange", country="FR"),
        known("organisation/ganja", "Ganja"),
    ],
    "fr",
)


def named(text: str, *names: tuple[str, Label | None], origin: Origin = Origin.MODEL) -> list[Found]:
    """The first occurrences of ``names`` in ``text``, each after the one before."""
    found, position = [], 0
    for name, label in names:
        start = text.index(name, position)
        position = start + len(name)
        found.append(Found(start, position, label, origin, MODEL))
    return found


def shown(text: str, found: list[Found]) -> list[tuple[str, Label | None]]:
    return [(text[f.start : f.end], f.label) for f in found]


def doc(text: str, *ents: tuple[str, str]) -> Doc:
    """A Doc whose entities are ``ents``, each (surface, model label)."""
    made = BLANK(text)
    spans: list[Span] = []
    for surface, label in ents:
        span = made.char_span(text.index(surface), text.index(surface) + len(surface), label=label)
        assert span is not None, surface
        spans.append(span)
    made.ents = spans
    return made
