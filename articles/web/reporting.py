"""A reader says what is wrong with the annotation of an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from articles.ingest import reports
from articles.models import Article, Mention
from articles.web import counting, highlight
from articles.web.article import whole_number
from articles.web.quoting import Line, in_its_sentence
from articles.web.redirecting import see_other
from articles.web.report_form import ReportForm, mention_at, span_of
from articles.web.review import gone_is_404

REPORTS = 10
WINDOW = 60 * 60
# People neither see nor reach this field; whoever fills it in is a machine.
TRAP = "homepage"


@dataclass(frozen=True, slots=True)
class Doubt:
    """The mention that a report is about, in its sentence: the ``number``-th of ``count`` of its entity.

    ``before`` and ``after`` are the spans of its neighbours, empty at either end.
    """

    mention: Mention
    quote: Line
    number: int
    count: int
    before: str
    after: str


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404()
def report(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.published(), pk=pk)
    mentions = list(article.mentions.select_related("entity"))
    if request.method != "POST":
        if slug != article.slug:
            return redirect(address(article, request.GET.urlencode()), permanent=True)
        return _page(request, article, ReportForm(mentions, doubtful=asked_about(article.text, mentions, request.GET)))
    form = ReportForm(mentions, request.POST)
    if not form.is_valid():
        return _page(request, article, form, status=422)
    key = counting.key("reports", client_address(request))
    if counting.counted(key) >= REPORTS:
        return _page(request, article, form, status=429)
    counting.count(key, seconds=WINDOW)
    if not request.POST.get(TRAP):
        reports.report(article, **form.remark())
    messages.success(request, gettext("Thank you. An editor will look at what you reported."))
    return see_other(article)


def address(article: Article, query: str = "") -> str:
    """Return where errors of ``article`` are reported."""
    return reverse("report", args=[article.pk, article.slug]) + (query and f"?{query}")


def asked_about(text: str, mentions: Sequence[Mention], query: QueryDict) -> Mention | None:
    """Return the mention that an address asks about, if the article has it.

    Either ``?mention=12-20``, its span, or ``?entity=7&n=2``, the second place where the page marks an entity.
    """
    if query.get("mention"):
        return mention_at(mentions, query.get("mention"))
    entity = whole_number(query.get("entity"))
    seen = [mention for outer, inner in highlight.drawn(text, mentions) for mention in (outer, *inner)]
    own = [m for m in seen if m.entity_id == entity] or [m for m in mentions if m.entity_id == entity]
    wanted = min(max(whole_number(query.get("n")), 1), len(own))
    return own[wanted - 1] if own else None


def doubt_about(article: Article, mentions: Sequence[Mention], doubtful: Mention) -> Doubt:
    """Return a mention with its sentence and its place among those of the same entity."""
    own = [mention for mention in mentions if mention.entity_id == doubtful.entity_id]
    at = own.index(doubtful)
    return Doubt(
        mention=doubtful,
        quote=in_its_sentence(article, doubtful.start, doubtful.end, doubtful.entity.kind),
        number=at + 1,
        count=len(own),
        before=span_of(own[at - 1] if at else None),
        after=span_of(own[at + 1] if at + 1 < len(own) else None),
    )


def client_address(request: HttpRequest) -> str:
    """Return whose request it is; of a chain of proxies only the last, ours, is believed."""
    here = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or here


def _page(request: HttpRequest, article: Article, form: ReportForm, *, status: int = 200) -> HttpResponse:
    context = {
        "article": article,
        "form": form,
        "doubt": doubt_about(article, form.mentions, form.doubtful) if form.doubtful else None,
        "trap": TRAP,
        "limit": REPORTS if status == 429 else 0,
    }
    response = render(request, "articles/report.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = str(WINDOW)
    return response
