"""Finding the sentence that holds a mention, and the first one of a text."""

import re
from collections.abc import Iterator

from articles.text.letters import UPPER

# Possessive where a long run of spaces would else be read over and over.
_BREAK = re.compile(rf"(?<=[.!?…])(?:\s?[»\"”'’)])*\s++(?=[«\"“(—–-]?\s*+[{UPPER}0-9])|\n+")
# The end of a line that ends no sentence, before one that begins.
_HEADING = re.compile(rf"(?<![.!?…:;,\s])[^\S\n]*\n\s*+(?=[«\"“(—–-]?\s*+[{UPPER}0-9])")
_ABBREVIATION = re.compile(
    rf"(?:\b(?:MM?|Mmes?|Mlles?|Dr|Pr|Me|St|Ste|av|env|cf|art|vol|no|p|Mr|Mrs|Ms)|\b[{UPPER}])\.$"
)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return ``(start, end)`` of the sentence that holds ``text[start:end]``.

    A full stop after an initial or a title ("M. Tokaïev") ends no sentence; a newline always does.
    """
    begin, finish = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    finish = len(text) if finish < 0 else finish
    for found in _BREAK.finditer(text, begin, finish):
        if _ABBREVIATION.search(text, max(begin, found.start() - 8), found.start()):
            continue
        if found.end() <= start:
            begin = found.end()
        elif found.start() >= end:
            finish = found.start()
            break
    while finish > end and text[finish - 1].isspace():
        finish -= 1
    return begin, finish


def first_sentence(text: str, *, limit: int = 110) -> str:
    """Return the first sentence of ``text``, cut at a word if it is longer than ``limit`` characters."""
    content = text.strip()
    if not content:
        return ""
    _, finish = sentence_around(content, 0, 1)
    sentence = content[:finish].strip()
    sentence = sentence.rstrip(".") or sentence
    if len(sentence) <= limit:
        return sentence
    return sentence[:limit].rsplit(maxsplit=1)[0].rstrip(",;:–—- ") + "…"


def in_one_line(text: str) -> str:
    """Return ``text`` with a space for each new line, and a dash after what was a heading; blanks stay.

    >>> in_one_line("Le détour kazakh\\nAstana était là.\\nPuis plus rien.")
    'Le détour kazakh — Astana était là. Puis plus rien.'
    """
    return _HEADING.sub(" — ", text).replace("\n", " ")


def words(text: str) -> int:
    """Count the words of ``text``, as readers would."""
    return len(text.split())


def around(text: str, start: int, end: int, *, width: int) -> tuple[int, int]:
    """Return the part of the line around ``[start, end)`` with at most ``width`` signs a side, in whole words.

    >>> text = "Le gaz. À Astana, rien."
    >>> left, right = around(text, 10, 16, width=7)
    >>> text[left:right]
    'gaz. À Astana, rien.'
    """
    begin, finish = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    finish = len(text) if finish < 0 else finish
    left, right = max(begin, start - width), min(finish, end + width)
    if left > begin and not text[left - 1].isspace():
        cut = text.find(" ", left, start)
        left = cut + 1 if cut >= 0 else left
    if right < finish and not text[right].isspace():
        cut = text.rfind(" ", end, right)
        right = cut if cut >= 0 else right
    return left, right


def clip(text: str, start: int, end: int, *, width: int) -> tuple[int, int]:
    """Return the largest part of the sentence around ``[start, end)`` with at most ``width`` signs a side."""
    begin, finish = sentence_around(text, start, end)
    if start - begin > width:
        cut = text.find(" ", start - width, start)
        begin = cut + 1 if cut >= 0 else start - width
    if finish - end > width:
        cut = text.rfind(" ", end, end + width)
        finish = cut if cut >= 0 else end + width
    return begin, finish


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of ``text`` in order, without the blanks around them.

    >>> list(sentences("M. Tokaïev part. Il revient.\\nTitre"))
    ['M. Tokaïev part.', 'Il revient.', 'Titre']
    """
    begin = 0
    for found in _BREAK.finditer(text):
        if "\n" not in found[0] and _ABBREVIATION.search(text, max(begin, found.start() - 8), found.start()):
            continue
        # Marks that close a quotation belong to the sentence that they end.
        end = found.start() + len(found[0].rstrip())
        if sentence := text[begin:end].strip():
            yield sentence
        begin = found.end()
    if sentence := text[begin:].strip():
        yield sentence
