import os
import signal
import subprocess
import sys

from articles.ingest import owners

HOLD = (
    "import sys, time; from filelock import FileLock; lock = FileLock(sys.argv[1]); lock.acquire();"
    "print('held', flush=True); time.sleep(60)"
)


def test_whoever_works_here_is_alive_until_the_end(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with owners.owner() as one, owners.owner() as other:
        assert one != other
        assert owners.is_alive(one)
        assert owners.is_alive(other)
    assert owners.is_alive(one) is None, "its file went with it"


def test_of_others_nothing_is_known(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert owners.is_alive("elsewhere") is None
    assert owners.is_alive("") is None


def test_a_killed_one_is_known_to_be_dead_at_once(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "workers").mkdir()
    path = tmp_path / "workers" / "w.lock"
    process = subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE)
    assert process.stdout.readline()
    assert owners.is_alive("w")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert owners.is_alive("w") is False
    assert owners.is_alive("w") is False, "asked twice, answered twice"
    owners.forget_the_dead()
    assert not path.exists()


def test_when_somebody_did_something_last(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert owners.idle_since() is None
    with owners.owner() as one, owners.owner() as other:
        for name, moment in ((one, 1000), (other, 2000)):
            os.utime(tmp_path / "workers" / f"{name}.lock", (moment, moment))
        assert owners.living() == sorted((one, other)), "which takes each lock for a moment, or tries to"
        assert owners.idle_since() == 2000
        owners.tell_success(one)
        assert owners.idle_since() > 2000
    owners.tell_success("elsewhere")
