"""How a feed is, in one plain line: when it answered, what is wrong and what helps, when it is asked again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.ingest import complaints
from articles.models import Article, Deposit, Feed, Job

LATELY = timedelta(days=7)
# A page without scripts reloads itself while a feed is asked, not for ever: someone may be typing in it.
RELOADING = timedelta(minutes=3)
_A_MOMENT = timedelta(minutes=1)

STATES = {
    "asked": gettext_lazy("In progress"),
    "new": gettext_lazy("New"),
    "well": gettext_lazy("Working"),
    "shaky": gettext_lazy("Unsteady"),
    "unwell": gettext_lazy("In trouble"),
    "off": gettext_lazy("Off"),
}


@dataclass(frozen=True, slots=True)
class Yield:
    """What a feed has brought: ``articles`` in all and ``lately``; pieces still being read, and ``failed`` lately."""

    articles: int = 0
    lately: int = 0
    reading: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """A feed, its state by a word of ``STATES``, the line about it, and what helps, if anything does."""

    feed: Feed
    state: str
    line: str
    helps: str
    brought: Yield
    asked_since: datetime | None

    @property
    def label(self) -> str:
        return str(STATES[self.state])

    @property
    def comes_in_as(self) -> str:
        return str(dict(Article.Status.choices).get(self.feed.status, self.feed.status))

    @property
    def seconds(self) -> int:
        """After how many seconds to look again; 0 if nothing is going on."""
        return 2 if self.asked_since or self.brought.reading else 0

    @property
    def reloads(self) -> bool:
        return self.asked_since is not None and self.asked_since > timezone.now() - RELOADING

    @property
    def print(self) -> tuple[object, ...]:
        """What changes when something has happened; time that goes by alone does not."""
        feed = self.feed
        said = (feed.pk, feed.title, feed.url, feed.folder, feed.status, feed.active, feed.problem, feed.failures)
        return (*said, feed.polled_at, self.state, self.brought)


def healths(feeds: Iterable[Feed]) -> list[Health]:
    """Return how each of these feeds is; two queries in all."""
    feeds = list(feeds)
    brought, jobs = _brought(feeds), _jobs(feeds)
    return [health(feed, brought=brought.get(feed.pk, Yield()), job=jobs.get(feed.pk)) for feed in feeds]


def health(feed: Feed, *, brought: Yield, job: Job | None = None) -> Health:
    """Return how a feed is; ``job`` is its work in the queue, if it is there."""
    asking = job if job and feed.active and _is_now(job) else None
    if asking:
        state, line, helps = "asked", _asked(asking), ""
    elif not feed.active:
        state, line, helps = _off(feed)
    elif feed.problem in Feed.HARMLESS:
        state, line, helps = _well(feed, brought)
    else:
        state, line, helps = _failing(feed)
    return Health(feed, state, line, helps, brought, asking.created_at if asking else None)


def _is_now(job: Job) -> bool:
    return job.state == Job.State.RUNNING or (job.state == Job.State.QUEUED and job.run_after <= timezone.now())


def _asked(job: Job) -> str:
    if job.state == Job.State.RUNNING:
        return _("Its site is being asked now.")
    return _("It is asked as soon as its turn comes.")


def _off(feed: Feed) -> tuple[str, str, str]:
    if feed.problem in Feed.ENDED:
        complaint = complaints.about(feed.problem, feed.detail)
        stopped = _("It is not asked any more.")
        return "unwell", f"{complaint.wrong} {stopped}", complaint.helps
    if feed.succeeded_at:
        return "off", _("It is not asked. It last answered %(time)s ago.") % {"time": _since(feed.succeeded_at)}, ""
    return "off", _("It is not asked, and has never answered."), ""


def _well(feed: Feed, brought: Yield) -> tuple[str, str, str]:
    again = _until(feed.next_poll_at)
    if not feed.succeeded_at:
        return "new", _("It has not been asked yet; that happens in %(time)s.") % {"time": again}, ""
    line = _("Answered %(time)s ago, %(news)s; asked again in %(again)s.") % {
        "time": _since(feed.succeeded_at),
        "news": ", ".join(_news(brought)),
        "again": again,
    }
    # A page that is gone now and then is no trouble of the feed; more of them than of others are.
    state = "shaky" if feed.problem == Feed.DAMAGED or brought.failed > brought.lately else "well"
    helps = _("Its latest imports say why, and each can be tried again there.") if brought.failed else ""
    if feed.problem:
        complaint = complaints.about(feed.problem, feed.detail)
        return state, f"{line} {complaint.wrong}", helps or complaint.helps
    return state, line, helps


def _news(brought: Yield) -> Iterator[str]:
    """Yield what came in lately, and what did not."""
    news = ngettext("%(counter)s new article in 7 days", "%(counter)s new articles in 7 days", brought.lately)
    yield news % {"counter": intcomma(brought.lately)} if brought.lately else _("nothing new in 7 days")
    if brought.failed:
        lost = ngettext(
            "%(counter)s article could not be read", "%(counter)s articles could not be read", brought.failed
        )
        yield lost % {"counter": intcomma(brought.failed)}


def _failing(feed: Feed) -> tuple[str, str, str]:
    complaint = complaints.about(feed.problem, feed.detail)
    times = ngettext("%(counter)s failure", "%(counter)s failures", feed.failures)
    if not feed.failures:
        line = _("It is asked again in %(again)s.")
    elif feed.succeeded_at:
        line = _("It last answered well %(since)s ago, %(failures)s since; asked again in %(again)s.")
    else:
        line = _("It was added %(since)s ago and has never answered well, %(failures)s; asked again in %(again)s.")
    filled = {
        "since": _since(feed.succeeded_at or feed.added_at),
        "failures": times % {"counter": intcomma(feed.failures)},
        "again": _until(feed.next_poll_at),
    }
    return "unwell" if feed.is_unwell else "shaky", f"{complaint.wrong} {line % filled}", complaint.helps


def _since(moment: datetime) -> str:
    return timesince(moment, depth=1) if timezone.now() - moment >= _A_MOMENT else _("a moment")


def _until(moment: datetime) -> str:
    # A little more, so that half an hour from now is not called 29 minutes.
    later = moment + timedelta(seconds=30)
    return timeuntil(later, depth=1) if later - timezone.now() >= _A_MOMENT else _("a moment")


def _brought(feeds: list[Feed]) -> dict[int, Yield]:
    own = Q(article__isnull=False) & ~Q(state=Deposit.State.KNOWN)
    late = Q(batch__created_at__gte=timezone.now() - LATELY)
    rows = (
        Deposit.objects.filter(batch__feed__in=feeds)
        .order_by()
        .values("batch__feed")
        .annotate(
            articles=Count("article", distinct=True, filter=own),
            lately=Count("article", distinct=True, filter=own & late),
            reading=Count("pk", filter=Q(state__in=(Deposit.State.WAITING, Deposit.State.RUNNING))),
            failed=Count("pk", filter=late & Q(state=Deposit.State.FAILED, article=None)),
        )
    )
    return {row.pop("batch__feed"): Yield(**row) for row in rows}


def _jobs(feeds: list[Feed]) -> dict[int, Job]:
    return {job.feed_id: job for job in Job.objects.filter(feed__in=feeds)}
