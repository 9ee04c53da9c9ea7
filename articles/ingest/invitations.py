"""One-time links by which people become editors or administrators."""

import hashlib
import secrets

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from articles.models import Invitation


class InvitationUsed(Exception):
    """The invitation was used or has run out in the meantime."""


def invite(role: str, *, at_start: bool = False) -> str:
    """Make an invitation and return its token, which is stored nowhere."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        role=Invitation.Role(role),
        token_hash=_hash(token),
        at_start=at_start,
        expires_at=timezone.now() + Invitation.LIFETIME,
    )
    return token


def first_administrator_token() -> str | None:
    """Return a fresh token for the first administrator, or None once there is one.

    The token of the start before ends; invitations that someone made stay.
    """
    if User.objects.filter(is_superuser=True, is_active=True).exists():
        return None
    with transaction.atomic():
        Invitation.objects.filter(at_start=True, used_at=None).delete()
        return invite(Invitation.Role.ADMINISTRATOR, at_start=True)


def find_open(token: str) -> Invitation | None:
    """Return the invitation of ``token`` if it can still be used."""
    invitation = Invitation.objects.filter(token_hash=_hash(token)).first()
    return invitation if invitation and invitation.is_open(timezone.now()) else None


def accept(invitation: Invitation, username: str, password: str) -> User:
    """Make the account that ``invitation`` promises and use it up.

    Raises ``InvitationUsed``, or Django's ``ValidationError`` for a weak password.
    """
    user = User(username=username, is_staff=True)
    validate_password(password, user)
    user.is_superuser = invitation.role == Invitation.Role.ADMINISTRATOR
    user.set_password(password)
    with transaction.atomic():
        now = timezone.now()
        if not Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=now).update(used_at=now):
            raise InvitationUsed
        user.save()
        user.groups.add(Group.objects.get(name=invitation.role))
    return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
