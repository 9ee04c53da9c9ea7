"""What reading a file gives, and why a file may not be read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from articles.text.structure import Structure


class Problem(StrEnum):
    """Why a file is refused; the doors say it in the user's language."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    BINARY = "binary"
    UNKNOWN_FORMAT = "unknown format"
    BAD_FRONT_MATTER = "bad front matter"
    TOO_LONG = "too long"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    SCANNED = "scanned"
    NO_ARTICLE = "no article"
    NO_TEXT_COLUMN = "no text column"
    TWIN_COLUMNS = "twin columns"
    BAD_ROW = "bad row"
    BAD_DATE = "bad date"
    NESTED = "nested"
    SEVERAL = "several"
    BOMB = "bomb"
    TOO_MANY = "too many"
    TOO_DEEP = "too deep"
    TIMEOUT = "timeout"


class UnreadableFile(Exception):
    """A file that cannot become an article; ``detail`` adds what the problem alone does not say."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else str(problem))
        self.problem = problem
        self.detail = detail


class Remarked(StrEnum):
    """What an article came in without, or with."""

    PAGES = "pages"  # count: the pages that are pictures; words: how many pages there are
    ENCLOSED = "enclosed"  # count and words: how many files of a mail cannot be read, and their names
    NOTE = "note"  # words: those of a mail that does no more than send something


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell of an article that is no fault of its."""

    kind: Remarked
    words: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Extracted:
    """A text with what its file said of it. Text and strings are not canonical yet.

    Where ``structured`` is true, the file tells what the lines of the canonical text are: ``structure`` holds those
    that are no plain paragraphs. Where it is false, nothing is known of them.
    """

    text: str
    title: str = ""
    standfirst: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    published_at: datetime | None = None
    sample: bool = False
    structure: Structure = ()
    structured: bool = False
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One article's file out of a container; with a ``problem`` it cannot be had, and ``data`` is empty."""

    name: str
    data: bytes
    problem: Problem | None = None
    detail: str = ""
    remarks: tuple[Remark, ...] = ()
