"""Examining the archive: what cannot be so if all went well, and what mends it. Nothing here is asked for by pages."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles import nlp
from articles.index import IndexBusy, IndexQuery, followed, reader
from articles.ingest import annotating, checks, database_file, deposits, likeness, owners, queue, stories, working
from articles.ingest.changes import lock_archive, record_changes
from articles.ingest.importing import content_hash
from articles.ingest.indexing import follow, indexed, is_ours
from articles.models import (
    Act,
    ArchiveState,
    Article,
    ArticleCountry,
    ArticleTopic,
    Band,
    Change,
    Content,
    Deposit,
    Job,
    Mention,
    Story,
    Verb,
)
from articles.text.normalise import canonical, plain_typography
from articles.text.sentences import words
from articles.text.structure import Shape

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


def _structures() -> Iterator[Finding]:
    for article in _articles("text", "structure"):
        if not _are_its_lines(article.structure, article.text):
            yield Finding(
                f"headings, quotes or items of article {article.pk} stand where it has no such line", article.pk
            )


def _are_its_lines(structure: object, text: str) -> bool:
    """Say whether each of what should be ``[start, end, shape]`` is a line of ``text``, in their order."""
    if structure is None:
        return True
    if not isinstance(structure, list):
        return False
    last = -1
    for line in structure:
        match line:
            case [int(start), int(end), str(shape)] if shape in list(Shape) and last < start < end <= len(text):
                last = start
            case _:
                return False
        if (
            "\n" in text[start:end]
            or text[start - 1 : start] not in ("", "\n")
            or text[end : end + 1] not in ("", "\n")
        ):
            return False
    return True


def _drop_structures(findings: list[Finding]) -> None:
    """What is a heading is guessed from the text again, as of articles that came as plain text."""
    Article.objects.filter(pk__in=_subjects(findings)).update(structure=None)


def _dates() -> Iterator[Finding]:
    for pk, moment in Article.objects.order_by("pk").values_list("pk", "published_at"):
        if not checks.FIRST_YEAR <= moment.year <= checks.LAST_YEAR:
            yield Finding(
                f"article {pk} is dated {moment:%Y-%m-%d}, which no calendar here shows: give it its date", pk
            )


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


def _counters() -> Iterator[Finding]:
    """Countries are counted by their evidence; topics are triggered by words of the article."""
    rows = ArticleCountry.objects.order_by("article", "pk").values_list("article", "country", "mentions", "evidence")
    for article, country, mentions, evidence in rows:
        if mentions != max(1, len(evidence)):
            yield Finding(
                f"article {article} counts {country} {mentions} times, and shows it {len(evidence)} times", article
            )
    triggers: dict[int, list[str]] = defaultdict(list)
    present = ArticleTopic.objects.filter(article__annotation_version=nlp.version())
    for article, evidence in present.values_list("article", "evidence"):
        triggers[article] += evidence
    for row in _articles("title", "standfirst", "text"):
        said = plain_typography(f"{row.title}\n{row.standfirst}\n{row.text}")
        if missing := [words for words in triggers.get(row.pk, ()) if words not in said]:
            yield Finding(f"a topic of article {row.pk} rests on “{missing[0]}”, which it does not say", row.pk)


def _count_anew(findings: list[Finding]) -> None:
    """Count the countries by what is shown of them, until the new annotation is there."""
    wrong = _subjects(findings)
    with transaction.atomic():
        lock_archive()
        for row in ArticleCountry.objects.filter(article__in=wrong):
            ArticleCountry.objects.filter(pk=row.pk).update(mentions=max(1, len(row.evidence)))
        annotating.ask_all_anew(wrong)
        record_changes(wrong)


def _stories() -> Iterator[Finding]:
    told: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    members = Article.objects.exclude(story=None).order_by("published_at", "pk")
    for story, status, pk in members.values_list("story", "status", "pk"):
        told[story].append((status == Article.Status.PUBLISHED, pk))
    for story, lead in Story.objects.order_by("pk").values_list("pk", "lead"):
        first = next((pk for published, pk in told[story] if published), None)
        if len(told[story]) < 2:
            yield Finding(f"story {story} is told by {len(told[story])} articles", story)
        elif lead != first:
            yield Finding(f"story {story} is led by {_numbered(lead)}, not by {_numbered(first)}", story)


def _numbered(article: int | None) -> str:
    return f"article {article}" if article else "none"


def _settle_stories(findings: list[Finding]) -> None:
    """Let the right one lead; those of which too few are left are compared anew: others may belong to them."""
    wrong = _subjects(findings)
    with transaction.atomic():
        lock_archive()
        few = Story.objects.filter(pk__in=wrong).annotate(members=Count("articles")).filter(members__lt=2)
        Article.objects.filter(story__in=list(few)).update(likeness_version="")
        stories.settle(wrong)


def _fingerprints() -> Iterator[Finding]:
    """By the parts of its fingerprint an article is found; of stories with very many copies, not all have them."""
    compared = Article.objects.filter(likeness_version=likeness.VERSION)
    for pk in compared.filter(fingerprint=None).order_by("pk").values_list("pk", flat=True):
        yield Finding(f"article {pk} was compared, but has no fingerprint", pk)
    many = Article.objects.exclude(story=None).order_by().values("story").annotate(n=Count("pk"))
    large = many.filter(n__gt=stories.FOUND_BY).values("story")
    counted = Band.objects.filter(article=OuterRef("pk")).order_by().values("article").annotate(n=Count("pk"))
    parts = compared.exclude(fingerprint=None).annotate(parts=Coalesce(Subquery(counted.values("n")), 0))
    lacking = parts.exclude(parts=likeness.BANDS).exclude(parts=0, story__in=large)
    for pk, here in lacking.order_by("pk").values_list("pk", "parts"):
        yield Finding(f"the fingerprint of article {pk} has {here} parts, not {likeness.BANDS}", pk)


def _compare_anew(findings: list[Finding]) -> None:
    Article.objects.filter(pk__in=_subjects(findings)).update(likeness_version="")


def _results() -> Iterator[Finding]:
    """A deposit that is done has its article, unless that was discarded since."""
    discarded = Act.objects.filter(verb=Verb.DISCARDED, at__gte=OuterRef("changed_at"))
    ends = (Deposit.State.DONE, Deposit.State.KNOWN)
    lost = Deposit.objects.filter(state__in=ends, article=None).filter(~Exists(discarded)).order_by("pk")
    for deposit in lost.only("name"):
        yield Finding(f"deposit {deposit.pk}, “{deposit.name}”, is done, but leads to no article", deposit.pk)


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
    """Of the bytes without a deposit, those that were taken back, or are old, go with the housekeeper's next round."""
    lost = Content.objects.filter(deposits=None, kept_at__gte=timezone.now() - deposits.KEPT_FOR)
    for pk in lost.order_by("pk").values_list("pk", flat=True):
        yield Finding(f"the bytes {pk} belong to no deposit", pk)


def _drop_contents(findings: list[Finding]) -> None:
    Content.objects.filter(pk__in=_subjects(findings), deposits=None).delete()


def _digests() -> Iterator[Finding]:
    for content in Content.objects.order_by("pk").iterator(chunk_size=1):
        if hashlib.sha256(content.data).hexdigest() != content.digest:
            yield Finding(f"the kept bytes {content.pk} are not what came in: restore a backup", content.pk)


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
    last = followed(settings.INDEX_DIR).revision
    behind = Change.objects.filter(revision__gt=last).count()
    if behind:
        yield Finding(f"the index is {behind} changes behind: is a worker running?")
        return
    found = list(_differences())
    if not Change.objects.filter(revision__gt=last).exists():  # else rows were written while they were compared
        yield from found


def _differences() -> Iterator[Finding]:
    """Compare what the index holds with the rows: which articles, all that it says of each, and what it counts."""
    index = reader(settings.INDEX_DIR)
    published = Article.objects.published()
    rows = set(published.values_list("pk", flat=True))
    held = index.digests()
    for pk in sorted(rows - held.keys()):
        yield Finding(f"article {pk} is not in the index", pk)
    for pk in sorted(held.keys() - rows):
        yield Finding(f"article {pk} is in the index, but readers may not see it", pk)
    stale = [pk for pk, digest in _digests_of(sorted(rows & held.keys())) if digest != held[pk]]
    for pk in stale:
        yield Finding(f"article {pk} is not what the index holds of it", pk)
    if stale or rows != held.keys():
        return
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


def _digests_of(articles: list[int]) -> Iterator[tuple[int, int]]:
    for begin in range(0, len(articles), _BATCH):
        yield from ((document.id, document.digest) for document in indexed(articles[begin : begin + _BATCH]))


def _index_anew(findings: list[Finding]) -> None:
    """Follow the articles that differ once more; where more than these is wrong, make the index anew."""
    subjects = _subjects(findings)
    if subjects:
        with transaction.atomic():
            lock_archive()
            record_changes(subjects)
    try:
        follow(rebuild=not subjects)
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
    Check("structure of texts", _structures, _drop_structures),
    Check("dates", _dates),
    Check("positions of mentions", _offsets, _annotate_anew),
    Check("countries and topics", _counters, _count_anew),
    Check("fingerprints", _fingerprints, _compare_anew),
    Check("stories", _stories, _settle_stories),
    Check("deposits", _deposits, _take_up),
    Check("results of deposits", _results),
    Check("kept bytes", _contents, _drop_contents),
    Check("digests of kept bytes", _digests),
    Check("jobs", _jobs, lambda _: working.sweep()),
    Check("workers", _workers),
    Check("jobs given up", _given_up),
    Check("counter of changes", _counter, _count_on),
    Check("search index", _index, _index_anew),
)
