"""The desk's way in: files, a folder, a pasted text, an address."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from articles.extract import SUFFIXES
from articles.models import Article, Report, Source
from articles.web import ledger
from articles.web.forms import UploadForm
from articles.web.receiving import Refusal, receive, sent_with
from articles.web.redirecting import see_other
from articles.web.standing import standing

_LATEST = 5


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("articles.add_article", raise_exception=True)
def upload(request: HttpRequest) -> HttpResponse:
    may_publish = request.user.has_perm("articles.change_article")
    if request.method != "POST":
        return _page(request, UploadForm(may_publish=may_publish))
    form = UploadForm(request.POST, may_publish=may_publish)
    files, litter = sent_with(request)
    if len(files) > settings.UPLOAD_FILES_LIMIT:
        form.add_error(
            None, gettext("Send at most %(files)d files at a time.") % {"files": settings.UPLOAD_FILES_LIMIT}
        )
    elif form.is_valid() and not (files or form.has_text or form.cleaned_data["address"]):
        form.add_error(None, _left_out(litter) or gettext("Choose a file, paste a text or give an address."))
    if not form.is_valid():
        return _page(request, form, status=422)
    receipt = receive(files, form, request.user)
    if receipt.refusal:
        return _page(request, form, refused=[receipt.refusal], status=422)
    if receipt.details_unused:
        messages.warning(request, gettext("The details were not used: they are for one article at a time."))
    if litter:
        messages.info(request, _left_out(litter))
    return see_other("review", receipt.article.pk) if receipt.article else see_other("batch", receipt.batch.pk)


def _left_out(litter: int) -> str:
    """Return that so many files were left out; "" if none were."""
    said = ngettext(
        "%(count)s file was left out: the system puts it into folders for itself.",
        "%(count)s files were left out: the system puts them into folders for itself.",
        litter,
    )
    return said % {"count": intcomma(litter)} if litter else ""


def _page(
    request: HttpRequest, form: UploadForm, *, refused: list[Refusal] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "latest": ledger.latest(_LATEST),
        "queue": standing(),
        "drafts": Article.objects.drafts().count(),
        "open_reports": Report.objects.open().count(),
        "sources": Source.objects.all(),
        "accept": ",".join(SUFFIXES),
        "megabytes": settings.UPLOAD_FILE_LIMIT // 2**20,
        "files_limit": settings.UPLOAD_FILES_LIMIT,
    }
    return render(request, "articles/upload.html", context, status=status)
