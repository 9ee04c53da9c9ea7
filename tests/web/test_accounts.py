"""Signing in and out, and the one-time link."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.ingest import invitations
from articles.models import Invitation
from articles.web.accounts import ATTEMPTS

LOGIN = "/en/login/"
PASSWORD = "correct horse battery"


def sign_in(client, name="edith", password=PASSWORD, **extra):
    return client.post(LOGIN, {"username": name, "password": password, **extra})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


# Signing in


def test_signing_in_leads_to_the_desk(client, editor):
    response = sign_in(client)
    assert response["Location"] == "/en/upload/"
    assert signed_in(client)
    assert client.get(LOGIN)["Location"] == "/en/upload/", "who is signed in need not sign in"


def test_signing_in_leads_back(client, editor):
    assert "/en/upload/7/" in client.get(LOGIN, {"next": "/en/upload/7/"}).content.decode()
    assert sign_in(client, next="/en/upload/7/")["Location"] == "/en/upload/7/"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_signing_in_leads_nowhere_else(client, editor, address):
    assert sign_in(client, next=address)["Location"] == "/en/upload/"


def test_the_page_does_not_tell_which_names_exist(client, editor):
    def said(name: str) -> str:
        response = sign_in(client, name, "wrong")
        assert response.status_code == 422
        return response.content.decode().split('role="alert"')[1].split("</div>")[0]

    assert said("edith") == said("nobody-of-that-name")


def test_too_many_failures_close_the_door_for_that_name_only(client, editor, administrator):
    for _ in range(ATTEMPTS):
        assert sign_in(client, password="wrong").status_code == 422
    response = sign_in(client, " EDITH ")
    assert response.status_code == 429
    assert "Try again in 5 minutes." in response.content.decode()
    assert not signed_in(client)
    assert sign_in(client, "adam").status_code == 302


def test_another_address_is_not_locked_out(client, editor):
    for _ in range(ATTEMPTS):
        sign_in(client, password="wrong")
    response = client.post(LOGIN, {"username": "edith", "password": PASSWORD}, REMOTE_ADDR="10.0.0.7")
    assert response.status_code == 302


def test_success_forgets_the_failures(client, editor):
    for _ in range(ATTEMPTS - 1):
        sign_in(client, password="wrong")
    sign_in(client)
    client.logout()
    assert sign_in(client, password="wrong").status_code == 422


@pytest.mark.parametrize("name", ["", "x" * 5000, "a\x00b", "é" * 200])
def test_odd_names_are_only_wrong(client, db, name):
    assert sign_in(client, name).status_code == 422


def test_signing_out_needs_a_post(client, editor):
    client.force_login(editor)
    assert client.get("/logout/").status_code == 405
    assert client.post("/en/logout/")["Location"] == "/en/"
    assert not signed_in(client)


# The one-time link


@pytest.fixture
def token(reference) -> str:
    return invitations.invite(Invitation.Role.EDITOR)


def welcome(client, token, name="nora", first=PASSWORD, second=None):
    data = {"username": name, "password1": first, "password2": first if second is None else second}
    return client.post(f"/en/welcome/{token}/", data)


def test_the_link_makes_an_account_and_begins(client, token):
    assert "Editor" in client.get(f"/en/welcome/{token}/").content.decode()
    response = welcome(client, token)
    assert response.status_code == 303
    assert response["Location"] == "/en/upload/"
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert "Welcome, nora." in page.content.decode()
    assert not User.objects.get().is_superuser


def test_the_link_works_once(client, token):
    welcome(client, token)
    client.logout()
    assert client.get(f"/en/welcome/{token}/").status_code == 404
    response = welcome(client, token, "second")
    assert response.status_code == 404
    assert "no longer works" in response.content.decode()
    assert User.objects.count() == 1


@pytest.mark.parametrize("wrong", ["x", "x" * 500, "%00", "é", "..%2f"])
def test_a_link_that_never_was(client, db, wrong):
    assert client.get(f"/en/welcome/{wrong}/").status_code == 404


def test_an_old_link_has_run_out(client, token):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(f"/welcome/{token}/").status_code == 404


@pytest.mark.parametrize(
    "name, first, second, field",
    [
        ("nora", "short", None, "password2"),
        ("nora", "password123", None, "password2"),
        ("noranora12", "noranora12", None, "password2"),
        ("nora", PASSWORD, "another", "password2"),
        ("edith", PASSWORD, None, "username"),
        ("EDITH", PASSWORD, None, "username"),
        ("no ra", PASSWORD, None, "username"),
        ("<b>", PASSWORD, None, "username"),
        ("", PASSWORD, None, "username"),
        ("x" * 151, PASSWORD, None, "username"),
    ],
)
def test_what_is_wrong_is_told_and_the_link_stays_good(client, editor, token, name, first, second, field):
    response = welcome(client, token, name, first, second)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in page
    assert f'id="id_{field}_error"' in page
    assert 'name="password1" value' not in page
    assert User.objects.count() == 1
    assert invitations.find_open(token)


@pytest.mark.parametrize("gone", ["link", "name"])
def test_two_at_the_same_moment(client, token, editor, monkeypatch, gone):
    """The form was valid, and yet someone was faster."""
    accept = invitations.accept

    def too_late(invitation, username, password):
        if gone == "link":
            Invitation.objects.update(used_at=timezone.now())
        else:
            User.objects.create_user(username)
        return accept(invitation, username, password)

    monkeypatch.setattr(invitations, "accept", too_late)
    response = welcome(client, token)
    assert response.status_code == (404 if gone == "link" else 422)
    assert not signed_in(client)


@pytest.mark.parametrize("path", [LOGIN, "/login/", "/en/welcome/x/"])
def test_pages_with_secrets_are_kept_nowhere(client, db, path):
    assert "no-store" in client.get(path)["Cache-Control"]
