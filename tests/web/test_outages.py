"""A database that answers nobody and a full disk: a page that says so, nothing stored, nothing broken."""

import contextlib
import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from articles.ingest import deposits
from articles.models import Article, Batch, Content, Deposit, Job
from newsroom import outages
from tests.web.conftest import PASSWORD

LOCKED = OperationalError("database is locked")
FULL = OperationalError("database or disk is full")
TROUBLES = pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (LOCKED, 503, "Busy for a moment"),
        (OperationalError("connection to server at 127.0.0.1 failed: Connection refused"), 503, "Busy for a moment"),
        (OperationalError("canceling statement due to lock timeout"), 503, "Busy for a moment"),
        (OperationalError("deadlock detected\nDETAIL:  Process 1 waits"), 503, "Busy for a moment"),
        (OperationalError("couldn't get a connection after 20.00 sec"), 503, "Busy for a moment"),
        (OperationalError("terminating connection due to administrator command"), 503, "Busy for a moment"),
        (OperationalError("FATAL:  the database system is starting up"), 503, "Busy for a moment"),
        (FULL, 507, "The disk is full"),
        (OperationalError("could not extend file: No space left on device"), 507, "The disk is full"),
        (OperationalError("disk I/O error"), 507, "The disk is full"),
        (OSError(28, "No space left on device"), 507, "The disk is full"),
    ],
    ids=lambda value: str(value)[:30],
)
SENT = {
    "one file": {"files": [SimpleUploadedFile("a.txt", b"Un texte.")]},
    "a text": {"text": "Un texte."},
    "an address": {"address": "https://example.org/x"},
    "several": {"text": "Un texte.", "address": "https://example.org/x"},
}


def fall(error):
    def falls(*_, **__):
        raise error

    return falls


@pytest.fixture(autouse=True)
def room(monkeypatch):
    """A disk without a free page, of which alone some of these speak."""
    monkeypatch.setattr(outages, "_no_room", lambda: True)


def stored() -> int:
    return sum(model.objects.count() for model in (Article, Batch, Content, Deposit, Job))


@TROUBLES
@pytest.mark.parametrize("sent", SENT)
def test_nothing_is_stored_and_the_page_says_so(desk, monkeypatch, error, status, said, sent):
    monkeypatch.setattr(deposits.queue, "add_all", fall(error))
    response = desk.post("/en/upload/", SENT[sent])
    page = response.content.decode()
    assert response.status_code == status
    assert said in page
    assert "Nothing of what you sent was kept" in page
    assert ("Retry-After" in response) is (status == 503)
    assert stored() == 0


def test_in_the_language_of_the_page(desk, monkeypatch):
    monkeypatch.setattr(deposits.queue, "add_all", fall(LOCKED))
    assert "Occupé un instant" in desk.post("/upload/", SENT["a text"]).content.decode()


@TROUBLES
def test_outside_of_any_view_too(client, editor, monkeypatch, error, status, said):
    """A session is stored after the view has answered."""
    client.raise_request_exception = False
    monkeypatch.setattr(SessionStore, "save", fall(error))
    response = client.post("/en/login/", {"username": "edith", "password": PASSWORD})
    assert response.status_code == status
    assert said in response.content.decode()


def test_other_faults_are_ours(desk, monkeypatch):
    desk.raise_request_exception = False
    for error in (OperationalError("no such table: x"), OSError(13, "Permission denied"), RuntimeError("locked")):
        monkeypatch.setattr(deposits.queue, "add_all", fall(error))
        response = desk.post("/en/upload/", SENT["a text"])
        assert response.status_code == 500
        assert "Something broke" in response.content.decode()


@pytest.mark.parametrize(("room", "status"), [(True, 507), (False, None)])
def test_a_disk_that_cannot_be_read_is_full_only_if_it_has_no_room(monkeypatch, rf, room, status):
    monkeypatch.setattr(outages, "_no_room", lambda: room)
    found = outages.answer(OperationalError("disk I/O error"), rf.get("/"))
    assert (found.status_code if found else None) == status


ON_POSTGRESQL = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: python -m tests.postgres"),
    pytest.mark.django_db(transaction=True),
]


@contextlib.contextmanager
def locked(table: str, patience: str = "200ms"):
    """Another transaction holds the table, and who waits for it waits only so long."""
    import psycopg

    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("20s",)
        cursor.execute(f"SET lock_timeout = '{patience}'")
        try:
            with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
                other.execute(f"LOCK TABLE {table}")
                yield
        finally:
            cursor.execute("RESET lock_timeout")


class TestOnPostgreSQL:
    pytestmark = ON_POSTGRESQL

    def test_rows_that_another_holds_are_waited_for_so_long_and_no_longer(self, desk):
        with locked("articles_job"):
            response = desk.post("/en/upload/", SENT["a text"])
        assert response.status_code == 503
        assert "Nothing of what you sent was kept" in response.content.decode()
        assert stored() == 0

    @pytest.mark.parametrize("path", ["/en/drafts/", "/en/review/", "/en/nope/", "/en/"])
    def test_sessions_that_another_holds_are_waited_for_once(self, desk, path):
        desk.raise_request_exception = False
        with locked("django_session", "1s"):
            began = time.monotonic()
            response = desk.get(path)
            waited = time.monotonic() - began
        assert response.status_code in (200, 404, 503)
        assert waited < 1.9
        assert not response.cookies
        assert desk.get("/en/drafts/").status_code == 200, "still signed in"

    def test_jobs_of_the_engine_that_another_holds_are_an_outage_too(self, desk, settings):
        settings.TASKS = {"default": {"BACKEND": "newsroom.engines.ProcrastinateBackend"}}
        with locked("procrastinate_jobs"):
            assert desk.post("/en/upload/", SENT["a text"]).status_code == 503
        assert stored() == 0

    @pytest.mark.parametrize("query", ["article/?status__exact=%00", "entity/?kind__exact=a%00b"])
    def test_a_nul_in_an_address_is_a_bad_request(self, client, administrator, query):
        client.force_login(administrator)
        assert client.get(f"/admin/articles/{query}").status_code == 400
