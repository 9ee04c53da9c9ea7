"""Words typed without their accents.

The French stemmer tells endings by accents: it cuts « sécurité » to secur, but « securite » to securit. So a
word in plain letters is also looked for as it is stemmed with one more accent.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product

MOST_READINGS = 16

_WORD = re.compile(r"([^\W_]+)")
_ENDINGS = (("a", "à"), ("ait", "aît"))

Stem = Callable[[str], Sequence[str]]


def readings(term: str, stem: Stem) -> list[str]:
    """Return ``term`` first, then as else it may be meant where ``stem`` makes other terms of that; at most 16."""
    parts = _WORD.split(term)  # every second one is a word
    choices = [_meant(part, stem) if place % 2 else [part] for place, part in enumerate(parts)]
    return ["".join(chosen) for chosen in islice(product(*choices), MOST_READINGS)]


def accented(word: str) -> Iterator[str]:
    """Yield how ``word``, in plain letters, may be written with one accent that changes its ending.

    >>> list(accented("proces"))
    ['procés', 'procès']
    """
    for place, letter in enumerate(word):
        if letter in "eE":
            yield from (f"{word[:place]}{accent}{word[place + 1 :]}" for accent in "éè")
    for plain, ending in _ENDINGS:
        if word.lower().endswith(plain):
            yield word[: -len(plain)] + ending


def _meant(word: str, stem: Stem) -> list[str]:
    """Return ``word`` and one spelling for each other stem that it may have."""
    found = {tuple(stem(word)): word}
    if word.isascii():  # who types accents types all of them
        for other in accented(word):
            found.setdefault(tuple(stem(other)), other)
    return list(found.values())
