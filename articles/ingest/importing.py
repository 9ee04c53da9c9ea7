"""The way in: a file or a text becomes an article, once."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import nlp
from articles.extract import MAX_CHARACTERS, Extracted, Problem, UnreadableFile
from articles.extract.guarded import read
from articles.ingest import checks, history, queue, revising
from articles.ingest.changes import lock_archive, record_changes
from articles.ingest.revising import BY_HAND, Arrival
from articles.models import Article, Job, Language, Source, Verb, language_code
from articles.text import addresses
from articles.text.normalise import canonical, canonical_line
from articles.text.sentences import first_sentence, words
from articles.text.structure import spans_of

_TITLE_MOST, URL_MOST = 300, 1000


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
    return store(ready(read(name, data), given), placing=Placing(status, added_by))


def import_text(
    text: str,
    *,
    status: str = Article.Status.DRAFT,
    given: Particulars = Particulars(),
    added_by: Any = None,
) -> Article:
    """Store a pasted text, with the promises of ``import_file``."""
    return store(ready(typed(text), given), placing=Placing(status, added_by))


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


@dataclass(frozen=True, slots=True)
class Ready:
    """What was read of a file, with the ``columns`` of the article that it may become, but its source.

    ``particulars`` are what is said of it, here and in the file; a ``sample`` is one of the seeds.
    """

    columns: dict[str, Any]
    particulars: Particulars
    sample: bool = False

    @property
    def digest(self) -> str:
        return str(self.columns["content_hash"])


@dataclass(frozen=True, slots=True)
class Placing:
    """How an article comes into the archive: with which status and how urgently, from whom, and from where."""

    status: str = Article.Status.DRAFT
    added_by: Any = None
    priority: int = Job.NOW
    arrival: Arrival = BY_HAND


def ready(extracted: Extracted, given: Particulars = Particulars()) -> Ready:
    """Make what was read of a file ready to be stored; raise ``UnreadableFile`` if it is no article."""
    text = canonical(extracted.text)
    if not any(c.isalnum() for c in text):
        raise UnreadableFile(Problem.EMPTY)
    particulars = merged(given, extracted)
    _check_date(particulars.published_at)
    new = {
        "text": text,
        "content_hash": content_hash(text),
        "words": words(text),
        "structure": _structure(text, extracted),
        **columns(particulars, text),
    }
    return Ready(new, particulars, extracted.sample)


def store(
    new: Ready,
    *,
    placing: Placing = Placing(),
    within: Callable[[Article], object] = lambda article: None,
) -> Article:
    """Store what was read of a file, and ask for its annotation; raise ``DuplicateArticle`` if the archive has it.

    Where its address is that of an article, that article is given the new text, and keeps the old one as a version
    (``ingest.revising``); the new text of a published one waits as a draft (``ingest.proposals``) unless it comes in
    to be published. ``within`` is called in the transaction that stores it: if it raises, nothing is stored.
    """
    if existing := Article.objects.filter(content_hash=new.digest).first():
        raise DuplicateArticle(existing, new.particulars)
    try:
        with transaction.atomic():
            (article,) = place([(new, placing)])
            within(article)
    except IntegrityError:
        # Another process stored the same text between the check and the insert.
        raise DuplicateArticle(Article.objects.get(content_hash=new.digest), new.particulars) from None
    return article


def known(digests: Iterable[str]) -> set[str]:
    """Return those of the hashes of texts that articles have."""
    return set(Article.objects.filter(content_hash__in=list(digests)).values_list("content_hash", flat=True))


def place(new: Iterable[tuple[Ready, Placing]]) -> list[Article]:
    """Bring new texts, of which no two have one address, into the archive; return the article of each.

    Call in a transaction. Raises ``DuplicateArticle`` for what its article had before, and ``IntegrityError`` for a
    text that the archive has.
    """
    lock_archive()
    placed: list[Article] = []
    made: list[tuple[Article, Placing]] = []
    for each, placing in new:
        columns = each.columns | {"source": source_named(each.particulars.source)}
        standing = _standing(each, columns, placing)
        if standing and _may_change_at_once(standing, placing):
            placed.append(revising.revise(standing, columns, by=placing.added_by, batch=placing.arrival.batch))
        else:
            made.append((_new(columns, each.sample, placing, revises=standing), placing))
            placed.append(made[-1][0])
    _create(made)
    return placed


def _standing(new: Ready, columns: dict[str, Any], placing: Placing) -> Article | None:
    """Return the article of which a text is a new version, or the text that waits to be one; None if it is none.

    The address of a text that has nothing in common with the article that has it is taken from the text.
    """
    standing = revising.standing_at(columns["address"], placing.arrival)
    if standing is None:
        return None
    if not placing.arrival.is_fresh and revising.was(standing, new.digest):
        raise DuplicateArticle(standing, new.particulars)
    if not revising.is_version(standing, columns):
        columns["address"] = ""
        return None
    if _may_change_at_once(standing, placing):
        return standing
    waiting = revising.waiting_for(standing)
    if waiting and waiting.deposits.filter(batch=placing.arrival.batch).exists():
        columns["address"] = ""  # of two texts of one batch, nobody knows which is the new one
        return None
    return waiting or standing


def _may_change_at_once(standing: Article, placing: Placing) -> bool:
    """What readers see changes without anybody's yes only where all that comes in is published."""
    return not standing.is_published or placing.status == Article.Status.PUBLISHED


def _new(columns: Mapping[str, Any], sample: bool, placing: Placing, *, revises: Article | None) -> Article:
    own = {"address": "" if revises else revising.own_address(columns["address"], placing.arrival)}
    return Article(
        revises=revises,
        status=placing.status,
        sample=sample,
        added_by=placing.added_by,
        came_title=columns["title"],
        came_standfirst=columns["standfirst"],
        **{**columns, **own},
    )


def _create(made: Sequence[tuple[Article, Placing]]) -> None:
    """Store new articles, with all that is to be noted of them."""
    if not made:
        return
    articles = [article for article, _ in made]
    Article.objects.bulk_create(articles)
    history.record_all((article, Verb.ADDED, placing.added_by, {"status": placing.status}) for article, placing in made)
    last = record_changes(article.pk for article in articles)
    for article, revision in zip(articles, range(last - len(articles) + 1, last + 1), strict=True):
        article.revision = revision
    for priority, group in groupby(sorted(made, key=_priority), key=_priority):
        queue.add_all([article for article, _ in group], priority=priority)


def _priority(made: tuple[Article, Placing]) -> int:
    return made[1].priority


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
    """Return the columns of an article for ``particulars``, but its source: canonical, cut to size, always a title."""
    return {
        "title": cut_title(particulars.title) or first_sentence(text),
        "standfirst": _cut(canonical_line(particulars.standfirst), 1000),
        "author": _cut(canonical_line(particulars.author), 200),
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
    return url if len(url) <= URL_MOST else ""


def _cut(value: str, most: int) -> str:
    return value if len(value) <= most else value[: most - 1].rstrip() + "…"
