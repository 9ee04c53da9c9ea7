"""The feeds that are followed: asked in turn, each at its own pace; what is new in them is handed in."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import Truncator

from articles import fetch
from articles.extract import Problem
from articles.extract.feed_items import plain
from articles.extract.feeds import Entry, NotAFeed, parse_feed
from articles.extract.feeds import Feed as Read
from articles.extract.opml import Outline, read_opml, write_opml
from articles.fetch import Fetched, FetchRefused
from articles.ingest import checks, queue
from articles.ingest.deposits import Sent, hand_in
from articles.ingest.importing import URL_MOST, Particulars, source_named
from articles.ingest.queue import Lease
from articles.models import Article, Batch, Feed, FeedItem, Job
from articles.text.normalise import canonical_line, storable

# How often a feed is asked that says nothing about it, and the bounds of what it may say.
PACE, FASTEST, SLOWEST = timedelta(minutes=30), timedelta(minutes=10), timedelta(days=1)
# Of a feed that shows more at once, the newest come in first, and the others when it is asked again, soon.
MOST_AT_ONCE = 100
# A feed that gives this much of an article gives all of it; of others, the page is fetched.
_WHOLE = 1500
# Where the page gives nothing, a summary of so many characters that does not break off is better than that.
_SUMMARY, _BREAKS_OFF = 200, ("…", "...", "[…]", "[...]", "(...)", "(…)")
_OK, _UNCHANGED, _GONE, _BUSY = 200, 304, 410, (429, 503)
_WORDS_MOST = 80
_TITLE_MOST, _FOLDER_MOST, _DETAIL_MOST = 300, 200, 300
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of a list of feeds; ``refused`` are the addresses in it that are none on the web."""

    added: int
    known: int
    repeated: int = 0
    refused: tuple[str, ...] = ()


def poll(lease: Lease) -> None:
    """Ask one feed, and hand in what is new; the next time is set in the same transaction."""
    feed = lease.job.feed
    if not feed.active:
        queue.finish(lease)
        return
    try:
        answer = fetch.fetch(
            feed.url,
            etag=feed.etag,
            modified=feed.modified,
            accept=fetch.FEEDS,
            allowed=settings.FETCH_ALLOWED,
            contact=settings.FETCH_CONTACT,
        )
        read = _read(feed, answer) if answer.status == _OK else None
    except FetchRefused as error:
        _unwell(lease, feed, error.reason.value, error.detail)
    except NotAFeed as error:
        _not_a_feed(lease, feed, error)
    else:
        if read:
            _well(lease, feed, answer, read)
        else:
            _without_news(lease, feed, answer)


def failed(job: Job, *, error: str, given_up: bool) -> None:
    """Say on the feed that asking it failed by a fault of ours; it is asked again when its turn comes."""
    now = timezone.now()
    Feed.objects.filter(pk=job.feed_id).update(
        problem=Feed.CRASH, detail=storable(error)[:_DETAIL_MOST], polled_at=now, next_poll_at=now + PACE
    )
    if given_up:
        Job.objects.filter(pk=job.pk).delete()


def ask_for_due() -> int:
    """Put the feeds whose turn it is in the queue; return how many."""
    asked = Job.objects.filter(feed=OuterRef("pk"))
    due = list(Feed.objects.due().filter(~Exists(asked)).order_by("next_poll_at")[:_BATCH])
    queue.add_all(due, priority=Job.LATER)
    return len(due)


def ask_now(feeds: Iterable[Feed]) -> int:
    """Ask feeds at once, also those whose turn it is not; return how many."""
    wanted = [feed for feed in feeds if feed.active]
    queue.add_all(wanted, priority=Job.NOW)
    return len(wanted)


def follow(url: str, *, status: str = Article.Status.DRAFT, added_by: Any = None, title: str = "") -> tuple[Feed, bool]:
    """Follow the feed at ``url``, or the one that the page there names; return it, and whether it is a new one."""
    with transaction.atomic():
        feed, new = Feed.objects.get_or_create(
            url=url, defaults={"status": status, "added_by": added_by, "title": _titled(title)}
        )
        if new:
            queue.add(feed, priority=Job.NOW)
    return feed, new


def edit(feed: Feed, *, title: str, source: str, folder: str, status: str) -> None:
    """Change what the newsroom says of a feed; without a title it takes its own when it is asked next."""
    with transaction.atomic():
        Feed.objects.filter(pk=feed.pk).update(
            title=_titled(title), source=source_named(source), folder=_in_folders(folder), status=status
        )


def set_active(feed: Feed, *, active: bool) -> None:
    """Go on following a feed, from now, or stop; what it brought stays."""
    with transaction.atomic():
        Feed.objects.filter(pk=feed.pk).update(active=active, next_poll_at=timezone.now(), failures=0, problem="")
        if not active:
            Job.objects.filter(feed=feed, state=Job.State.QUEUED).delete()


def remove(feed: Feed) -> None:
    """Forget a feed; its articles and their batches stay."""
    feed.delete()


def read_list(data: bytes, *, status: str = "", added_by: Any = None) -> Listed:
    """Follow every feed of an OPML list that can be; all or none. Raises ``extract.opml.NotOpml``.

    Without a ``status``, their articles come in as the list says of each, or else as drafts.
    """
    read = read_opml(data)
    outlines = {_address(outline.url): outline for outline in reversed(read.outlines)}
    too_long = [url for url in outlines if len(url) > URL_MOST]
    outlines = {url: outline for url, outline in outlines.items() if len(url) <= URL_MOST}
    with transaction.atomic():
        known = set(Feed.objects.values_list("url", flat=True))
        new = [
            Feed(
                url=url,
                title=_titled(outline.title if outline.title != outline.url else ""),
                site_url=outline.site_url if len(outline.site_url) <= URL_MOST else "",
                folder=_in_folders(outline.folder),
                status=status or _status(outline),
                added_by=added_by,
            )
            for url, outline in reversed(outlines.items())
            if url not in known
        ]
        Feed.objects.bulk_create(new, batch_size=_BATCH)
        queue.add_all(new)
    repeated = read.repeated + len(read.outlines) - len(outlines) - len(too_long)
    return Listed(len(new), len(outlines) - len(new), repeated, (*read.refused, *too_long))


def write_list(feeds: Iterable[Feed]) -> bytes:
    """Return feeds as an OPML list."""
    outlines = (Outline(each.title or each.url, each.url, each.site_url, each.folder, each.status) for each in feeds)
    return write_opml(outlines, title="Newsroom", when=timezone.now())


def _address(url: str) -> str:
    """Return the address as the fetcher writes it; one that it refuses is followed all the same, and told about."""
    try:
        return checks.feed_address(url)
    except ValidationError:
        return url


def _status(outline: Outline) -> str:
    return outline.status if outline.status in Article.Status.values else Article.Status.DRAFT


def _titled(title: str) -> str:
    return canonical_line(title)[:_TITLE_MOST]


def _in_folders(folder: str) -> str:
    """Return the names of folders within folders with a slash between, without empty ones."""
    return "/".join(filter(None, map(canonical_line, folder.split("/"))))[:_FOLDER_MOST].rstrip("/ ")


def _read(feed: Feed, answer: Fetched) -> Read:
    return parse_feed(answer.body, url=answer.url, content_type=f"{answer.content_type}; charset={answer.charset}")


def _well(lease: Lease, feed: Feed, answer: Fetched, read: Read) -> None:
    """Hand in what is new or has changed since, once."""
    with transaction.atomic():
        queue.hold(lease)
        # It may have been changed at the desk while its site was asked.
        feed.refresh_from_db()
        if not feed.active:
            queue.finish(lease)
            return
        fresh, left = _fresh(feed, read.entries)
        if fresh:
            hand_in(
                (_sent(feed, read, entry) for entry in fresh),
                origin=Batch.Origin.FEED,
                status=feed.status,
                added_by=feed.added_by,
                feed=feed,
                priority=Job.SOON,
            )
        moved = answer.permanent_url
        if moved and len(moved) <= URL_MOST and not Feed.objects.filter(url=moved).exists():
            feed.url = moved
        _asked(
            feed,
            pace=FASTEST if left else _pace(read.next_hint),
            url=feed.url,
            title=feed.title or _titled(read.title),
            site_url=feed.site_url or (read.site_url if len(read.site_url) <= URL_MOST else ""),
            # What is left is shown again only to who does not say that he has it.
            etag=answer.etag if len(answer.etag) <= 300 and not left else "",
            modified=answer.modified if len(answer.modified) <= 100 and not left else "",
            succeeded_at=timezone.now(),
            failures=0,
            problem=Feed.MORE if left else Feed.DAMAGED if read.damaged else "",
            detail=str(left) if left else "",
        )
        queue.finish(lease)


def _without_news(lease: Lease, feed: Feed, answer: Fetched) -> None:
    with transaction.atomic():
        queue.hold(lease)
        if answer.status == _UNCHANGED:
            _asked(feed, pace=PACE, succeeded_at=timezone.now(), failures=0, problem="", detail="")
        elif answer.status == _GONE:
            _asked(feed, pace=SLOWEST, active=False, problem=Feed.GONE, detail="")
        else:
            pause = timedelta(seconds=answer.retry_after or 0) if answer.status in _BUSY else timedelta()
            _asked(
                feed,
                pace=max(pause, _back_off(feed)),
                failures=feed.failures + 1,
                problem=Feed.STATUS,
                detail=str(answer.status),
            )
        queue.finish(lease)


def _not_a_feed(lease: Lease, feed: Feed, error: NotAFeed) -> None:
    """A page that names its feed is taken at its word, as long as nothing better ever stood at the address."""
    named = next((url for url in map(_address, error.found) if len(url) <= URL_MOST), "")
    if not named or feed.succeeded_at:
        _unwell(lease, feed, error.problem.value, "")
        return
    with transaction.atomic():
        queue.hold(lease)
        if twin := Feed.objects.filter(url=named).first():
            _asked(feed, pace=SLOWEST, active=False, problem=Feed.TWIN, detail=str(twin)[:_DETAIL_MOST])
            queue.finish(lease)
        else:
            Feed.objects.filter(pk=feed.pk).update(url=named)
            queue.put_back(lease)


def _unwell(lease: Lease, feed: Feed, problem: str, detail: str) -> None:
    with transaction.atomic():
        queue.hold(lease)
        _asked(
            feed,
            pace=_back_off(feed),
            failures=feed.failures + 1,
            problem=problem[:40],
            detail=storable(detail)[:_DETAIL_MOST],
        )
        queue.finish(lease)


def _asked(feed: Feed, *, pace: timedelta, **columns: Any) -> None:
    now = timezone.now()
    Feed.objects.filter(pk=feed.pk).update(polled_at=now, next_poll_at=now + pace, **columns)


def _pace(hint: int | None) -> timedelta:
    return min(max(timedelta(seconds=hint), FASTEST), SLOWEST) if hint else PACE


def _back_off(feed: Feed) -> timedelta:
    return min(PACE * 2 ** min(feed.failures, 10), SLOWEST)


def _fresh(feed: Feed, entries: Sequence[Entry]) -> tuple[list[Entry], int]:
    """Return the newest entries that are new or say something else by now, noted as seen; and how many are left."""
    read = {_digest(entry.guid): entry for entry in entries}
    seen = dict(feed.items.filter(guid_digest__in=read).values_list("guid_digest", "content_digest"))
    changed = [entry for guid, entry in read.items() if seen.get(guid) != _said(entry)]
    now = timezone.now()
    changed.sort(key=lambda entry: entry.published_at or now, reverse=True)
    taken = changed[:MOST_AT_ONCE]
    FeedItem.objects.bulk_create(
        (FeedItem(feed=feed, guid_digest=_digest(each.guid), content_digest=_said(each)) for each in taken),
        update_conflicts=True,
        unique_fields=["feed", "guid_digest"],
        update_fields=["content_digest", "seen_at"],
        batch_size=_BATCH,
    )
    return taken, len(changed) - len(taken)


def _sent(feed: Feed, read: Read, entry: Entry) -> Sent:
    """An entry with its whole text is handed in as it is; of others, the page is fetched, and what they say is kept.

    A mere title is told of, and so is one with a link that is longer than any address.
    """
    if len(entry.url) > URL_MOST:
        entry = replace(entry, url="")
    given = Particulars(
        title=entry.title,
        author=entry.author,
        source=feed.source.name if feed.source else feed.title or _titled(read.title),
        url=entry.url,
        language=entry.language or read.language,
        published_at=entry.published_at,
    )
    whole = len(_text(entry)) >= _WHOLE or not entry.url
    name = _named(entry)
    if not entry.url and not _text(entry):
        return Sent(name, problem=Problem.EMPTY)
    if whole:
        return Sent(name, _text(entry).encode(), url=entry.url, given=given)
    return Sent(name, url=entry.url, given=given, spare="" if _is_teaser(entry) else _text(entry))


def _named(entry: Entry) -> str:
    """Return what the ledger calls an entry: its title or address, else its first words, its date, its mark."""
    words = Truncator(canonical_line(plain(_text(entry)))).chars(_WORDS_MOST)
    day = entry.published_at.date().isoformat() if entry.published_at else ""
    return canonical_line(entry.title) or entry.url or words or day or entry.guid


def _is_teaser(entry: Entry) -> bool:
    """Whether an entry has a summary alone that is short or breaks off."""
    is_summary = not entry.content_html or plain(entry.content_html).split() == entry.summary.split()
    return is_summary and (len(entry.summary) < _SUMMARY or entry.summary.endswith(_BREAKS_OFF))


def _text(entry: Entry) -> str:
    return entry.content_html or entry.summary


def _said(entry: Entry) -> str:
    return _digest("\n".join((entry.title, entry.summary, entry.content_html)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
