"""How names are sorted and compared in the database."""

from articles.text.annotation import Label
from articles.text.normalise import fold

_MOST = 300


def sort_key(name: str, kind: str = "") -> str:
    """Return the key by which ``name`` stands in an index: a person's surname first, É beside E.

    >>> sort_key("Kassym-Jomart Tokaïev", "person")
    'tokaiev kassym-jomart'
    """
    folded = fold(name)
    words = folded.split()
    if kind == Label.PERSON and len(words) > 1:
        folded = " ".join([words[-1], *words[:-1]])
    return folded[:_MOST]
