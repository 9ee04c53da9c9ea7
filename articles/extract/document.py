"""What reading a file gives, and why a file may not be read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Problem(StrEnum):
    """Why a file is refused; the doors say it in the user's language."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    BINARY = "binary"
    UNKNOWN_FORMAT = "unknown format"
    BAD_FRONT_MATTER = "bad front matter"
    TOO_LONG = "too long"


class UnreadableFile(Exception):
    """A file that cannot become an article; ``detail`` adds what the problem alone does not say."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else str(problem))
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Extracted:
    """A text with what its file said of it. Text and strings are not canonical yet."""

    text: str
    title: str = ""
    standfirst: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    published_at: datetime | None = None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One file within another."""

    name: str
    data: bytes
