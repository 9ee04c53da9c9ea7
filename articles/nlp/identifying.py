"""Which language a text is written in, where it shows."""

from functools import cache
from typing import Any

# Enough of a long text to tell its language by.
_READ = 20_000
# Below either of these the answer is a guess; ``benchmarks.languages`` counts how often they hold.
_LEAST_LETTERS = 60
_LEAST_PROBABILITY = 0.5
# What the library calls a text that is in no language: numbers, code.
_NONE = "zxx"
# Chinese is one written language here.
_WRITTEN_AS = {"wuu": "zh", "yue": "zh"}


def identified(text: str) -> str:
    """Return the ISO 639 code of the language that ``text`` is written in, or "" where that does not show.

    >>> identified("Trop court")
    ''
    """
    beginning = text[:_READ]
    if sum(map(str.isalpha, beginning)) < _LEAST_LETTERS:
        return ""
    code, probability = _identifier().classify(beginning)
    sure = probability >= _LEAST_PROBABILITY and code != _NONE
    return _WRITTEN_AS.get(code, code) if sure else ""


@cache
def _identifier() -> Any:
    # The model takes most of a second to load: only a process that asks pays for it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
