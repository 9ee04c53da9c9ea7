"""Which articles are taken for one story: of copies made from the seeds, and of articles that only share a subject."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from benchmarks.archive import ROOT, seed_texts, wake_django
from benchmarks.measuring import machine, median, seconds, show

ARCHIVE = 10_000
LOOKED_UP = 200
MOST_OF_A_STORY = 2_000
_SENTENCE = re.compile(r"(?<=[.!?]) ")

Change = Callable[[str, random.Random, Sequence[str]], str]


def main() -> None:
    wake_django()
    texts = [*seed_texts("fr"), *seed_texts("en")]
    show(
        f"Copies made of the {len(texts)} seeds (to be found), and what only resembles them (not to be)",
        ("", "pairs", "share", "candidates %", "taken for one %"),
        [*copies(texts), *strangers(texts)],
    )
    show("What a fingerprint costs", ("text", "words", "median ms"), costs(texts))
    show("In an archive", ("articles", "", "median ms", "slowest ms"), lookups(texts))


def copies(texts: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Of each kind of copy: the mean share of shingles, how many are candidates by their bands, how many are found."""
    for name, change in CHANGES.items():
        draw = random.Random(3)
        yield name, *_judged([(text, change(text, draw, texts)) for text in texts])


def strangers(texts: Sequence[str]) -> Iterator[tuple[object, ...]]:
    paths = [path for folder in ("gold", "nlp/topic_texts") for path in sorted((ROOT / "tests" / folder).rglob("*.md"))]
    others = [path.read_text(encoding="utf-8") for path in paths]
    yield "every two different articles", *_judged(list(combinations([*texts, *others], 2)))
    draw = random.Random(3)
    quoting = [(text, _quotes(draw.choice(texts), text)) for text in texts]
    yield "quotes one paragraph of it", *_judged([pair for pair in quoting if pair[0] not in pair[1]])
    gas = [(text, other) for text in seed_texts("fr") for other in seed_texts("en")]
    yield "every French with every English one", *_judged(gas)


def _judged(pairs: Sequence[tuple[str, str]]) -> tuple[object, ...]:
    from articles.ingest.likeness import are_alike, share, signature_of

    known = {text: signature_of(text) for pair in pairs for text in pair}
    bands = {text: set(signature.bands()) for text, signature in known.items()}
    near = [bool(bands[one] & bands[other]) for one, other in pairs]
    found = [are_alike(known[one], known[other]) for one, other in pairs]
    mean = sum(share(known[one], known[other]) for one, other in pairs) / len(pairs)
    both = sum(is_near and is_found for is_near, is_found in zip(near, found, strict=True))
    return len(pairs), mean, 100 * sum(near) / len(pairs), 100 * both / len(pairs)


def _other_headline(text: str, draw: random.Random, texts: Sequence[str]) -> str:
    """Agency copy: another title and dateline, another last line."""
    return f"{draw.choice(texts)[:80]}\n\nPARIS (Agence) – {text}\n\nAvec agence. Tous droits réservés."


def _cut_to(part: float) -> Change:
    def cut(text: str, draw: random.Random, texts: Sequence[str]) -> str:
        sentences = _SENTENCE.split(text)
        return " ".join(sentences[: max(2, round(part * len(sentences)))])

    return cut


def _without(part: float) -> Change:
    """Sentences dropped here and there."""

    def drop(text: str, draw: random.Random, texts: Sequence[str]) -> str:
        return " ".join(sentence for sentence in _SENTENCE.split(text) if draw.random() > part)

    return drop


def _rewritten(part: float) -> Change:
    """Sentences replaced by others: paragraphs that a second newspaper wrote anew."""

    def rewrite(text: str, draw: random.Random, texts: Sequence[str]) -> str:
        others = _SENTENCE.split(draw.choice([other for other in texts if other != text]))
        return " ".join(draw.choice(others) if draw.random() < part else sentence for sentence in _SENTENCE.split(text))

    return rewrite


def _words_changed(every: int) -> Change:
    """One word in ``every`` replaced, as an editor does who smooths each sentence."""

    def change(text: str, draw: random.Random, texts: Sequence[str]) -> str:
        others = draw.choice(texts).split()
        return " ".join(draw.choice(others) if draw.random() < 1 / every else word for word in text.split(" "))

    return change


def _quotes(text: str, other: str) -> str:
    return f"{text}\n\n{max(other.split(chr(10) + chr(10))[:3], key=len)}"


CHANGES: dict[str, Change] = {
    "another headline and dateline": _other_headline,
    "cut to two thirds": _cut_to(2 / 3),
    "cut to a half": _cut_to(1 / 2),
    "cut to a third": _cut_to(1 / 3),
    "a third of the sentences dropped": _without(1 / 3),
    "a quarter of the sentences rewritten": _rewritten(1 / 4),
    "a third of the sentences rewritten": _rewritten(1 / 3),
    "half of the sentences rewritten": _rewritten(1 / 2),
    "one word in twenty changed": _words_changed(20),
    "one word in twelve changed": _words_changed(12),
    "one word in eight changed": _words_changed(8),
}


def costs(texts: Sequence[str]) -> Iterator[tuple[object, ...]]:
    from articles.ingest.likeness import signature_of

    long = ("\n\n".join(texts) * 4)[:1_000_000]
    for name, chosen, repeats in (("a seed", texts, 1), ("the longest there may be", [long], 5)):
        words = sum(len(text.split()) for text in chosen) // len(chosen)
        yield name, words, 1000 * median([lambda text=text: signature_of(text).bands() for text in chosen] * repeats)


def lookups(texts: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """The time to compare one article with all, and to put it where it belongs, in a large archive."""
    from articles.ingest import stories
    from articles.ingest.likeness import signature_of
    from articles.models import Article

    draw = random.Random(5)
    sentences = [sentence for text in texts for sentence in _SENTENCE.split(text)]
    _store(" ".join(draw.sample(sentences, 25)) for _ in range(ARCHIVE))
    began = seconds(_compare_all)
    yield ARCHIVE, "all, for each", 1000 * began / ARCHIVE, 0.0
    newest = Article.objects.order_by("-pk")[:LOOKED_UP]
    asked = [(article.pk, signature_of(article.text)) for article in newest]
    yield ARCHIVE, "look up what is like one", *_times(lambda: stories.alike(*asked.pop()))
    _store(" ".join(draw.sample(sentences, 25)) for _ in range(LOOKED_UP))
    yield ARCHIVE, "sign, look up and store one", *_times(lambda: stories.compare(most=1))
    _store(f"{texts[0]} Variante {number}." for number in range(MOST_OF_A_STORY))
    _compare_all()
    _store(f"{texts[0]} Encore {number}." for number in range(LOOKED_UP))
    yield (
        Article.objects.count(),
        f"one more of a story of {MOST_OF_A_STORY:,}",
        *_times(lambda: stories.compare(most=1)),
    )


def _times(call: Callable[[], object]) -> tuple[float, float]:
    times = sorted(seconds(call) for _ in range(LOOKED_UP))
    return 1000 * times[len(times) // 2], 1000 * times[-1]


def _compare_all() -> None:
    from articles.ingest import stories

    while stories.compare():
        pass


def _store(texts: Iterable[str]) -> None:
    from articles.ingest.importing import content_hash
    from articles.models import Article

    Article.objects.bulk_create(
        (Article(title="x", text=text, content_hash=content_hash(text), status="published") for text in texts),
        batch_size=500,
    )


if __name__ == "__main__":
    print(machine())
    main()
