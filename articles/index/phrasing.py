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
    for clause in _clauses(text):
        if clause.operator == "NOT":
            excluded.append(clause.term)
        elif clause.operator == "OR" and wanted:
            wanted[-1] += (clause.term,)
        else:
            wanted.append((clause.term,))
    return Typed(tuple(wanted), tuple(excluded))


def plain_words(text: str) -> list[tuple[int, str]]:
    """Return the wanted words that stand alone in the canonical ``text``, each with its place: no phrase.

    >>> plain_words('l’uranium "Asie centrale" -gaz OR or')
    [(2, 'uranium'), (32, 'or')]
    """
    return [(each.start, each.term) for each in _clauses(text) if not each.quoted and each.operator != "NOT"]


@dataclass(frozen=True, slots=True)
class _Clause:
    """A term, where it starts, and the ``operator`` before it: AND, OR or NOT, which a minus is too."""

    term: str
    start: int
    quoted: bool
    operator: str


def _clauses(text: str) -> list[_Clause]:
    clauses = []
    operator = ""
    for term, start, minus, quoted in _terms(text):
        if not quoted and term in ("AND", "OR", "NOT"):
            operator = term
            continue
        clauses.append(_Clause(term, start, quoted, "NOT" if minus else operator))
        operator = ""
    return clauses


def _terms(text: str) -> list[tuple[str, int, bool, bool]]:
    """Return each term, where it starts, whether a minus stands before it, and whether it was quoted."""
    line = plain_typography(canonical_line(text[:_UNREAD_MAX]))[:LONGEST_TEXT]
    terms = []
    for found in _CLAUSE.finditer(line):
        phrase, word = found["phrase"], found["word"]
        term = phrase if word is None else _ELISION.sub("", word)
        if any(c.isalnum() for c in term):
            start = found.end("phrase" if word is None else "word") - len(term)
            terms.append((term.strip(), start, bool(found["minus"]), word is None))
    return terms[:MOST_TERMS]
