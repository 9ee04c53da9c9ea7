"""Loading a language once per process: model, gazetteer, demonyms, lexicon."""

import importlib.metadata
import importlib.util
import logging
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from articles.nlp import embedding, knowledge, recogniser
from articles.nlp.countries import Demonyms
from articles.nlp.gazetteer import Gazetteer
from articles.nlp.lang import en, fr
from articles.nlp.language import LanguageRules
from articles.nlp.topics import Lexicon

if TYPE_CHECKING:
    from spacy.language import Language

log = logging.getLogger(__name__)

_RECIPE = "3"
_RULES = {rules.code: rules for rules in (fr.RULES, en.RULES)}
LANGUAGES = tuple(_RULES)
_UNUSED = ["tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "tagger"]


class ModelMissing(RuntimeError):
    """No spaCy model of the language is installed."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """All that is needed to annotate one language; ``model`` is None where none is installed."""

    rules: LanguageRules
    model: "Language | None"
    gazetteer: Gazetteer
    demonyms: Demonyms
    demonym_forms: frozenset[str]
    lexicon: Lexicon
    first_names: frozenset[str]


class _Words:
    """The words of a set of spaCy hashes, in which the model keeps them."""

    def __init__(self, hashes: set[int]) -> None:
        from spacy.strings import get_string_id

        self._hashes, self._hash = hashes, get_string_id

    def __contains__(self, word: object) -> bool:
        return self._hash(str(word)) in self._hashes


@cache
def load(language: str, *, stock: bool = False) -> Pipeline:
    """Return the pipeline of ``language``; French without a model raises ``ModelMissing``.

    ``stock`` leaves the model as its package has it, without our training and our memory for words.
    """
    rules = _RULES[language]
    rules = replace(rules, stop_surfaces=rules.stop_surfaces | knowledge.other_names())
    package = installed_model(rules)
    if package is None and language == "fr":
        raise ModelMissing(f"none of {', '.join(rules.models)} is installed")
    model = load_model(package) if package else None
    if model and not stock:
        rules = replace(rules, trained=recogniser.teach(model, language))
        embedding.remember(model)
    if package:
        rules = replace(rules, common_words=_common_words(package))
    demonyms = Demonyms(knowledge.countries(), rules)
    return Pipeline(
        rules=rules,
        model=model,
        gazetteer=Gazetteer(knowledge.entities(), language),
        demonyms=demonyms,
        demonym_forms=demonyms.forms,
        lexicon=Lexicon(knowledge.topics(), knowledge.terms(language), language),
        first_names=knowledge.first_names(),
    )


def rules_of(language: str) -> LanguageRules:
    """Return the rules of ``language``, one of ``LANGUAGES``."""
    return _RULES[language]


def installed_model(rules: LanguageRules) -> str | None:
    """Return the first installed package of ``rules.models``."""
    return next((name for name in rules.models if importlib.util.find_spec(name)), None)


def missing_models() -> list[str]:
    """Return the languages that cannot be annotated here, for none of their models is installed."""
    return [code for code, rules in _RULES.items() if code == "fr" and installed_model(rules) is None]


def load_model(package: str) -> "Language":
    # spaCy takes two seconds to import: only a process that annotates pays for it.
    from spacy.util import load_model

    return load_model(package, exclude=_UNUSED)


def _common_words(package: str) -> Container[str]:
    """The words of the model's own lemma tables; empty where it has none."""
    from spacy.lookups import Lookups
    from spacy.strings import get_string_id

    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return frozenset()
    found = next(Path(spec.origin).parent.glob("*/lemmatizer/lookups"), None)
    if found is None:
        return frozenset()
    lookups = Lookups().from_disk(found)
    hashes: set[int] = set()
    if lookups.has_table("lemma_lookup"):
        for form, lemmas in lookups.get_table("lemma_lookup").items():
            hashes.add(form)
            hashes.update(map(get_string_id, [lemmas] if isinstance(lemmas, str) else lemmas))
    if lookups.has_table("lemma_index"):
        for words in lookups.get_table("lemma_index").values():
            hashes.update(get_string_id(word) if isinstance(word, str) else word for word in words)
    return _Words(hashes)


@cache
def version() -> str:
    """Name what made an annotation: recipe, data files and models. It changes when any of them does."""
    models = []
    for rules in _RULES.values():
        if package := installed_model(rules):
            models.append(f"{package}-{importlib.metadata.version(package)}")
    return "+".join([_RECIPE, knowledge.digest(), *recogniser.marks(), *models])[:80]
