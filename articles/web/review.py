"""One article on the desk: its preview, its particulars, and what may be done with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from articles.ingest import editing
from articles.models import Article, Source
from articles.web.article import reading
from articles.web.forms import ReviewForm
from articles.web.redirecting import see_other
from articles.web.toolbar import toolbar


@contextmanager
def gone_is_404() -> Iterator[None]:
    """Say so where somebody else discards the article while it is worked on."""
    try:
        yield
    except Article.DoesNotExist:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("articles.add_article", raise_exception=True)
@gone_is_404()
def review(request: HttpRequest, pk: int) -> HttpResponse:
    article = _article(pk)
    if request.method != "POST":
        if not article.is_annotated and request.GET.get("seen") == str(article.annotation_failures):
            return HttpResponse(status=204)  # the page asks whether its preview has changed
        return _page(request, article, ReviewForm(article))
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    form = ReviewForm(article, request.POST)
    if not form.is_valid():
        return _page(request, article, form, status=422)
    editing.update_particulars(article, form.particulars())
    messages.success(request, gettext("Saved."))
    return see_other("review", pk)


@require_POST
@login_required
@permission_required("articles.change_article", raise_exception=True)
@gone_is_404()
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the article; particulars that come along, from the form around the button, are saved first."""
    article = _article(pk)
    if "title" in request.POST:
        form = ReviewForm(article, request.POST)
        if not form.is_valid():
            return _page(request, article, form, status=422)
        editing.update_particulars(article, form.particulars())
    editing.publish(article)
    messages.success(request, gettext("Published. Readers see it now."))
    return see_other(article)


@require_POST
@login_required
@permission_required("articles.change_article", raise_exception=True)
@gone_is_404()
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    editing.withdraw(_article(pk))
    messages.success(request, gettext("Withdrawn. It is a draft again, and readers do not see it."))
    return see_other("review", pk)


@require_POST
@login_required
@permission_required("articles.delete_article", raise_exception=True)
@gone_is_404()
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    article = _article(pk)
    try:
        editing.discard(article)
    except editing.StillPublished:
        messages.error(request, gettext("Withdraw the article first: only drafts can be discarded."))
        return see_other("review", pk)
    messages.success(request, gettext("Discarded: “%(title)s”.") % {"title": article.title})
    return see_other("upload")


def _article(pk: int) -> Article:
    return get_object_or_404(Article.objects.select_related("source", "added_by"), pk=pk)


def _page(request: HttpRequest, article: Article, form: ReviewForm, *, status: int = 200) -> HttpResponse:
    context = {**reading(article), "toolbar": toolbar(request), "form": form, "sources": Source.objects.all()}
    return render(request, "articles/review.html", context, status=status)
