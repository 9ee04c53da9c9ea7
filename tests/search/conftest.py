import pytest


@pytest.fixture
def index(tmp_path, settings):
    """The folder of an index of this test's own."""
    settings.INDEX_DIR = tmp_path / "index"
    return settings.INDEX_DIR
