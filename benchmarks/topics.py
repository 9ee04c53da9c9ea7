"""How often the topics are right, and how much time they take: ``python -m benchmarks.topics [--misses] [--doubled]``.

The texts of ``tests/nlp/topic_texts`` were written and labelled before the lexicons were seen. Those of ``tune`` and
the seeds served to better the lexicons; ``held``, ``second``, ``third``, ``last`` and ``fourth`` were each kept apart
at first and have served later, as have those of ``tuning``; the other gold articles never did. Topics that two
careful people could dispute are not scored.
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from articles import nlp
from articles.extract import read
from articles.nlp import knowledge
from articles.nlp.topics import Lexicon
from articles.text.normalise import canonical, plain_typography
from benchmarks.archive import ROOT, SEEDS
from benchmarks.gold import read_articles
from benchmarks.measuring import machine, median, show
from benchmarks.scoring import Rates, Tally

TEXTS = ROOT / "tests" / "nlp" / "topic_texts"
GOLD = ROOT / "tests" / "gold"
REPEATS = 5

_FENCE = "---\n"


@dataclass(frozen=True, slots=True)
class TopicText:
    """A text with the topics that a careful reader gave it."""

    id: str
    text: str
    language: str
    title: str
    topics: frozenset[str]
    doubtful: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A text beside the topics found in it."""

    text: TopicText
    found: frozenset[str]

    @property
    def wrong(self) -> frozenset[str]:
        return self.found - self.text.topics - self.text.doubtful

    @property
    def missed(self) -> frozenset[str]:
        return self.text.topics - self.text.doubtful - self.found

    def tallies(self) -> dict[str, Tally]:
        """Return the tally of each topic that gold or the program gives."""
        scored = (self.found | self.text.topics) - self.text.doubtful
        return {
            t: Tally(t in self.found and t in self.text.topics, t in self.found, t in self.text.topics) for t in scored
        }


def parts() -> dict[str, tuple[TopicText, ...]]:
    """Return all texts, by the part they belong to."""
    later = {part: written(part) for part in ("held", "second", "third", "last", "fourth")}
    articles = {part: gold(GOLD / part) for part in ("tuning", "articles", "unseen", "english")}
    return {"tune": written("tune"), "seeds": seeds(), **later, **articles}


def written(part: str) -> tuple[TopicText, ...]:
    """Return the texts of ``tests/nlp/topic_texts/<part>``."""
    return tuple(_written(path) for path in sorted((TEXTS / part).glob("*.md")))


def seeds() -> tuple[TopicText, ...]:
    """Return the sample articles with their labels; a standfirst belongs to the title, as in the archive."""
    with (TEXTS / "seeds.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_seed(row) for row in csv.DictReader(lines))


def gold(folder: Path) -> tuple[TopicText, ...]:
    """Return the annotated articles of ``folder``."""
    return tuple(
        TopicText(text.id, text.text, text.language, text.title, text.topics or frozenset(), text.doubtful)
        for text in read_articles(folder)
    )


def _written(path: Path) -> TopicText:
    _, head, body = path.read_text(encoding="utf-8").split(_FENCE, 2)
    said = yaml.safe_load(head)
    return TopicText(
        id=path.stem,
        text=canonical(body),
        language=said["language"],
        title=said["title"],
        topics=frozenset((said["topics"] or "").split()),
        doubtful=frozenset((said["doubtful"] or "").split()),
    )


def _seed(row: Mapping[str, str]) -> TopicText:
    (path,) = SEEDS.glob(f"*/{row['slug']}.md")
    extracted = read(path.name, path.read_bytes())
    return TopicText(
        id=path.stem,
        text=canonical(extracted.text),
        language=extracted.language,
        title=f"{extracted.title}\n{extracted.standfirst}",
        topics=frozenset(row["topics"].split()),
        doubtful=frozenset(row["doubtful"].split()),
    )


def judge(texts: Iterable[TopicText]) -> list[Judged]:
    """Find the topics of ``texts``, without the names."""
    return [Judged(text, found_in(text)) for text in texts]


def found_in(text: TopicText) -> frozenset[str]:
    title = "" if text.title in text.text else plain_typography(text.title)
    scores = lexicon(text.language).score(plain_typography(text.text), title)
    return frozenset(score.slug for score in scores)


@cache
def lexicon(language: str) -> Lexicon:
    return Lexicon(knowledge.topics(), knowledge.terms(language), language)


def by_topic(judged: Iterable[Judged]) -> dict[str, Tally]:
    """Return the tally of each topic over all texts."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for one in judged:
        for topic, tally in one.tallies().items():
            tallies[topic] += tally
    return tallies


def micro(judged: Iterable[Judged]) -> Rates:
    """Return the rates over all decisions: each topic of each text counts the same."""
    return sum(by_topic(judged).values(), Tally()).rates


def without_titles(texts: Iterable[TopicText]) -> tuple[TopicText, ...]:
    return tuple(replace(text, title="") for text in texts)


def doubled(texts: Sequence[TopicText]) -> tuple[TopicText, ...]:
    """Return long texts: two each, of the same language, one below the other, with the topics of both."""
    pairs = [(a, b) for a, b in zip(texts[::2], texts[1::2], strict=False) if a.language == b.language]
    return tuple(
        replace(
            a,
            id=f"{a.id} + {b.id}",
            text=f"{a.text}\n\n{b.text}",
            topics=a.topics | b.topics,
            doubtful=(a.doubtful | b.doubtful) - a.topics - b.topics,
        )
        for a, b in pairs
    )


def main(*, misses: bool = False) -> None:
    judged = {name: judge(texts) for name, texts in parts().items()}
    rows = [(name, len(found), *_percent(micro(found))) for name, found in judged.items()]
    rows += [
        (f"{name}, no title", len(texts), *_percent(micro(judge(without_titles(texts)))))
        for name, texts in parts().items()
    ]
    show("Topics, all decisions together", ("part", "texts", "precision", "recall", "F1"), rows)
    show("Topics, one by one: F1 (how many texts have it)", ("topic", *judged), list(_topic_rows(judged)))
    if misses:
        for name in ("tune", "seeds"):
            _show_misses(name, judged[name])
    speed()


def speed() -> None:
    """How long the French seeds take, and a text of a million characters."""
    plain = [plain_typography(text.text) for text in seeds() if text.language == "fr"]
    words = sum(len(text.split()) for text in plain)
    million = ("\n".join(plain) * 20)[:1_000_000]
    scorer = lexicon("fr")
    every = median([lambda: [scorer.score(text) for text in plain]] * REPEATS, warm=1)
    whole = median([lambda text=text: nlp.annotate(text) for text in plain[:10]], warm=1)  # type: ignore[misc]
    alone = median([lambda text=text: scorer.score(text) for text in plain[:10]], warm=1)  # type: ignore[misc]
    once = median([lambda: scorer.score(million)])
    show(
        "Time of the topics",
        ("words/s", "ms/article", "share of annotate %", "a million signs, s"),
        [(f"{words / every:,.0f}", 1000 * every / len(plain), 100 * alone / whole, once)],
    )


def _percent(rates: Rates) -> tuple[float, float, float]:
    return 100 * rates.precision, 100 * rates.recall, 100 * rates.f1


def _topic_rows(judged: Mapping[str, Sequence[Judged]]) -> Iterable[tuple[str, ...]]:
    tallies = {name: by_topic(found) for name, found in judged.items()}
    for topic in (topic for topic in knowledge.topics() if not topic.parent):
        yield (topic.slug, *(_cell(found.get(topic.slug, Tally())) for found in tallies.values()))


def _cell(tally: Tally) -> str:
    return f"{100 * tally.rates.f1:.0f} ({tally.wanted})" if tally.found or tally.wanted else ""


def _show_misses(name: str, judged: Iterable[Judged]) -> None:
    print(f"\nWrong (+) and missed (-) in {name}")
    for one in judged:
        if one.wrong or one.missed:
            signs = [f"+{topic}" for topic in sorted(one.wrong)] + [f"-{topic}" for topic in sorted(one.missed)]
            print(f"  {one.text.id}: {' '.join(signs)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="name the texts of tune and the seeds that are wrong")
    options = parser.parse_args()
    print(machine())
    main(misses=options.misses)
