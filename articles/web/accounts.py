"""Signing in and out, and the one-time link by which an account is made."""

from django.contrib import messages
from django.contrib.auth import login as start_session
from django.contrib.auth.forms import AuthenticationForm, UserCreationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from articles.ingest import invitations
from articles.models import Invitation
from articles.web import counting
from articles.web.redirecting import see_other

ATTEMPTS = 10
WINDOW = 5 * 60

_check_password = LoginView.as_view(template_name="articles/login.html", redirect_authenticated_user=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Sign in; after ``ATTEMPTS`` failures for one name from one address, only after a while."""
    if request.method != "POST":
        return _check_password(request)
    key = _attempts_key(request)
    if counting.counted(key) >= ATTEMPTS:
        context = {"form": AuthenticationForm(request), "throttled": True, "minutes": WINDOW // 60}
        return render(request, "articles/login.html", context, status=429)
    response = _check_password(request)
    if response.status_code == 200:
        counting.count(key, seconds=WINDOW)
        response.status_code = 422
    elif response.status_code == 302:
        counting.forget(key)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account that an invitation promises, and begin."""
    invitation = invitations.find_open(token)
    if invitation is None:
        return render(request, "articles/welcome_closed.html", status=404)
    form = UserCreationForm(request.POST or None)
    if form.is_valid():
        try:
            return _begin(request, invitation, form.cleaned_data["username"], form.cleaned_data["password1"])
        except invitations.InvitationUsed:
            return render(request, "articles/welcome_closed.html", status=404)
        except IntegrityError:
            form.add_error("username", form.instance.unique_error_message(User, ["username"]))
    status = 422 if form.is_bound else 200
    return render(request, "articles/welcome.html", {"form": form, "invitation": invitation}, status=status)


def _begin(request: HttpRequest, invitation: Invitation, username: str, password: str) -> HttpResponse:
    user = invitations.accept(invitation, username, password)
    start_session(request, user)
    messages.success(request, gettext("Welcome, %(name)s.") % {"name": user.get_username()})
    return see_other("upload")


def _attempts_key(request: HttpRequest) -> str:
    # Behind a proxy the address is the proxy's, and the name alone tells attempts apart.
    name = request.POST.get("username", "").strip().casefold()
    return counting.key("login-failures", name, request.META.get("REMOTE_ADDR", ""))
