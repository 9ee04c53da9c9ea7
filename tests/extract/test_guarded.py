"""The same readers in a process of their own: they answer alike, and what they do to it stays there."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from articles.extract import Problem, UnreadableFile, guarded, nursery, read, reading, unpack
from tests.extract import samples
from tests.extract.samples import PLAIN

ALL = {**samples.ARTICLES, **samples.CONTAINERS}


def outcome(task, name, data):
    try:
        return task(name, data)
    except UnreadableFile as refusal:
        return refusal.problem, refusal.detail


@pytest.mark.parametrize("name", ALL)
def test_the_child_answers_as_the_reader_would(name):
    data = ALL[name]
    assert outcome(guarded.read, name, data) == outcome(read, name, data)
    assert outcome(guarded.unpack, name, data) == outcome(unpack, name, data)


def test_the_child_keeps_the_time_of_the_site():
    page = f'<html><head><meta name="date" content="2024-07-14T08:05"></head><body><p>{PLAIN}</p></body></html>'
    article = guarded.read("a.html", page.encode())
    assert article.published_at == datetime(2024, 7, 14, 8, 5, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    "data",
    [
        samples.encrypted_pdf(),
        samples.scanned_pdf(),
        samples.docx_bomb(),
        samples.zip_bomb(),
        samples.encrypted_zip(),
        samples.zipped([("../a.txt", b"Un."), ("b.zip", samples.zipped({"a.txt": b"x"}))]),
        b'{"text": "<p>Un</p><p>\\ud800</p>", "titre": "\\u0000"}',
        b"<p>" + b"<b>" * 100_000,
        b"",
        b"\x00" * 50,
        b"\x89PNG\r\n\x1a\n\x00",
    ],
)
def test_refusals_come_back_with_their_reasons(data):
    assert outcome(guarded.read, "a\ud800\n", data) == outcome(read, "a", data)
    assert outcome(guarded.unpack, "a", data) == outcome(unpack, "a", data)


@pytest.mark.parametrize(
    ("data", "in_place"),
    [
        (PLAIN.encode(), True),
        (samples.markdown(), True),
        (b"# Un titre\n\nTexte", True),
        (samples.record(), True),
        (samples.record(texte="<p>Un</p>"), False),
        (PLAIN.encode() * 2000, False),
        (samples.pdf(), False),
        (samples.mail(), False),
        (samples.docx(), False),
        (samples.json_lines({"text": "Un"}, {"text": "Deux"}), False),
    ],
)
def test_only_small_plain_texts_are_read_in_place(data, in_place, monkeypatch):
    asked = []
    monkeypatch.setattr(guarded, "_asked", lambda task, *_: asked.append(task))
    guarded.read("a.txt", data)
    assert asked == ([] if in_place else ["read"])


@pytest.fixture
def hostile(monkeypatch):
    """A nursery of its own whose reader of PDFs does what the test says."""

    def begin(script: str) -> None:
        program = (
            "import sys, os, signal, time, ctypes\n"
            "from articles.extract import nursery, reading, formats\n"
            f"def hostile(data):\n{script}\n"
            "reading._READERS[formats.Format.PDF] = hostile\n"
            "nursery.WALL_SECONDS, nursery.CPU_SECONDS = 2, 1\n"
            "nursery.main(int(sys.argv[1]))\n"
        )
        real = subprocess.Popen

        def popen(command, **options):
            return real([sys.executable, "-c", program, command[-1]], **options)

        monkeypatch.setattr(guarded.subprocess, "Popen", popen)

    own = guarded._Nursery()
    monkeypatch.setattr(guarded, "NURSERY", own)
    yield begin
    own.end()


@pytest.mark.parametrize(
    "script",
    [
        "    os.kill(os.getpid(), signal.SIGKILL)",
        "    ctypes.string_at(0)",
        "    while True: pass",
        "    time.sleep(60)",
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
        "    os._exit(0)",
        "    return bytearray(2 * 2**30)",
        "    x = []\n    while True: x.append('x' * 10**6)",
        "    return 7",
        "    sys.exit()",
        "    os.close(3); os.close(4); os.close(5)",
    ],
    ids=["killed", "crash", "loop", "sleep", "deaf", "exit", "memory", "more memory", "nonsense", "leaves", "closes"],
)
def test_whatever_befalls_a_child_the_caller_goes_on(script, hostile):
    hostile(script)
    with pytest.raises(UnreadableFile) as refusal:
        guarded.read("a.pdf", samples.pdf())
    assert refusal.value.problem in {Problem.TIMEOUT, Problem.DAMAGED}
    assert guarded.read("a.html", samples.ARTICLES["a.html"]).title, "the next file is read"


def test_a_child_writes_no_files_and_dumps_no_core(hostile, tmp_path):
    hostile(f"    open({str(tmp_path / 'x')!r}, 'w').write('x' * 9000)")
    with pytest.raises(UnreadableFile):
        guarded.read("a.pdf", samples.pdf())
    assert [path.stat().st_size for path in tmp_path.iterdir()] in ([], [0])


def test_a_nursery_that_ended_is_begun_again():
    guarded.read("a.html", samples.ARTICLES["a.html"])
    before = guarded.NURSERY.pid
    os.kill(before, signal.SIGKILL)
    guarded.NURSERY._process.wait()
    assert guarded.read("a.html", samples.ARTICLES["a.html"]).title
    assert guarded.NURSERY.pid != before


def test_many_threads_read_at_once():
    found = []
    names = list(samples.ARTICLES) * 3
    threads = [threading.Thread(target=lambda n=n: found.append(guarded.read(n, samples.ARTICLES[n]))) for n in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(names)


def test_a_forked_process_reads_too():
    guarded.read("a.html", samples.ARTICLES["a.html"])
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if guarded.read("a.pdf", samples.pdf()).title else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert guarded.read("a.pdf", samples.pdf()).title


def children_of(pid):
    return [int(p) for path in Path(f"/proc/{pid}/task").glob("*/children") for p in path.read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_no_child_stays_behind():
    for name in ALL:
        outcome(guarded.read, name, ALL[name])
    until = time.monotonic() + 10
    while (left := children_of(guarded.NURSERY.pid)) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def run(program):
    return subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
        check=False,
    )


def test_neither_caller_nor_nursery_needs_django_or_a_model():
    program = (
        "import sys\n"
        "from articles.extract import guarded\n"
        "print(guarded.read('a', b'<p>Un mot</p><p>Deux</p>').text)\n"
        "assert not {'django', 'spacy', 'trafilatura', 'docx', 'pypdfium2'} & set(sys.modules)\n"
        "modules = open(f'/proc/{guarded.NURSERY.pid}/maps').read() if sys.platform == 'linux' else ''\n"
        "assert 'spacy' not in modules\n"
        "print(guarded.NURSERY.pid)\n"
    )
    done = run(program)
    assert done.stderr == ""
    *words, pid = done.stdout.split()
    assert words == ["Un", "mot", "Deux"]
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text(), (
        "the nursery ends with its caller"
    )


def test_the_nursery_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "secret")
    monkeypatch.setattr(guarded, "NURSERY", own := guarded._Nursery())
    guarded.read("a", b"<p>Un mot</p><p>Deux</p>")
    if Path("/proc").exists():
        assert b"secret" not in Path(f"/proc/{own.pid}/environ").read_bytes()
    own.end()


@pytest.mark.parametrize(
    "head",
    [
        {"problem": "unknown", "detail": ""},
        {"parts": [{"name": "x"}]},
        {"extracted": {}},
        {},
        {"parts": 7},
        {"parts": []},
    ],
)
def test_a_false_answer_is_not_believed(head, monkeypatch):
    monkeypatch.setattr(guarded, "_exchange", lambda *_: nursery.packed(head, []))
    with pytest.raises(UnreadableFile) as refusal:
        guarded.read("a.pdf", samples.pdf())
    assert refusal.value.problem is Problem.TIMEOUT


@pytest.mark.parametrize("answer", [b"", b"\xff" * 8, b"\x00" * 8 + b"{", b"\x00" * 7 + b"\x02[]"])
def test_a_broken_answer_is_not_believed(answer, monkeypatch):
    monkeypatch.setattr(guarded, "_exchange", lambda *_: answer)
    with pytest.raises(UnreadableFile) as refusal:
        guarded.read("a.pdf", samples.pdf())
    assert refusal.value.problem is Problem.TIMEOUT


def test_what_is_too_large_is_not_sent(monkeypatch):
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 100)
    monkeypatch.setattr(guarded, "_exchange", lambda *_: pytest.fail("sent"))
    with pytest.raises(UnreadableFile) as refusal:
        guarded.read("a.pdf", samples.pdf())
    assert refusal.value.problem is Problem.TOO_LARGE
