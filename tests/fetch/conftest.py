import pytest

from tests.local_server import Answer, LocalServer


@pytest.fixture
def server():
    with LocalServer() as running:
        yield running


@pytest.fixture
def victim():
    """A server of this machine that nobody allowed; a test that reaches it fails."""
    with LocalServer() as running:
        running.set("/", Answer(b"secret"))
        yield running
        assert running.connections == 0, running.requests
