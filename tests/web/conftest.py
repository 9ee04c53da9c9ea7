"""People at the desk and an article on it."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import translation

from articles.ingest import invitations
from articles.ingest.importing import Particulars, import_text
from articles.models import Invitation

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def french():
    """Addresses made by a test are French, whatever the last page was."""
    with translation.override("fr"):
        yield


def account(name: str, role: str) -> User:
    token = invitations.invite(role)
    return invitations.accept(invitations.find_open(token), name, PASSWORD)


@pytest.fixture
def editor(reference) -> User:
    return account("edith", Invitation.Role.EDITOR)


@pytest.fixture
def administrator(reference) -> User:
    return account("adam", Invitation.Role.ADMINISTRATOR)


@pytest.fixture
def reader(db) -> User:
    """Someone with an account and no role."""
    return User.objects.create_user("rita", password=PASSWORD)


@pytest.fixture
def desk(client, editor):
    """A browser in which an editor is signed in; the interface speaks English at /en/."""
    client.force_login(editor)
    return client


@pytest.fixture
def draft(reference):
    return import_text(
        "Kassym-Jomart Tokaïev est à Astana. <b>Gras</b> & « guillemets ».",
        given=Particulars(title="Un brouillon <i>", source="Le Courrier"),
    )
