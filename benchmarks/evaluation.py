"""``make evaluate``: how often the annotation errs, on every gold set found; the figures are kept.

python -m benchmarks.evaluation [--ablation] [--dry-run]
"""

import argparse
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from articles import nlp
from articles.nlp import quality, recogniser
from articles.nlp.annotate import STEPS, annotated
from articles.nlp.quality import Figures, MeasuredSet, Report, System, Use
from articles.nlp.together import explained
from articles.text.annotation import Label
from benchmarks import annotation, scoring
from benchmarks.archive import GOLD, ROOT
from benchmarks.gold import GoldText, Name, read_articles, read_lines
from benchmarks.measuring import machine, show
from benchmarks.scoring import Answer

OWN_GOLD = ROOT / "tests" / "gold"
SPEED_REPEATS = 3

_TUNED = ("tuning", "visite-poutine-astana")
_TRAINED = "sequoia-"
_NAMES = {
    quality.OWN: {"fr": "Articles entiers", "en": "Whole articles"},
    "tuning": {"fr": "Articles entiers, pour le réglage", "en": "Whole articles, for tuning"},
    "unseen": {"fr": "Articles entiers, d’une autre main", "en": "Whole articles, by another hand"},
    "english": {"fr": "Articles entiers en anglais", "en": "Whole articles in English"},
    "visite-poutine-astana": {"fr": "Visite à Astana, article de presse", "en": "A visit to Astana, news article"},
    "sequoia-news-tune": {"fr": "Sequoia, presse régionale", "en": "Sequoia, regional press"},
    "sequoia-europarl": {"fr": "Sequoia, Parlement européen", "en": "Sequoia, European Parliament"},
    "sequoia-frwiki": {"fr": "Sequoia, Wikipédia", "en": "Sequoia, Wikipedia"},
}
_SYSTEMS = {
    System.BARE: "bare model",
    System.RULES: "model + rules",
    System.NAMES: "our names component, no rules",
    System.SHIPPED: "shipped: our component + rules",
}
_COLUMNS = ("strict", "span", "person", "organisation", "place", "linking", "countries", "topics")


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Annotated texts that are measured together."""

    slug: str
    use: Use
    texts: tuple[GoldText, ...]

    @property
    def name(self) -> Mapping[str, str]:
        return _NAMES.get(self.slug, {"fr": self.slug, "en": self.slug})

    @property
    def words(self) -> int:
        return sum(len(text.text.split()) for text in self.texts)

    @property
    def mentions(self) -> int:
        return sum(len(text.names) for text in self.texts)


def main(arguments: Sequence[str] | None = None) -> None:
    given = _parser().parse_args(arguments)
    sets = gold_sets()
    on = machine()
    print(on)
    print(f"Annotation {nlp.version()}")
    if not trained():
        print("There is no names component of our own: our component and what is shipped have the stock model's.")
    measured = [_shown(gold_set) for gold_set in sets]
    speed = annotation.speed(SPEED_REPEATS)
    print(f"  {speed.words_per_second:,} words/s, {speed.beside_bare} times the speed of the bare model (model.pipe)")
    if given.ablation:
        for gold_set in sets:
            show_ablation(gold_set)
    if given.dry_run:
        return
    before = quality.report()
    made = Report(
        date=date.today().isoformat(),
        machine=on,
        version=nlp.version(),
        trained=trained(),
        speed=speed,
        sets=tuple(measured),
    )
    known = {measured.slug for measured in before.sets} if before else set()
    if gone := known - {measured.slug for measured in made.sets}:
        print(f"\nNot found here, and so no longer on the page: {', '.join(sorted(gone))}.")
    quality.write(made)
    print(f"\nWritten to {quality.FILE.relative_to(ROOT)}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluation", description=__doc__)
    parser.add_argument("--ablation", action="store_true", help="also leave out each step of the recipe in turn")
    parser.add_argument("--dry-run", action="store_true", help="print, and write no file")
    return parser


def trained(language: str = "fr") -> bool:
    """Say whether the names component that we trained is made for the installed model, and so in use."""
    model = nlp.load(language, stock=True).model
    if model is None:
        return False
    return recogniser.facts(language).get("base") == "{lang}_{name}-{version}".format(**model.meta)


def gold_sets(own: Path = OWN_GOLD, beside: Path = GOLD) -> list[GoldSet]:
    """Return the project's own sets and those of the folder beside it: what nothing was fitted to comes first."""
    found = {folder.name: read_articles(folder) for folder in sorted(own.glob("*/"))}
    found |= {path.stem: read_lines(path) for path in sorted(beside.glob("*.jsonl"))}
    sets = [GoldSet(slug, _use(slug), texts) for slug, texts in found.items() if texts]
    return sorted(sets, key=lambda one: (list(Use).index(one.use), one.slug != quality.OWN, one.slug))


def _use(slug: str) -> Use:
    if slug.startswith(_TRAINED) or f"{slug}.jsonl" in recogniser.facts("fr").get("trained on", {}):
        return Use.TRAINED
    return Use.TUNED if slug in _TUNED else Use.HELD_OUT


def answers(system: System, texts: Iterable[GoldText]) -> list[Answer]:
    """Return what ``system`` says of ``texts``, each in its language."""
    match system:
        case System.BARE:
            return [_model_alone(text, stock=True) for text in texts]
        case System.RULES:
            return _annotated(texts, stock=True)
        case System.NAMES:
            return [_model_alone(text, stock=False) for text in texts]
        case System.SHIPPED:
            return _annotated(texts, stock=False)


def _model_alone(text: GoldText, *, stock: bool) -> Answer:
    """The model's own entities, on the text as it is."""
    pipeline = nlp.load(text.language, stock=stock)
    if pipeline.model is None:
        return Answer(())
    labels = pipeline.rules.labels
    ents = [ent for ent in pipeline.model(text.text).ents if ent.label_ in labels]
    return Answer(tuple(Name(ent.start_char, ent.end_char, Label(labels[ent.label_])) for ent in ents))


def _annotated(texts: Iterable[GoldText], *, stock: bool, without: Container[str] = ()) -> list[Answer]:
    """The whole recipe; the texts explain each other's short names, as in an archive."""
    found = (
        annotated(
            nlp.Reading(text.text, text.language, text.title), nlp.load(text.language, stock=stock), without=without
        )
        for text in texts
    )
    return [scoring.answer(annotation) for annotation in explained(found)]


def measure(gold_set: GoldSet) -> MeasuredSet:
    """Score every system on ``gold_set``."""
    scores = {system: scoring.score_texts(gold_set.texts, answers(system, gold_set.texts)) for system in (*System,)}
    bounds = scoring.interval([score.strict for score in scores[System.SHIPPED]])
    low, high = map(_percent, bounds) if bounds else (None, None)
    return MeasuredSet(
        slug=gold_set.slug,
        name=gold_set.name,
        language=gold_set.texts[0].language,
        use=gold_set.use,
        texts=len(gold_set.texts),
        words=gold_set.words,
        mentions=gold_set.mentions,
        low=low,
        high=high,
        systems={system: figures(scored) for system, scored in scores.items()},
    )


def figures(scored: Sequence[scoring.TextScore]) -> Figures:
    """Return the figures of all texts together; a kind that gold has none of counts as nothing found."""
    whole = scoring.total(scored)
    nothing = quality.Rates(0.0, 0.0, 0.0)
    found = {
        name: quality.Rates(_percent(rates.precision), _percent(rates.recall), _percent(rates.f1))
        for name, rates in scoring.rates(whole).items()
    }
    return Figures(
        strict=found.get("strict", nothing),
        span=found.get("span", nothing),
        person=found.get("person", nothing),
        organisation=found.get("organisation", nothing),
        place=found.get("place", nothing),
        junk=round(whole.junk / max(1, len(scored)), 2),
        linking=found.get("linking"),
        countries=found.get("countries"),
        topics=found.get("topics"),
    )


def _percent(share: float) -> float:
    return round(100 * share, 1)


def _shown(gold_set: GoldSet) -> MeasuredSet:
    """Measure ``gold_set`` and print its tables."""
    measured = measure(gold_set)
    size = f"texts {measured.texts:,}, words {measured.words:,}, names {measured.mentions:,}"
    show(
        f"{measured.slug} ({measured.name['en']}): {size}; {measured.use}. F1 in percent",
        ("system", *_COLUMNS, "junk per text"),
        [(_SYSTEMS[system], *_f1_columns(found), f"{found.junk:.2f}") for system, found in measured.systems.items()],
    )
    shipped = measured.systems[System.SHIPPED]
    rates = {column: getattr(shipped, column) for column in _COLUMNS}
    between = f"; strict F1 between {measured.low} and {measured.high} in 95 % of {scoring.DRAWS:,} draws of its texts"
    show(
        f"{measured.slug}, as shipped" + (between if measured.low is not None else ""),
        ("measure", "precision", "recall", "F1"),
        [(name, *_cells(r.precision, r.recall, r.f1)) for name, r in rates.items() if r],
    )
    return measured


def _f1_columns(found: Figures) -> list[str]:
    rates = (getattr(found, column) for column in _COLUMNS)
    return [f"{r.f1:.1f}" if r else "–" for r in rates]


def _cells(*values: float) -> list[str]:
    return [f"{value:.1f}" for value in values]


def show_ablation(gold_set: GoldSet) -> None:
    """Print what each step of the recipe brings: the change where it is left out."""
    whole = _strict_and_linking(gold_set)
    rows = [("nothing (F1)", *(f"{value:.1f}" if value is not None else "–" for value in whole))]
    for name, left_out in {**{step: {step} for step in STEPS}, "every step": set(STEPS)}.items():
        rows.append((name, *map(_change, whole, _strict_and_linking(gold_set, left_out))))
    show(
        f"{gold_set.slug}: change of F1 where a step is left out",
        ("left out", "stock: strict", "stock: linking", "shipped: strict", "shipped: linking"),
        rows,
    )


def _change(before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return "–"
    change = round(after - before, 1)
    return f"{change:+.1f}" if change else "0"


def _strict_and_linking(gold_set: GoldSet, without: Container[str] = ()) -> list[float | None]:
    """F1 of names and of linking, with the stock model's names component and then with the shipped one."""
    found: list[float | None] = []
    for stock in (True, False):
        given = _annotated(gold_set.texts, stock=stock, without=without)
        reached = figures(scoring.score_texts(gold_set.texts, given))
        found += [reached.strict.f1, reached.linking.f1 if reached.linking else None]
    return found


if __name__ == "__main__":
    main()
