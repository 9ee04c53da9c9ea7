import os
import subprocess
import sys
from pathlib import Path

import pytest

from articles.index import (
    SCHEMA_VERSION,
    Followed,
    IndexBroken,
    IndexBusy,
    IndexQuery,
    IndexReader,
    followed,
    rebuilding,
    writing,
)
from articles.index.trouble import told_apart
from articles.index.writing import home_of
from tests.index.shelf import FAULTS, article, put


def ids(folder):
    return IndexReader(folder).find(IndexQuery()).ids


def test_what_is_committed_is_found(tmp_path):
    put(tmp_path, article(1), article(2))
    assert ids(tmp_path) == (2, 1)


def test_replacing_leaves_one(tmp_path):
    put(tmp_path, article(1, "gaz"))
    put(tmp_path, article(1, "uranium"), article(1, "pétrole"))
    reader = IndexReader(tmp_path)
    assert [reader.count(IndexQuery(word)) for word in ("gaz", "uranium", "pétrole", "")] == [0, 0, 1, 1]


def test_removing_takes_out_and_may_be_repeated(tmp_path):
    put(tmp_path, article(1), article(2))
    with writing(tmp_path) as index:
        index.remove(1)
        index.remove(1)
        index.remove(99)
        index.commit(2)
    assert ids(tmp_path) == (2,)


def test_what_is_not_committed_is_dropped(tmp_path):
    put(tmp_path, article(1))
    with writing(tmp_path) as index:
        index.replace(article(2))
    assert ids(tmp_path) == (1,)


def test_a_failure_keeps_what_was_and_frees_the_lock(tmp_path):
    put(tmp_path, article(1), revision=4)
    with pytest.raises(ZeroDivisionError), rebuilding(tmp_path) as index:
        index.replace(article(2))
        raise ZeroDivisionError
    assert ids(tmp_path) == (1,)
    assert followed(tmp_path).revision == 4
    put(tmp_path, article(3))
    assert ids(tmp_path) == (3, 1)


def test_a_text_in_another_language_is_found_by_its_words_as_they_are(tmp_path):
    with writing(tmp_path) as index:
        index.replace(article(1, language="de", title="Die Verhandlungen", text="Moskau wartet."))
        index.commit(0)
    reader = IndexReader(tmp_path)
    found = [reader.find(IndexQuery(text=text), limit=9).ids for text in ("verhandlungen", "moskau", "warten")]
    assert found == [(1,), (1,), ()]
    assert reader.counts(IndexQuery(), "language", size=5) == {"de": 1}
    assert [piece.hit for piece in reader.snippet("moskau", "Moskau wartet.", "de")] == [True, False]


def test_two_writers_are_one_too_many(tmp_path):
    with writing(tmp_path), pytest.raises(IndexBusy), writing(tmp_path):
        pass
    with writing(tmp_path):
        pass


def test_another_process_is_refused_too(tmp_path):
    code = (
        "from pathlib import Path; from articles.index import IndexBusy, writing\n"
        f"try:\n    with writing(Path({str(tmp_path)!r})): print('in')\n"
        "except IndexBusy: print('busy')"
    )
    with writing(tmp_path):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path.cwd(),
            env=os.environ,
        )
    assert done.stdout.strip() == "busy"


def test_a_rebuild_begins_empty_and_readers_see_the_old_until_it_is_committed(tmp_path):
    put(tmp_path, article(1), article(2), revision=5)
    with rebuilding(tmp_path) as index:
        index.replace(article(3))
        assert ids(tmp_path) == (2, 1)
        index.commit(6)
    assert ids(tmp_path) == (3,)
    assert followed(tmp_path).revision == 6


def test_a_rebuild_removes_other_versions_and_nothing_else(tmp_path):
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "meta.json").touch()
    (tmp_path / "notes").mkdir()
    with rebuilding(tmp_path) as index:
        index.commit(0)
    assert {path.name for path in tmp_path.iterdir()} == {SCHEMA_VERSION, "notes"}


def test_the_followed_is_kept_beside_the_index(tmp_path):
    assert followed(tmp_path).revision == 0
    put(tmp_path, article(1), revision=41)
    assert followed(tmp_path).revision == 41
    (tmp_path / SCHEMA_VERSION / "revision").write_text("nonsense")
    assert followed(tmp_path).revision == 0


def test_a_revision_without_an_index_does_not_count(tmp_path):
    put(tmp_path, article(1), revision=41)
    (tmp_path / SCHEMA_VERSION / "meta.json").unlink()
    assert followed(tmp_path).revision == 0


class TestBroken:
    @pytest.fixture(params=FAULTS)
    def folder(self, request, tmp_path):
        put(tmp_path, article(1, "gaz"), article(2, "gaz"), revision=7)
        FAULTS[request.param](home_of(tmp_path))
        return tmp_path

    def test_writing_says_so(self, folder):
        with pytest.raises(IndexBroken), writing(folder) as index:
            index.replace(article(3))
            index.commit(8)

    def test_a_rebuild_begins_anew(self, folder):
        with rebuilding(folder) as index:
            index.replace(article(3))
            index.commit(8)
        assert ids(folder) == (3,)
        put(folder, article(4), revision=9)
        assert ids(folder) == (4, 3)

    def test_a_rebuild_that_fails_leaves_none(self, folder):
        with pytest.raises(ZeroDivisionError), rebuilding(folder):
            raise ZeroDivisionError
        assert ids(folder) == ()
        assert followed(folder).revision == 0

    def test_not_while_another_writes(self, tmp_path):
        put(tmp_path, article(1))
        with writing(tmp_path) as index:
            FAULTS["an empty meta.json"](home_of(tmp_path))
            with pytest.raises(IndexBusy), rebuilding(tmp_path):
                pass
            index.replace(article(2))
            index.commit(2)
        assert ids(tmp_path) == (2, 1)


def test_what_the_machine_refuses_is_no_fault_of_the_index():
    for error in (
        ValueError("An IO error occurred: 'Too many open files (os error 24)'"),
        ValueError('IoError { io_error: Os { code: 28, kind: StorageFull, message: "No space left on device" } }'),
        PermissionError(13, "Permission denied"),
        KeyError("de"),
    ):
        with pytest.raises(type(error)), told_apart():
            raise error


def test_the_token_is_kept_with_the_revision(tmp_path):
    with writing(tmp_path) as index:
        index.commit(41, "abc")
    assert followed(tmp_path) == Followed(41, "abc")
    put(tmp_path, article(1), revision=42)
    assert followed(tmp_path) == Followed(42, "")
