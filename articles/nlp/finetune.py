"""Fine-tuning a model's names on annotated texts: samples in, weights out.

Only the named-entity recogniser of the installed model changes; its tokenizer and word vectors stay.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from articles.text.normalise import fold, plain_typography

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

FOLDER = Path(__file__).parent / "training"

_KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_MISC = "MISC"
# What models without a label for miscellaneous names call works.
_WORKS = "WORK_OF_ART"
_DASHES = re.compile(r"^---\s*$", re.MULTILINE)
_MARK = re.compile(r"\[([^\[\]]+)\]\((PER|ORG|LOC|MISC)\)")
# Words that are read before the weights move.
_BATCH = 400
_DROPOUT = 0.2
# A longer text is learnt from in pieces of whole lines, each of at least so many signs.
_PIECE = 200
# The share of the samples that are read together with the next one, as lines of one text, and in capitals.
_JOINED = 0.3
_LONGEST = 2000
_CAPITALS = 0.02
# The share that is read under other names.
_RENAMED = 0.5


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with its names: ``(start, end, label)``, label PER, ORG, LOC or MISC.

    ``complete`` says whether events, works and products (MISC) are marked too.
    """

    text: str
    names: tuple[tuple[int, int, str], ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: passes over the samples, the highest learning rate, the seeds whose weights are averaged."""

    epochs: int = 18
    rate: float = 7e-4
    seeds: tuple[int, ...] = (1,)


def marked(line: str) -> Sample:
    """Read one text with inline marks.

    >>> marked("[Paris](LOC) dort.")
    Sample(text='Paris dort.', names=((0, 5, 'LOC'),), complete=True)
    """
    text, names, position = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[position : mark.start()]
        names.append((len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        position = mark.end()
    return Sample(text + line[position:], tuple(names))


def read_samples(folder: Path) -> dict[str, list[Sample]]:
    """Return the samples of ``folder`` by file: ``*.txt`` hold marked texts, ``*.jsonl`` annotated ones.

    A text is one line, or in files with lines of three dashes what stands between these.
    Files without any mark are left out; a text file without MISC marks is not ``complete``.
    """
    found = {path.name: _marked_texts(path) for path in sorted(folder.glob("*.txt"))}
    found |= {path.name: _annotated_texts(path) for path in sorted(folder.glob("*.jsonl"))}
    return {name: samples for name, samples in found.items() if any(sample.names for sample in samples)}


def _marked_texts(path: Path) -> list[Sample]:
    content = path.read_text(encoding="utf-8")
    texts = _DASHES.split(content) if _DASHES.search(content) else content.splitlines()
    samples = [marked(text.strip()) for text in texts if text.strip()]
    complete = any(label == "MISC" for sample in samples for _, _, label in sample.names)
    return [replace(sample, complete=complete) for sample in samples]


def _annotated_texts(path: Path) -> list[Sample]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Sample(row["text"], tuple((start, end, label) for start, end, label, *_ in row["ents"]))
        for row in rows
        if "ents" in row
    ]


def finetuned(package: str, samples: Sequence[Sample], plan: Plan, names: Mapping[str, str]) -> "Language":
    """Return the model of ``package`` trained on ``samples``, the weights of all seeds averaged.

    ``names`` are the labels of the model that are kinds of names here, with the kind (``LanguageRules.labels``).
    """
    runs = [_trained(package, samples, plan, seed, names) for seed in plan.seeds]
    average([model.get_pipe("ner") for model in runs])
    return runs[0]


def average(recognisers: Sequence[Any]) -> None:
    """Put the mean of the weights of all ``recognisers`` into the first one."""
    first, *others = [list(r.model.walk()) for r in recognisers]
    for index, node in enumerate(first):
        for name in node.param_names:
            if node.has_param(name):
                total = sum((nodes[index].get_param(name) for nodes in others), node.get_param(name).copy())
                node.set_param(name, total / len(recognisers))


class Renaming:
    """Other names in the place of those of a sample: the model is to learn from the words around them.

    A name gives way to one of its label, number of words and kind of first letter (« d'Oran » is not « de »).
    """

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._names: dict[tuple[str, int, bool], list[str]] = {}
        for sample in samples:
            for start, end, label in sample.names:
                name = sample.text[start:end]
                if name[0].isupper():
                    self._names.setdefault(self._shape(name, label), []).append(name)

    @staticmethod
    def _shape(name: str, label: str) -> tuple[str, int, bool]:
        return label, len(name.split()), fold(name)[0] in "aeiouyh"

    def of(self, sample: Sample, chance: random.Random) -> Sample:
        """Return ``sample`` under other names; the same name is the same again, a surname follows its full name."""
        new: dict[str, str] = {}
        text, names, position = "", [], 0
        for start, end, label in sorted(sample.names):
            name = sample.text[start:end]
            text += sample.text[position:start]
            other = self._other(name, label, new, chance)
            names.append((len(text), len(text) + len(other), label))
            text += other
            position = end
        return replace(sample, text=text + sample.text[position:], names=tuple(names))

    def _other(self, name: str, label: str, new: dict[str, str], chance: random.Random) -> str:
        if name in new:
            return new[name]
        words = name.split()
        simple = all(word[0].isupper() for word in words) and len(words) <= 3 and label in {"PER", "LOC", "ORG"}
        if not simple or not (others := self._names.get(self._shape(name, label))):
            return name
        new[name] = other = chance.choice(others)
        if label == "PER" and len(words) > 1:
            new.setdefault(words[-1], other.split()[-1])
        return other


def _trained(package: str, samples: Sequence[Sample], plan: Plan, seed: int, names: Mapping[str, str]) -> "Language":
    from thinc.api import fix_random_seed

    from articles.nlp.pipeline import load_model

    fix_random_seed(seed)
    chance = random.Random(seed)  # noqa: S311
    model = load_model(package)
    samples = _with_own_labels(model, samples, names)
    renaming = Renaming(samples)
    optimiser = model.resume_training()
    for epoch in range(plan.epochs):
        batches = list(_batches(_examples(model, samples, renaming, chance)))
        for number, batch in enumerate(batches):
            done = (epoch + number / len(batches)) / plan.epochs
            optimiser.learn_rate = plan.rate * max(0.05, 1 - done)
            model.update(batch, drop=_DROPOUT, sgd=optimiser)
    return model


def _batches(examples: Iterable["Example"]) -> Iterator[list["Example"]]:
    batch: list[Example] = []
    words = 0
    for example in examples:
        batch.append(example)
        words += len(example.reference)
        if words >= _BATCH:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch


def _with_own_labels(model: "Language", samples: Sequence[Sample], kinds: Mapping[str, str]) -> list[Sample]:
    """Return ``samples`` with the labels of the untrained model.

    A name keeps the model's own label where that is of the name's kind (a town is no river), else it has the first of
    its kind. What the model sees where no name is marked, and what is of no kind here (dates, peoples; in samples
    that do not mark them, events and works), it is not to unlearn.
    """
    component: Any = model.get_pipe("ner")
    has_misc = _MISC in component.labels
    docs = model.pipe([plain_typography(sample.text) for sample in samples])
    whole = []
    for sample, doc in zip(samples, docs, strict=True):
        own = {(ent.start_char, ent.end_char): ent.label_ for ent in doc.ents}
        names = [(s, e, _label_for(label, own.get((s, e), ""), kinds, has_misc)) for s, e, label in sample.names]
        for (start, end), label in own.items():
            free = all(end <= first or last <= start for first, last, _ in sample.names)
            if free and label not in kinds and not (label == _MISC and sample.complete):
                names.append((start, end, label))
        whole.append(replace(sample, text=plain_typography(sample.text), names=tuple(names)))
    return whole


def _label_for(label: str, own: str, kinds: Mapping[str, str], has_misc: bool) -> str:
    """The label of the model for a mark: ``own``, which it sees itself, or the first that fits."""
    if label == _MISC:
        return _MISC if has_misc else own if own and own not in kinds else _WORKS
    kind = _KINDS[label]
    return own if kinds.get(own) == kind else next(name for name, of in kinds.items() if of == kind)


def _examples(
    model: "Language", samples: Sequence[Sample], renaming: Renaming, chance: random.Random
) -> Iterator["Example"]:
    """Yield the samples in a new order, some under other names, in capitals, or as lines of one text."""
    waiting = Sample("", ())
    named = (renaming.of(sample, chance) if chance.random() < _RENAMED else sample for sample in samples)
    parts = [piece for sample in named for piece in pieces(sample)]
    for sample in chance.sample(parts, len(parts)):
        if chance.random() < _CAPITALS and len(sample.text.upper()) == len(sample.text):
            sample = replace(sample, text=sample.text.upper())
        shift = len(waiting.text)
        moved = ((start + shift, end + shift, label) for start, end, label in sample.names)
        waiting = Sample(waiting.text + sample.text, (*waiting.names, *moved))
        if len(waiting.text) < _LONGEST and chance.random() < _JOINED:
            waiting = replace(waiting, text=waiting.text + "\n")
            continue
        yield _example(model, waiting)
        waiting = Sample("", ())
    if waiting.text:
        yield _example(model, waiting)


def pieces(sample: Sample) -> Iterator[Sample]:
    """Yield ``sample`` in runs of whole lines, each long enough to learn from; none cuts a name."""
    start = 0
    while start < len(sample.text):
        line_end = sample.text.find("\n", start + _PIECE)
        end = len(sample.text) if line_end < 0 or len(sample.text) - line_end < _PIECE else line_end
        inside = ((s - start, e - start, label) for s, e, label in sample.names if start <= s and e <= end)
        yield replace(sample, text=sample.text[start:end], names=tuple(inside))
        start = end + 1


def _example(model: "Language", sample: Sample) -> "Example":
    from spacy.training import Example
    from spacy.util import filter_spans

    doc = model.make_doc(sample.text)
    spans = [doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in sample.names]
    doc.ents = filter_spans([span for span in spans if span is not None])
    return Example(model.make_doc(sample.text), doc)


def distinct(samples: Iterable[Sample]) -> list[Sample]:
    """Return ``samples`` without those whose text came before."""
    return list({sample.text: sample for sample in samples}.values())
