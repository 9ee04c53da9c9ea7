"""No address that is not public is ever connected to, however it is written, hidden or changed in the meantime."""

import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from articles.fetch import FetchRefused, Limits, Networks, Reason, connecting, fetch, fetching, networks, parse_networks
from tests.local_server import Answer, LocalServer, redirect


@pytest.fixture
def every_port(monkeypatch, victim):
    """Let the victim's port pass for a usual one, so that nothing but its address keeps it safe."""
    monkeypatch.setattr(networks, "WEB_PORTS", networks.WEB_PORTS | {victim.port})


def refusal(url: str, **options) -> FetchRefused:
    with pytest.raises(FetchRefused) as refused:
        fetch(url, **options)
    return refused.value


def answering(*answers: list[str]):
    """Return a resolver that gives one answer after the other, and the last one for ever."""
    left = list(answers)
    return lambda host, port: left.pop(0) if len(left) > 1 else left[0]


HOSTS = """
    127.0.0.1 127.1 127.0.1 0177.1 0177.0.0.1 0x7f.1 0x7f000001 2130706433 017700000001 127.0.0.1. 127.000.000.001
    0.0.0.0 0 127.255.255.254 localhost LOCALHOST localhost. 127。0。0。1
    [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::127.0.0.1] [2002:7f00:1::]
    [::ffff:0:127.0.0.1]
    169.254.169.254 100.64.0.1 10.0.0.1 172.16.0.1 192.168.0.1 224.0.0.1 255.255.255.255 [fe80::1] [fc00::1] [ff02::1]
    [2001:0:7f00:1::1] [fd00:ec2::254]
"""


@pytest.mark.usefixtures("every_port")
class TestAVictimOfThisMachine:
    @pytest.mark.parametrize("host", HOSTS.split())
    def test_is_not_reached_by_any_writing_of_its_address(self, victim, host):
        reason = refusal(f"http://{host}:{victim.port}/", limits=Limits(seconds=5)).reason
        # Some writings are refused by the system's resolver already; none may lead to a try.
        assert reason in {Reason.BLOCKED, Reason.DNS, Reason.ADDRESS}

    @pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])
    def test_is_known_by_its_address_in_the_writings_that_would_lead_there(self, victim, host):
        assert refusal(f"http://{host}:{victim.port}/").reason is Reason.BLOCKED

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_is_not_reached_by_a_name(self, victim, scheme):
        resolve = answering(["127.0.0.1"])
        assert refusal(f"{scheme}://evil.example:{victim.port}/", resolve=resolve).reason is Reason.BLOCKED

    @pytest.mark.parametrize(
        "addresses",
        [
            ["93.184.216.34", "127.0.0.1"],
            ["127.0.0.1", "93.184.216.34"],
            ["2606:4700::1111", "::1"],
            ["2606:4700::1111", "::ffff:127.0.0.1"],
            ["93.184.216.34"] * 9 + ["127.0.0.1"],
        ],
    )
    def test_is_not_reached_among_others(self, victim, addresses):
        assert refusal(f"http://evil.example:{victim.port}/", resolve=answering(addresses)).reason is Reason.BLOCKED

    def test_is_not_reached_by_a_name_that_changes_its_meaning(self, victim, monkeypatch):
        """Looked up once, checked, and never looked up again."""
        tried = []

        def connect(self, host, *arguments):
            tried.append(host)
            raise connecting.httpcore.ConnectError("no network in tests")

        monkeypatch.setattr(connecting.httpcore.SyncBackend, "connect_tcp", connect)
        rebinding = answering(["93.184.216.34"], ["127.0.0.1"])
        assert refusal(f"http://evil.example:{victim.port}/", resolve=rebinding).reason is Reason.CONNECT
        assert tried == ["93.184.216.34"]
        assert refusal(f"http://evil.example:{victim.port}/", resolve=rebinding).reason is Reason.BLOCKED
        assert tried == ["93.184.216.34"]

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_is_not_reached_by_a_redirect(self, server, victim, status):
        address = server.set("/", redirect(victim.url(), status))
        assert refusal(address, allowed=parse_networks(server.door)).reason is Reason.BLOCKED

    def test_is_not_reached_by_a_redirect_to_a_name(self, server, victim):
        address = server.set("/", redirect(f"//evil.example:{victim.port}/"))
        # First the server's own number, then the name in its redirect.
        resolve = answering(["127.0.0.1"])
        assert refusal(address, allowed=parse_networks(server.door), resolve=resolve).reason is Reason.BLOCKED

    def test_is_not_reached_since_its_neighbour_is_allowed(self, server, victim):
        assert refusal(victim.url(), allowed=parse_networks(server.door)).reason is Reason.BLOCKED

    def test_is_not_reached_by_a_proxy_of_the_environment(self, server, victim, monkeypatch):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, victim.url())
            monkeypatch.setenv(name.lower(), victim.url())
        address = server.set("/", Answer(b"mine"))
        assert fetch(address, allowed=parse_networks(server.door)).body == b"mine"


def test_the_victim_would_be_reached_if_its_address_passed_for_public(monkeypatch):
    """What the tests above rest on: only the check of the address stands between."""
    with LocalServer() as reached:
        monkeypatch.setattr(networks, "WEB_PORTS", frozenset({reached.port}))
        monkeypatch.setattr(networks, "is_public", lambda address: True)
        reached.set("/", Answer(b"secret"))
        found = fetch(f"http://evil.example:{reached.port}/", resolve=answering(["127.0.0.1"]))
        assert found.body == b"secret"
        assert reached.requests[0].headers["host"] == f"evil.example:{reached.port}"


def test_a_victim_on_the_other_loopback_is_safe_too(monkeypatch):
    try:
        running = LocalServer("::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    with running as victim:
        monkeypatch.setattr(networks, "WEB_PORTS", frozenset({victim.port}))
        for host in ("[::1]", "[0::1]", "[::]", "localhost", "ip6-localhost"):
            assert refusal(f"http://{host}:{victim.port}/").reason in {Reason.BLOCKED, Reason.DNS}
        assert victim.connections == 0
        victim.set("/", Answer(b"mine"))
        assert fetch(victim.url(), allowed=parse_networks(victim.door)).body == b"mine"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://a.example/", Reason.SCHEME),
        ("file:///etc/passwd", Reason.SCHEME),
        ("unix:///run/docker.sock", Reason.SCHEME),
        ("http+unix://%2Frun%2Fdocker.sock/x", Reason.SCHEME),
        ("gopher://a.example/", Reason.SCHEME),
        ("javascript:alert(1)", Reason.SCHEME),
        ("data:text/html,x", Reason.SCHEME),
        ("//a.example/", Reason.SCHEME),
        ("a.example", Reason.SCHEME),
        ("", Reason.SCHEME),
        ("http://", Reason.ADDRESS),
        ("http:///x", Reason.ADDRESS),
        ("http:\\\\127.0.0.1\\x", Reason.ADDRESS),
        ("http://exa mple/", Reason.ADDRESS),
        ("http://a.example\n.b/", Reason.ADDRESS),
        ("http://a.example\x00/", Reason.ADDRESS),
        ("http://①②⑦.0.0.1/", Reason.ADDRESS),
        ("http://[fe80::1%25eth0]/", Reason.ADDRESS),
        ("http://[::1/", Reason.ADDRESS),
        ("http://a.example:99999/", Reason.PORT),
        ("http://a.example/" + "a" * 3000, Reason.ADDRESS),
        ("http://me:word@a.example/", Reason.USERINFO),
        ("http://a.example@127.0.0.1/", Reason.USERINFO),
        ("http://a.example:22/", Reason.PORT),
        ("http://a.example:8080/", Reason.PORT),
        ("http://a.example:0/", Reason.PORT),
    ],
)
def test_some_addresses_are_refused_before_anything_is_looked_up(url, reason):
    def resolve(host, port):
        raise AssertionError(f"{host} was looked up")

    assert refusal(url, resolve=resolve).reason is reason


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://exämple.fr/", ("xn--exmple-cua.fr", 80)),
        ("https://例え.jp/", ("xn--r8jz45g.jp", 443)),
        ("HTTPS://A.Example.:443/", ("a.example", 443)),
        ("http://[2606:4700::1111]/", ("2606:4700::1111", 80)),
    ],
)
def test_names_are_looked_up_as_the_network_writes_them(url, asked):
    looked_up = []
    refusal(url, resolve=lambda host, port: looked_up.append((host, port)) or [])
    assert looked_up == [asked]


@pytest.mark.parametrize(
    "answer", [OSError("no such host"), UnicodeError("label too long"), [], ["no address"], ["fe80::1%%eth0"]]
)
def test_a_host_that_cannot_be_looked_up_is_said_to_be_unknown(answer):
    def resolve(host, port):
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert refusal("http://a.example/", resolve=resolve).reason is Reason.DNS


def test_a_resolver_that_never_answers_is_not_waited_for():
    never = threading.Event()
    limits = Limits(seconds=0.2)
    assert refusal("http://a.example/", resolve=lambda *_: never.wait(), limits=limits).reason is Reason.TIMEOUT
    never.set()


def test_the_next_address_is_tried_where_one_does_not_answer(server):
    address = f"http://cms.lan:{server.port}/"
    server.set("/", Answer(b"mine"))
    allowed = parse_networks(f"cms.lan:{server.port}")
    assert fetch(address, allowed=allowed, resolve=answering(["127.0.0.9", "127.0.0.1"])).body == b"mine"


def test_a_host_that_does_not_listen_is_said_not_to():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        door = f"127.0.0.1:{bound.getsockname()[1]}"
        assert refusal(f"http://{door}/", allowed=parse_networks(door)).reason is Reason.CONNECT


def test_nothing_is_fetched_through_a_socket_of_this_machine():
    backend = connecting.CheckedBackend(Networks(), connecting.Meter(Limits()))
    with pytest.raises(FetchRefused) as refused:
        backend.connect_unix_socket("/run/docker.sock")
    assert refused.value.reason is Reason.BLOCKED


def test_a_server_that_speaks_no_tls_is_refused(server):
    allowed = parse_networks(server.door)
    assert refusal(server.url().replace("http", "https"), allowed=allowed).reason is Reason.TLS
    assert server.requests == []


def test_a_server_that_never_shakes_hands_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        door = f"127.0.0.1:{silent.getsockname()[1]}"
        limits = Limits(seconds=0.3)
        assert refusal(f"https://{door}/", allowed=parse_networks(door), limits=limits).reason is Reason.TIMEOUT


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for news.example that nobody has signed, with its key."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    names = "-subj /CN=news.example -addext subjectAltName=DNS:news.example"
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout {path} -out {path}.crt {names}"
    subprocess.run(command.split(), check=True, capture_output=True)
    path.write_text(path.read_text() + path.with_name("both.pem.crt").read_text())
    return path


@pytest.fixture
def secure(certificate):
    with LocalServer(certificate=certificate) as running:
        running.set("/", Answer(b"mine"))
        yield running


class TestASecureServer:
    def get(self, server, host):
        allowed = parse_networks(f"{host}:{server.port}")
        return fetch(f"https://{host}:{server.port}/", allowed=allowed, resolve=answering(["127.0.0.1"]))

    def test_is_refused_if_nobody_known_vouches_for_it(self, secure):
        with pytest.raises(FetchRefused) as refused:
            self.get(secure, "news.example")
        assert refused.value.reason is Reason.TLS
        assert secure.requests == []

    def test_is_known_by_its_name_though_it_is_reached_by_number(self, secure, certificate, monkeypatch):
        monkeypatch.setattr(fetching, "_certificates", lambda: ssl.create_default_context(cafile=str(certificate)))
        assert self.get(secure, "news.example").body == b"mine"
        with pytest.raises(FetchRefused) as refused:
            self.get(secure, "other.example")
        assert refused.value.reason is Reason.TLS
