"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

# The same examples on every machine: what fails, fails for everyone.
hypothesis_settings.register_profile("same", derandomize=True, deadline=None)
hypothesis_settings.load_profile("same")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    """An index of its own for each test."""
    settings.INDEX_DIR = tmp_path / "index"


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
