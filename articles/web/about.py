"""Pages that say what this site is: to readers, and to robots."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import MentionOrigin
from articles.web.highlight import DOUBTFUL_BELOW

# A search has endless addresses; the pages it leads to have one each.
ROBOTS = (
    "User-agent: *\nDisallow: /*?\nDisallow: /*/card/$\nDisallow: /*/report/$\nDisallow: /admin/\nDisallow: /upload/\n"
)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {"origins": MentionOrigin, "doubtful_below": DOUBTFUL_BELOW}
    return render(request, "articles/about.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
