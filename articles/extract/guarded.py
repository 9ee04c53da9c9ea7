"""Reading files where they can do no harm."""

from articles.extract.document import Extracted, Part
from articles.extract.reading import read, unpack

__all__ = ["Extracted", "Part", "read", "unpack"]
