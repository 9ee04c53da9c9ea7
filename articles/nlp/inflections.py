"""The regular forms of a French or English word: numbers, genders, tenses. Forms are added, never taken away.

A word that stands in the plural stays there; a feminine is made where the ending tells an adjective or a person.
What grammar calls irregular is listed, or has a line of its own where it is needed.
"""

import re
from collections.abc import Callable, Iterator

# An ending with what takes its place; the first that fits counts. Short words end alike by chance (« vent », « main »).
_FRENCH_PLURALS = (
    ("s", ("s",)),
    ("x", ("x",)),
    ("z", ("z",)),
    ("al", ("aux", "als")),
    ("vail", ("vaux",)),
    ("trail", ("traux",)),
    ("mail", ("maux",)),
    ("eau", ("eaux",)),
    ("eu", ("eux",)),
    ("", ("s",)),
)
_FRENCH_FEMININES = (
    ("teur", ("trice", "teuse"), 6),
    ("ieur", ("ieure",), 6),
    ("eur", ("euse", "eure"), 5),
    ("eux", ("euse",), 5),
    ("ien", ("ienne",), 6),
    ("éen", ("éenne",), 6),
    ("if", ("ive",), 5),
    ("el", ("elle",), 5),
    ("al", ("ale",), 5),
    ("er", ("ère",), 6),
    ("ain", ("aine",), 6),
    ("ois", ("oise",), 5),
    ("ais", ("aise",), 5),
    ("ant", ("ante",), 6),
    ("ent", ("ente",), 7),
    ("and", ("ande",), 6),
    ("at", ("ate",), 6),
    ("é", ("ée",), 4),
    ("u", ("ue",), 3),
    ("i", ("ie",), 6),
)
# Endings that say nothing here: « revenu » is no adjective, « bateau » and « virus » are neither.
_NO_FEMININE = re.compile(r".*(?:eau|eu|ou|au|oi)|appel|revenu|terrain|accident")

_ER_ENDINGS = tuple(
    """er e es ons ez ent ais ait ions iez aient ai as a âmes âtes èrent erai eras era erons erez eront erais erait
    erions eriez eraient ant é ée és ées""".split()
)
_IR_ENDINGS = tuple(
    """ir is it issons issez issent isse isses issais issait issions issiez issaient irai iras ira irons irez iront
    irais irait irions iriez iraient îmes îtes irent issant i ie ies""".split()
)
_RE_ENDINGS = tuple(
    """re s e es ons ez ent ais ait ions iez aient is it îmes îtes irent rai ras ra rons rez ront rais rait rions
    riez raient ant u ue us ues""".split()
)
_HARD_VOWELS = ("a", "â", "o")
_SILENT = ("e", "es", "ent")


def forms(word: str, language: str) -> frozenset[str]:
    """Return ``word`` with its other numbers and genders.

    >>> sorted(forms("nucléaire", "fr")), sorted(forms("national", "fr"))
    (['nucléaire', 'nucléaires'], ['national', 'nationale', 'nationales', 'nationals', 'nationaux'])
    >>> sorted(forms("refinery", "en"))
    ['refineries', 'refinery']
    """
    return frozenset(_ENGLISH(word) if language == "en" else _french(word))


def conjugated(verb: str, language: str) -> frozenset[str]:
    """Return the forms of a regular ``verb``, given as its infinitive.

    >>> {"négocie", "négociaient", "négociées"} <= conjugated("négocier", "fr")
    True
    >>> sorted(conjugated("invade", "en"))
    ['invade', 'invaded', 'invades', 'invading']
    """
    return frozenset(_english_verb(verb) if language == "en" else _french_verb(verb))


def _french(word: str) -> Iterator[str]:
    yield from _french_numbers(word)
    if not _NO_FEMININE.fullmatch(word):
        for ending, feminines, least in _FRENCH_FEMININES:
            if word.endswith(ending) and len(word) >= least:
                for feminine in feminines:
                    yield from _french_numbers(word.removesuffix(ending) + feminine)
                break


def _french_numbers(word: str) -> Iterator[str]:
    yield word
    if len(word) >= 3:
        ending, plurals = next((e, p) for e, p in _FRENCH_PLURALS if word.endswith(e))
        yield from (word.removesuffix(ending) + plural for plural in plurals)


def _french_verb(verb: str) -> Iterator[str]:
    stem, ending = verb[:-2], verb[-2:]
    endings = {"er": _ER_ENDINGS, "ir": _IR_ENDINGS, "re": _RE_ENDINGS}[ending]
    for each in endings:
        yield (_french_stem(stem, each) if ending == "er" else stem) + each


def _french_stem(stem: str, ending: str) -> str:
    """Return the stem of a verb in -er as it is written before ``ending``: mangeons, annonça, allège, déploie."""
    if ending.startswith(_HARD_VOWELS):
        return stem + "e" if stem.endswith("g") else stem[:-1] + "ç" if stem.endswith("c") else stem
    if ending in _SILENT:
        stem = re.sub(r"[éeè](?=[^aeiouyéèê]{1,2}$)", "è", stem)
    if ending in _SILENT or (ending.startswith("er") and len(ending) > 2):
        stem = re.sub(r"(?<=[ou])y$", "i", stem)
    return stem


def _english_noun(word: str) -> Iterator[str]:
    yield word
    if len(word) < 3 or word.endswith("s"):
        return
    if re.search(r"(?:x|z|ch|sh)$", word):
        yield word + "es"
    elif re.search(r"[^aeiou]y$", word):
        yield word[:-1] + "ies"
    elif word.endswith("man") and len(word) > 4:
        yield word[:-2] + "en"
    else:
        yield word + "s"


def _english_verb(verb: str) -> Iterator[str]:
    yield from _english_noun(verb)
    if verb.endswith("e"):
        yield from (verb + "d", verb[:-1] + "ing")
    elif re.search(r"[^aeiou]y$", verb):
        yield from (verb[:-1] + "ied", verb + "ing")
    else:
        yield from (verb + "ed", verb + "ing")
        if re.search(r"[^aeiou][aeiou][^aeiouwxy]$", verb):
            yield from (verb + verb[-1] + "ed", verb + verb[-1] + "ing")


_ENGLISH: Callable[[str], Iterator[str]] = _english_noun
