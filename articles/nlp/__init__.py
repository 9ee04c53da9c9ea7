"""Laboratory: a text in, its annotation out; the only room that imports spaCy."""

from articles.nlp.annotate import Reading, annotate, annotate_many
from articles.nlp.pipeline import LANGUAGES, ModelMissing, load, version

__all__ = ["LANGUAGES", "ModelMissing", "Reading", "annotate", "annotate_many", "load", "version"]
