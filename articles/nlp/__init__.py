"""Laboratory: a text in, its annotation out; the only room that imports spaCy."""

from articles.nlp.annotate import Reading, annotate, annotate_many
from articles.nlp.identifying import identified
from articles.nlp.pipeline import LANGUAGES, ModelMissing, load, missing_models, version
from articles.nlp.together import Archive

__all__ = [
    "LANGUAGES",
    "Archive",
    "ModelMissing",
    "Reading",
    "annotate",
    "annotate_many",
    "identified",
    "load",
    "missing_models",
    "version",
]
