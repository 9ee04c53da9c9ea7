"""The recipe, top to bottom."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from articles.nlp import document, linking, names, spans
from articles.nlp.countries import named_countries
from articles.nlp.pipeline import Pipeline, load
from articles.text.annotation import Annotation, Introduction, Mention
from articles.text.normalise import plain_typography

if TYPE_CHECKING:
    from spacy.tokens import Doc

# A model's memory grows with the text it reads at once; longer ones are read in pieces cut at line ends.
_PIECE = 20_000
# No word is that long; the model's tokenizer would take minutes over a few of them.
_MONSTER = re.compile(r"\S{400,}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A canonical text to annotate; ``title`` weighs in countries and topics but holds no mentions."""

    text: str
    language: str = "fr"
    title: str = ""


def annotate(text: str, language: str = "fr", *, title: str = "") -> Annotation:
    """Annotate one canonical text. Offsets of the result are code points into ``text``."""
    return next(annotate_many([Reading(text, language, title)]))


def annotate_many(readings: Iterable[Reading]) -> Iterator[Annotation]:
    """Annotate texts one after the other; the models are loaded once, on first use."""
    for reading in readings:
        pipeline = load(reading.language)
        plain = plain_typography(reading.text)
        mentions, introductions = _mentions(reading.text, plain, pipeline)
        title = "" if reading.title in reading.text else plain_typography(reading.title)
        yield Annotation(
            mentions=tuple(mentions),
            countries=tuple(named_countries(plain, title, mentions, pipeline.demonyms, pipeline.gazetteer)),
            topics=tuple(pipeline.lexicon.score(plain, title)),
            introductions=tuple(introductions),
        )


def _mentions(text: str, plain: str, pipeline: Pipeline) -> tuple[list[Mention], list[Introduction]]:
    """Find the names: what the model sees, mended by the lists, the rules of the press and the whole article."""
    rules, gazetteer = pipeline.rules, pipeline.gazetteer
    found = []
    for offset, doc in _docs(plain, pipeline):
        found += [spans.shifted(f, offset) for f in spans.from_doc(doc, rules)]
    found = spans.trim(plain, found, rules, gazetteer)
    found = spans.without_noise(plain, found, rules, gazetteer, pipeline.demonym_forms)
    found = names.with_known_names(plain, found, gazetteer, rules)
    found = names.retyped(plain, found, rules, gazetteer, pipeline.first_names)
    found = names.widened(plain, found, rules)
    found, acronyms = names.with_acronyms(plain, found, rules)
    found = document.agreed(plain, found, gazetteer)
    found = document.with_repetitions(plain, found, gazetteer, rules)
    mentions, introductions = linking.linked(plain, found, gazetteer, acronyms, rules.code)
    return [spans.with_surface(mention, text) for mention in mentions], introductions


def _docs(plain: str, pipeline: Pipeline) -> Iterator[tuple[int, "Doc"]]:
    """Yield (offset, Doc) of the pieces of ``plain``; nothing where there is no model."""
    if pipeline.model is None:
        return
    start = 0
    while start < len(plain):
        end = min(len(plain), start + _PIECE)
        if end < len(plain):
            cut = max(plain.rfind("\n", start, end), plain.rfind(" ", start, end))
            end = cut + 1 if cut > start else end
        piece = _MONSTER.sub(lambda word: " " * len(word.group()), plain[start:end])
        # Without a capital there is no name, and no reason to wake the model for a page of dots.
        if any(map(str.isupper, piece)):
            yield start, pipeline.model(piece)
        start = end
