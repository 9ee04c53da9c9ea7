"""The feeds that are followed, for the desk: their list, and lists of them that come and go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from zlib import crc32

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from articles.extract.opml import NotOpml
from articles.ingest import complaints
from articles.ingest import feeds as following
from articles.models import Feed
from articles.models.arrivals import FeedQuerySet
from articles.text.normalise import canonical_line
from articles.web.article import whole_number
from articles.web.feed_forms import FeedListForm, FollowForm
from articles.web.feed_health import Health, healths
from articles.web.redirecting import act_on, see_other

PER_PAGE = 50
FOLDERS = 500
# Of what a list names in vain, so many are told, each in so many characters.
NAMED, _SHOWN = 5, 80
UNWELL, OFF = "unwell", "off"
_NAMES = {"": gettext_lazy("All feeds"), UNWELL: gettext_lazy("In trouble"), OFF: gettext_lazy("Off")}
OPML_TYPE = "text/x-opml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which feeds are listed: those in a ``state``, in a ``folder``, whose name has ``wanted``."""

    state: str = ""
    folder: str = ""
    wanted: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Sieve:
        state = query.get("state", "")
        return cls(
            state if state in _NAMES else "",
            query.get("folder", "")[:200].replace("\0", ""),
            canonical_line(query.get("q", ""))[:100],
            whole_number(query.get("page")) or 1,
        )

    @property
    def narrows(self) -> bool:
        return bool(self.state or self.folder or self.wanted)

    @property
    def query(self) -> str:
        """Return what follows the list's address; nothing for all of it."""
        return self.link(page=self.page)

    def link(self, *, state: str | None = None, page: int = 1) -> str:
        values = {"state": self.state if state is None else state, "folder": self.folder, "q": self.wanted}
        given = {name: value for name, value in values.items() if value} | ({"page": str(page)} if page > 1 else {})
        return f"?{urlencode(given)}" if given else ""

    def through(self) -> FeedQuerySet:
        """Return the feeds that pass, newest names first to be given one."""
        found = Feed.objects.select_related("source")
        if self.folder:
            found = found.filter(Q(folder=self.folder) | Q(folder__startswith=f"{self.folder}/"))
        if self.wanted:
            found = found.named_like(self.wanted)
        return {UNWELL: found.unwell, OFF: found.off}.get(self.state, found.all)()


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the list, how many are in it, and whether it is the one shown."""

    name: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The feeds of one page and how they are; ``digest`` changes when one of them does."""

    rows: tuple[Health, ...]
    total: int
    unwell: int

    @property
    def asked(self) -> int:
        return sum(row.state == "asked" for row in self.rows)

    @property
    def seconds(self) -> int:
        return min((row.seconds for row in self.rows if row.seconds), default=0)

    @property
    def reloads(self) -> bool:
        return any(row.reloads for row in self.rows)

    @property
    def digest(self) -> str:
        return f"{crc32(repr((self.total, self.unwell, [row.print for row in self.rows])).encode()):08x}"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("articles.view_feed", raise_exception=True)
def feeds(request: HttpRequest) -> HttpResponse:
    """The list; posted to, it follows one more."""
    if request.method != "POST":
        return _page(request, FollowForm(initial={"address": request.GET.get("address", "")[:1000]}))
    if not request.user.has_perm("articles.add_feed"):
        raise PermissionDenied
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    feed, new = following.follow(
        form.cleaned_data["address"], status=form.cleaned_data["status"], added_by=request.user
    )
    if not new:
        messages.warning(request, _("This feed is followed already."))
        return see_other("feed", feed.pk)
    messages.success(request, _("The feed is being asked. What is new in it comes in by itself."))
    return see_other(f"{reverse('feeds')}#feed-{feed.pk}")


@act_on("feeds")
@login_required
@permission_required("articles.change_feed", raise_exception=True)
def ask_feeds(request: HttpRequest) -> HttpResponse:
    many = following.ask_now(Feed.objects.active())
    said = ngettext("%(counter)s feed is being asked.", "%(counter)s feeds are being asked.", many)
    messages.success(request, said % {"counter": intcomma(many)})
    return see_other(reverse("feeds") + Sieve.of(request.GET).query)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("articles.add_feed", raise_exception=True)
def read_feed_list(request: HttpRequest) -> HttpResponse:
    """Follow all feeds of an OPML file, or none."""
    form = FeedListForm(request.POST, request.FILES) if request.method == "POST" else FeedListForm()
    if form.is_valid():
        try:
            listed = following.read_list(
                form.cleaned_data["file"].read(), status=form.cleaned_data["status"], added_by=request.user
            )
        except NotOpml as error:
            form.add_error("file", complaints.about_list(error.problem))
        else:
            level = messages.WARNING if listed.refused else messages.SUCCESS
            messages.add_message(request, level, _listed(listed))
            return see_other("feeds")
    return render(request, "articles/feed_list.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@login_required
@permission_required("articles.view_feed", raise_exception=True)
def write_feed_list(request: HttpRequest) -> HttpResponse:
    """Every feed, as other feed readers take them."""
    named = {"Content-Disposition": 'attachment; filename="newsroom.opml"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(following.write_list(Feed.objects.order_by("folder", "title", "pk")), OPML_TYPE, headers=named)


def _listed(listed: following.Listed) -> str:
    added = ngettext("%(counter)s feed was added.", "%(counter)s feeds were added.", listed.added)
    known = ngettext("%(counter)s was followed already.", "%(counter)s were followed already.", listed.known)
    twice = ngettext("%(counter)s stood in it twice.", "%(counter)s stood in it more than once.", listed.repeated)
    named = listed.added or listed.known
    said = [added % {"counter": intcomma(listed.added)}] if named else [_("The list names no feed.")]
    said += [known % {"counter": intcomma(listed.known)}] if listed.known else []
    said += [twice % {"counter": intcomma(listed.repeated)}] if listed.repeated else []
    return " ".join(said + ([_refused(listed.refused)] if listed.refused else []))


def _refused(addresses: Sequence[str]) -> str:
    """Return what of a list was not taken, by name where it is not much, and why."""
    said = ngettext(
        "%(counter)s was not taken, for its address is none on the web: %(addresses)s",
        "%(counter)s were not taken, for their addresses are none on the web: %(addresses)s",
        len(addresses),
    )
    named = [_("“%(name)s”") % {"name": Truncator(address or "?").chars(_SHOWN)} for address in addresses[:NAMED]]
    more = ["…"] if len(addresses) > NAMED else []
    return said % {"counter": intcomma(len(addresses)), "addresses": ", ".join(named + more)}


def _page(request: HttpRequest, form: FollowForm, *, status: int = 200) -> HttpResponse:
    sieve = Sieve.of(request.GET)
    counted = _counted()
    page = Paginator(sieve.through(), PER_PAGE).get_page(sieve.page)
    listed = Listed(tuple(healths(page.object_list)), counted[""], counted[UNWELL])
    if request.GET.get("seen") == listed.digest:
        return HttpResponse(status=204)  # the page asks whether anything has happened
    context = {
        "form": form,
        "sieve": sieve,
        "listed": listed,
        "page": page,
        "tabs": _tabs(sieve, counted),
        "folders": folders(),
        "here": reverse("feeds"),
    }
    return render(request, "articles/feeds.html", context, status=status)


def folders() -> Sequence[str]:
    """Return the names of the folders that feeds are in."""
    return Feed.objects.exclude(folder="").order_by("folder").values_list("folder", flat=True).distinct()[:FOLDERS]


def _counted() -> dict[str, int]:
    """Return how many feeds there are in each state, whatever else they are sieved by."""
    ill = Feed.objects.unwell().values("pk")
    row = Feed.objects.aggregate(
        all=Count("pk"), off=Count("pk", filter=Q(active=False)), ill=Count("pk", filter=Q(pk__in=ill))
    )
    return {"": row["all"], UNWELL: row["ill"], OFF: row["off"]}


def _tabs(sieve: Sieve, counted: Mapping[str, int]) -> list[Tab]:
    return [
        Tab(str(name), reverse("feeds") + sieve.link(state=state), counted[state], state == sieve.state)
        for state, name in _NAMES.items()
    ]
