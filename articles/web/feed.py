"""One feed, for the desk: how it is, what it brought, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.ingest import feeds as following
from articles.models import Article, Batch, Deposit, Feed, Source
from articles.web.feed_forms import FeedForm
from articles.web.feed_health import Health, healths
from articles.web.feeds import Sieve, folders
from articles.web.redirecting import act_on, see_other

LATEST = 20


@dataclass(frozen=True, slots=True)
class Arrival:
    """An import of a feed, and what became of its pieces."""

    batch: Batch
    new: int = 0
    known: int = 0
    failed: int = 0
    reading: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        return (self.batch.pk, self.new, self.known, self.failed, self.reading)


@require_safe
@login_required
@permission_required("articles.view_feed", raise_exception=True)
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    health = healths([_feed(pk)])[0]
    arrivals = latest_arrivals(health.feed)
    digest = f"{crc32(repr((health.print, [each.counts for each in arrivals])).encode()):08x}"
    if request.GET.get("seen") == digest:
        return HttpResponse(status=204)  # the page asks whether anything has happened
    context = {
        "feed": health.feed,
        "health": health,
        "arrivals": arrivals,
        "articles": latest_articles(health),
        "digest": digest,
    }
    return render(request, "articles/feed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("articles.change_feed", raise_exception=True)
def edit_feed(request: HttpRequest, pk: int) -> HttpResponse:
    found = _feed(pk)
    form = FeedForm(found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        following.edit(found, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return see_other("feed", pk)
    context = {"feed": found, "form": form, "sources": Source.objects.all(), "folders": folders()}
    return render(request, "articles/feed_edit.html", context, status=422 if form.is_bound else 200)


@act_on("feed", "pk")
@login_required
@permission_required("articles.change_feed", raise_exception=True)
def ask_feed(request: HttpRequest, pk: int) -> HttpResponse:
    if following.ask_now([_feed(pk)]):
        messages.success(request, _("The feed is being asked. What is new in it comes in by itself."))
    else:
        messages.warning(request, _("The feed is off: switch it on first."))
    return _back(request, pk)


@act_on("feed", "pk")
@login_required
@permission_required("articles.change_feed", raise_exception=True)
def switch_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on asking a feed, or stop: as is asked for, so that doing it twice does it once."""
    found, active = _feed(pk), request.POST.get("active") == "1"
    following.set_active(found, active=active)
    if active:
        following.ask_now([_feed(pk)])
        messages.success(request, _("The feed is on. It is being asked."))
    else:
        messages.success(request, _("The feed is off. What it brought stays."))
    return _back(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("articles.delete_feed", raise_exception=True)
def remove_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, on a page of its own, then forget the feed."""
    found = _feed(pk)
    if request.method == "POST":
        following.remove(found)
        messages.success(request, _("“%(feed)s” is not followed any more. Its articles stay.") % {"feed": found})
        return see_other("feeds")
    return render(request, "articles/feed_remove.html", {"feed": found, "health": healths([found])[0]})


def latest_arrivals(found: Feed) -> list[Arrival]:
    """Return the last imports of a feed, the latest first, in two queries."""
    batches = list(found.batches.order_by("-pk")[:LATEST])
    rows = (
        Deposit.objects.filter(batch__in=batches)
        .order_by()
        .values("batch")
        .annotate(
            new=Count("article", distinct=True, filter=~Q(state=Deposit.State.KNOWN)),
            known=Count("pk", filter=Q(state=Deposit.State.KNOWN)),
            failed=Count("pk", filter=Q(state=Deposit.State.FAILED)),
            reading=Count("pk", filter=Q(state__in=(Deposit.State.WAITING, Deposit.State.RUNNING))),
        )
    )
    counted = {row.pop("batch"): row for row in rows}
    return [Arrival(batch, **counted.get(batch.pk, {})) for batch in batches]


def latest_articles(health: Health) -> list[Article]:
    """Return the latest articles of a feed, by their dates: of many at once, the newest came in first."""
    if not health.brought.articles:
        return []
    own = Deposit.objects.filter(batch__feed=health.feed).exclude(state=Deposit.State.KNOWN)
    return list(
        Article.objects.filter(pk__in=own.values("article")).defer("text").order_by("-published_at", "-pk")[:LATEST]
    )


def _feed(pk: int) -> Feed:
    return get_object_or_404(Feed.objects.select_related("source", "added_by"), pk=pk)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return to where the button stood: the feed's own page, or its row in the list."""
    if request.GET.get("from") == "feed":
        return see_other("feed", pk)
    return see_other(f"{reverse('feeds')}{Sieve.of(request.GET).query}#feed-{pk}")
