"""Reading what people type into a search box. Any string is a search; none is an error.

Words must all occur. ``"in quotes"`` is a phrase, ``-word`` and ``NOT word`` exclude, ``a OR b`` takes
either. Everything else (colons, stars, brackets…) is plain text.
"""

import re
from dataclasses import dataclass

from articles.text.normalise import canonical_line, plain_typography

LONGEST_TEXT = 256  # characters
MOST_TERMS = 20

_CLAUSE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
# « l'uranium » is a search for uranium: texts also write d'uranium.
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=\w)", re.IGNORECASE)
_UNREAD_MAX = 4 * LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text asks for: one of each group of ``wanted``, none of ``excluded``.

    A term is a word or several words in a row.
    """

    wanted: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """All that is wanted, without its groups."""
        return tuple(term for group in self.wanted for term in group)


def read(text: str) -> Typed:
    """Return what ``text`` asks for, after its first 256 characters and 20 terms are taken.

    >>> read("gaz OR pétrole -Russie")
    Typed(wanted=(('gaz', 'pétrole'),), excluded=('Russie',))
    """
    wanted: list[tuple[str, ...]] = []
    excluded: list[str] = []
    operator = ""
    for term, minus, quoted in _terms(text):
        if not quoted and term in ("AND", "OR", "NOT"):
            operator = term
            continue
        if minus or operator == "NOT":
            excluded.append(term)
        elif operator == "OR" and wanted:
            wanted[-1] += (term,)
        else:
            wanted.append((term,))
        operator = ""
    return Typed(tuple(wanted), tuple(excluded))


def _terms(text: str) -> list[tuple[str, bool, bool]]:
    """Return each term, whether a minus stands before it, and whether it was quoted."""
    line = plain_typography(canonical_line(text[:_UNREAD_MAX]))[:LONGEST_TEXT]
    terms = []
    for found in _CLAUSE.finditer(line):
        phrase, word = found["phrase"], found["word"]
        term = phrase if word is None else _ELISION.sub("", word)
        if any(c.isalnum() for c in term):
            terms.append((term.strip(), bool(found["minus"]), word is None))
    return terms[:MOST_TERMS]
