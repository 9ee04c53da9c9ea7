"""The ledger: every import and every deposit with its stage, its seconds, its reason, and what may be done about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from articles.ingest import deposits
from articles.models import Batch, Deposit
from articles.web import ledger
from articles.web.redirecting import act_on, see_other


@require_safe
@login_required
@permission_required("articles.add_article", raise_exception=True)
def imports(request: HttpRequest) -> HttpResponse:
    """The list, or 204 while it is as the page that asks, by ``seen``, knows it."""
    state, door = request.GET.get("state", ""), request.GET.get("door", "")
    found = ledger.overview(state=state, door=door, page=request.GET.get("page"))
    if request.GET.get("seen") == found.digest:
        return HttpResponse(status=204)
    context = {"overview": found, "queue": found.queue, "state": state, "door": door, "doors": Batch.Origin.choices}
    return render(request, "articles/imports.html", context)


@require_safe
@login_required
@permission_required("articles.add_article", raise_exception=True)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One import, or 204 while it is as the page that asks, by ``seen``, knows it."""
    state = request.GET.get("state", "")
    sent = get_object_or_404(Batch.objects.for_ledger(), pk=pk)
    found = ledger.account(sent, state=state, page=request.GET.get("page"))
    if request.GET.get("seen") == found.digest:
        return HttpResponse(status=204)
    context = {"account": found, "batch": sent, "queue": found.queue, "state": state}
    return render(request, "articles/batch.html", context)


@act_on("batch", "pk")
@login_required
@permission_required("articles.add_article", raise_exception=True)
def retry_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again everything that failed and may come to another end, or that was cancelled."""
    sent = get_object_or_404(Batch, pk=pk)
    cancelled = request.POST.get("state") == Deposit.State.CANCELLED
    many = deposits.retry(sent.deposits.cancelled() if cancelled else sent.deposits.failed())
    _say(request, ngettext("%(counter)s is tried again.", "%(counter)s are tried again.", many), many)
    return see_other("batch", pk)


@act_on("imports")
@login_required
@permission_required("articles.add_article", raise_exception=True)
def retry_deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """Try one again."""
    deposit = get_object_or_404(Deposit, pk=pk)
    if deposits.retry(Deposit.objects.filter(pk=pk)):
        messages.success(request, gettext("It is tried again: %(name)s") % {"name": ledger.name_of(deposit)})
    else:
        messages.warning(request, gettext("It had not failed, would fail in the same way, or is tried again already."))
    return see_other(f"{reverse('batch', args=[deposit.batch_id])}#deposit-{pk}")


@act_on("batch", "pk")
@login_required
@permission_required("articles.add_article", raise_exception=True)
def cancel_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel what is no article yet, and say what goes on."""
    sent = get_object_or_404(Batch, pk=pk)
    many, going_on = deposits.cancel(sent), sent.deposits.read().count()
    _say(request, ngettext("%(counter)s was cancelled.", "%(counter)s were cancelled.", many), many)
    if going_on:
        said = ngettext(
            "%(counter)s is in already, and its names will be marked.",
            "%(counter)s are in already, and their names will be marked.",
            going_on,
        )
        messages.info(request, said % {"counter": intcomma(going_on)})
    return see_other("batch", pk)


@act_on("batch", "pk")
@login_required
@permission_required("articles.change_article", raise_exception=True)
def annotate_batch(request: HttpRequest, pk: int) -> HttpResponse:
    many = deposits.annotate_anew(get_object_or_404(Batch, pk=pk))
    text = ngettext(
        "The names of %(counter)s article are marked anew. Until then it keeps those that it has.",
        "The names of %(counter)s articles are marked anew. Until then they keep those that they have.",
        many,
    )
    _say(request, text, many)
    return see_other("batch", pk)


def _say(request: HttpRequest, text: str, many: int) -> None:
    if many:
        messages.success(request, text % {"counter": intcomma(many)})
    else:
        messages.warning(request, gettext("There was nothing left to do that for."))
