"""``manage.py import_articles PATH…``: files, folders and addresses in, by the door of all imports, done at once."""

import os
import stat
import time
from argparse import ArgumentParser
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import override

from articles.extract import MAX_FILE_BYTES, SUFFIXES, Problem, is_litter
from articles.ingest import deposits, importing, owners, refusals, remarks, working
from articles.ingest.deposits import Sent
from articles.ingest.indexing import followed_up_to
from articles.management.preparing import prepare_database
from articles.management.reporting import Output, follow_index, reason
from articles.models import Article, Batch, Deposit, Job
from articles.text.normalise import canonical_line

# So many files are handed in at once: the database is not kept from others for long.
_AT_ONCE = 50
_LOOK_AGAIN_SECONDS, _TROUBLE_SECONDS = 0.2, 5.0


class LeadsOut(OSError):
    """A link in a folder to what is not in it: whoever put it there may not be who may read that."""


class Outcome(StrEnum):
    """What became of a file or an address."""

    IMPORTED = "imported"
    WAITING = "imported but not annotated yet"
    UNREAD = "not read yet"
    KNOWN = "already there"
    UNPACKED = "unpacked"
    CANCELLED = "cancelled"
    FAILED = "not imported"


@dataclass
class Report:
    """One line for each file, address and part of a container, as each comes to its end.

    ``total`` counts them all, ``files`` what was asked for: files and addresses, each with all its parts.
    """

    output: Output
    files: int
    total: int
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    def tell(self, name: str, outcome: Outcome, detail: str) -> None:
        self.outcomes[outcome] += 1
        told = f"[{self.outcomes.total()}/{self.total}] {name}: {outcome}"
        self.output.write(f"{told}, {detail}" if detail else told)
        self.output.flush()

    @property
    def unwell(self) -> int:
        outcomes = (Outcome.WAITING, Outcome.UNREAD, Outcome.CANCELLED, Outcome.FAILED)
        return sum(self.outcomes[outcome] for outcome in outcomes)


class Command(BaseCommand):
    help = (
        "Import files, folders of files, and web pages, and annotate them. Readers see them at once: they are "
        "published unless --draft or --review is given. Links that lead out of a folder are not followed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
        parser.add_argument("--url", action="append", default=[], help="fetch the article at this address")
        kept = parser.add_mutually_exclusive_group()
        kept.add_argument("--draft", action="store_true", help="keep them from readers")
        kept.add_argument("--review", action="store_true", help="keep them from readers, to be reviewed")

    def handle(self, *, paths: list[Path], url: list[str], draft: bool, review: bool, **options: Any) -> None:
        if not paths and not url:
            raise CommandError("Give a PATH or a --url, or several.", returncode=2)
        prepare_database()
        closed: list[OSError] = []
        wanted = [*_files(paths, closed), *url]
        report = Report(self.stdout, len(wanted), len(wanted))
        try:
            batch, names = _hand_in(wanted, _status(draft, review), report)
            if batch:
                _do(batch, names, report)
        except KeyboardInterrupt:
            raise CommandError("Stopped. What came in is kept; the worker goes on with it.", returncode=130) from None
        self._end(report, closed)

    def _end(self, report: Report, closed: list[OSError]) -> None:
        outcomes = report.outcomes
        for error in closed:
            what = "not followed, a link" if isinstance(error, LeadsOut) else "the folder cannot be read,"
            self.stdout.write(f"{canonical_line(str(error.filename))}: {what} {reason(error)}")
        if outcomes[Outcome.IMPORTED] + outcomes[Outcome.WAITING]:
            follow_index(self.stdout)
            while deposits.indexed(followed_up_to()):
                pass
        self.stdout.write(", ".join(f"{outcomes[o]} {o}" for o in Outcome if o in outcomes) or "nothing to import")
        if report.unwell:
            raise CommandError(f"{_unwell(report)} could not be imported or annotated", returncode=1)
        if folders := sum(not isinstance(error, LeadsOut) for error in closed):
            raise CommandError(f"{_many(folders, 'folder')} could not be read", returncode=1)


def _unwell(report: Report) -> str:
    """Say how many were not well; of what came in containers, articles are counted, not files."""
    files, unpacked = _many(report.files, "file"), report.outcomes[Outcome.UNPACKED]
    if unpacked:
        return f"{report.unwell} of {_many(report.total - unpacked, 'article')}, from {files},"
    return f"{report.unwell} of {files}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _status(draft: bool, review: bool) -> str:
    if draft:
        return Article.Status.DRAFT
    return Article.Status.REVIEW if review else Article.Status.PUBLISHED


def _hand_in(wanted: list[Path | str], status: str, report: Report) -> tuple[Batch | None, dict[int, str]]:
    """Keep whatever can be opened, in one batch, and tell of the rest; return also what each deposit is called here."""
    called: list[str] = []
    sent = _sent(wanted, called, report)
    first = list(islice(sent, _AT_ONCE))
    if not first:
        return None, {}
    batch = deposits.hand_in(first, origin=Batch.Origin.COMMAND, status=status, priority=Job.SOON)
    while more := list(islice(sent, _AT_ONCE)):
        deposits.add_to(batch, more, priority=Job.SOON)
    return batch, dict(zip(batch.deposits.filter(parent=None).values_list("pk", flat=True), called, strict=True))


def _sent(wanted: list[Path | str], called: list[str], report: Report) -> Iterator[Sent]:
    for each in wanted:
        # A file's name may hold anything, what no terminal can show too.
        name = canonical_line(str(each))
        try:
            sent = _page(each) if isinstance(each, str) else _file(each)
        except OSError as error:
            report.tell(name, Outcome.FAILED, reason(error))
        else:
            called.append(name)
            yield sent


def _page(url: str) -> Sent:
    if not importing.web_address(url):
        raise OSError("it is no address of a page")
    return Sent("", url=url)


def _file(path: Path) -> Sent:
    if (mode := path.stat().st_mode) and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        raise OSError("a pipe or socket is no file")
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        return Sent(path.name, problem=Problem.TOO_LARGE, detail=str(MAX_FILE_BYTES // 2**20))
    return Sent(path.name, data)


def _do(batch: Batch, names: dict[int, str], report: Report) -> None:
    """Do the batch's jobs, of which a running worker may take some, and tell of each deposit in its turn."""
    left = deque(names)
    with owners.owner() as owner:
        while left:
            try:
                outcome, deposit = _brought_on(left[0], owner)
            except OperationalError:
                time.sleep(_TROUBLE_SECONDS)
                continue
            if outcome:
                left.popleft()
                parts = list(deposit.parts.order_by("-pk").values_list("pk", flat=True))
                left.extendleft(parts)
                report.total += len(parts)
                report.tell(names.get(deposit.pk, deposit.name), outcome, _detail(deposit, outcome, len(parts)))
            else:
                time.sleep(_LOOK_AGAIN_SECONDS)
                working.sweep()


def _brought_on(number: int, owner: str) -> tuple[Outcome | None, Deposit]:
    """Do what there is to do for a deposit; return its outcome, or None while others have it in hand."""
    for job in Job.objects.queued().filter(deposit=number):
        working.do(job.pk, owner=owner, more=True)
    deposit = _deposit(number)
    if deposit.state == Deposit.State.RUNNING:
        for job in Job.objects.queued().filter(article=deposit.article_id):
            working.do(job.pk, owner=owner, more=True)
        deposit = _deposit(number)
    return _outcome(deposit), deposit


def _deposit(number: int) -> Deposit:
    return Deposit.objects.select_related("article").defer("article__text").get(pk=number)


def _outcome(deposit: Deposit) -> Outcome | None:
    match deposit.state:
        case Deposit.State.DONE:
            return Outcome.IMPORTED
        case Deposit.State.KNOWN:
            return Outcome.KNOWN
        case Deposit.State.UNPACKED:
            return Outcome.UNPACKED
        case Deposit.State.CANCELLED:
            return Outcome.CANCELLED
        case Deposit.State.FAILED:
            return Outcome.WAITING if deposit.article else Outcome.FAILED
    # An attempt failed, and the next is not due: that is left to the worker.
    jobs = Job.objects.filter(article=deposit.article_id) if deposit.article else deposit.jobs
    if jobs.filter(state=Job.State.QUEUED, run_after__gt=timezone.now()).exists():
        return Outcome.WAITING if deposit.article else Outcome.UNREAD
    return None


def _detail(deposit: Deposit, outcome: Outcome, parts: int) -> str:
    article = deposit.article
    match outcome:
        case Outcome.IMPORTED if article:
            with override("en"):
                remarked = "".join(f"; {remark}" for remark in remarks.told(deposit.detail))
            return f"article {article.pk}, {_many(article.mentions.count(), 'mention')}{remarked}"
        case Outcome.WAITING if article:
            return f"article {article.pk}; the log says why"
        case Outcome.KNOWN if article:
            return f"article {article.pk}: {article.title}"
        case Outcome.UNPACKED:
            return f"{_many(parts, 'article')} in it"
        case Outcome.FAILED:
            with override("en"):
                return refusals.told(deposit.problem, deposit.detail)
        case Outcome.UNREAD:
            return "the log says why"
    return ""


def _files(paths: list[Path], closed: list[OSError]) -> Iterator[Path]:
    """The files themselves, and those below folders that are read and meant; note what is ``closed`` to us."""
    for path in paths:
        if path.is_dir():
            yield from sorted(_below(path, closed))
        else:
            yield path


def _below(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    root = folder.resolve()
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not _is_passed_over(f"{name}/")]
        meant = [name for name in names if not _is_passed_over(name) and Path(name).suffix.lower() in SUFFIXES]
        for path in (Path(parent, name) for name in [*folders, *meant]):
            if path.is_symlink() and path.exists() and not path.resolve().is_relative_to(root):
                closed.append(LeadsOut(0, "that leads out of the folder", str(path)))
            elif path.is_file():
                yield path


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or is_litter(name)
