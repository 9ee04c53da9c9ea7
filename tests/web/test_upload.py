"""Sending articles in: what is stored, what is refused and why."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone, translation

from articles.extract import Part, Problem, UnreadableFile, guarded
from articles.ingest import refusals
from articles.models import ArchiveState, Article, Batch, Change, Deposit, Job, Source
from articles.text.annotation import Annotation
from tests.ingest.findings import let_find
from tests.ingest.hands import let_time_pass, work_off

UPLOAD = "/en/upload/"
TEXT = "Emmanuel Macron est à Paris."


@pytest.fixture(autouse=True)
def laboratory(monkeypatch):
    let_find(monkeypatch, lambda *_, **__: Annotation((), (), ()))


def file(name: str, content: str | bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def send(desk, *files, **fields):
    return desk.post(UPLOAD, {"files": list(files), **fields})


def stored() -> set[str]:
    return set(Article.objects.values_list("text", flat=True))


# Who may


def test_a_stranger_is_asked_to_sign_in(client, db):
    for path in ("/upload/", "/drafts/", "/imports/", "/imports/1/", "/upload/1/"):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"] == f"/login/?next={path}"


@pytest.mark.parametrize("path", ["/upload/", "/drafts/", "/imports/", "/imports/1/", "/upload/1/"])
def test_an_account_without_the_role_is_refused(client, reader, path):
    client.force_login(reader)
    assert client.get(path).status_code == 403
    assert client.post("/upload/", {"text": TEXT}).status_code == 403
    assert not stored()


def test_a_form_without_its_token_is_refused(client, editor):
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(editor)
    response = strict.post(UPLOAD, {"text": TEXT})
    assert response.status_code == 403
    assert "out of date" in response.content.decode()
    assert "style" not in response.headers["Content-Security-Policy"].replace("style-src 'self'", "")
    assert not stored()


# What is stored


def test_one_file_leads_to_its_review(desk, editor):
    response = send(desk, file("a.txt"))
    article = Article.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"{UPLOAD}{article.pk}/"
    assert (article.status, article.added_by, article.language) == ("draft", editor, "fr")


def test_a_pasted_text_with_its_particulars(desk):
    send(
        desk,
        text="Ligne.\r\n\r\nAutre ligne à Astana.",
        title="  Titre\u202e ",
        source="Le Courrier",
        published_at="2024-03-05",
        language="en",
        author="A. B.",
        url="https://example.org/x",
        standfirst="Chapeau",
    )
    article = Article.objects.get()
    assert article.text == "Ligne.\n\nAutre ligne à Astana."
    assert (article.title, article.source.name, article.language) == ("Titre", "Le Courrier", "en")
    assert timezone.localtime(article.published_at).isoformat()[:16] == "2024-03-05T12:00"
    assert (article.author, article.url, article.standfirst) == ("A. B.", "https://example.org/x", "Chapeau")


def test_front_matter_speaks_where_the_form_is_silent(desk):
    matter = "---\ntitle: From the file\nlanguage: en\nsource: The Post\n---\nText about Astana.\n"
    send(desk, file("a.md", matter), source="The Gazette")
    article = Article.objects.get()
    assert (article.title, article.language, article.source.name) == ("From the file", "en", "The Gazette")


def test_several_files_go_to_the_queue_with_their_own_particulars(desk, editor):
    response = send(desk, file("a.txt"), file("b.txt", "Autre texte."), title="One title")
    batch = Batch.objects.get()
    assert response["Location"] == f"/en/imports/{batch.pk}/"
    assert (batch.origin, batch.added_by, batch.status) == ("upload", editor, "draft")
    assert not stored(), "nothing is read while its sender waits"
    assert "details were not used" in desk.get(response["Location"]).content.decode()
    work_off()
    assert stored() == {TEXT, "Autre texte."}
    assert not Article.objects.filter(title="One title").exists()


def test_good_files_are_kept_beside_bad_ones(desk):
    send(desk, file("a.txt"), file("b.png", b"\x89PNG\r\n\x1a\n"), file("c.txt", ""), file("<i>.txt", b"\x00\x01"))
    work_off()
    assert stored() == {TEXT}
    page = desk.get(f"/en/imports/{Batch.objects.get().pk}/").content.decode()
    assert page.count('class="reason"') == 3
    assert "&lt;i&gt;.txt" in page


def test_all_files_of_a_full_batch_are_stored(desk, settings):
    files = [file(f"{n}.txt", f"Texte numéro {n}.") for n in range(settings.UPLOAD_FILES_LIMIT)]
    assert send(desk, *files).status_code == 303
    assert Deposit.objects.count() == settings.UPLOAD_FILES_LIMIT
    work_off()
    assert Article.objects.count() == settings.UPLOAD_FILES_LIMIT


def test_a_text_and_an_address_beside_a_file_are_three(desk):
    send(desk, file("a.txt"), text="Un texte.", address="https://example.org/x")
    deposits = Batch.objects.get().deposits.all()
    assert [(d.name, d.url) for d in deposits] == [
        ("a.txt", ""),
        ("", ""),
        ("https://example.org/x", "https://example.org/x"),
    ]


@pytest.mark.parametrize("typed", ["example.org/x", " //example.org/x ", "https://example.org/x"])
def test_an_address_may_lack_its_beginning(desk, typed):
    send(desk, address=typed, url="example.org:8080/y")
    deposit = Deposit.objects.get()
    assert (deposit.url, deposit.given["url"]) == ("https://example.org/x", "https://example.org:8080/y")


def test_an_address_goes_to_the_queue_with_its_particulars(desk):
    response = send(desk, address="https://example.org/x", title="Titre", language="en")
    deposit = Deposit.objects.get()
    assert response["Location"] == f"/en/imports/{deposit.batch_id}/"
    assert deposit.given == {"title": "Titre", "language": "en"}
    assert deposit.batch.origin == "address"


def test_a_container_alone_leads_to_its_ledger(desk, monkeypatch):
    parts = (Part("a.txt", b"Un."), Part("b.txt", b"Deux."))
    monkeypatch.setattr(guarded, "unpack", lambda name, data: parts if name == "tout.zip" else ())
    response = send(desk, file("tout.zip", b"PK"))
    assert response["Location"] == f"/en/imports/{Batch.objects.get().pk}/"
    assert Deposit.objects.count() == 3


def test_a_pasted_text_is_what_it_is(desk):
    """Whatever it looks like: only files are judged by their content."""
    pasted = "---\ntitle: Un\n---\n<html><p>Deux."
    response = send(desk, text=pasted)
    assert stored() == {pasted}
    assert Deposit.objects.get().name == ""
    assert response["Location"].startswith(UPLOAD)
    assert "Pasted text" in desk.get("/en/imports/").content.decode()


def test_articles_may_come_in_published(desk):
    send(desk, file("a.txt"), status="published")
    assert Article.objects.get().is_published
    send(desk, file("b.txt", "Un."), file("c.txt", "Deux."), status="published")
    work_off()
    assert Article.objects.published().count() == 3


def test_articles_may_come_in_to_be_reviewed(desk):
    send(desk, file("a.txt"), status="review")
    assert list(Article.objects.to_review()) == [Article.objects.get()]


def test_who_may_only_add_publishes_nothing(client, reader):
    reader.user_permissions.add(Permission.objects.get(codename="add_article"))
    client.force_login(reader)
    assert 'name="status"' not in client.get(UPLOAD).content.decode()
    client.post(UPLOAD, {"text": TEXT, "status": "published"})
    assert not Article.objects.get().is_published


def test_what_no_reader_can_read_now_is_kept_for_a_worker(desk, monkeypatch):
    """A locked database after it came in, a fault of ours: it stands in the ledger, and is tried again."""
    real = guarded.read
    for trouble, problem in ((OperationalError("database is locked"), ""), (RuntimeError("défaut"), "crash")):

        def fall(name, data, trouble=trouble):
            raise trouble

        monkeypatch.setattr(guarded, "read", fall)
        response = send(desk, file("a.txt", f"Texte {problem}."))
        deposit = Deposit.objects.last()
        assert response["Location"] == f"/en/imports/{deposit.batch_id}/"
        assert (deposit.problem, deposit.article) == (problem, None)
        monkeypatch.setattr(guarded, "read", real)
        let_time_pass()
        work_off()
        deposit.refresh_from_db()
        assert deposit.article


# What is refused


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("vide.txt", b"", "no text"),
        ("blanc.txt", b" \n\t", "no text"),
        ("image.txt", bytes(range(256)) * 9, "not a text"),
        ("article.pdf", b"%PDF-1.7", "cannot be read"),
        ("gros.txt", b"Un mot. " * 2_700_000, "larger than 10 MB"),
        ("long.txt", b"Un mot. " * 130_000, "longer than 1,000,000 characters"),
        ("mal.md", b"---\ntitle: [\n---\nTexte.", "Line "),
        ("date.md", b"---\ndate: demain\n---\nTexte.", "date at its top"),
    ],
)
def test_a_refused_file_is_told_why_and_leaves_nothing(desk, name, content, said):
    before = (ArchiveState.objects.first().revision, Change.objects.count(), Source.objects.count())
    response = send(desk, file(name, content), source="Source nouvelle")
    assert not Batch.objects.exists(), "its sender was told, the ledger need not"
    assert not Job.objects.exists()
    page = response.content.decode()
    assert response.status_code == 422
    assert name in page
    assert said in page
    assert 'value="Source nouvelle"' in page, "what was typed is still there"
    assert not stored()
    assert before == (ArchiveState.objects.first().revision, Change.objects.count(), Source.objects.count())


LITTER = (file(".DS_Store", b"\x00\x00\x00\x01Bud1"), file("Thumbs.db", b"\xd0\xcf"), file("~$a.docx", b"x"))


def test_what_systems_put_into_folders_is_left_out_and_counted(desk, settings):
    settings.UPLOAD_FILES_LIMIT = 2
    many = [*LITTER, file("desktop.ini", "[.ShellClassInfo]"), file("a.txt", "Un."), file("b.txt", "Deux.")]
    response = desk.post(UPLOAD, {"folder": many}, follow=True)
    assert "4 files were left out" in response.content.decode()
    assert sorted(Batch.objects.get().deposits.values_list("name", flat=True)) == ["a.txt", "b.txt"]


def test_one_file_among_litter_is_read_at_once(desk):
    response = desk.post(UPLOAD, {"files": [file("._a.txt", b"x"), file("a.txt", "Un.")]}, follow=True)
    assert "1 file was left out" in response.content.decode()
    assert response.redirect_chain == [(reverse("review", args=[Article.objects.get(text="Un.").pk]), 303)]


def test_nothing_but_litter_is_told(desk):
    response = send(desk, *LITTER)
    assert response.status_code == 422
    assert "3 files were left out" in response.content.decode()
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("problem", "detail", "said"),
    [
        (Problem.TOO_LARGE, "", "larger than 10 MB"),
        (Problem.TOO_LARGE, "50", "larger than 50 MB"),
        (Problem.TOO_MANY, "rows", "more than 10,000 articles"),
        (Problem.TOO_MANY, "pages", "more than 2,000 pages"),
        (Problem.UNKNOWN_FORMAT, "sheet", "Save it as CSV"),
        (Problem.UNKNOWN_FORMAT, "old office", "save it as .docx"),
        (Problem.NESTED, "path", "leads out of its zip"),
        (Problem.BAD_ROW, "json", "not sound JSON"),
        (Problem.BAD_ROW, "json 12", "Line 12 is not sound JSON"),
        (Problem.BAD_ROW, "cells 12", "row in line 12 has more cells"),
        (
            Problem.BAD_ROW,
            "quote 2 3",
            "begins in line 2 has a quote that does not end as it should, so nothing up to line 3",
        ),
        (Problem.BAD_ROW, "quote", "a quote without an end"),
        (Problem.BAD_DATE, "12 24 brumaire", "In line 12, “24 brumaire” is no date"),
        (Problem.BAD_DATE, " 100 %", "“100 %” is no date"),
        (Problem.TWIN_COLUMNS, "texte", "have the same name: “texte”"),
        (Problem.NO_TEXT_COLUMN, "json", "no text under a name"),
    ],
)
def test_the_detail_of_a_problem_is_said(problem, detail, said):
    with translation.override("en"):
        assert said in refusals.reason(UnreadableFile(problem, detail))


@pytest.mark.parametrize("problem", Problem)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_problem_has_its_sentence(problem, language):
    with translation.override(language):
        for detail in ("", "7", "date", "too long", ".pdf", "json", "pages", "path", "picture", "²", "%s %(x)s"):
            said = refusals.reason(UnreadableFile(problem, detail))
            assert said
            assert "%(" not in (said.replace(detail, "") if detail else said)


def test_the_same_text_is_not_stored_twice(desk, draft):
    response = send(desk, file("copie.txt", draft.text + "\r\n\ufeff"))
    page = response.content.decode()
    assert "already here: “Un brouillon &lt;i&gt;”" in page
    assert reverse("review", args=[draft.pk]) in page
    assert Article.objects.count() == 1


def test_a_text_that_is_too_long_is_not_lost(desk):
    long = "Un mot. " * 126_000
    response = send(desk, file("a.txt"), text=long)
    page = response.content.decode()
    assert response.status_code == 422
    assert "longer than 1,000,000 characters" in page
    assert long in page
    assert not stored()
    assert not Batch.objects.exists(), "nor is the file beside it sent twice"


def test_a_refused_text_is_still_in_the_form(desk, draft):
    response = send(desk, text=draft.text)
    assert response.status_code == 422
    page = response.content.decode()
    assert "&lt;b&gt;Gras&lt;/b&gt; &amp; « guillemets »" in page
    assert "already here" in page


def test_a_file_too_large_among_others_stands_in_the_ledger(desk, settings):
    settings.UPLOAD_FILE_LIMIT = 1000
    send(desk, file("a.txt"), file("b.txt", "x" * 2000))
    work_off()
    refused = Deposit.objects.failed().get()
    assert (refused.name, refused.problem, refused.content) == ("b.txt", "too large", None)
    assert stored() == {TEXT}


def test_nothing_sent(desk):
    for data in ({}, {"text": " \n "}):
        response = desk.post(UPLOAD, data)
        assert response.status_code == 422
        assert "Choose a file, paste a text or give an address." in response.content.decode()


@pytest.mark.parametrize(
    "field, value",
    [
        ("title", "x" * 301),
        ("title", "a\x00b"),
        ("text", "a\x00b"),
        ("standfirst", "x" * 1001),
        ("source", "x" * 201),
        ("published_at", "9999-99-99"),
        ("published_at", "0999-01-01"),
        ("published_at", "2201-01-01"),
        ("language", "xx"),
        ("url", "javascript:alert(1)"),
        ("url", "ftp://example.org/"),
        ("url", "https://" + "x" * 1000 + ".org"),
        ("address", "javascript:alert(1)"),
        ("address", "file:///etc/passwd"),
    ],
)
def test_bad_particulars_are_told_beside_the_field(desk, field, value):
    response = send(desk, **{"text": TEXT, field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in page
    assert f'id="id_{field}_error"' in page
    assert 'aria-invalid="true"' in page
    assert f'aria-describedby="id_{field}_error"' in page
    assert not stored()


def test_a_status_that_nobody_offered(desk):
    assert send(desk, file("a.txt"), status="secret").status_code == 422
    assert not stored()


def test_too_many_files(desk, settings):
    files = [file(f"{n}.txt", f"Texte {n}") for n in range(settings.UPLOAD_FILES_LIMIT + 1)]
    response = send(desk, *files)
    assert response.status_code == 422
    assert "at most 200 files" in response.content.decode()
    assert not stored()


# Requests too large to read


def test_the_limit_is_looked_at_before_the_token(settings):
    order = settings.MIDDLEWARE
    assert order.index("newsroom.limits.RequestLimit") < order.index("django.middleware.csrf.CsrfViewMiddleware")


@pytest.mark.parametrize("path", ["/en/upload/", "/en/upload/1/publish/", "/en/admin/articles/article/add/"])
def test_a_request_beyond_the_limit_is_refused_whole(desk, settings, path):
    settings.UPLOAD_REQUEST_LIMIT = 300_000
    response = desk.post(path, {"files": [file("a.txt"), file("b.txt", "Un mot. " * 40_000)]})
    assert response.status_code == 413
    assert "more than can be sent at once" in response.content.decode()
    assert not stored()


def test_strangers_cannot_send_much(client, db):
    response = client.post("/en/login/", {"username": "x" * 300_000})
    assert response.status_code == 413


def test_far_too_many_files(desk, settings):
    response = send(desk, *[file(f"{n}.txt") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)])
    assert response.status_code == 413
    assert "at most 200 files" in response.content.decode()
    assert not stored()


def test_far_too_much_text(desk, settings):
    response = send(desk, text="x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert response.status_code == 413
    assert not stored()


# Around the form


def test_the_page_shows_what_was_sent_last(desk, draft):
    for n in range(7):
        send(desk, file("a.txt", f"Un {n}."), file("b.txt", f"Deux {n}."))
    page = " ".join(desk.get(UPLOAD).content.decode().split())
    assert page.count("a.txt and 1 more") == 5
    assert "1 draft to read over" in page
    assert "webkitdirectory" in page


def test_the_number_of_queries_does_not_grow(desk, draft, django_assert_max_num_queries):
    for n in range(3):
        send(desk, *[file(f"{m}.txt", f"Texte {n} {m}") for m in range(40)])
    with django_assert_max_num_queries(14):
        desk.get(UPLOAD)


def test_the_permission_is_all_it_takes(client, reader):
    reader.user_permissions.add(Permission.objects.get(codename="add_article"))
    client.force_login(reader)
    assert client.get(UPLOAD).status_code == 200
