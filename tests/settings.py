"""The project's settings with a data folder of the tests' own: no test touches the data of its machine."""

import atexit
import os
import shutil
import tempfile

_FOLDER, _MAKER = tempfile.mkdtemp(prefix="newsroom-tests-"), os.getpid()
os.environ["NEWSROOM_DATA"] = _FOLDER


@atexit.register
def _remove() -> None:
    """A forked child ends too, but the folder is its parent's."""
    if os.getpid() == _MAKER:
        shutil.rmtree(_FOLDER, ignore_errors=True)


_OURS = {"DATABASE_URL", "HOST", "PORT"}
_KEPT = {"NEWSROOM_DATA", "NEWSROOM_CHROMIUM"}
for _name in [n for n in os.environ if n in _OURS or (n.startswith("NEWSROOM_") and n not in _KEPT)]:
    del os.environ[_name]
# A server that ``tests.postgres`` started: the same tests on the second database, and those of its engine.
if _postgres := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"], os.environ["NEWSROOM_TASKS"] = _postgres, "PROCRASTINATE"

from newsroom.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir()  # noqa: F405
# What engines do is theirs to test.
TASKS = {"default": {"BACKEND": "newsroom.engines.RowsBackend"}}
