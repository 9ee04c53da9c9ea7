"""What is handed in: kept whole at once, then read, piece by piece, by whoever has the job."""

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles import extract
from articles.extract import Extracted, Part, Remark, UnreadableFile, guarded
from articles.extract.charsets import in_utf8
from articles.ingest import annotating, fetched, importing, queue, remarks, rows, stories
from articles.ingest.changes import lock_archive
from articles.ingest.fetched import Unfetched
from articles.ingest.importing import DuplicateArticle, Particulars
from articles.ingest.queue import Lease
from articles.ingest.refusals import BAD_ADDRESSES, PASSING, Mishap
from articles.ingest.revising import Arrival
from articles.models import Article, Batch, Content, Deposit, DepositQuerySet, Feed, Job
from articles.text.normalise import canonical_line, storable

_NAME_MOST, _DETAIL_MOST = 300, 300
# Bytes are kept this long after the last time that they were needed, to be read again by a better reader.
KEPT_FOR = timedelta(days=30)
# Before a site that could not answer is asked again, in seconds, longer each time; it may ask for more, up to an hour.
_PATIENCE, _LONGEST_PAUSE = (10, 60, 300, 1800), 3600
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_ROWS = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing that is handed in: bytes under a name, or, where there are none, an address to fetch.

    Bytes without a name are a text that somebody typed. ``spare`` is what a feed says of the page at the address: a
    text or HTML, taken where the page gives none or less. What has a ``problem`` is refused as it comes in, with its
    ``detail``: it stands among the others, and is not read. Without one, ``detail`` is what is remarked of it.
    """

    name: str
    data: bytes | None = None
    url: str = ""
    given: Particulars = field(default_factory=Particulars)
    spare: str = ""
    problem: str = ""
    detail: str = ""


def hand_in(
    sent: Iterable[Sent],
    *,
    origin: str,
    status: str = Article.Status.DRAFT,
    added_by: Any = None,
    feed: Feed | None = None,
    priority: int = Job.NOW,
) -> Batch:
    """Keep everything that was sent, whole, and ask for its reading; nothing at all is kept if that fails."""
    with transaction.atomic():
        batch = Batch.objects.create(origin=origin, status=status, added_by=added_by, feed=feed)
        add_to(batch, sent, priority=priority)
    return batch


def add_to(batch: Batch, sent: Iterable[Sent], *, priority: int = Job.NOW) -> None:
    """Hand in more of the same batch, with the promises of ``hand_in``."""
    with transaction.atomic():
        made = [_deposit(batch, each) for each in sent]
        queue.add_all([deposit for deposit in made if not deposit.problem], priority=priority)


def take_back(batch: Batch) -> None:
    """Forget a batch of which nothing came: whoever sent it was told why, and sends it again."""
    with transaction.atomic():
        contents = list(batch.deposits.values_list("content", flat=True))
        batch.delete()
        # Dropped by the housekeeper, not here: the same bytes may be coming in at this moment.
        Content.objects.filter(pk__in=contents, deposits=None).update(kept_at=_LONG_AGO)


def read(lease: Lease) -> None:
    """Do a reading job: the deposit becomes an article, or further deposits, or is refused with its reason.

    Each outcome is stored in one transaction with the end of the job.
    """
    deposit = lease.job.deposit
    if deposit.state == Deposit.State.CANCELLED:
        queue.finish(lease)
        return
    _take_up_reading([lease])
    clock = _Clock()
    try:
        data = _bytes(deposit)
        clock.lap("read")
        if not deposit.name:
            _store(lease, deposit, importing.typed(data.decode()), clock)
        elif parts := guarded.unpack(deposit.name, data):
            _unpacked(lease, deposit, parts, clock)
        else:
            _store(lease, deposit, _fuller(deposit, guarded.read(deposit.name, data)), clock)
    except UnreadableFile as error:
        _without_page(lease, deposit, error.problem.value, error.detail, clock)
    except Unfetched as error:
        if error.passes and lease.job.attempts < Job.MOST_ATTEMPTS:
            _ask_again(lease, deposit, error)
        else:
            _without_page(lease, deposit, error.problem, error.detail, clock)
    except DuplicateArticle as error:
        _known(lease, deposit, error)


def read_together(leases: Sequence[Lease]) -> list[Lease]:
    """Do reading jobs as ``read`` does, in one transaction; return those left: all but plain new texts."""
    _take_up_reading(leases)
    contents = _contents(leases)
    plain = [_read_plainly(lease, contents) for lease in leases]
    read, twice = _without_repeats([each for each in plain if each])
    if read:
        with transaction.atomic():
            placed = importing.place([(each.new, _placing(each.lease)) for each in read])
            queue.hold(*(each.lease for each in read))
            _became(list(zip(read, placed, strict=True)))
            queue.finish(*(each.lease for each in read))
    left = [lease for lease, each in zip(leases, plain, strict=True) if not each]
    return [*left, *(each.lease for each in twice)]


def failed(job: Job, *, error: str, given_up: bool) -> None:
    """Say on the deposit that an attempt at reading it failed."""
    state = Deposit.State.FAILED if given_up else Deposit.State.WAITING
    _change(job.deposit_id, state=state, problem=Mishap.CRASH, detail=_told(error))


def cancel(batch: Batch) -> int:
    """Stop all that is no article yet, what is being read too; return how many were stopped.

    A worker that has one in hand finds its lease gone, and stores nothing of it. What is an article by now stays one
    and is annotated: it has an address, may be corrected or published already, and is discarded at the desk, not here.
    """
    now = timezone.now()
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(cancelled_at=now)
        # Jobs first, as workers do: what one of them was about to store is stored by now, or never.
        Job.objects.filter(deposit__batch=batch).exclude(state=Job.State.FAILED).delete()
        return batch.deposits.open().filter(article=None).update(state=Deposit.State.CANCELLED, changed_at=now)


def to_try_again(deposits: DepositQuerySet) -> DepositQuerySet:
    """Return those that failed and may come to another end, and those that were cancelled; if anything is kept of them.

    A text is judged the same each time; a site may answer by now, and a page hold an article.
    """
    site = ~Q(url="") & (Q(content=None) | Q(batch__feed=None)) & ~Q(problem__in=BAD_ADDRESSES)
    passing = Q(article__isnull=False) | Q(problem__in=PASSING) | site
    return deposits.kept().filter(Q(state=Deposit.State.CANCELLED) | Q(state=Deposit.State.FAILED) & passing)


def retry(deposits: DepositQuerySet) -> int:
    """Try again what ``to_try_again`` says: reading where there is no article yet, else its annotation.

    Why it failed stays on it until there is another end. A page is fetched anew.
    """
    wanted = list(to_try_again(deposits))
    with transaction.atomic():
        for begin in range(0, len(wanted), _ROWS):
            some = wanted[begin : begin + _ROWS]
            unread = [deposit for deposit in some if not deposit.article_id]
            queue.again(Job.objects.failed().filter(deposit__in=unread))
            queue.add_all(unread, priority=Job.NOW)
            annotating.ask_all_anew([d.article_id for d in some if d.article_id], priority=Job.NOW)
            _fetch_anew([d.pk for d in unread if d.problem not in ("", *PASSING)])
            _take_up([d.pk for d in unread], Deposit.State.WAITING, Deposit.Stage.SENT)
            _take_up([d.pk for d in some if d.article_id], Deposit.State.WAITING, Deposit.Stage.EXTRACTED)
    return len(wanted)


def annotate_anew(batch: Batch) -> int:
    """Ask for a new annotation of every article of the batch, the old one stands until then; return of how many."""
    own = batch.deposits.exclude(state=Deposit.State.KNOWN).filter(article__isnull=False)
    with transaction.atomic():
        known = list(own.values_list("pk", "article"))
        for begin in range(0, len(known), _ROWS):
            some = known[begin : begin + _ROWS]
            annotating.ask_all_anew([article for _, article in some])
            _take_up([pk for pk, _ in some], Deposit.State.RUNNING, Deposit.Stage.EXTRACTED)
    return len(known)


def forget_contents() -> int:
    """Drop bytes that nothing needs any more; return how many."""
    needed = Deposit.objects.open().filter(content__isnull=False).values("content")
    old = Content.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).exclude(pk__in=needed)
    return old.delete()[1].get("articles.Content", 0)


def indexed(revision: int) -> int:
    """Note that the index holds all changes up to ``revision``; return how many deposits that concerns."""
    linked = Deposit.objects.filter(stage=Deposit.Stage.LINKED, article__revision__lte=revision)
    numbers = list(linked.values_list("pk", flat=True)[:_ROWS])
    return Deposit.objects.filter(pk__in=numbers).update(stage=Deposit.Stage.INDEXED, changed_at=timezone.now())


def particulars(given: Mapping[str, Any]) -> Particulars:
    """Return what a deposit's row keeps as ``given``."""
    known = {field.name for field in fields(Particulars)}
    values = {name: value for name, value in given.items() if name in known}
    moment = values.get("published_at")
    return Particulars(**{**values, "published_at": datetime.fromisoformat(moment) if moment else None})


class _Clock:
    """Seconds of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.monotonic()

    def lap(self, stage: str) -> None:
        now = time.monotonic()
        self.seconds[stage], self._since = round(now - self._since, 3), now


def _deposit(batch: Batch, sent: Sent, parent: Deposit | None = None) -> Deposit:
    return Deposit.objects.create(
        batch=batch,
        parent=parent,
        name=_shown(sent.name) or sent.url[:_NAME_MOST] or ("?" if sent.name else ""),
        url=sent.url,
        state=Deposit.State.FAILED if sent.problem else Deposit.State.WAITING,
        problem=sent.problem,
        detail=_told(sent.detail),
        content=_kept(sent.data) if sent.data is not None else None,
        size=len(sent.data or b""),
        given=_row(sent.given) | ({"spare": sent.spare} if sent.spare else {}),
    )


def _shown(name: str) -> str:
    """A file's name may hold anything; its end, with the suffix, is kept."""
    return canonical_line(name)[-_NAME_MOST:]


def _told(detail: str) -> str:
    """What is told of a file may quote it."""
    return storable(detail)[:_DETAIL_MOST]


def _row(given: Particulars) -> dict[str, Any]:
    values = {name: value for name, value in asdict(given).items() if value}
    if given.published_at:
        values["published_at"] = given.published_at.isoformat()
    return values


def _kept(data: bytes) -> Content:
    digest = hashlib.sha256(data).hexdigest()
    content, made = Content.objects.defer("data").get_or_create(digest=digest, defaults={"data": data})
    if not made:
        Content.objects.filter(pk=content.pk).update(kept_at=timezone.now())
    return content


def _bytes(deposit: Deposit) -> bytes:
    """Return the bytes of a deposit; those of an address are fetched first, and kept."""
    if deposit.content_id:
        data = bytes(Content.objects.values_list("data", flat=True).get(pk=deposit.content_id))
        return in_utf8(data, deposit.given.get("charset", ""))
    if not deposit.url:
        raise Unfetched(Mishap.GONE)
    answer = fetched.page(deposit.url)
    deposit.given = {**deposit.given, "charset": answer.charset}
    # An address may grow where it leads on, and where its letters are encoded.
    deposit.url = answer.url if len(answer.url) <= importing.URL_MOST else deposit.url
    with transaction.atomic():
        content = _kept(answer.body)
        _change(deposit.pk, content=content, size=len(answer.body), url=deposit.url, given=deposit.given)
    return in_utf8(answer.body, answer.charset)


def _take_up_reading(leases: Sequence[Lease]) -> None:
    taken = Deposit.objects.filter(pk__in=[lease.job.deposit_id for lease in leases])
    taken.exclude(state=Deposit.State.CANCELLED).update(state=Deposit.State.RUNNING, changed_at=timezone.now())


def _contents(leases: Sequence[Lease]) -> dict[int, bytes]:
    wanted = Content.objects.filter(pk__in=[lease.job.deposit.content_id for lease in leases])
    return {pk: bytes(data) for pk, data in wanted.values_list("pk", "data")}


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a job's deposit."""

    lease: Lease
    new: importing.Ready
    remarks: tuple[Remark, ...]
    seconds: Mapping[str, float]


def _read_plainly(lease: Lease, contents: Mapping[int, bytes]) -> _Read | None:
    """Read a deposit that is a text and nothing else; None if it is not, was fetched, or cannot be read."""
    deposit, clock = lease.job.deposit, _Clock()
    data = contents.get(deposit.content_id)
    if (
        data is None
        or "charset" in deposit.given
        or deposit.state == Deposit.State.CANCELLED
        or not guarded.is_light(deposit.name, data)
    ):
        return None
    clock.lap("read")
    try:
        # What is light holds nothing but itself.
        extracted = extract.read(deposit.name, data) if deposit.name else importing.typed(data.decode())
        new = importing.ready(extracted, _given(deposit, extracted))
    except Exception:
        return None  # it will say why when it is read alone
    clock.lap("extracted")
    return _Read(lease, new, extracted.remarks, clock.seconds)


def _without_repeats(read: Sequence[_Read]) -> tuple[list[_Read], list[_Read]]:
    """Part what can be stored in one go from texts that the archive, or an earlier one of them, has, and addresses."""
    texts = importing.known(each.new.digest for each in read)
    addresses: set[str] = set()
    apart: tuple[list[_Read], list[_Read]] = [], []
    for each in read:
        address = each.new.columns["address"]
        repeats = each.new.digest in texts or address in addresses
        texts.add(each.new.digest)
        addresses |= {address} - {""}
        apart[repeats].append(each)
    return apart


def _store(lease: Lease, deposit: Deposit, extracted: Extracted, clock: _Clock) -> None:
    clock.lap("extracted")

    def end(article: Article) -> None:
        queue.hold(lease)
        _became([(_Read(lease, new, extracted.remarks, clock.seconds), article)])
        queue.finish(lease)

    new = importing.ready(extracted, _given(deposit, extracted))
    importing.store(new, placing=_placing(lease), within=end)


def _given(deposit: Deposit, extracted: Extracted) -> Particulars:
    given = particulars(deposit.given)
    return replace(given, url=extracted.url or deposit.url) if deposit.url and not given.url else given


def _placing(lease: Lease) -> importing.Placing:
    batch = lease.job.deposit.batch
    return importing.Placing(batch.status, batch.added_by, lease.job.priority, _arrival(lease.job.deposit))


def _became(read: Sequence[tuple[_Read, Article]]) -> None:
    """Note on the deposits which articles they became."""
    for each, article in read:
        deposit = each.lease.job.deposit
        deposit.article, deposit.seconds = article, dict(each.seconds)
        deposit.detail = remarks.added("" if deposit.problem else deposit.detail, each.remarks)
        deposit.problem, deposit.stage, deposit.changed_at = "", Deposit.Stage.EXTRACTED, timezone.now()
    own = [each.lease.job.deposit for each, _ in read]
    columns = ("article_id", "seconds", "problem", "detail", "given", "stage", "changed_at")
    rows.update(Deposit, columns, {d.pk: [getattr(d, column) for column in columns] for d in own})


def _arrival(deposit: Deposit) -> Arrival:
    """What a feed's items say of their addresses, only the feed vouches for."""
    batch = deposit.batch
    return Arrival(batch, batch.feed.url if batch.feed else deposit.url)


def _unpacked(lease: Lease, deposit: Deposit, parts: Sequence[Part], clock: _Clock) -> None:
    with transaction.atomic():
        queue.hold(lease)
        made = [_deposit(deposit.batch, _within(deposit, part), parent=deposit) for part in parts]
        readable = [part for part in made if not part.problem]
        queue.add_all(readable, priority=min(lease.job.priority, Job.SOON))
        _change(deposit.pk, state=Deposit.State.UNPACKED, seconds=clock.seconds, problem="", detail="")
        queue.finish(lease)


def _within(whole: Deposit, part: Part) -> Sent:
    name = f"{whole.name} / {part.name}"
    if part.problem:
        return Sent(name, problem=part.problem.value, detail=part.detail)
    return Sent(name, part.data, detail=remarks.kept(part.remarks))


def _fuller(deposit: Deposit, page: Extracted) -> Extracted:
    """Return the article of a page, with the text that its feed gives where the page, behind a wall, has less."""
    spare = deposit.given.get("spare", "")
    if len(spare) <= len(page.text):
        return page
    with suppress(UnreadableFile):
        said = guarded.read(deposit.name, spare.encode())
        if len(said.text) > len(page.text):
            return replace(page, text=said.text, structure=said.structure, structured=said.structured)
    return page


def _without_page(lease: Lease, deposit: Deposit, problem: str, detail: str, clock: _Clock) -> None:
    """Take what its feed says of a page that gives no article, and note why; refuse what has no such text."""
    spare = deposit.given.get("spare", "")
    if not spare:
        _refused(lease, deposit, problem, detail, clock)
        return
    deposit.given = {**deposit.given, "instead_of": [problem, _told(detail)]}  # stored if it is one
    try:
        _store(lease, deposit, guarded.read(deposit.name, spare.encode()), clock)
    except UnreadableFile:
        _refused(lease, deposit, problem, detail, clock)
    except DuplicateArticle as error:
        _known(lease, deposit, error)


def _ask_again(lease: Lease, deposit: Deposit, error: Unfetched) -> None:
    """Give an address that does not answer for now another attempt, later, and say why meanwhile."""
    patience = _PATIENCE[min(lease.job.attempts, len(_PATIENCE)) - 1]
    with transaction.atomic():
        pause = max(patience, min(error.retry_after, _LONGEST_PAUSE))
        queue.fail(lease.job, lease.token, str(error), at_least=pause)
        _change(deposit.pk, state=Deposit.State.WAITING, problem=error.problem, detail=_told(error.detail))


def _refused(lease: Lease, deposit: Deposit, problem: str, detail: str, clock: _Clock) -> None:
    with transaction.atomic():
        queue.finish(lease)
        _change(
            deposit.pk,
            state=Deposit.State.FAILED,
            stage=Deposit.Stage.READ if "read" in clock.seconds else Deposit.Stage.SENT,
            seconds=clock.seconds,
            problem=problem,
            detail=_told(detail),
        )


def _known(lease: Lease, deposit: Deposit, known: DuplicateArticle) -> None:
    with transaction.atomic():
        lock_archive()
        queue.hold(lease)
        stories.appeared(known.article, known.particulars)
        _change(deposit.pk, state=Deposit.State.KNOWN, article=known.article, problem="", detail="")
        queue.finish(lease)


def _fetch_anew(numbers: list[int]) -> None:
    pages = Deposit.objects.filter(pk__in=numbers, batch__feed=None).exclude(url="")
    pages.update(content=None)


def _take_up(numbers: list[int], state: str, stage: str) -> None:
    Deposit.objects.filter(pk__in=numbers).update(state=state, stage=stage, changed_at=timezone.now())


def _change(pk: int, **columns: Any) -> None:
    Deposit.objects.filter(pk=pk).update(changed_at=timezone.now(), **columns)
