"""What is to be reviewed: the desk's list, the oldest first."""

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article, Batch, Source
from articles.web.article import whole_number
from articles.web.drafts import rows

PER_PAGE = 30
BATCHES = 50


@require_safe
@login_required
@permission_required("articles.add_article", raise_exception=True)
def to_review(request: HttpRequest) -> HttpResponse:
    waiting = Article.objects.to_review()
    source, batch = (whole_number(request.GET.get(name)) for name in ("source", "batch"))
    listed = Article.objects.on_desk(Article.Status.REVIEW, source=source or 0, batch=batch or 0)
    page = Paginator(listed.for_desk().order_by("pk"), PER_PAGE).get_page(request.GET.get("page"))
    batches = Batch.objects.filter(pk__in=waiting.values("deposits__batch")).select_related("added_by")
    context = {
        "page": page,
        "newest": listed.newest(),
        "rows": rows(page.object_list),
        "source_choices": Source.objects.filter(pk__in=waiting.values("source")),
        "batch_choices": batches[:BATCHES],
        "source": source,
        "batch": batch,
    }
    return render(request, "articles/to_review.html", context)
