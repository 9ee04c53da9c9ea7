"""Backups by the commands, on data folders of their own, as an operator uses them."""

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from articles.ingest.backups import BackupFailed, verify
from tests import processes
from tests.ingest.findings import TEXT

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A data folder with two articles and one job that waits."""
    folder = tmp_path_factory.mktemp("home")
    texts = folder / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text(TEXT, encoding="utf-8")
    (texts / "b.txt").write_text("Le Premier ministre est à Tbilissi.", encoding="utf-8")
    manage(folder / "data", "import_articles", texts)
    return folder


def manage(data: Path, *arguments: object, status: int = 0) -> str:
    """Run a command on a data folder; return all that it says."""
    data.mkdir(parents=True, exist_ok=True)
    done = processes.python(data, "manage.py", *map(str, arguments), NEWSROOM_SEEDS="none")
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def made(home) -> Path:
    manage(home / "data", "backup", home / "backups")
    return next((home / "backups").iterdir())


def test_a_backup_is_whole_and_says_what_it_holds(made):
    manifest = json.loads((made / "manifest.json").read_text())
    assert manifest["rows"]["articles_article"] == 2
    assert manifest["rows"]["articles_mention"] > 5
    assert [path.name for path in made.parent.iterdir()] == [made.name], "nothing half done is left"


def test_it_restores_into_an_empty_place_that_passes_every_check(home, made):
    other = home / "other"
    assert "restored: 2 articles" in manage(other, "restore", made)
    assert "NOT WELL" not in manage(other, "doctor")


def test_it_takes_the_place_of_what_is_there_which_is_kept(home, made, tmp_path):
    (tmp_path / "c.txt").write_text("Plus tard, à Erevan.", encoding="utf-8")
    data = tmp_path / "data"
    manage(data, "import_articles", tmp_path / "c.txt")
    manage(data, "restore", made)
    assert "NOT WELL" not in manage(data, "doctor"), "the index was made anew"
    kept = next(data.glob("*.before-*"))
    assert sqlite3.connect(kept).execute("SELECT text FROM articles_article").fetchall() == [("Plus tard, à Erevan.",)]


def test_verify_changes_nothing(home, made):
    before = (home / "data" / "newsroom.sqlite3").stat().st_mtime_ns
    assert "whole: 2 articles" in manage(home / "data", "restore", "--verify", made)
    assert (home / "data" / "newsroom.sqlite3").stat().st_mtime_ns == before


def damage(copy: Path) -> str:
    with (copy / "database.sqlite3").open("r+b") as file:
        file.seek(5000)
        file.write(b"\xff" * 100)
    return "its SHA-256 is another"


def truncate(copy: Path) -> str:
    os.truncate(copy / "database.sqlite3", 8192)
    return "its SHA-256 is another"


def lose_manifest(copy: Path) -> str:
    (copy / "manifest.json").unlink()
    return "is no backup"


def write_nonsense(copy: Path) -> str:
    (copy / "manifest.json").write_text('{"file": "../../x"}')
    return "is no backup"


@pytest.mark.parametrize("harm", [damage, truncate, lose_manifest, write_nonsense])
def test_a_backup_that_is_not_whole_is_told(made, tmp_path, harm):
    copy = tmp_path / "copy"
    shutil.copytree(made, copy)
    with pytest.raises(BackupFailed, match=harm(copy)):
        verify(copy)


def test_and_leaves_the_archive_alone(home, made, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(made, copy)
    reason = damage(copy)
    assert reason in manage(home / "data", "restore", copy, status=1)
    assert not list((home / "data").glob("*.before-*"))


def test_a_place_that_cannot_be_written_is_told(home):
    assert "/proc/x" in manage(home / "data", "backup", "/proc/x", status=1)
