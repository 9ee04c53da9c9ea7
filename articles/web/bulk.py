"""Many drafts at once, and the list of what is to be reviewed."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from articles.ingest import editing
from articles.models import Act, Article, ArticleQuerySet, Verb
from articles.web.article import whole_number
from articles.web.doubts import are_known, open_points
from articles.web.redirecting import act_on, see_other

MOST = 500
# So many are looked at together, and no further ones after so many seconds.
_AT_ONCE, _PATIENCE = 100, 10


class Action(StrEnum):
    PUBLISH = "publish"
    REVIEW = "review"
    DRAFT = "draft"
    DISCARD = "discard"


class Refusal(StrEnum):
    """Why one of many was left as it is."""

    GONE = "gone"
    SO_ALREADY = "so already"
    PUBLISHED = "published"
    OPEN_POINTS = "open points"
    UNKNOWN_POINTS = "unknown points"


NEEDS = {Action.PUBLISH: "articles.change_article", Action.DISCARD: "articles.delete_article"}
STATUS = {
    Action.PUBLISH: Article.Status.PUBLISHED,
    Action.REVIEW: Article.Status.REVIEW,
    Action.DRAFT: Article.Status.DRAFT,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were done, and how many were not for which reason; ``together`` is the token of those done."""

    done: int
    refused: Counter[Refusal]
    together: str


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("articles.add_article", raise_exception=True)
def bulk(request: HttpRequest) -> HttpResponse:
    """Do one thing to each of the articles chosen, each by itself; whoever comes by a link is sent to the list."""
    if request.method != "POST":
        return see_other("to_review")
    action, numbers = request.POST.get("action", ""), _chosen(request)
    if action not in list(Action) or not numbers:
        messages.error(request, gettext("Choose at least one article, then what to do."))
    elif len(numbers) > MOST and _listed(request) is None:
        messages.error(request, gettext("Choose at most %(count)s articles at a time.") % {"count": intcomma(MOST)})
    elif not request.user.has_perm(NEEDS.get(Action(action), "articles.add_article")):
        raise PermissionDenied
    elif action == Action.DISCARD and "sure" not in request.POST and (articles := _rows(numbers[:MOST])):
        context = {"articles": articles, "back": _back(request), "left": len(numbers) - len(articles)}
        return render(request, "articles/discarding.html", context)
    elif _empties_an_import(request) and "sure" not in request.POST and (articles := _rows(numbers[:MOST])):
        context = {"articles": articles, "back": _back(request), "left": len(numbers) - len(articles)}
        choice = {"batch": whole_number(request.POST.get("batch")), "newest": numbers[-1]}
        return render(request, "articles/withdrawing.html", context | choice)
    else:
        outcome = _do_all(request, Action(action), numbers)
        _say(request, Action(action), outcome)
        _say_what_is_left(request, len(numbers) - outcome.done - outcome.refused.total())
    return see_other(_back(request))


@act_on("to_review")
@login_required
@permission_required("articles.change_article", raise_exception=True)
def undo_bulk(request: HttpRequest, together: str) -> HttpResponse:
    """Take back what one press of a button published, where nothing was done to it since."""
    verbs = (Verb.PUBLISHED, Verb.REVISED)
    acts = Act.objects.filter(together=together, verb__in=verbs, by=request.user).exclude(article=None)
    undone = 0
    for act in acts.select_related("article").order_by("pk"):
        try:
            editing.undo_publishing(act.article, by=request.user)
        except (editing.NothingToUndo, Article.DoesNotExist):
            continue
        undone += 1
    if undone:
        text = ngettext("Undone for %(count)s article.", "Undone for %(count)s articles.", undone)
        messages.success(request, text % {"count": intcomma(undone)})
    else:
        messages.warning(request, gettext("Nothing was undone: the articles have been moved since."))
    return see_other(_back(request))


def _do_all(request: HttpRequest, action: Action, numbers: Sequence[int]) -> Outcome:
    """Do it to the articles in their order, until so many are done or it has taken long: those left are not counted."""
    together, refused, done = secrets.token_hex(8), Counter[Refusal](), 0
    until = time.monotonic() + _PATIENCE
    for begin in range(0, len(numbers), _AT_ONCE):
        some = numbers[begin : begin + _AT_ONCE]
        found = Article.objects.select_related("source").in_bulk(some)
        try:
            for refusal in _each(request, action, some, found, together):
                if refusal:
                    refused[refusal] += 1
                else:
                    done += 1
                if done >= MOST:
                    return Outcome(done, refused, together)
        except OperationalError:
            if done:  # they are told of, and can be taken back
                break
            raise
        if time.monotonic() > until:
            break
    return Outcome(done, refused, together)


def _each(
    request: HttpRequest, action: Action, numbers: Iterable[int], found: Mapping[int, Article], together: str
) -> Iterator[Refusal | None]:
    """Do it to each, and yield why it was not done, if it was not."""
    asks = action is Action.PUBLISH and "anyway" not in request.POST
    points = open_points(found.values()) if asks else {}
    for number in numbers:
        article = found.get(number)
        if article is None:
            yield Refusal.GONE
        elif number in points and not article.is_published:
            yield Refusal.OPEN_POINTS
        elif asks and not article.is_published and not are_known(article):
            yield Refusal.UNKNOWN_POINTS
        else:
            yield _do(article, action, request, together)


def _do(article: Article, action: Action, request: HttpRequest, together: str) -> Refusal | None:
    may_withdraw = request.user.has_perm("articles.change_article")
    try:
        if action is Action.DISCARD:
            editing.discard(article, by=request.user)
            return None
        before, pk = article.acts.count(), article.pk
        moved = editing.set_status(
            article, STATUS[action], by=request.user, together=together, unpublished=not may_withdraw
        )
        # What became the new text of another is that one now.
        return None if moved.pk != pk or moved.acts.count() > before else Refusal.SO_ALREADY
    except editing.StillPublished:
        return Refusal.PUBLISHED
    except Article.DoesNotExist:
        return Refusal.GONE


def _say(request: HttpRequest, action: Action, outcome: Outcome) -> None:
    if outcome.done:
        undo = reverse("undo_bulk", args=[outcome.together]) if action is Action.PUBLISH else ""
        undo += "?" + urlencode({"next": _back(request)}) if undo else ""
        messages.success(request, _done(action, outcome.done), extra_tags=undo)
    for reason, count in outcome.refused.items():
        messages.warning(request, _refused(reason, count))


def _done(action: Action, count: int) -> str:
    sentences: dict[Action, Callable[[int], str]] = {
        Action.PUBLISH: lambda n: ngettext("%(count)s article published.", "%(count)s articles published.", n),
        Action.REVIEW: lambda n: ngettext(
            "%(count)s article is to be reviewed now.", "%(count)s articles are to be reviewed now.", n
        ),
        Action.DRAFT: lambda n: ngettext("%(count)s article is a draft now.", "%(count)s articles are drafts now.", n),
        Action.DISCARD: lambda n: ngettext("%(count)s article discarded.", "%(count)s articles discarded.", n),
    }
    return sentences[action](count) % {"count": intcomma(count)}


def _refused(reason: Refusal, count: int) -> str:
    sentences: dict[Refusal, Callable[[int], str]] = {
        Refusal.GONE: lambda n: ngettext(
            "%(count)s article was not there any more.", "%(count)s articles were not there any more.", n
        ),
        Refusal.SO_ALREADY: lambda n: ngettext(
            "%(count)s article was so already.", "%(count)s articles were so already.", n
        ),
        Refusal.PUBLISHED: lambda n: ngettext(
            "%(count)s article is published, and was left so: withdraw it first.",
            "%(count)s articles are published, and were left so: withdraw them first.",
            n,
        ),
        Refusal.OPEN_POINTS: lambda n: ngettext(
            "%(count)s article was not published: it has points to check.",
            "%(count)s articles were not published: they have points to check.",
            n,
        ),
        Refusal.UNKNOWN_POINTS: lambda n: ngettext(
            "%(count)s article was not published: its names are still being marked, so its points are not known yet.",
            "%(count)s articles were not published: their names are still being marked, so their points are not known "
            "yet.",
            n,
        ),
    }
    return sentences[reason](count) % {"count": intcomma(count)}


def _rows(numbers: Iterable[int]) -> list[Article]:
    return list(Article.objects.filter(pk__in=numbers).defer("text").order_by("pk"))


def _chosen(request: HttpRequest) -> list[int]:
    """Return the articles that were ticked, or all of the list that they stand in."""
    listed = _listed(request)
    if listed is None:
        return _numbers(request.POST.getlist("article"))
    return list(listed.order_by("pk").values_list("pk", flat=True))


def _listed(request: HttpRequest) -> ArticleQuerySet | None:
    """Return the list of which all were chosen, as far as it could be seen; None where single articles were."""
    status = request.POST.get("all", "")
    if status not in (Article.Status.DRAFT, Article.Status.REVIEW) and not _empties_an_import(request):
        return None
    asked = {name: whole_number(request.POST.get(name)) or 0 for name in ("source", "batch", "newest")}
    return Article.objects.on_desk(status, **asked)


def _empties_an_import(request: HttpRequest) -> bool:
    """Whether all that an import published is to be withdrawn: the only choice of all published articles there is."""
    asked = request.POST
    wanted = asked.get("all") == Article.Status.PUBLISHED and asked.get("action") == Action.DRAFT
    return wanted and bool(whole_number(asked.get("batch")))


def _say_what_is_left(request: HttpRequest, left: int) -> None:
    """Say how many of a long list were too many for one go."""
    if left > 0:
        text = ngettext(
            "So many at a time: %(count)s article of this list is left as it was.",
            "So many at a time: %(count)s articles of this list are left as they were.",
            left,
        )
        messages.info(request, text % {"count": intcomma(left)})


def _numbers(given: Iterable[str]) -> list[int]:
    """The articles chosen, each once; what is no number of an article is none."""
    return [number for number in dict.fromkeys(map(whole_number, given)) if number]


def _back(request: HttpRequest) -> str:
    """Where the form stood, if that is a page of ours."""
    there = request.POST.get("next", "") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return there
    return resolve_url("to_review")
