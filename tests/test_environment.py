import os
import stat
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import environment


@pytest.fixture
def given(monkeypatch):
    def given(value):
        if value is None:
            monkeypatch.delenv("NEWSROOM_X", raising=False)
        else:
            monkeypatch.setenv("NEWSROOM_X", value)

    return given


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, False), ("", False), ("1", True), ("yes", True), (" ON ", True), ("0", False), ("False", False)],
)
def test_flags(given, value, expected):
    given(value)
    assert environment.flag("NEWSROOM_X") is expected


def test_a_flag_that_is_not_said_is_its_default(given):
    given(None)
    assert environment.flag("NEWSROOM_X", default=True) is True


@pytest.mark.parametrize("value", ["2", "oui", "truee", "-"])
def test_a_flag_that_is_none_is_named(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_X must be 1 or 0"):
        environment.flag("NEWSROOM_X")


@pytest.mark.parametrize(("value", "expected"), [(None, 7), ("", 7), ("1", 1), (" 10 ", 10), ("007", 7)])
def test_numbers(given, value, expected):
    given(value)
    assert environment.whole_number("NEWSROOM_X", default=7, least=1, most=10) == expected


@pytest.mark.parametrize("value", ["0", "11", "-1", "1.5", "dix", "٣", "²", "1e3", "9" * 5000])
def test_a_number_that_is_none_is_named(given, value):
    given(value)
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_X must be a whole number from 1 to 10"):
        environment.whole_number("NEWSROOM_X", default=7, least=1, most=10)


@pytest.mark.parametrize(("value", "expected"), [(None, ["x"]), ("", []), ("a", ["a"]), (" a , b,,", ["a", "b"])])
def test_lists(given, value, expected):
    given(value)
    assert environment.listing("NEWSROOM_X", default="x") == expected


class TestTheSecretKey:
    @pytest.fixture(autouse=True)
    def not_given(self, monkeypatch):
        monkeypatch.delenv("NEWSROOM_SECRET_KEY", raising=False)

    def test_is_made_once_for_its_owner_alone(self, tmp_path):
        before = os.umask(0)
        try:
            key = environment.secret_key(tmp_path)
        finally:
            os.umask(before)
        assert len(key) >= 50
        assert environment.secret_key(tmp_path) == key
        assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600

    def test_differs_from_place_to_place(self, tmp_path):
        (tmp_path / "b").mkdir()
        assert environment.secret_key(tmp_path) != environment.secret_key(tmp_path / "b")

    def test_that_is_given_wins_and_is_not_written(self, tmp_path, monkeypatch):
        monkeypatch.setenv("NEWSROOM_SECRET_KEY", "given")
        assert environment.secret_key(tmp_path) == "given"
        assert list(tmp_path.iterdir()) == []

    def test_that_another_process_is_writing_is_waited_for(self, tmp_path):
        (tmp_path / "secret-key").touch()
        threading.Timer(0.2, (tmp_path / "secret-key").write_text, ["late"]).start()
        assert environment.secret_key(tmp_path) == "late"

    def test_that_is_empty_stops_the_program(self, tmp_path, monkeypatch):
        monkeypatch.setattr(environment, "_KEY_SECONDS", 0)
        (tmp_path / "secret-key").touch()
        with pytest.raises(ImproperlyConfigured, match="secret-key is empty"):
            environment.secret_key(tmp_path)

    def test_that_cannot_be_written_stops_the_program(self, tmp_path):
        with pytest.raises(ImproperlyConfigured, match="none/secret-key cannot be written"):
            environment.secret_key(tmp_path / "none")

    def test_that_cannot_be_read_stops_the_program(self, tmp_path):
        (tmp_path / "secret-key").mkdir()
        with pytest.raises(ImproperlyConfigured, match="secret-key cannot be read"):
            environment.secret_key(tmp_path)


class TestTheDataFolder:
    def test_is_the_default_unless_given(self, tmp_path, monkeypatch):
        monkeypatch.delenv("NEWSROOM_DATA")
        assert environment.data_folder(tmp_path / "var") == tmp_path / "var"
        monkeypatch.setenv("NEWSROOM_DATA", str(tmp_path / "other"))
        assert environment.data_folder(tmp_path / "var") == tmp_path / "other"

    def test_is_made_with_all_above_it_and_closed_to_others(self, tmp_path, monkeypatch):
        monkeypatch.setenv("NEWSROOM_DATA", str(tmp_path / "a" / "b"))
        folder = environment.data_folder(tmp_path)
        assert stat.S_IMODE(folder.stat().st_mode) & 0o007 == 0

    def test_may_be_relative_or_at_home(self, tmp_path, monkeypatch):
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NEWSROOM_DATA", "~/data")
        assert environment.data_folder(tmp_path) == tmp_path / "data"
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("NEWSROOM_DATA", "here")
        assert environment.data_folder(tmp_path) == tmp_path / "here"

    @pytest.mark.parametrize("mode", [0o777, 0o1777, 0o702])
    def test_that_everyone_may_write_to_is_refused(self, tmp_path, monkeypatch, mode):
        folder = tmp_path / "open"
        folder.mkdir()
        folder.chmod(mode)
        monkeypatch.setenv("NEWSROOM_DATA", str(folder))
        with pytest.raises(ImproperlyConfigured, match=r"open is writable by everyone: chmod o-w it"):
            environment.data_folder(tmp_path)

    def test_that_is_a_file_is_refused(self, tmp_path, monkeypatch):
        (tmp_path / "file").touch()
        monkeypatch.setenv("NEWSROOM_DATA", str(tmp_path / "file"))
        with pytest.raises(ImproperlyConfigured, match="file cannot be made"):
            environment.data_folder(tmp_path)
