"""What readers reported, for the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from articles.ingest import reports as said
from articles.models import Article, Entity, Mention, Report, ReportReason
from articles.web.article import whole_number
from articles.web.quoting import Line, in_its_sentence
from articles.web.redirecting import act_on, see_other

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A report as the desk shows it.

    ``quote`` is the sentence that it is about; ``moved`` says that other words stand there now. ``marked`` is
    whom these words are taken for at present, if they are marked.
    """

    report: Report
    quote: Line | None
    moved: bool
    marked: Entity | None

    @property
    def mark_is_gone(self) -> bool:
        """Whether a mark that a reader found wrong is not there any more."""
        return bool(self.quote) and self.report.reason in ReportReason.about_a_mark() and not self.marked

    @property
    def is_marked_now(self) -> bool:
        """Whether the name that a reader missed is marked by now."""
        return self.report.reason == ReportReason.MISSED and bool(self.marked)


@dataclass(frozen=True, slots=True)
class Reported:
    """An article and what is reported of it."""

    article: Article
    rows: list[Row]


@require_safe
@login_required
@permission_required("articles.add_article", raise_exception=True)
def reports(request: HttpRequest) -> HttpResponse:
    closed = request.GET.get("status") == "closed"
    open_ones, closed_ones = Report.objects.open(), Report.objects.closed()
    listed = (closed_ones if closed else open_ones).for_desk()
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "closed": closed,
        "open_count": open_ones.count() if closed else page.paginator.count,
        "closed_count": page.paginator.count if closed else closed_ones.count(),
        "page": page,
        "groups": grouped(page.object_list),
    }
    return render(request, "articles/reports.html", context)


@act_on("reports")
@login_required
@permission_required("articles.change_article", raise_exception=True)
def handle_report(request: HttpRequest, pk: int) -> HttpResponse:
    return _close(request, pk, said.handle)


@act_on("reports")
@login_required
@permission_required("articles.change_article", raise_exception=True)
def dismiss_report(request: HttpRequest, pk: int) -> HttpResponse:
    return _close(request, pk, said.dismiss)


@act_on("reports")
@login_required
@permission_required("articles.change_article", raise_exception=True)
def reopen_report(request: HttpRequest, pk: int) -> HttpResponse:
    said.reopen(get_object_or_404(Report, pk=pk))
    messages.success(request, gettext("The report is open again."))
    return see_other(f"{reverse('reports')}?status=closed")


def grouped(listed: Iterable[Report]) -> list[Reported]:
    """Return reports, those of an article together, with what stands in their articles; two queries in all."""
    listed = list(listed)
    articles = Article.objects.select_related("source").in_bulk({report.article_id for report in listed})
    named = Mention.objects.filter(article__in=articles, start__in={r.start for r in listed if r.start is not None})
    marked = {(m.article_id, m.start, m.end): m.entity for m in named.select_related("entity")}
    return [
        Reported(articles[pk], [_row(articles[pk], r, marked.get((pk, r.start, r.end))) for r in group])
        for pk, group in groupby(listed, key=lambda report: report.article_id)
        if pk in articles
    ]


def _row(article: Article, report: Report, marked: Entity | None) -> Row:
    if report.start is None:
        return Row(report, None, moved=False, marked=None)
    moved = article.text[report.start : report.end][: Report.SURFACE_MOST] != report.surface
    if moved:
        return Row(report, None, moved=True, marked=None)
    return Row(report, in_its_sentence(article, report.start, report.end), moved=False, marked=marked)


def _close(request: HttpRequest, pk: int, close: Callable[..., bool]) -> HttpResponse:
    if close(get_object_or_404(Report, pk=pk), by=request.user):
        messages.success(request, gettext("The report is closed."))
    else:
        messages.warning(request, gettext("Somebody else had closed this report already."))
    page = whole_number(request.GET.get("page"))
    return see_other(f"{reverse('reports')}?page={page}" if page > 1 else "reports")
