"""Examining the archive: what cannot be so if all went well, and what mends it. Nothing here is asked for by pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Exists, Max, OuterRef
from django.utils import timezone

from articles import nlp
from articles.index import IndexBusy, IndexQuery, followed, reader
from articles.ingest import annotating, database_file, deposits, owners, queue, working
from articles.ingest.changes import lock_archive, record_changes
from articles.ingest.importing import content_hash
from articles.ingest.indexing import follow, is_ours
from articles.models import ArchiveState, Article, ArticleCountry, ArticleTopic, Change, Content, Deposit, Job, Mention
from articles.text.normalise import canonical
from articles.text.sentences import words

_BATCH = 500
_SURFACE_MOST = 300
_EVERY_VALUE = 1_000_000
_LONG = timedelta(minutes=10)
# Of one kind of trouble so many are told; the rest is counted.
TOLD = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; ``subject`` is the number of the row it is about, 0 for none."""

    what: str
    subject: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """A question to the archive, and, where there is one, the way to put right what it finds."""

    name: str
    find: Callable[[], Iterator[Finding]]
    mend: Callable[[list[Finding]], object] | None = None
    vital: bool = False  # without it no other question can be asked


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a check found; ``mended`` says that something was done about it."""

    check: Check
    findings: tuple[Finding, ...]
    mended: bool = False


def examine(*, mend: bool = False) -> Iterator[Diagnosis]:
    """Make every check in turn; with ``mend``, put right what can be, so that the next examination finds it well."""
    for check in CHECKS:
        findings = tuple(check.find())
        mended = bool(findings and mend and check.mend)
        if mended and check.mend:
            check.mend(list(findings))
        yield Diagnosis(check, findings, mended)
        if findings and check.vital:
            return


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding(f"the migration {migration} was not made: start `serve`, or `manage.py migrate`")


def _database() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return  # a server looks after itself
    for said in database_file.damages():
        yield Finding(f"the database file is damaged: {said}; restore a backup")
    for row, table, other in database_file.loose_references():
        yield Finding(f"row {row} of {table} refers to a row of {other} that is not there", row)


def _models() -> Iterator[Finding]:
    for language in nlp.missing_models():
        yield Finding(f"nothing in the language “{language}” can be annotated: its spaCy model is not installed")


def _texts() -> Iterator[Finding]:
    for article in _articles("text", "content_hash", "words"):
        if article.text != canonical(article.text):
            yield Finding(f"the text of article {article.pk} is not canonical", article.pk)
        elif article.content_hash != content_hash(article.text):
            yield Finding(f"the text of article {article.pk} was changed behind the back of the archive", article.pk)
        elif article.words != words(article.text):
            yield Finding(f"article {article.pk} has {words(article.text)} words, not {article.words}", article.pk)


def _mend_texts(findings: list[Finding]) -> None:
    for article in Article.objects.filter(pk__in=_subjects(findings)):
        text = canonical(article.text)
        with transaction.atomic():
            lock_archive()
            columns = {"text": text, "words": words(text)}
            if text != article.text:
                columns["structure"] = None  # its lines stand elsewhere now
            if not Article.objects.filter(content_hash=content_hash(text)).exclude(pk=article.pk).exists():
                columns["content_hash"] = content_hash(text)
            Article.objects.filter(pk=article.pk).update(**columns)
            record_changes([article.pk])


def _offsets() -> Iterator[Finding]:
    for article in _articles("text"):
        for mention in Mention.objects.filter(article=article).only("start", "end", "surface"):
            if article.text[mention.start : mention.end][:_SURFACE_MOST] != mention.surface:
                yield Finding(f"“{mention.surface}” does not stand where article {article.pk} says", article.pk)
                break
        for pk, evidence in ArticleCountry.objects.filter(article=article).values_list("pk", "evidence"):
            if any(not 0 <= start < end <= len(article.text) for start, end in evidence):
                yield Finding(f"the evidence of country row {pk} lies outside article {article.pk}", article.pk)


def _annotate_anew(findings: list[Finding]) -> None:
    """Take away what stands in the wrong place, and ask for a new annotation."""
    for article in Article.objects.filter(pk__in=_subjects(findings)):
        with transaction.atomic():
            lock_archive()
            wrong = [
                mention.pk
                for mention in article.mentions.all()
                if article.text[mention.start : mention.end][:_SURFACE_MOST] != mention.surface
            ]
            article.mentions.filter(pk__in=wrong).delete()
            ArticleCountry.objects.filter(article=article).delete()
            Article.objects.filter(pk=article.pk).update(annotation_version=Article.OUTDATED)
            annotating.ask_anew(article)
            record_changes([article.pk])


def _deposits() -> Iterator[Finding]:
    """An open deposit waits for a job: its own, or that of its article."""
    own = Job.objects.filter(deposit=OuterRef("pk"))
    of_article = Job.objects.filter(article=OuterRef("article"))
    for deposit in Deposit.objects.open().filter(~Exists(own), ~Exists(of_article)).only("name"):
        yield Finding(f"nothing is done any more about deposit {deposit.pk}, “{deposit.name}”", deposit.pk)


def _take_up(findings: list[Finding]) -> None:
    left = list(Deposit.objects.open().filter(pk__in=_subjects(findings)).select_related("article"))
    for deposit in left:
        queue.add(deposit.article or deposit, priority=Job.SOON)


def _contents() -> Iterator[Finding]:
    for pk in Content.objects.filter(deposits=None).values_list("pk", flat=True):
        yield Finding(f"the bytes {pk} belong to no deposit", pk)


def _drop_contents(findings: list[Finding]) -> None:
    Content.objects.filter(pk__in=_subjects(findings), deposits=None).delete()


def _jobs() -> Iterator[Finding]:
    for job in queue.abandoned(owners.is_alive):
        yield Finding(f"job {job.pk} ({job}) is stuck: its worker is gone", job.pk)


def _workers() -> Iterator[Finding]:
    """Jobs that wait while nobody works here; on several machines, others may."""
    waiting = Job.objects.due(timezone.now() - _LONG).count()
    if waiting and not owners.living():
        yield Finding(f"{waiting} jobs wait, and no worker is running on this machine: start `serve`")


def _given_up() -> Iterator[Finding]:
    for job in Job.objects.failed():
        yield Finding(f"job {job.pk} ({job}) was given up: {job.error}", job.pk)


def _counter() -> Iterator[Finding]:
    counted = ArchiveState.objects.filter(pk=1).values_list("revision", flat=True).first() or 0
    last = max(
        Change.objects.aggregate(last=Max("revision"))["last"] or 0,
        Article.objects.aggregate(last=Max("revision"))["last"] or 0,
    )
    if counted < last:
        yield Finding(f"changes are counted up to {counted}, but {last} was given")
    changed = Change.objects.filter(article_id=OuterRef("pk"), revision=OuterRef("revision"))
    for pk in Article.objects.filter(~Exists(changed)).values_list("pk", flat=True):
        yield Finding(f"the last change of article {pk} is not numbered", pk)


def _count_on(findings: list[Finding]) -> None:
    with transaction.atomic():
        state = lock_archive()
        last = max(
            state.revision,
            Change.objects.aggregate(last=Max("revision"))["last"] or 0,
            Article.objects.aggregate(last=Max("revision"))["last"] or 0,
        )
        ArchiveState.objects.filter(pk=1).update(revision=last)
        record_changes(_subjects(findings))


def _index() -> Iterator[Finding]:
    index = reader(settings.INDEX_DIR)
    if index.is_broken:
        yield Finding("the index cannot be read")
        return
    if not is_ours(followed(settings.INDEX_DIR)):
        yield Finding("the index followed other rows than these")
        return
    behind = Change.objects.filter(revision__gt=followed(settings.INDEX_DIR).revision).count()
    if behind:
        yield Finding(f"the index is {behind} changes behind: is a worker running?")
        return
    yield from _differences()


def _differences() -> Iterator[Finding]:
    """Compare what the index holds with the rows: which articles, and how many for each country, topic and entity."""
    index = reader(settings.INDEX_DIR)
    published = Article.objects.published()
    rows = set(published.values_list("pk", flat=True))
    held = set(index.find(IndexQuery(), limit=max(1, index.total())).ids)
    for pk in sorted(rows - held)[: TOLD + 1]:
        yield Finding(f"article {pk} is not in the index")
    for pk in sorted(held - rows)[: TOLD + 1]:
        yield Finding(f"article {pk} is in the index, but readers may not see it")
    counted: dict[str, Iterable[tuple[object, int]]] = {
        "country": ArticleCountry.objects.filter(article__in=published).values_list("country"),
        "topic": ArticleTopic.objects.filter(article__in=published).values_list("topic"),
        "entity": Mention.objects.filter(article__in=published).order_by().values_list("entity"),
    }
    for field, values in counted.items():
        expected = dict(values.annotate(Count("article", distinct=True)))  # type: ignore[attr-defined]
        found = index.counts(IndexQuery(), field, size=_EVERY_VALUE)  # type: ignore[arg-type]
        wrong = {value for value in expected.keys() | found.keys() if expected.get(value, 0) != found.get(value, 0)}
        for value in sorted(wrong, key=str)[: TOLD + 1]:
            yield Finding(
                f"the index counts {found.get(value, 0)} articles for {field} {value}, not {expected.get(value, 0)}"
            )


def _index_anew(findings: list[Finding]) -> None:
    try:
        follow(rebuild=True)
        deposits.indexed(followed(settings.INDEX_DIR).revision)
    except IndexBusy:
        pass  # the running worker follows


def _articles(*columns: str) -> Iterator[Article]:
    """Yield all articles with some of their columns, a few at a time."""
    last = 0
    while batch := list(Article.objects.filter(pk__gt=last).order_by("pk").only(*columns)[:_BATCH]):
        yield from batch
        last = batch[-1].pk


def _subjects(findings: Iterable[Finding]) -> list[int]:
    return sorted({finding.subject for finding in findings if finding.subject})


CHECKS = (
    Check("migrations", _migrations, vital=True),
    Check("database file", _database, vital=True),
    Check("model", _models),
    Check("texts", _texts, _mend_texts),
    Check("positions of mentions", _offsets, _annotate_anew),
    Check("deposits", _deposits, _take_up),
    Check("kept bytes", _contents, _drop_contents),
    Check("jobs", _jobs, lambda _: working.sweep()),
    Check("workers", _workers),
    Check("jobs given up", _given_up),
    Check("counter of changes", _counter, _count_on),
    Check("search index", _index, _index_anew),
)
