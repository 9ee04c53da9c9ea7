"""The desk: sending articles in, and what becomes of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from zlib import crc32

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from articles.extract import SUFFIXES
from articles.models import Article, Report, Source
from articles.web.forms import UploadForm
from articles.web.receiving import receive
from articles.web.redirecting import see_other

ROWS = 30
REFUSALS = "refusals"
# A page without scripts reloads itself, not for ever: someone may be typing in it.
RELOADING = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Queue:
    """The latest drafts and how far they are; ``digest`` changes when a row does."""

    articles: tuple[Article, ...]
    total: int

    @property
    def ready(self) -> int:
        return sum(article.is_annotated for article in self.articles)

    @property
    def failed(self) -> int:
        return sum(bool(a.annotation_failures) and not a.is_annotated for a in self.articles)

    @property
    def waiting(self) -> int:
        return len(self.articles) - self.ready - self.failed

    @property
    def seconds(self) -> int:
        """After how many seconds to look again; 0 if all is done."""
        return 1 if self.waiting else 15 if self.failed else 0

    @property
    def reloads(self) -> bool:
        since = timezone.now() - RELOADING
        return any(not a.is_annotated and a.added_at > since for a in self.articles)

    @property
    def digest(self) -> str:
        rows = [(a.pk, a.annotation_version, a.annotation_failures, a.title) for a in self.articles]
        return f"{crc32(repr((self.total, rows)).encode()):08x}"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("articles.add_article", raise_exception=True)
def upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, UploadForm(), refused=request.session.pop(REFUSALS, []))
    form, files = UploadForm(request.POST), request.FILES.getlist("files")
    if len(files) > settings.UPLOAD_FILES_LIMIT:
        form.add_error(
            None, gettext("Send at most %(files)d files at a time.") % {"files": settings.UPLOAD_FILES_LIMIT}
        )
    elif form.is_valid() and not files and not form.has_text:
        form.add_error(None, gettext("Choose a file or paste a text."))
    if not form.is_valid():
        return _page(request, form, status=422)
    receipt = receive(files, form, request.user)
    refused = [asdict(refusal) for refusal in receipt.refused]
    if receipt.must_be_sent_again:
        return _page(request, form, refused=refused, status=422)
    if refused:
        request.session[REFUSALS] = refused
    elif len(receipt.stored) == 1:
        return see_other("review", receipt.stored[0].pk)
    if receipt.details_unused:
        messages.warning(request, gettext("The details were not used: they are for one article at a time."))
    return see_other("upload")


@require_GET
@login_required
@permission_required("articles.add_article", raise_exception=True)
def upload_status(request: HttpRequest) -> HttpResponse:
    """The rows of the queue, or 204 while they are as the page, by ``seen``, knows them."""
    queue = _queue()
    if request.GET.get("seen") == queue.digest:
        return HttpResponse(status=204)
    return render(request, "articles/_upload_status.html", {"queue": queue})


def _queue() -> Queue:
    drafts = Article.objects.drafts()
    return Queue(tuple(drafts.for_desk()[:ROWS]), drafts.count())


def _page(
    request: HttpRequest, form: UploadForm, *, refused: Sequence[dict[str, str]] = (), status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "refused": refused,
        "queue": _queue(),
        "open_reports": Report.objects.open().count(),
        "sources": Source.objects.all(),
        "accept": ",".join(SUFFIXES),
        "megabytes": settings.UPLOAD_FILE_LIMIT // 2**20,
        "files_limit": settings.UPLOAD_FILES_LIMIT,
    }
    return render(request, "articles/upload.html", context, status=status)
