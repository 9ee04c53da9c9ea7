"""The recipe, top to bottom."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from articles.nlp import document, linking, names, spans
from articles.nlp.countries import named_countries
from articles.nlp.found import Found
from articles.nlp.pipeline import LANGUAGES, Pipeline, load
from articles.text.annotation import NOTHING, Annotation, Introduction, Mention
from articles.text.normalise import plain_typography

if TYPE_CHECKING:
    from spacy.tokens import Doc

# A model's memory grows with the text it reads at once; longer ones are read in pieces cut at line ends.
_PIECE = 20_000
# No word is that long; the model's tokenizer would take minutes over a few of them.
_MONSTER = re.compile(r"\S{400,}")


Step = Callable[[str, list[Found], Pipeline], list[Found]]

STEPS: dict[str, Step] = {
    "borders": lambda text, found, p: spans.trim(text, found, p.rules, p.gazetteer, p.demonym_forms),
    "noise": lambda text, found, p: spans.without_noise(text, found, p.rules, p.gazetteer, p.demonym_forms),
    "known names": lambda text, found, p: names.with_known_names(text, found, p.gazetteer, p.rules),
    "kinds": lambda text, found, p: names.retyped(text, found, p.rules, p.gazetteer, p.first_names),
    "long names": lambda text, found, p: names.widened(text, found, p.rules),
    "acronyms": lambda text, found, p: names.with_acronyms(text, found, p.rules),
    "vote": lambda text, found, p: document.agreed(text, found, p.gazetteer, p.rules),
    "repetitions": lambda text, found, p: document.with_repetitions(text, found, p.gazetteer, p.rules),
}
"""What mends the spans of the model, in this order: lists, rules of the press, the whole article."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A canonical text to annotate; ``title`` weighs in countries and topics but holds no mentions."""

    text: str
    language: str = "fr"
    title: str = ""


def annotate(text: str, language: str = "fr", *, title: str = "") -> Annotation:
    """Annotate one canonical text. Offsets of the result are code points into ``text``.

    A language that is none of ``LANGUAGES`` has no rules here: nothing is found.
    """
    return next(annotate_many([Reading(text, language, title)]))


def annotate_many(readings: Iterable[Reading]) -> Iterator[Annotation]:
    """Annotate texts one after the other; the models are loaded once, on first use."""
    for reading in readings:
        yield annotated(reading, load(reading.language)) if reading.language in LANGUAGES else NOTHING


def annotated(reading: Reading, pipeline: Pipeline, *, without: Container[str] = ()) -> Annotation:
    """Annotate one text with ``pipeline``, leaving out the steps whose names are in ``without``."""
    plain = plain_typography(reading.text)
    mentions, introductions = _mentions(reading.text, plain, pipeline, without)
    title = "" if reading.title in reading.text else plain_typography(reading.title)
    return Annotation(
        mentions=tuple(mentions),
        countries=tuple(named_countries(plain, title, mentions, pipeline.demonyms, pipeline.gazetteer)),
        topics=tuple(pipeline.lexicon.score(plain, title)),
        introductions=tuple(introductions),
    )


def _mentions(
    text: str, plain: str, pipeline: Pipeline, without: Container[str]
) -> tuple[list[Mention], list[Introduction]]:
    """Find the names: what the model sees, mended step by step."""
    found = []
    for offset, doc in _docs(plain, pipeline):
        found += [spans.shifted(f, offset) for f in spans.from_doc(doc, pipeline.rules)]
    for name, step in STEPS.items():
        if name not in without:
            found = step(plain, found, pipeline)
    acronyms = names.acronyms(plain, found)
    mentions, introductions = linking.linked(plain, found, pipeline.gazetteer, acronyms, pipeline.rules.code)
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
