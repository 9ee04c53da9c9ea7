"""Mailroom: bytes in, a text with its particulars out."""

from articles.extract.document import Extracted, Part, Problem, UnreadableFile
from articles.extract.reading import MAX_BYTES, MAX_CHARACTERS, SUFFIXES, read

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "SUFFIXES", "Extracted", "Part", "Problem", "UnreadableFile", "read"]
