"""One article on the desk: its open points, its preview, its particulars, and what may be done with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from articles.ingest import editing, proposals, remarks
from articles.models import Article, Country, Deposit, Language, Ruling, Source
from articles.web.article import reading
from articles.web.doubts import are_known, open_points, shown
from articles.web.drafts import copies_of
from articles.web.forms import ReviewForm
from articles.web.history import answered, told
from articles.web.redirecting import act_on_article, see_other
from articles.web.toolbar import toolbar
from articles.web.versions import proposed, replaced

ACTS = 30
# Why to ask before an article is published: points are open, or nobody knows yet whether any are.
OPEN, UNKNOWN = "open", "unknown"


@contextmanager
def gone_is_404() -> Iterator[None]:
    """Say so where somebody else discards the article while it is worked on."""
    try:
        yield
    except Article.DoesNotExist:
        raise Http404 from None


def leads_on(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead from a draft that is no more to the article whose text it has become."""

    @wraps(view)
    def led(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return view(request, pk)
        except Http404:
            if (article := proposals.adopted_as(pk)) is None:
                raise
        messages.info(request, gettext("That draft is the text of this article by now."))
        return see_other("review", article.pk)

    return led


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("articles.add_article", raise_exception=True)
@leads_on
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
    editing.update_particulars(article, form.particulars(), by=request.user)
    messages.success(request, gettext("Saved."))
    return see_other("review", pk)


@act_on_article
@login_required
@permission_required("articles.change_article", raise_exception=True)
@leads_on
@gone_is_404()
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the article; particulars that come along, from the form around the button, are saved first.

    While points are open, or nobody knows yet whether there are any, the page asks once more, with what was typed;
    nothing is stored until then. Nor where the text is no longer the one that stood on the page.
    """
    article, read = _article(pk), request.POST.get("read", "")
    if read and read != article.content_hash:
        return _changed(request, pk)
    form = _typed(request, article)
    if form and not form.is_valid():
        return _page(request, article, form, status=422)
    doubt, answer = _doubt(article, form), request.POST.get("anyway")
    # Who answered while nobody knew the points is asked again where some are open.
    if doubt and (not answer or (answer, doubt) == (UNKNOWN, OPEN)):
        return _page(request, article, form or ReviewForm(article), status=422, asking=doubt)
    if form:
        editing.update_particulars(article, form.particulars(), by=request.user)
    try:
        published = editing.publish(article, by=request.user, read=read)
    except editing.TextChanged:
        return _changed(request, pk)
    said = gettext("Published. Readers see it now.")
    if published.pk != pk:
        said = gettext("Readers see the new text now. The old one is kept as a version.")
    messages.success(request, said, extra_tags=reverse("undo_publishing", args=[published.pk]))
    return see_other(published)


def _changed(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, gettext("Nothing was published: the text has changed since you read it. Here it is."))
    return see_other("review", pk)


@act_on_article
@login_required
@permission_required("articles.change_article", raise_exception=True)
@gone_is_404()
def set_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Let what came as the new text of another article be an article of its own."""
    editing.set_apart(_article(pk), by=request.user)
    messages.success(request, gettext("It is an article of its own now."))
    return see_other("review", pk)


@act_on_article
@login_required
@permission_required("articles.change_article", raise_exception=True)
@gone_is_404()
def undo_publishing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a publication of one's own."""
    try:
        article = editing.undo_publishing(_article(pk), by=request.user)
    except editing.NothingToUndo:
        messages.warning(request, gettext("Nothing was undone: the article has been moved since."))
    else:
        said = gettext("Undone. Readers do not see it.")
        if article.is_published:
            said = gettext("Undone. Readers see the old text; the new one is a draft again.")
        messages.success(request, said)
    return see_other("review", pk)


@act_on_article
@login_required
@permission_required("articles.add_article", raise_exception=True)
@gone_is_404()
def send_to_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the article before whoever publishes it; particulars that come along are saved first."""
    article, may_change = _article(pk), request.user.has_perm("articles.change_article")
    form = _typed(request, article) if may_change else None
    if form and not form.is_valid():
        return _page(request, article, form, status=422)
    with _published_is_403():
        editing.send_to_review(article, by=request.user, unpublished=not may_change)
    if form:
        editing.update_particulars(article, form.particulars(), by=request.user)
    messages.success(request, gettext("It is to be reviewed now. Readers do not see it."))
    return see_other("review", pk)


@act_on_article
@login_required
@permission_required("articles.add_article", raise_exception=True)
@gone_is_404()
def back_to_draft(request: HttpRequest, pk: int) -> HttpResponse:
    with _published_is_403():
        may_change = request.user.has_perm("articles.change_article")
        editing.withdraw(_article(pk), by=request.user, unpublished=not may_change)
    messages.success(request, gettext("It is a draft again."))
    return see_other("review", pk)


@act_on_article
@login_required
@permission_required("articles.change_article", raise_exception=True)
@gone_is_404()
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    editing.withdraw(_article(pk), by=request.user)
    messages.success(request, gettext("Withdrawn. It is a draft again, and readers do not see it."))
    return see_other("review", pk)


@act_on_article
@login_required
@permission_required("articles.change_article", raise_exception=True)
@gone_is_404()
def annotate_again(request: HttpRequest, pk: int) -> HttpResponse:
    editing.annotate_again(_article(pk), by=request.user)
    messages.success(request, gettext("The names are being marked again. What you answered stays."))
    return see_other("review", pk)


@act_on_article
@login_required
@permission_required("articles.delete_article", raise_exception=True)
@gone_is_404()
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    article = _article(pk)
    try:
        editing.discard(article, by=request.user)
    except editing.StillPublished:
        messages.error(request, gettext("Withdraw the article first: only drafts can be discarded."))
        return see_other("review", pk)
    messages.success(request, gettext("Discarded: “%(title)s”.") % {"title": article.title})
    return see_other("drafts")


@contextmanager
def _published_is_403() -> Iterator[None]:
    """What readers see is not changed by those who may only add."""
    try:
        yield
    except editing.StillPublished:
        raise PermissionDenied from None


def _article(pk: int) -> Article:
    return get_object_or_404(Article.objects.select_related("source", "added_by", "revises"), pk=pk)


def _typed(request: HttpRequest, article: Article) -> ReviewForm | None:
    """The particulars that came with a button, if its form has them."""
    return ReviewForm(article, request.POST) if "title" in request.POST else None


def _doubt(article: Article, form: ReviewForm | None) -> str:
    """Why to ask before the article is published, empty if there is no reason.

    In another language, which may come along with the button, a text is read anew.
    """
    if article.is_published:
        return ""
    language = form.particulars().language if form else article.language
    is_read_anew = language != article.language and language in Language.annotated()
    if is_read_anew or not are_known(article):
        return UNKNOWN
    return OPEN if open_points([article]) else ""


def _page(
    request: HttpRequest, article: Article, form: ReviewForm, *, status: int = 200, asking: str = ""
) -> HttpResponse:
    points = shown(article, open_points([article]).get(article.pk, []))
    context = {
        **reading(article),
        "locator": None,  # whoever reviews wants the text soon; the outlines weigh more than it
        "toolbar": toolbar(request),
        "form": form,
        "sources": Source.objects.all(),
        "points": points,
        "points_known": are_known(article),
        "asking": asking,
        "replaced": replaced(article),
        "copies": copies_of(article),
        "remarks": remarks.told(Deposit.objects.remarks_on([article.pk]).get(article.pk, "")),
        "answers": answered(Ruling.objects.of([article.pk]).for_desk()),
        "all_countries": Country.objects.in_reading_order() if any(s.point.is_where for s in points) else (),
        "proposed": proposed(article) if article.revises else None,
        "overtaken": proposals.is_overtaken(article),
        "proposals": article.proposals.unpublished().defer("text"),
        "acts": told(article.acts.newest_first()[:ACTS]),
    }
    return render(request, "articles/review.html", context, status=status)
