"""« Did you mean »: what is suggested for misspelt words, how often that is right, and how long it takes."""

import random
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from articles.index import IndexedArticle, IndexQuery, IndexReader, as_written, writing
from articles.index.spelling import folded
from articles.text.normalise import canonical
from benchmarks.archive import ROOT, seed_texts
from benchmarks.measuring import machine, seconds, show

MISSPELT = (
    "kazakhtsan kazahkstan Qazakhstan rosatum pipline nuclaire Azerbaidjian ouzbekistant turkmenistant Poutinne Makron "
    "Tachkant uraniom negociatoins electrycité prezident gazproom Erevane Kirghistan Birmany"
).split()
LENGTHS = ((4, 5), (6, 7), (8, 9), (10, 40))
SCALES = (10_000, 100_000)
WORDS_OF_ITS_OWN = 12  # of each synthetic article
REPEATS = 200
MOST = 500  # words of each line

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# How French writers of foreign names err: the letters that sound alike, doubled or not, silent or not.
_ALIKE = """ph:f y:i i:y qu:k kh:k ei:ai ai:ei au:o en:an an:en ss:s tt:t nn:n ll:l rr:r ch:sh th:t h: dj:j ou:u sc:s
c:k z:s s:ss t:tt n:nn l:ll"""
ALIKE = [tuple(pair.split(":")) for pair in _ALIKE.split()]

Slip = Callable[[str, random.Random], str]


def main() -> None:
    texts = [*seed_texts("fr"), *seed_texts("en")]
    with tempfile.TemporaryDirectory(prefix="newsroom-spelling-") as name:
        build(Path(name), articles(texts))
        reader = IndexReader(Path(name))
        show("Misspelt words, in the archive of the seeds", ("typed", "suggested", "others"), examples(reader, texts))
        show(
            f"Misspelt words of the {len(texts)} seeds, and words of other texts that no search finds in them",
            ("", "letters", "words", "suggested %", "right of these %", "right of all %", "median ms"),
            [*rates(reader, texts), *false_alarms(reader)],
        )
    show("The dictionary of a large archive", ("articles", "words", "median ms", "slowest ms"), scales(texts))


def articles(texts: Iterable[str]) -> Iterator[IndexedArticle]:
    for number, text in enumerate(texts, 1):
        yield IndexedArticle(number, "fr", "", "", text, published=datetime(2025, 1, 1, tzinfo=UTC))


def build(folder: Path, documents: Iterable[IndexedArticle]) -> None:
    with writing(folder) as index:
        for document in documents:
            index.replace(document)
        index.commit(1)


def examples(reader: IndexReader, texts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for typed in MISSPELT:
        found = [as_written(like.word, texts) for each in reader.unknown(typed) for like in each.like]
        yield typed, found[0] if found else "–", ", ".join(found[1:])


def rates(reader: IndexReader, texts: Iterable[str]) -> Iterator[tuple[object, ...]]:
    """How often the right word is suggested for each kind of slip, by the length of the word."""
    words = sorted({folded(word) for text in texts for word in _WORD.findall(text)} - {""})
    slips = {"one slip": one_slip, "two slips": two_slips, "written as it sounds": as_it_sounds}
    for name, slip in slips.items():
        for least, most in LENGTHS:
            draw = random.Random(5)
            long = [word for word in words if least <= len(word) <= most]
            meant = {slip(word, draw): word for word in draw.sample(long, min(MOST, len(long)))}
            asked = {typed: word for typed, word in meant.items() if is_nowhere(reader, typed)}
            if least >= 6 or slip is not two_slips:
                yield name, *_rate(reader, f"{least}–{most}", asked)


def false_alarms(reader: IndexReader) -> Iterator[tuple[object, ...]]:
    """How often something is suggested for words that are no misspellings: those of other French texts."""
    paths = [path for folder in ("gold", "nlp/topic_texts") for path in (ROOT / "tests" / folder).rglob("*.md")]
    others = [canonical(path.read_text(encoding="utf-8")) for path in sorted(paths) if path.parent.name != "english"]
    words = sorted({folded(word) for text in others for word in _WORD.findall(text)} - {""})
    for least, most in LENGTHS:
        asked = [word for word in words if least <= len(word) <= most and is_nowhere(reader, word)]
        asked = random.Random(5).sample(asked, min(MOST, len(asked)))
        yield "no misspelling", *_rate(reader, f"{least}–{most}", dict.fromkeys(asked, ""))


def is_nowhere(reader: IndexReader, word: str) -> bool:
    return not reader.count(IndexQuery(f'"{word}"'))


def _rate(reader: IndexReader, letters: str, asked: dict[str, str]) -> tuple[object, ...]:
    times, suggested, right = [], 0, 0
    for typed, meant in asked.items():
        found = []
        times.append(seconds(lambda typed=typed, found=found: found.extend(reader.unknown(typed))))
        likes = found[0].like if found else ()
        suggested += bool(likes)
        right += bool(likes) and likes[0].word == meant
    precision = 100 * right / max(1, suggested) if any(asked.values()) else "–"
    share = 100 * right / len(asked) if any(asked.values()) else "–"
    middle = 1000 * sorted(times)[len(times) // 2]
    return letters, len(asked), 100 * suggested / len(asked), precision, share, middle


def one_slip(word: str, draw: random.Random) -> str:
    place, letter = draw.randrange(len(word) - 1), draw.choice(_LETTERS)
    return draw.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + letter + word[place:],
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        )
    )


def two_slips(word: str, draw: random.Random) -> str:
    return one_slip(one_slip(word, draw), draw)


def as_it_sounds(word: str, draw: random.Random) -> str:
    places = [(found.start(), *pair) for pair in ALIKE for found in re.finditer(pair[0], word)]
    if not places:
        return word
    place, old, new = draw.choice(places)
    return word[:place] + new + word[place + len(old) :]


def scales(texts: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """The time for one unknown word in archives with many different words, each made of two halves of others."""
    seeds = sorted({folded(word) for text in texts for word in _WORD.findall(text)} - {""})
    for number in SCALES:
        draw = random.Random(7)
        with tempfile.TemporaryDirectory(prefix="newsroom-spelling-") as name:
            made = (_made_up(seeds, draw) for _ in range(number))
            build(Path(name), articles(made))
            reader = IndexReader(Path(name))
            more = (word for _ in range(number) for word in _made_up(seeds, draw).split())
            unknown = list(islice((word for word in more if is_nowhere(reader, word)), REPEATS))
            times = sorted(seconds(lambda word=word, reader=reader: reader.unknown(word)) for word in unknown)
            yield number, _words_in(reader), 1000 * times[len(times) // 2], 1000 * times[-1]


def _made_up(words: Sequence[str], draw: random.Random) -> str:
    pairs = (draw.choices(words, k=2) for _ in range(WORDS_OF_ITS_OWN))
    return " ".join(first[: len(first) // 2 + 1] + last[len(last) // 2 :] for first, last in pairs)


def _words_in(reader: IndexReader) -> int:
    opened = reader._now()
    return len(opened.searcher.terms_with_prefix("words", "")) if opened else 0


if __name__ == "__main__":
    print(machine())
    main()
