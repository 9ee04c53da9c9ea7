import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from articles import nlp
from articles.extract import guarded
from articles.fetch import Fetched
from articles.index import IndexQuery, IndexReader, writing
from articles.ingest import deposits
from articles.ingest.importing import import_text
from articles.ingest.invitations import find_open
from articles.management.commands import import_articles
from articles.models import Article, Batch, Country, Entity, Job, Source
from articles.text.annotation import Annotation
from tests import processes
from tests.extract import samples
from tests.ingest.findings import TEXT, annotation, let_find, mention, stored

pytestmark = pytest.mark.django_db
POISON = "Un texte sur lequel le laboratoire tombe."


@pytest.fixture
def laboratory(monkeypatch):
    def annotate(text, language="fr", *, title=""):
        if text == POISON:
            raise RecursionError("poison")
        return annotation() if text == TEXT else Annotation((), (), ())

    let_find(monkeypatch, annotate)


def run(*arguments, **options):
    """Run a command; return what it says and, if it fails, the error."""
    said = io.StringIO()
    try:
        call_command(*map(str, arguments), stdout=said, **options)
    except CommandError as error:
        return said.getvalue(), error
    return said.getvalue(), None


def found(settings):
    return set(IndexReader(settings.INDEX_DIR).find(IndexQuery()).ids)


@pytest.mark.usefixtures("laboratory")
class TestImporting:
    @pytest.fixture
    def folder(self, tmp_path):
        folder = tmp_path / "dépêches"
        (folder / "plus bas").mkdir(parents=True)
        (folder / "a.txt").write_text(TEXT)
        (folder / "b.md").write_text("---\ntitle: Deux\n---\nUn deuxième texte.")
        (folder / "c.png").write_bytes(b"\x89PNG")
        (folder / "plus bas" / "D.TXT").write_text("Un troisième texte.")
        return folder

    def test_a_folder_and_what_is_below_it(self, folder, settings):
        said, error = run("import_articles", folder)
        assert error is None
        lines = said.splitlines()
        pk = Article.objects.get(text=TEXT).pk
        assert lines[0] == f"[1/3] {folder / 'a.txt'}: imported, article {pk}, 5 mentions"
        assert [line.split(": ")[0].rpartition("/")[2] for line in lines[:3]] == ["a.txt", "b.md", "D.TXT"]
        assert lines[-2] == "search index: 3 articles brought up to date"
        assert lines[-1] == "3 imported"
        assert Article.objects.published().count() == 3
        assert found(settings) == set(Article.objects.values_list("pk", flat=True))

    def test_countries_are_there_even_in_a_new_archive(self, folder):
        assert not Country.objects.exists()
        run("import_articles", folder)
        assert Article.objects.filter(article_countries__country="KZ").count() == 1

    def test_the_second_time_all_are_already_there(self, folder):
        run("import_articles", folder)
        article = Article.objects.get(text=TEXT)
        said, error = run("import_articles", folder / "a.txt", folder)
        assert error is None
        assert f"a.txt: already there, article {article.pk}: {article.title}" in said
        assert said.splitlines()[-1] == "4 already there"
        assert Article.objects.count() == 3

    def test_drafts_are_kept_from_readers(self, folder, settings):
        run("import_articles", "--draft", folder)
        assert Article.objects.drafts().count() == 3
        assert found(settings) == set()

    def test_what_is_to_be_reviewed_is_kept_from_readers_too(self, folder, settings):
        run("import_articles", "--review", folder)
        assert Article.objects.to_review().count() == 3
        assert found(settings) == set()

    def test_what_cannot_be_read_is_told_and_the_rest_kept(self, folder, tmp_path):
        (folder / "empty.txt").write_text(" \n")
        (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
        (folder / "front.md").write_text("---\ntitle: [\n---\nTexte")
        (folder / "large.txt").write_bytes(b"a" * 20 * 2**20)
        said, error = run("import_articles", folder, folder / "c.png", tmp_path / "none.txt")
        assert error.returncode == 1
        assert str(error) == "6 of 9 files could not be imported or annotated"
        for reason in (
            "empty.txt: not imported, It holds no text",
            "binary.txt: not imported, It is not a text",
            "front.md: not imported, Line 3, in the lines at its top, cannot be read",
            "large.txt: not imported, It is larger than 10 MB",
            "c.png: not imported, It is a picture",
            "none.txt: not imported, No such file or directory",
        ):
            assert reason in said
        assert said.splitlines()[-1] == "3 imported, 6 not imported"
        assert Article.objects.count() == 3

    def test_a_file_without_end_is_not_read_to_its_end(self):
        said, error = run("import_articles", "/dev/zero")
        assert error
        assert "/dev/zero: not imported, It is larger than 50 MB" in said

    def test_an_annotation_that_fails_is_put_off_and_told(self, folder, settings):
        (folder / "poison.txt").write_text(POISON)
        said, error = run("import_articles", folder)
        assert error.returncode == 1
        assert "poison.txt: imported but not annotated yet, article" in said
        assert said.splitlines()[-1] == "3 imported, 1 imported but not annotated yet"
        poison = Article.objects.get(text=POISON)
        assert poison.jobs.exists(), "the worker will try again"
        assert poison.pk in found(settings)

    def test_it_alone_reaches_the_index_too(self, folder, settings):
        (folder / "poison.txt").write_text(POISON)
        run("import_articles", folder / "poison.txt")
        assert found(settings) == {Article.objects.get().pk}

    def test_names_that_no_terminal_shows(self, tmp_path):
        name = os.fsencode(tmp_path) + b"/d\xe9p\xeache\x1b[2J.txt"
        Path(os.fsdecode(name)).write_text(TEXT)
        said, error = run("import_articles", tmp_path)
        assert error is None
        assert "\x1b" not in said
        said.encode()

    def test_hidden_files_and_folders_are_passed_over(self, folder):
        (folder / ".a.txt").write_text("Caché.")
        (folder / ".git").mkdir()
        (folder / ".git" / "b.txt").write_text("Caché aussi.")
        said, error = run("import_articles", folder)
        assert error is None
        assert said.splitlines()[-1] == "3 imported"

    def test_what_systems_leave_in_folders_is_passed_over(self, folder):
        (folder / "~$rapport.docx").write_bytes(b"x")
        (folder / "__MACOSX").mkdir()
        (folder / "__MACOSX" / "b.txt").write_text("Un double.")
        said, error = run("import_articles", folder)
        assert error is None
        assert said.splitlines()[-1] == "3 imported"

    def test_links_that_lead_out_of_the_folder_are_not_followed_and_told(self, folder, tmp_path):
        (tmp_path / "secret.txt").write_text("Un secret.")
        (tmp_path / "secrets").mkdir()
        (tmp_path / "secrets" / "b.txt").write_text("Un autre.")
        (folder / "lien.txt").symlink_to(tmp_path / "secret.txt")
        (folder / "liens").symlink_to(tmp_path / "secrets")
        (folder / "plus bas" / "dehors.txt").symlink_to("../../secret.txt")
        (folder / "dedans.txt").symlink_to("a.txt")
        (folder / "cassé.txt").symlink_to("rien.txt")
        (folder / "boucle.txt").symlink_to("boucle.txt")
        said, error = run("import_articles", folder)
        assert error is None
        assert said.splitlines()[-1] == "3 imported, 1 already there"
        assert not Article.objects.filter(text__in=["Un secret.", "Un autre."]).exists()
        for link in ("lien.txt", "liens", "plus bas/dehors.txt"):
            assert f"{folder / link}: not followed, a link that leads out of the folder" in said

    def test_a_link_that_is_named_itself_is_followed(self, folder, tmp_path):
        (tmp_path / "a.txt").symlink_to(folder / "a.txt")
        (tmp_path / "tout").symlink_to(folder)
        said, error = run("import_articles", tmp_path / "a.txt", tmp_path / "tout")
        assert error is None
        assert said.splitlines()[-1] == "3 imported, 1 already there"

    def test_its_help_says_that_it_publishes(self):
        assert "they are published unless --draft or --review" in import_articles.Command.help

    def test_a_folder_that_cannot_be_read_is_told_and_the_rest_kept(self, folder, monkeypatch):
        closed, scandir = folder / "plus bas", os.scandir

        def refuse(path):
            if path == str(closed):  # root may read everything
                raise PermissionError(13, "Permission denied", path)
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refuse)
        said, error = run("import_articles", folder)
        assert f"{closed}: the folder cannot be read, Permission denied" in said
        assert said.splitlines()[-1] == "2 imported"
        assert (str(error), error.returncode) == ("1 folder could not be read", 1)

    def test_a_pipe_is_refused(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.txt")
        said, error = run("import_articles", tmp_path / "pipe.txt")
        assert error.returncode == 1
        assert "pipe.txt: not imported, a pipe or socket is no file" in said

    def test_an_empty_folder(self, tmp_path):
        said, error = run("import_articles", tmp_path)
        assert error is None
        assert said == "nothing to import\n"

    def test_a_running_worker_follows_with_the_index(self, folder, settings):
        with writing(settings.INDEX_DIR):
            said, error = run("import_articles", folder)
        assert error is None
        assert "search index: the running worker brings it up to date" in said

    def test_without_paths_it_says_how(self):
        _, error = run("import_articles")
        assert "PATH" in str(error)

    def test_all_is_one_import_in_the_ledger(self, folder):
        (folder / "vide.txt").write_text(" ")
        run("import_articles", folder, folder / "none.txt")
        batch = Batch.objects.get()
        assert (batch.origin, batch.status, batch.added_by) == ("command", "published", None)
        assert list(batch.deposits.values_list("name", "state", "stage")) == [
            ("a.txt", "done", "indexed"),
            ("b.md", "done", "indexed"),
            ("D.TXT", "done", "indexed"),
            ("vide.txt", "failed", "read"),
        ]

    def test_many_files_are_handed_in_step_by_step(self, tmp_path):
        for number in range(120):
            (tmp_path / f"{number:03}.txt").write_text(f"Texte {number}.")
        said, error = run("import_articles", tmp_path)
        assert error is None
        assert said.splitlines()[119].startswith(f"[120/120] {tmp_path}/119.txt: imported")
        assert Batch.objects.get().deposits.count() == 120

    def test_what_a_container_holds_is_told_piece_by_piece(self, tmp_path):
        (tmp_path / "tout.zip").write_bytes(samples.zipped({"a.txt": b"Un.", "b.txt": b""}))
        (tmp_path / "z.txt").write_text("Deux.")
        said, error = run("import_articles", tmp_path)
        lines = said.splitlines()
        assert lines[0] == f"[1/4] {tmp_path}/tout.zip: unpacked, 2 articles in it"
        assert lines[1].startswith("[2/4] tout.zip / a.txt: imported, article")
        assert lines[2].startswith("[3/4] tout.zip / b.txt: not imported, It holds no text")
        assert lines[3].startswith(f"[4/4] {tmp_path}/z.txt: imported")
        assert lines[-1] == "2 imported, 1 unpacked, 1 not imported"
        assert str(error) == "1 of 3 articles, from 2 files, could not be imported or annotated"

    def test_one_mention_is_no_more_than_one(self, tmp_path, monkeypatch):
        one = Annotation((mention("Astana.", "Astana", "place"),), (), ())
        let_find(monkeypatch, lambda *_, **__: one)
        (tmp_path / "a.txt").write_text("Astana.")
        said, _ = run("import_articles", tmp_path)
        assert said.splitlines()[0].endswith(", 1 mention")

    def test_an_address(self, monkeypatch):
        page = Fetched("https://example.org/x", 200, b"Un texte du web.")
        monkeypatch.setattr(deposits.fetched, "page", lambda url: page)
        said, error = run("import_articles", "--url", "https://example.org/x", "--draft")
        assert error is None
        assert said.splitlines()[0].startswith("[1/1] https://example.org/x: imported, article")
        article = Article.objects.get()
        assert (article.url, article.status) == ("https://example.org/x", "draft")

    @pytest.mark.parametrize(
        ("address", "why"),
        [
            ("http://127.0.0.1:1/x", "Pages are not fetched from this port"),
            ("http://127.0.0.1/x", "The address leads into a private network"),
            ("ftp://example.org/x", "it is no address of a page"),
            ("https://example.org/" + "x" * 1000, "it is no address of a page"),
        ],
    )
    def test_an_address_that_is_refused(self, address, why):
        said, error = run("import_articles", "--url", address)
        assert error.returncode == 1
        assert f"{address}: not imported, {why}" in said

    def test_what_a_worker_has_in_hand_is_waited_for(self, folder, monkeypatch):
        real, seen = import_articles.working.do, []

        def do(job, *, owner, more):
            if not seen:
                seen.append(job)
                return real(job, owner="a worker", more=more) and False  # another was quicker
            return real(job, owner=owner, more=more)

        monkeypatch.setattr(import_articles.working, "do", do)
        said, error = run("import_articles", folder / "a.txt")
        assert error is None
        assert said.splitlines()[-1] == "1 imported"

    def test_a_database_in_trouble_is_waited_for(self, folder, monkeypatch):
        real, falls = import_articles.working.do, [OperationalError("database is locked")]

        def do(job, *, owner, more):
            if falls:
                raise falls.pop()
            return real(job, owner=owner, more=more)

        monkeypatch.setattr(import_articles, "_TROUBLE_SECONDS", 0)
        monkeypatch.setattr(import_articles.working, "do", do)
        said, error = run("import_articles", folder)
        assert error is None
        assert said.splitlines()[-1] == "3 imported"

    def test_a_fault_of_ours_is_left_to_the_worker(self, folder, monkeypatch):
        def crash(name, data):
            raise RuntimeError("un défaut")

        monkeypatch.setattr(guarded, "read", crash)
        said, error = run("import_articles", folder / "a.txt")
        assert error.returncode == 1
        assert "a.txt: not read yet, the log says why" in said
        assert Job.objects.get().attempts == 1

    def test_stopped_in_the_middle_nothing_is_lost(self, folder, monkeypatch):
        def stop(job, *, owner, more):
            raise KeyboardInterrupt

        monkeypatch.setattr(import_articles.working, "do", stop)
        _, error = run("import_articles", folder)
        assert error.returncode == 130
        assert Job.objects.count() == 3


@pytest.mark.usefixtures("laboratory")
class TestReannotating:
    def test_what_is_out_of_date(self, settings):
        old, new = stored(title="Vieux"), stored("Autre.", title="Neuf")
        Article.objects.filter(pk=new.pk).update(annotation_version=nlp.version())
        said, error = run("reannotate")
        assert error is None
        assert said.splitlines()[0] == "annotated: Vieux"
        assert said.splitlines()[-1] == "1 articles annotated, 0 failed"
        assert old.mentions.count() == 5
        assert old.article_countries.exists()
        assert found(settings) == {old.pk, new.pk}

    def test_all_twice_changes_no_count(self):
        stored()
        run("reannotate", "--all")
        counts = [model.objects.count() for model in (Article, Entity, Source)]
        said, _ = run("reannotate", "--all")
        assert "1 articles annotated" in said
        assert [model.objects.count() for model in (Article, Entity, Source)] == counts

    def test_failures_are_told_and_the_rest_done(self):
        stored(POISON, title="Poison")
        good = stored()
        said, error = run("reannotate")
        assert error.returncode == 1
        assert "FAILED: Poison" in said
        assert said.splitlines()[-1] == "1 articles annotated, 1 failed"
        assert good.mentions.exists()


class TestTheIndex:
    def test_is_made_from_the_rows(self, settings):
        article = stored()
        import_text("Un brouillon.")
        said, error = run("rebuild_index")
        assert error is None
        assert said == "1 articles indexed\n"
        assert found(settings) == {article.pk}

    def test_not_while_it_is_written(self, settings):
        with writing(settings.INDEX_DIR):
            _, error = run("rebuild_index")
        assert "running worker" in str(error)


@pytest.mark.usefixtures("laboratory")
class TestSeeds:
    def test_are_loaded_annotated_published_and_found(self, settings, tmp_path):
        settings.SEEDS_DIR = tmp_path
        (tmp_path / "fr").mkdir()
        (tmp_path / "fr" / "a.md").write_text(f"---\nsource: Agence\nsample: true\n---\n{TEXT}")
        (tmp_path / "fr" / "b.md").write_text("Un autre texte.")
        said, _ = run("load_seeds")
        assert "1/2  fr/a: 5 mentions" in said
        assert said.splitlines()[-1] == "2 sample articles loaded"
        assert found(settings) == set(Article.objects.published().values_list("pk", flat=True))
        said, _ = run("load_seeds")
        assert said.splitlines()[-1] == "0 sample articles loaded"
        assert Article.objects.count() == 2

    def test_one_that_cannot_be_read_is_told_and_the_rest_loaded(self, settings, tmp_path):
        settings.SEEDS_DIR = tmp_path
        (tmp_path / "fr").mkdir()
        (tmp_path / "fr" / "a.md").write_text("")
        (tmp_path / "fr" / "b.md").write_text("Un autre texte.")
        said, error = run("load_seeds")
        assert error is None
        assert "1/2  fr/a: passed over. It holds no text" in said
        assert said.splitlines()[-1] == "1 sample articles loaded"

    def test_a_folder_without_any_is_refused(self, settings, tmp_path):
        settings.SEEDS_DIR = tmp_path / "none"
        _, error = run("load_seeds")
        assert str(error).startswith(f"The folder {tmp_path / 'none'} holds no sample articles.")


class TestInvitations:
    @pytest.mark.parametrize("role", ["editor", "administrator"])
    def test_the_link_opens(self, client, reference, role):
        said, error = run("invite", role)
        assert error is None
        assert said.startswith("http://127.0.0.1:8000/welcome/")
        assert find_open(said.strip().rstrip("/").rpartition("/")[2]).role == role

    def test_another_role_is_refused(self):
        _, error = run("invite", "king")
        assert "invalid choice" in str(error)

    @pytest.mark.parametrize(
        ("given", "address"),
        [
            ({"PRODUCTION": True, "ALLOWED_HOSTS": ["news.example", "x"]}, "https://news.example/welcome/"),
            ({"PRODUCTION": True, "ALLOWED_HOSTS": [".news.example"]}, "https://news.example/welcome/"),
            ({"HOST": "::1", "PORT": 81}, "http://[::1]:81/welcome/"),
            ({"HOST": "::", "PORT": 81}, "http://127.0.0.1:81/welcome/"),
        ],
        ids=str,
    )
    def test_its_address_is_the_one_that_browsers_use(self, settings, given, address):
        for name, value in given.items():
            setattr(settings, name, value)
        assert run("invite", "editor")[0].startswith(address)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import_articles", "seeds/README.md"], "imported"),
        (["reannotate"], "0 articles annotated"),
        (["rebuild_index"], "0 articles indexed"),
        (["load_seeds"], "0 sample articles loaded"),
        (["invite", "editor"], "/welcome/"),
    ],
    ids=["import", "reannotate", "rebuild", "seeds", "invite"],
)
def test_commands_that_come_before_the_first_start(tmp_path, arguments, said):
    done = processes.python(tmp_path / "data", "manage.py", *arguments, NEWSROOM_SEEDS="none")
    assert "Traceback" not in done.stderr
    assert said in done.stdout


@pytest.mark.model
class TestAnnotatingWithoutADatabase:
    def test_text_files(self, tmp_path, django_assert_num_queries):
        path = tmp_path / "a.txt"
        path.write_text("Astana\u00a0!\r\nVladimir Poutine y est.")
        with django_assert_num_queries(0):
            said, error = run("annotate", path)
        assert error is None
        line = json.loads(said)
        assert line["id"] == "a"
        assert line["text"] == "Astana\u00a0!\nVladimir Poutine y est."
        assert {m["entity"] for m in line["mentions"]} == {"place/astana", "person/vladimir-poutine"}
        for m in line["mentions"]:
            assert line["text"][m["start"] : m["end"]] == m["surface"]
            assert {"start", "end", "surface", "label", "entity", "name", "origin", "confidence", "certainty"} <= set(m)
        assert {"KZ"} <= {c["code"] for c in line["countries"]}
        for c in line["countries"]:
            assert set(c) == {"code", "mentions", "about", "evidence"}

    def test_json_lines(self, tmp_path):
        path = tmp_path / "a.jsonl"
        records = [{"id": 1, "text": "Paris."}, {"id": "b", "text": "London.", "language": "en"}]
        path.write_text("\n".join(json.dumps(r) for r in records) + "\n\n")
        said, error = run("annotate", "--jsonl", path)
        assert error is None
        assert [json.loads(line)["id"] for line in said.splitlines()] == [1, "b"]

    @pytest.mark.parametrize("content", ["{", "[]", '{"id": 1}', '{"text": "a"}', '{"id": 1, "text": 2}'])
    def test_what_is_no_record_is_told(self, tmp_path, content, capsys):
        path = tmp_path / "a.jsonl"
        path.write_text(content)
        _, error = run("annotate", "--jsonl", path)
        assert error.returncode == 1
        assert str(path) in capsys.readouterr().err
