"""Runs of words by which texts are compared: whoever copies a text keeps most of them."""

import re

from articles.text.normalise import fold

LENGTH = 5
_WORD = re.compile(r"\w+")


def shingles(text: str) -> set[str]:
    """Return every run of five words of ``text``, folded; a shorter text is one run.

    >>> sorted(shingles("L’Élysée n’a rien dit."))
    ['elysee n a rien dit', 'l elysee n a rien']
    """
    words = _WORD.findall(fold(text))
    return {" ".join(words[start : start + LENGTH]) for start in range(max(1, len(words) - LENGTH + 1))}
