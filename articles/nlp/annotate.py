"""The recipe, top to bottom."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from articles.nlp import document, linking, names, spans
from articles.nlp.countries import named_countries
from articles.nlp.found import Found
from articles.nlp.pipeline import LANGUAGES, Pipeline, load
from articles.text.annotation import NOTHING, Annotation, Introduction, Mention
from articles.text.normalise import plain_typography

# A model's memory grows with the text it reads at once; longer ones are read in pieces cut at line ends.
_PIECE = 20_000
# Read together, short texts cost the model a seventh less; more at once cost memory and gain nothing.
_AT_ONCE, _SHORT = 8, 4_000
# First the model reads that many, then the rules: each finds its own data in the processor's cache.
_GROUP, _GROUP_SIGNS = 16, 40_000
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
    """Annotate texts as each would be by itself, a group of short ones at a time; yield in their order.

    The models are loaded once, on first use.
    """
    for group in _groups(readings):
        plain = [plain_typography(reading.text) for reading in group]
        seen: dict[int, list[Found]] = {}
        for language in LANGUAGES:
            if numbers := [number for number, reading in enumerate(group) if reading.language == language]:
                found = _seen([plain[number] for number in numbers], load(language))
                seen |= zip(numbers, found, strict=True)
        for number, reading in enumerate(group):
            is_read = number in seen
            yield _annotated(reading, plain[number], seen[number], load(reading.language)) if is_read else NOTHING


def annotated(reading: Reading, pipeline: Pipeline, *, without: Container[str] = ()) -> Annotation:
    """Annotate one text with ``pipeline``, leaving out the steps whose names are in ``without``."""
    plain = plain_typography(reading.text)
    (seen,) = _seen([plain], pipeline)
    return _annotated(reading, plain, seen, pipeline, without)


def _groups(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """Cut ``readings`` into groups of ``_GROUP``, or that end with the text that makes them ``_GROUP_SIGNS`` long."""
    group: list[Reading] = []
    size = 0
    for reading in readings:
        group.append(reading)
        size += len(reading.text)
        if len(group) == _GROUP or size >= _GROUP_SIGNS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _annotated(
    reading: Reading, plain: str, seen: list[Found], pipeline: Pipeline, without: Container[str] = ()
) -> Annotation:
    mentions, introductions = _mentions(reading.text, plain, seen, pipeline, without)
    title = "" if reading.title in reading.text else plain_typography(reading.title)
    return Annotation(
        mentions=tuple(mentions),
        countries=tuple(named_countries(plain, title, mentions, pipeline.demonyms, pipeline.gazetteer)),
        topics=tuple(pipeline.lexicon.score(plain, title)),
        introductions=tuple(introductions),
    )


def _mentions(
    text: str, plain: str, found: list[Found], pipeline: Pipeline, without: Container[str]
) -> tuple[list[Mention], list[Introduction]]:
    """Find the names: what the model has ``found``, mended step by step."""
    for name, step in STEPS.items():
        if name not in without:
            found = step(plain, found, pipeline)
    acronyms = names.acronyms(plain, found)
    mentions, introductions = linking.linked(plain, found, pipeline.gazetteer, acronyms, pipeline.rules.code)
    return [spans.with_surface(mention, text) for mention in mentions], introductions


def _seen(texts: Sequence[str], pipeline: Pipeline) -> list[list[Found]]:
    """Return what the model sees in each text; nothing where there is no model."""
    seen: list[list[Found]] = [[] for _ in texts]
    if pipeline.model is None:
        return seen
    pieces = [(piece, (piece, number, offset)) for number, text in enumerate(texts) for offset, piece in _pieces(text)]
    at_once = _AT_ONCE if all(len(piece) <= _SHORT for piece, _ in pieces) else 1
    for doc, (piece, number, offset) in pipeline.model.pipe(pieces, as_tuples=True, batch_size=at_once):
        found = spans.from_doc(doc, piece, pipeline.rules)
        seen[number] += [spans.shifted(f, offset) for f in found] if offset else found
    return seen


def _pieces(plain: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, text) of the pieces of ``plain`` that a model should read."""
    start = 0
    while start < len(plain):
        end = min(len(plain), start + _PIECE)
        if end < len(plain):
            cut = max(plain.rfind("\n", start, end), plain.rfind(" ", start, end))
            end = cut + 1 if cut > start else end
        piece = _MONSTER.sub(lambda word: " " * len(word.group()), plain[start:end])
        # Without a capital there is no name, and no reason to wake the model for a page of dots.
        if any(map(str.isupper, piece)):
            yield start, piece
        start = end
