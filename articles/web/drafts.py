"""The articles that readers do not see yet, and how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.ingest import remarks
from articles.models import Article, Batch, Deposit
from articles.web import ledger
from articles.web.article import whole_number
from articles.web.doubts import open_points
from articles.web.standing import Standing, standing

PER_PAGE = 30
COPIES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A draft, how many points are open in it, and, in a word each, what it came in without or with."""

    article: Article
    points: int
    marks: list[str]


@dataclass(frozen=True, slots=True)
class Drafts:
    """A page of drafts, the latest first, of ``total``, ``ready`` of which are annotated; ``digest`` goes with all."""

    page: Page[Article]
    rows: tuple[Row, ...]
    total: int
    ready: int
    queue: Standing

    @property
    def articles(self) -> list[Article]:
        return [row.article for row in self.rows]

    @property
    def seconds(self) -> int:
        """After how many seconds to look again; 0 if all is done."""
        unread = [article for article in self.articles if not article.is_annotated]
        waiting = [article for article in unread if not article.annotation_failures]
        again = [article for article in unread if article.annotation_retry_at]
        return 1 if waiting else 15 if again else 0

    @property
    def reloads(self) -> bool:
        since = timezone.now() - ledger.RELOADING
        return any(not article.is_annotated and article.added_at > since for article in self.articles)

    @property
    def digest(self) -> str:
        rows = [
            (r.article.pk, r.article.annotation_version, r.article.annotation_failures, r.points) for r in self.rows
        ]
        return f"{crc32(repr((self.total, self.ready, rows, self.queue.trouble)).encode()):08x}"


@dataclass(frozen=True, slots=True)
class Copies:
    """The first articles that readers do not see with nearly the same text as another, and how many more."""

    articles: tuple[Article, ...]
    more: int


def copies_of(article: Article) -> Copies:
    """Return the copies of ``article`` that are on the desk; ``search.elsewhere`` knows those that readers see."""
    others = Article.objects.unpublished().filter(story=article.story_id).exclude(story=None).exclude(pk=article.pk)
    first = tuple(others.select_related("source").defer("text").order_by("pk")[:COPIES])
    return Copies(first, others.count() - len(first) if len(first) == COPIES else 0)


def rows(listed: Sequence[Article]) -> tuple[Row, ...]:
    """Return the rows of a list of articles, with what the desk knows of each."""
    points, remarked = open_points(listed), Deposit.objects.remarks_on([article.pk for article in listed])
    return tuple(
        Row(article, len(points.get(article.pk, ())), remarks.marks(remarked.get(article.pk, ""))) for article in listed
    )


@require_safe
@login_required
@permission_required("articles.add_article", raise_exception=True)
def drafts(request: HttpRequest) -> HttpResponse:
    """The page, or 204 while it is as the one that asks, by ``seen``, knows it."""
    batch = Batch.objects.filter(pk=whole_number(request.GET.get("batch")) or 0).first()
    listed = Article.objects.on_desk(Article.Status.DRAFT, batch=batch.pk if batch else 0)
    total, ready = listed.readiness()
    pages = Paginator(listed.for_desk(), PER_PAGE)
    pages.count = total  # one count for all that the page says
    page = pages.get_page(request.GET.get("page"))
    found = Drafts(page, rows(page.object_list), total, ready, standing())
    if request.GET.get("seen") == found.digest:
        return HttpResponse(status=204)
    context = {"drafts": found, "queue": found.queue, "page": page, "batch": batch, "newest": listed.newest()}
    return render(request, "articles/drafts.html", context)
