"""The herd of forked workers, with children of a few lines."""

import os
import signal
import textwrap
from pathlib import Path

import pytest

from newsroom import forking
from newsroom.forking import Child, Herd
from tests.processes import Started, alive, children, until

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes by /proc")

HERD = """
import os, sys, time
from newsroom import forking
forking._STOP_SECONDS = 1.5
forking._QUICK_DEATH_SECONDS = 0
children = [forking.Child(name, lambda code=code: exec(code)) for name, code in {children!r}]
print("begins", flush=True)
forking.Herd(children, parent={parent}).run()
print("ended", flush=True)
"""
# Children leave their number in a file at each start.
NOTE = "import os, signal, time; print(os.getpid(), file=open({path!r}, 'a'), flush=True); "
SLEEP = NOTE + "time.sleep(600)"


@pytest.fixture
def herd(tmp_path):
    started = []

    def herd(**codes):
        codes = [
            (name, textwrap.dedent(code).replace("{path!r}", repr(str(tmp_path / name))))
            for name, code in codes.items()
        ]
        code = HERD.format(children=codes, parent=None)
        started.append(Started(tmp_path, "-c", code, log=tmp_path / f"log-{len(started)}"))
        return started[-1]

    yield herd
    for each in started:
        if each.process.poll() is None:
            each.stop(signal.SIGKILL)


@pytest.fixture
def starts(tmp_path):
    """The process numbers of a child, one for each time it was started."""

    def starts(name, *, least=1):
        path = tmp_path / name

        def enough():
            found = [int(line) for line in path.read_text().split()] if path.exists() else []
            return found if len(found) >= least else None

        return until(enough, f"{least} starts of {name}")

    return starts


def test_one_that_is_killed_is_started_again_and_the_others_are_left_alone(herd, starts):
    parent = herd(a=SLEEP, b=SLEEP)
    (other,) = starts("b")
    for number in (1, 2):
        os.kill(starts("a", least=number)[-1], signal.SIGKILL)
    starts("a", least=3)
    assert starts("b") == [other]
    assert "The a ended (status -9); starting it again" in parent.output
    assert parent.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_handed_on_and_none_is_left(herd, starts, number, tmp_path):
    finishing = NOTE + (
        "done = lambda *_: (time.sleep(0.3), print('finished', file=open({path!r} + '.end', 'w')), os._exit(0));"
        "signal.signal(signal.SIGTERM, done); print(0, file=open({path!r}, 'a'), flush=True); time.sleep(600)"
    )
    parent = herd(a=finishing, b=SLEEP)
    pids = [starts("a", least=2)[0], *starts("b")]
    assert parent.stop(number) == 0
    assert "ended" in parent.output
    assert (tmp_path / "a.end").exists(), "it had time to finish what it had in hand"
    assert not [pid for pid in pids if alive(pid)]


def test_one_that_does_not_listen_is_killed(herd, starts):
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN); print(0, file=open({path!r}, 'a'), flush=True);"
    parent = herd(a=NOTE + deaf + "time.sleep(600)")
    pid, _ = starts("a", least=2)
    assert parent.stop() == 0
    assert not alive(pid)


def test_the_herd_ends_with_its_own_parent(tmp_path, starts):
    code = HERD.format(children=[("a", SLEEP.replace("{path!r}", repr(str(tmp_path / "a"))))], parent="os.getppid()")
    above = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    started = Started(tmp_path, "-c", above, code, log=tmp_path / "log")
    (pid,) = starts("a")
    started.process.kill()
    until(lambda: not alive(pid), "the end of the child", seconds=60)


def test_an_error_of_a_child_is_told(herd, starts):
    parent = herd(a=NOTE + "1 / 0")
    starts("a", least=2)
    assert "ZeroDivisionError" in parent.output
    assert "The a ended (status 1)" in parent.output
    assert parent.stop() == 0
    assert not children(parent.process.pid)


def test_those_that_end_at_once_are_started_later_each_time(monkeypatch):
    child, now = Child("a", lambda: None), 1000.0
    monkeypatch.setattr(forking.time, "monotonic", lambda: now)
    monkeypatch.setattr(forking.os, "waitpid", lambda *_: (77, signal.SIGKILL))
    pauses = []
    for _ in range(9):
        child.pid, child.started = 77, now
        Herd([child])._bury()
        pauses.append(child.not_before - now)
    assert pauses == sorted(pauses)
    assert pauses[0] == pytest.approx(2 * forking._FIRST_PAUSE)
    assert pauses[-1] == forking._LONGEST_PAUSE
    child.pid, child.started = 77, now - 60
    Herd([child])._bury()
    assert child.not_before - now == pytest.approx(forking._FIRST_PAUSE), "it lived long enough"
