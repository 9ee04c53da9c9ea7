"""The way in: a file or a text becomes an article, once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import nlp
from articles.extract import MAX_CHARACTERS, Extracted, Problem, UnreadableFile
from articles.extract.guarded import read
from articles.ingest import checks, history, queue, revising
from articles.ingest.changes import lock_archive, record_change
from articles.ingest.revising import BY_HAND, Arrival
from articles.models import Article, Job, Language, Source, Verb, language_code
from articles.text import addresses
from articles.text.normalise import canonical, canonical_line
from articles.text.sentences import first_sentence, words
from articles.text.structure import spans_of

_TITLE_MOST, _URL_MOST = 300, 1000


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is said of an article beside its text; an empty value means "not said"."""

    title: str = ""
    standfirst: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    published_at: datetime | None = None


class DuplicateArticle(Exception):
    """The text is in the archive already, as ``article``; ``particulars`` are those that came with it this time."""

    def __init__(self, article: Article, particulars: Particulars = Particulars()) -> None:
        super().__init__(article.title)
        self.article = article
        self.particulars = particulars


def import_file(
    name: str,
    data: bytes,
    *,
    status: str = Article.Status.DRAFT,
    given: Particulars = Particulars(),
    added_by: Any = None,
) -> Article:
    """Store the file ``name`` as an article that waits for its annotation.

    What ``given`` says wins over what the file says. Raises ``UnreadableFile`` or ``DuplicateArticle``;
    then nothing is stored.
    """
    return store(read(name, data), status=status, given=given, added_by=added_by)


def import_text(
    text: str,
    *,
    status: str = Article.Status.DRAFT,
    given: Particulars = Particulars(),
    added_by: Any = None,
) -> Article:
    """Store a pasted text, with the promises of ``import_file``."""
    return store(typed(text), status=status, given=given, added_by=added_by)


def typed(text: str) -> Extracted:
    """Return a text that somebody typed: it is what it is, whatever it looks like."""
    if len(text) > MAX_CHARACTERS:
        raise UnreadableFile(Problem.TOO_LONG)
    return Extracted(text=text)


def content_hash(text: str) -> str:
    """Return the SHA-256 of the words of a canonical text.

    The same text under another name, or with other blanks between its words, is the same article.
    """
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def store(
    extracted: Extracted,
    *,
    status: str = Article.Status.DRAFT,
    given: Particulars = Particulars(),
    added_by: Any = None,
    priority: int = Job.NOW,
    arrival: Arrival = BY_HAND,
    within: Callable[[Article], object] = lambda article: None,
) -> Article:
    """Store what was read of a file, and ask for its annotation, with the promises of ``import_file``.

    Where its address is that of an article, that article is given the new text, and keeps the old one as a version
    (``ingest.revising``). ``within`` is called in the transaction that stores it: if it raises, nothing is stored.
    """
    text = canonical(extracted.text)
    if not any(c.isalnum() for c in text):
        raise UnreadableFile(Problem.EMPTY)
    particulars = merged(given, extracted)
    _check_date(particulars.published_at)
    digest = content_hash(text)
    if existing := Article.objects.filter(content_hash=digest).first():
        raise DuplicateArticle(existing, particulars)
    try:
        with transaction.atomic():
            lock_archive()
            new = {
                "text": text,
                "content_hash": digest,
                "words": words(text),
                "structure": _structure(text, extracted),
                **columns(particulars, text),
            }
            if standing := revising.standing_at(new["address"], arrival):
                if not arrival.is_fresh and revising.was(standing, digest):
                    raise DuplicateArticle(standing, particulars)
                article = revising.revise(standing, new, by=added_by, batch=arrival.batch)
            else:
                new["address"] = revising.own_address(new["address"], arrival)
                article = Article.objects.create(
                    status=status,
                    sample=extracted.sample,
                    added_by=added_by,
                    came_title=new["title"],
                    came_standfirst=new["standfirst"],
                    **new,
                )
                history.record(article, Verb.ADDED, by=added_by, status=status)
                article.revision = record_change(article.pk)
                queue.add(article, priority=priority)
            within(article)
    except IntegrityError:
        # Another process stored the same text between the check and the insert.
        raise DuplicateArticle(Article.objects.get(content_hash=digest), particulars) from None
    return article


def _structure(text: str, extracted: Extracted) -> list[list[int | str]] | None:
    """Return ``Article.structure``: the lines of the canonical text that have a shape; None if nothing is known."""
    if not extracted.structured:
        return None
    return [[line.start, line.end, line.shape.value] for line in spans_of(text, extracted.structure)]


def _check_date(moment: datetime | None) -> None:
    """A year that no calendar page can show is a slip in the front matter."""
    if moment is None:
        return
    try:
        checks.plausible_date(moment)
    except ValidationError as error:
        raise UnreadableFile(Problem.BAD_FRONT_MATTER, "date") from error


def merged(given: Particulars, extracted: Extracted) -> Particulars:
    """Return ``given`` with its gaps filled from ``extracted``."""
    return Particulars(
        **{field.name: getattr(given, field.name) or getattr(extracted, field.name) for field in fields(given)}
    )


def columns(particulars: Particulars, text: str) -> dict[str, Any]:
    """Return the columns of an article for ``particulars``: canonical, cut to size, with a title in any case."""
    return {
        "title": cut_title(particulars.title) or first_sentence(text),
        "standfirst": _cut(canonical_line(particulars.standfirst), 1000),
        "author": _cut(canonical_line(particulars.author), 200),
        "source": source_named(particulars.source),
        "url": (url := web_address(particulars.url)),
        "address": addresses.digest(url),
        "language": language_code(particulars.language) or nlp.identified(text) or Language.FRENCH,
        "published_at": particulars.published_at or timezone.now(),
    }


def cut_title(title: str) -> str:
    """Return ``title`` in one canonical line, cut to size."""
    return _cut(canonical_line(title), _TITLE_MOST)


def source_named(name: str) -> Source | None:
    """Return the source of that name, made if need be; None for an empty name."""
    name = _cut(canonical_line(name), 200)
    return Source.objects.get_or_create(name=name)[0] if name else None


def web_address(url: str) -> str:
    """Return ``url`` if it is a plain http(s) address, else nothing: others never reach a page."""
    url = canonical_line(url)
    try:
        checks.web_address(url)
    except ValidationError:
        return ""
    return url if len(url) <= _URL_MOST else ""


def _cut(value: str, most: int) -> str:
    return value if len(value) <= most else value[: most - 1].rstrip() + "…"
