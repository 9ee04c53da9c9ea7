from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from articles.ingest.invitations import InvitationUsed, accept, find_open, first_administrator_token, invite
from articles.models import Invitation

pytestmark = pytest.mark.django_db
PASSWORD = "une phrase assez longue"


@pytest.fixture(autouse=True)
def groups(reference):
    pass


def test_the_token_is_stored_nowhere():
    token = invite("editor")
    row = Invitation.objects.get()
    assert token not in str(Invitation.objects.values())
    assert len(token) >= 40
    assert len(row.token_hash) == 64


def test_tokens_differ():
    assert len({invite("editor") for _ in range(20)}) == 20


def test_it_opens_with_its_token_alone():
    token = invite("editor")
    assert find_open(token).role == "editor"
    for other in ("", token[:-1], token + "x", Invitation.objects.get().token_hash, "\ud800", "é" * 500):
        assert find_open(other) is None


def test_it_ends_after_a_week():
    token = invite("editor")
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=6))
    assert find_open(token)
    Invitation.objects.update(expires_at=timezone.now())
    assert find_open(token) is None


def test_an_unknown_role_is_refused():
    with pytest.raises(ValueError, match="king"):
        invite("king")


class TestAccepting:
    def test_an_editor(self):
        user = accept(find_open(invite("editor")), "claire", PASSWORD)
        assert (user.is_staff, user.is_superuser) == (True, False)
        assert user.check_password(PASSWORD)
        assert user.has_perm("articles.add_article")
        assert not user.has_perm("auth.add_user")

    def test_an_administrator(self):
        user = accept(find_open(invite("administrator")), "claire", PASSWORD)
        assert user.is_superuser
        assert user.groups.get().name == "administrator"

    def test_works_once(self):
        token = invite("editor")
        first, second = find_open(token), find_open(token)
        accept(first, "claire", PASSWORD)
        assert find_open(token) is None
        with pytest.raises(InvitationUsed):
            accept(second, "eve", PASSWORD)
        assert not User.objects.filter(username="eve").exists()

    def test_not_after_its_end(self):
        invitation = find_open(invite("editor"))
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with pytest.raises(InvitationUsed):
            accept(invitation, "eve", PASSWORD)
        assert not User.objects.exists()

    @pytest.mark.parametrize("password", ["", "court", "password123", "claire-claire"])
    def test_a_weak_password_leaves_it_open(self, password):
        token = invite("editor")
        with pytest.raises(ValidationError):
            accept(find_open(token), "claire-claire", password)
        assert find_open(token)
        assert not User.objects.exists()

    def test_a_name_that_is_taken_leaves_it_open(self):
        User.objects.create_user("claire")
        token = invite("editor")
        with pytest.raises(IntegrityError):
            accept(find_open(token), "claire", PASSWORD)
        assert find_open(token)


class TestTheFirstAdministrator:
    def test_each_start_gives_another_link_and_ends_the_one_before(self):
        first, second = first_administrator_token(), first_administrator_token()
        assert find_open(first) is None
        assert find_open(second).role == "administrator"

    def test_links_for_editors_stay(self):
        token = invite("editor")
        first_administrator_token()
        assert find_open(token)

    def test_links_that_someone_made_for_an_administrator_stay(self):
        token = invite("administrator")
        first_administrator_token()
        assert find_open(token)

    def test_none_once_there_is_one(self):
        accept(find_open(first_administrator_token()), "claire", PASSWORD)
        assert first_administrator_token() is None

    def test_again_if_that_one_is_locked_out(self):
        User.objects.create_superuser("claire", is_active=False)
        assert first_administrator_token()

    def test_editors_do_not_count(self):
        accept(find_open(invite("editor")), "claire", PASSWORD)
        assert first_administrator_token()
