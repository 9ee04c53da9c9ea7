"""A PostgreSQL server to throw away, and the tests that touch rows run on it: ``python -m tests.postgres``.

``make test`` does so after the tests on SQLite. Where the machine has no such server it says so, loudly; on
continuous integration (``CI`` is set) that is a failure.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
VARIABLE = "TEST_DATABASE_URL"
# What looks at no row, or at them through a browser alone, is the same on both.
ROOMS = ("tests/ingest", "tests/search", "tests/web", "tests/test_procrastination.py")
_DEBIAN = Path("/usr/lib/postgresql")
_USER = "newsroom"
# It keeps nothing, so it need not be safe from crashes. It counts no rows on its own, for what it counts while a test
# makes thousands in one transaction is none, and with that it plans loops that never end. What hangs is to fail.
_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    " -c autovacuum=off -c statement_timeout=60s -c idle_in_transaction_session_timeout=300s"
)
# Letters in the order of a dictionary, as on many a real server, and unlike SQLite.
_LOCALES = (("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=fr"), ("--locale=C", "--encoding=UTF8"))
_MISSING = """
**********************************************************************
*  THE TESTS ON POSTGRESQL DID NOT RUN: this machine has no server.  *
*  Debian has one: apt-get install postgresql                        *
**********************************************************************"""


def binaries() -> Path | None:
    """Return the folder of this machine's newest PostgreSQL server, if it has one."""
    if found := [path.parent for path in _DEBIAN.glob("*/bin/initdb")]:
        return max(found, key=lambda folder: int(folder.parent.name))
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Run a server with an empty database; yield its address for ``DATABASE_URL``.

    It ends with the block, and with this process, however that ends: its keeper waits for our end of a pipe.
    """
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", "keep"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,  # Ctrl-C ends us, and then we end it
        text=True,
    )
    assert keeper.stdin
    assert keeper.stdout
    try:
        if not (address := keeper.stdout.readline().strip()):
            raise RuntimeError("the PostgreSQL server did not start")
        yield address
    finally:
        keeper.stdin.close()
        keeper.wait(30)


def _keep(programs: Path, folder: Path) -> None:
    """Run a server with its data in ``folder`` until standard input ends."""
    log, account = folder / "log", _account()

    def run(program: str, *arguments: str) -> int:
        with log.open("a") as said:
            return subprocess.run(
                [programs / program, "--pgdata", folder / "data", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                check=False,
                **({"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []} if account else {}),
            ).returncode

    if account:
        shutil.chown(folder, account)
    made = any(run("initdb", "--username", _USER, "--auth=trust", "--no-sync", *locale) == 0 for locale in _LOCALES)
    if not made or run("pg_ctl", "start", "--wait", "--options", f"-k {folder} {_OPTIONS}"):
        sys.exit(log.read_text())
    try:
        print(f"postgres://{_USER}@{quote(str(folder), safe='')}/postgres", flush=True)  # noqa: T201
        sys.stdin.read()
    finally:
        run("pg_ctl", "stop", "--mode=immediate")


def _account() -> str:
    """Return the account that the server runs as where we are root, whom it refuses."""
    if os.geteuid():
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def main(arguments: list[str]) -> int:
    """Run the tests with the options ``arguments``; return their exit status."""
    if binaries() is None:
        sys.stderr.write(_MISSING + "\n")
        return 1 if os.environ.get("CI") else 0
    with server() as address:
        environment = {**os.environ, VARIABLE: address}
        rooms = [] if any(a.startswith("tests/") for a in arguments) else ROOMS
        return subprocess.run(
            [sys.executable, "-m", "pytest", *arguments, *rooms], cwd=ROOT, env=environment, check=False
        ).returncode


if __name__ == "__main__":
    if sys.argv[1:] == ["keep"]:
        with tempfile.TemporaryDirectory(prefix="newsroom-pg-") as temporary:
            _keep(binaries(), Path(temporary))
    else:
        sys.exit(main(sys.argv[1:]))
