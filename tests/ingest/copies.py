"""Texts that are long enough to be compared, and what newspapers make of them."""

from articles.extract import read
from articles.ingest import stories
from articles.models import Article
from tests.ingest.findings import stored
from tests.processes import ROOT

SEEDS = sorted((ROOT / "seeds" / "fr").glob("*.md"))


def seed(number: int) -> str:
    """The text of a sample article."""
    return read("a.md", SEEDS[number].read_bytes()).text


def agency(text: str) -> str:
    """The same text as an agency's copy, with another dateline and last line."""
    return f"PARIS (Agence) – {text}\n\nAvec agences."


def half(text: str) -> str:
    sentences = text.split(". ")
    return ". ".join(sentences[: len(sentences) * 2 // 3]) + "."


def told(*texts: str, **particulars: str) -> list[Article]:
    """Store articles, compare them, and return them as they are then."""
    made = [stored(text, **particulars) for text in texts]
    compare_all()
    return [Article.objects.get(pk=article.pk) for article in made]


def compare_all() -> None:
    while stories.compare():
        pass
