"""What all tests share: a data folder of their own, static files as they are, and factories."""

import os
import tempfile

# Before Django reads its settings: no test touches the data of the machine it runs on.
os.environ["NEWSROOM_DATA"] = tempfile.mkdtemp(prefix="newsroom-tests-")
for name in ("NEWSROOM_PRODUCTION", "NEWSROOM_DEBUG", "NEWSROOM_HOSTS", "DATABASE_URL", "HOST", "PORT"):
    os.environ.pop(name, None)

from pathlib import Path  # noqa: E402

import pytest  # noqa: E402

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def plain_settings(settings, tmp_path):
    """An index of its own for each test, and static files without the manifest that collectstatic makes."""
    settings.INDEX_DIR = tmp_path / "index"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def reference(db):
    """Countries, topics and groups."""
    from articles.ingest.seeding import load_reference

    load_reference()


@pytest.fixture(scope="session")
def gold_folder() -> Path:
    """Annotated articles kept outside the project; tests that need them are skipped where there are none."""
    folder = SHARED / "gold"
    if not folder.is_dir():
        pytest.skip("no gold annotations beside the project")
    return folder
