"""How often the language of a text is told rightly: ``python -m benchmarks.languages``.

French and English texts are those that teach names and the seeds; those in other languages are put together from the
translations of Django's own interface.
"""

import gettext
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import django

from articles.nlp import LANGUAGES, finetune, identified
from benchmarks.archive import ROOT
from benchmarks.measuring import machine, seconds, show

LENGTHS = (60, 80, 120, 200)
_SEED = 1
_SENTENCES = (2, 4, 10)
_DRAWS = 10
_SIGNS_LEAST = 25


def main() -> None:
    print(machine())
    own = {language: list(_own(language)) for language in LANGUAGES}
    texts = {**own, "other": list(_others())}
    rows = []
    for language, found in texts.items():
        for least, below in zip(LENGTHS, (*LENGTHS[1:], 10**9), strict=True):
            some = [text for text in found if least <= _letters(text) < below]
            if some:
                rows.append((f"{language}, {least} letters and more", len(some), *_told(language, some)))
    show("Languages told", ("texts", "number", "right", "not sure", "wrong"), rows)
    everything = [text for found in texts.values() for text in found]
    took = seconds(lambda: [identified(text) for text in everything])
    print(f"\n  {len(everything):,} texts in {took:.2f} s")


def _told(language: str, texts: list[str]) -> tuple[int, int, int]:
    """Of texts in another language it is right not to be French or English."""
    answers = Counter(identified(text) for text in texts)
    unsure = answers.pop("", 0)
    right = sum(n for code, n in answers.items() if code == language or (language == "other" and code not in LANGUAGES))
    return right, unsure, answers.total() - right


def _own(language: str) -> Iterator[str]:
    for samples in finetune.read_samples(finetune.FOLDER / language).values():
        for sample in samples:
            yield from sample.text.split("\n")
    for path in sorted((ROOT / "seeds" / language).glob("*.md")):
        yield path.read_text(encoding="utf-8").split("---", 2)[2].strip()


def _others() -> Iterator[str]:
    chance = Random(_SEED)
    for path in sorted((Path(django.__file__).parent / "conf" / "locale").glob("*/LC_MESSAGES/django.mo")):
        if path.parts[-3].split("_")[0] in LANGUAGES:
            continue
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)
        sentences = [text for text in _strings(catalogue) if len(text) >= _SIGNS_LEAST and not {"%", "{"} & set(text)]
        for number in _SENTENCES:
            for _ in range(_DRAWS if len(sentences) >= number else 0):
                yield " ".join(chance.sample(sentences, number))


def _strings(catalogue: gettext.GNUTranslations) -> list[str]:
    found: dict[object, str] = getattr(catalogue, "_catalog")  # noqa: B009
    return [text for key, text in found.items() if key]


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


if __name__ == "__main__":
    main()
