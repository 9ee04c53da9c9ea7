"""The supervisor with parts of a few lines, and then ``manage.py serve`` as people start it."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import sys
import textwrap
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from newsroom.serving import PortTaken, UnknownHost, annotation_worker, answers, check_port, resolve, web_server
from tests import processes
from tests.processes import Started, alive, children, until

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes by /proc")

SUPERVISE = """
import sys
from newsroom import serving
serving._FIRST_PAUSE = serving._LONGEST_PAUSE = 0.05
serving._STOP_SECONDS = 2
serving._QUICK_DEATH_SECONDS = {quick}
parts = [serving.Part(name, [sys.executable, "-c", code], vital=name != "frail") for name, code in {parts!r}]
sys.exit(serving.Supervisor(parts).run(ready=lambda: True, when_ready=lambda: print("ready", flush=True)))
"""
# A part that leaves a line in the file given by its name each time it is started.
NOTE = "import os, time; print(os.getpid(), file=open({path!r}, 'a'), flush=True); "
SLEEP = NOTE + "time.sleep(600)"


class TestTheSupervisor:
    @pytest.fixture
    def supervise(self, tmp_path):
        started = []

        def supervise(quick=60, nohup=False, **parts):
            parts = [
                (name, textwrap.dedent(code).replace("{path!r}", repr(str(tmp_path / name))))
                for name, code in parts.items()
            ]
            code = SUPERVISE.format(quick=quick, parts=parts)
            started.append(Started(tmp_path, "-c", code, log=tmp_path / f"log-{len(started)}", nohup=nohup))
            return started[-1]

        yield supervise
        for each in started:
            if each.process.poll() is None:
                each.stop(signal.SIGKILL)

    @pytest.fixture
    def starts(self, tmp_path):
        """The process numbers of a part, one for each time it was started."""

        def starts(name, *, least=1):
            path = tmp_path / name

            def enough():
                found = [int(line) for line in path.read_text().split()] if path.exists() else []
                return found if len(found) >= least else None

            return until(enough, f"{least} starts of {name}")

        return starts

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
    def test_a_signal_ends_all_parts_and_leaves_none(self, supervise, starts, number):
        supervisor = supervise(a=SLEEP, b=SLEEP)
        pids = starts("a") + starts("b")
        began = time.monotonic()
        assert supervisor.stop(number) == 0
        assert time.monotonic() - began < 10
        assert not [pid for pid in pids if alive(pid)]

    def test_under_nohup_the_end_of_the_terminal_changes_nothing(self, supervise, starts):
        supervisor = supervise(nohup=True, a=SLEEP)
        starts("a")
        supervisor.until_it_says("ready")
        supervisor.process.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert supervisor.process.poll() is None
        assert supervisor.stop() == 0

    def test_a_part_that_dies_is_started_again(self, supervise, starts):
        supervisor = supervise(quick=0, a=SLEEP, b=SLEEP)
        (other,) = starts("b")
        for number in range(1, 8):  # more often than it would bear quick deaths
            os.kill(starts("a", least=number)[-1], signal.SIGKILL)
        starts("a", least=8)
        assert supervisor.process.poll() is None
        assert starts("b") == [other], "the other part is left alone"
        assert "The a ended (status -9); starting it again" in supervisor.output
        assert supervisor.stop() == 0

    def test_a_part_that_ends_as_soon_as_it_starts_ends_everything(self, supervise, starts):
        supervisor = supervise(a=SLEEP, b=NOTE + "raise SystemExit(3)")
        assert supervisor.process.wait(processes.PATIENCE) == 1
        assert len(starts("b")) == 5
        assert "The b ends as soon as it is started (status 3)" in supervisor.output
        assert not alive(starts("a")[0])

    def test_but_the_others_live_on_without_one_that_is_not_vital(self, supervise, starts):
        supervisor = supervise(a=SLEEP, frail=NOTE + "raise SystemExit(3)")
        starts("frail", least=9)
        assert supervisor.process.poll() is None
        assert len(starts("a")) == 1
        assert supervisor.stop() == 0

    def test_one_that_does_not_listen_is_killed(self, supervise, starts):
        deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEP
        supervisor = supervise(a=deaf, b=SLEEP)
        pids = starts("a") + starts("b")
        assert supervisor.stop() == 0
        assert not [pid for pid in pids if alive(pid)]

    def test_what_a_dead_part_leaves_behind_ends_before_it_is_started_again(self, supervise, starts):
        """A web server's workers hold its port."""
        family = """
            import os, subprocess, sys, time
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            print(child.pid, file=open({path!r}, "a"), flush=True)
            time.sleep(600)
        """
        supervisor = supervise(a=family)
        (orphan,) = starts("a")
        (part,) = children(supervisor.process.pid, deep=False)
        os.kill(part, signal.SIGKILL)
        _, second = starts("a", least=2)
        until(lambda: not alive(orphan), "the end of what was left behind", seconds=30)
        assert supervisor.stop() == 0
        until(lambda: not alive(second), "the end of all", seconds=30)

    def test_it_is_ready_once(self, supervise, starts):
        supervisor = supervise(quick=0, a=SLEEP)
        supervisor.until_it_says("ready")
        os.kill(starts("a")[0], signal.SIGKILL)
        starts("a", least=2)
        assert supervisor.stop() == 0
        assert supervisor.output.count("ready\n") == 1


class TestPorts:
    @pytest.fixture
    def taken(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            yield listener.getsockname()[1]

    def test_one_that_is_taken_is_named(self, taken):
        with pytest.raises(PortTaken, match=f"127.0.0.1:{taken} cannot be used: Address already in use"):
            check_port("127.0.0.1", taken)
        assert answers("127.0.0.1", taken)

    def test_one_that_is_free(self):
        port = processes.free_port()
        check_port("127.0.0.1", port)
        assert not answers("127.0.0.1", port)

    def test_an_address_that_is_not_ours(self):
        with pytest.raises(PortTaken, match=r"192\.0\.2\.1:8000 cannot be used"):
            check_port("192.0.2.1", 8000)

    def test_serve_says_so(self, taken, tmp_path):
        done = processes.python(tmp_path / "data", "manage.py", "serve", PORT=str(taken))
        assert done.returncode == 1
        assert f"127.0.0.1:{taken} cannot be used" in done.stderr
        assert "PORT=8001 make run" in done.stderr
        assert "Another Newsroom may still be running" in done.stderr
        assert "Traceback" not in done.stderr


class TestHosts:
    @pytest.mark.parametrize(
        ("host", "address"),
        [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("::1", "::1"), ("0.0.0.0", "0.0.0.0"), ("::", "::")],
    )
    def test_a_name_becomes_an_address(self, host, address):
        assert resolve(host) == address

    @pytest.mark.parametrize("host", ["no.such.host.invalid", "a" * 70, "1.2.3.4.5"])
    def test_one_that_is_none_is_named(self, host):
        with pytest.raises(UnknownHost, match=f"HOST={host} is no address"):
            resolve(host)


def test_the_parts_are_what_the_docs_say():
    web = web_server("::1", 81, workers=3).command
    assert web[:3] == [sys.executable, "-m", "newsroom.web_server"]
    assert web[3:] == ["--host", "::1", "--port", "81", "--workers", "3", "--parent", str(os.getpid())]
    assert web_server("::1", 81, workers=3).vital
    assert annotation_worker().command[1:] == ["manage.py", "worker", "--parent", str(os.getpid())]
    assert not annotation_worker().vital


SEED = "---\ntitle: {0}\nsource: Agence\ndate: 2025-01-02\nsample: true\n---\n\nVladimir Poutine est à {0}.\n"
IMPORT = """
import django
django.setup()
from articles.ingest.importing import import_text
print(import_text("Emmanuel Macron est à Paris, et Astana est loin.").pk)
"""


def counts(data: Path) -> dict[str, object]:
    """How many rows each table holds, and the number of the last change."""
    with sqlite3.connect(f"file:{data / 'newsroom.sqlite3'}?mode=ro", uri=True) as rows:
        tables = [name for (name,) in rows.execute("select name from sqlite_master where type = 'table'")]
        # Each start makes a fresh link for the first administrator.
        found = {t: rows.execute(f'select count(*) from "{t}"').fetchone()[0] for t in tables}
        found["changes"] = rows.execute("select max(revision) from articles_change").fetchone()[0]
    return found


def annotated(data: Path, pk: int) -> bool:
    with sqlite3.connect(f"file:{data / 'newsroom.sqlite3'}?mode=ro", uri=True) as rows:
        query = "select annotation_version from articles_article where id = ?"
        return bool(rows.execute(query, (pk,)).fetchone()[0])


HALF_A_GET = b"GET / HT"
HALF_A_FORM = (
    b"POST /en/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nusername="
)


@contextlib.contextmanager
def half_open(address: str, sent: bytes, count: int):
    """Connections that have sent the beginning of a request, and leave it at that."""
    port = int(address.rpartition(":")[2])
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(sent)
        time.sleep(0.5)
        yield


def status(address: str, *, seconds: float = 60) -> int:
    """Return the status of the answer, 0 where the connection broke."""
    try:
        with urllib.request.urlopen(address, timeout=seconds) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except ConnectionError:
        return 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serving")
    for name in ("Astana", "Moscou"):
        seed = folder / "seeds" / "fr" / f"{name}.md"
        seed.parent.mkdir(parents=True, exist_ok=True)
        seed.write_text(SEED.format(name))
    return folder


@pytest.fixture(scope="module")
def start(folder):
    started = []

    def start(host="127.0.0.1"):
        port = str(processes.free_port())
        started.append(
            Started(
                folder / "data",
                *("manage.py", "serve"),
                log=folder / f"log-{len(started)}",
                HOST=host,
                PORT=port,
                NEWSROOM_SEEDS=str(folder / "seeds"),
                NEWSROOM_WEB_WORKERS="1",
            )
        )
        started[-1].until_it_says("Stop with Ctrl-C")
        return started[-1], f"http://{host}:{port}"

    yield start
    for each in started:
        if each.process.poll() is None:
            each.stop()


@pytest.fixture(scope="module")
def first(start, folder):
    """What the first start did, and how it ended."""
    began = time.monotonic()
    app, address = start()
    seconds = time.monotonic() - began
    link = re.search(r"http://\S+/welcome/\S+", app.output)
    pages = {path: status(address + path) for path in ("/", "/en/", "/about/", "/no/such/page")}
    welcome = status(link.group()) if link else 0
    below = children(app.process.pid)
    exit_status = app.stop(signal.SIGINT)
    return {
        "address": address,
        "output": app.output,
        "pages": pages,
        "welcome": welcome,
        "below": below,
        "left": [pid for pid in below if alive(pid)],
        "exit": exit_status,
        "counts": counts(folder / "data"),
        "seconds": seconds,
    }


@pytest.mark.model
class TestServing:
    """The real command on data of its own, started twice."""

    def test_it_says_what_it_does_and_where_it_is(self, first):
        for words in (
            "Preparing static files…",
            "Reading and annotating 2 sample articles",
            "1/2  fr/Astana",
            "search index: 2 articles brought up to date",
            f"{first['address']}/",
            "Open this link once to become the first",
            f"{first['address']}/welcome/",
            "Newsroom has stopped.",
        ):
            assert words in first["output"]
        assert "Traceback" not in first["output"]

    def test_it_answers(self, first):
        assert first["pages"] == {"/": 200, "/en/": 200, "/about/": 200, "/no/such/page": 404}
        assert first["welcome"] == 200

    def test_ctrl_c_ends_web_server_and_worker(self, first):
        commands = " | ".join(first["below"].values())
        assert "newsroom.web_server" in commands
        assert "manage.py worker" in commands
        assert (first["exit"], first["left"]) == (0, [])

    def test_the_seeds_are_annotated(self, first):
        assert first["counts"]["articles_article"] == 2
        assert first["counts"]["articles_mention"] >= 4

    def test_what_it_keeps_is_closed_to_others(self, first, folder):
        data = folder / "data"
        assert data.stat().st_mode & 0o007 == 0
        assert (data / "secret-key").stat().st_mode & 0o077 == 0

    def test_the_second_start(self, first, start, folder):
        data = folder / "data"
        began = time.monotonic()
        app, address = start()
        assert time.monotonic() - began < max(30, first["seconds"]), "no model is loaded before it serves"
        assert "Reading and annotating" not in app.output
        assert "Preparing static files" not in app.output
        assert status(address + "/") == 200
        assert counts(data) == first["counts"]

        # A worker that is killed comes back and goes on.
        worker = self.worker(app)
        os.kill(worker, signal.SIGKILL)
        made = processes.python(data, "-c", IMPORT, DJANGO_SETTINGS_MODULE="newsroom.settings")
        assert made.returncode == 0, made.stderr
        until(lambda: self.worker(app) not in {worker, 0}, "another worker")
        until(lambda: annotated(data, int(made.stdout)), "the annotation of the draft")
        assert "The annotation worker ended (status -9); starting it again" in app.output

        # So does the web server, at the same port.
        web = next(pid for pid, c in children(app.process.pid, deep=False).items() if "newsroom.web_server" in c)
        os.kill(web, signal.SIGKILL)
        until(lambda: "The web server ended" in app.output, "notice of the web server's end")
        until(lambda: answers("127.0.0.1", int(address.rpartition(":")[2])), "an answer at the same port")
        # What the old server left may still take a connection, and break it.
        until(lambda: status(address + "/") == 200, "a page at the same port")

        # Those who begin a request and leave it there keep nobody else waiting.
        for sent, count in ((HALF_A_GET, 150), (HALF_A_FORM, 10)):
            with half_open(address, sent, count):
                assert status(address + "/", seconds=4) == 200, sent

        # Whoever invites need not know the port.
        invited = processes.python(data, "manage.py", "invite", "editor")
        assert invited.stdout.startswith(f"{address}/welcome/")

        below = children(app.process.pid)
        assert app.stop(signal.SIGTERM) == 0
        assert not (data / "address").exists()
        assert not [pid for pid in below if alive(pid)]

    def worker(self, app):
        return next((pid for pid, c in children(app.process.pid).items() if "manage.py worker" in c), 0)

    def test_a_worker_whose_parent_is_gone_ends(self, first, folder):
        """It is told its parent's number, for the parent may be gone before it can ask."""
        worker = Started(folder / "data", "manage.py", "worker", "--parent", "1", log=folder / "worker.log")
        assert worker.process.wait(processes.PATIENCE) == 0, worker.output

    def test_a_killed_supervisor_leaves_nothing_behind(self, first, start):
        app, address = start(host="localhost")
        assert f"{address}/" in app.output
        below = children(app.process.pid)
        os.kill(app.process.pid, signal.SIGKILL)
        app.process.wait()
        until(lambda: not [pid for pid in below if alive(pid)], "the end of web server and worker", seconds=60)
        check_port("127.0.0.1", int(address.rpartition(":")[2]))


def test_a_setting_that_cannot_be_is_told_in_a_sentence(tmp_path):
    said = processes.python(tmp_path / "data", "manage.py", "check", NEWSROOM_WORKERS="many")
    assert said.returncode == 1
    assert said.stderr.startswith("Newsroom is not set up rightly: NEWSROOM_WORKERS must be")
    assert "Traceback" not in said.stderr
