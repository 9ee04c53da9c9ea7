"""Mailroom: bytes in, a text with its particulars out."""

from articles.extract.containers import MAX_PARTS
from articles.extract.document import Extracted, Part, Problem, Remark, Remarked, UnreadableFile
from articles.extract.formats import SUFFIXES
from articles.extract.litter import is_litter
from articles.extract.pdf import MAX_PAGES
from articles.extract.reading import MAX_BYTES, MAX_CHARACTERS, MAX_FILE_BYTES, read, unpack
from articles.text.structure import Shape

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "MAX_FILE_BYTES",
    "MAX_PAGES",
    "MAX_PARTS",
    "SUFFIXES",
    "Extracted",
    "Part",
    "Problem",
    "Remark",
    "Remarked",
    "Shape",
    "UnreadableFile",
    "is_litter",
    "read",
    "unpack",
]
