"""Which addresses may be reached: public ones on the usual ports, and what an operator allows by name or number."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

WEB_PORTS = frozenset({80, 443})
# IANA's registries of special addresses. Written out, since what Python calls global changes with its version.
_SPECIAL = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
        "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
        # A cloud's own services, at a number that looks public.
        "168.63.129.16/32 "
        # Teredo and other protocols' own, documentation, 6to4.
        "2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20"
    ).split()
)
# All other IPv6 is local, reserved, or carries an IPv4 address within (mapped, NAT64).
_GLOBAL_IPV6 = IPv6Network("2000::/3")
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")


class BadNetworks(ValueError):
    """An allow-list that cannot be read; its message names the part and says what is expected."""


def is_public(address: Address) -> bool:
    """Whether ``address`` is one of the public internet's hosts, by number alone."""
    if any(address in block for block in _SPECIAL) or not address.is_global or address.is_multicast:
        return False
    return address.version == 4 or address in _GLOBAL_IPV6


@dataclass(frozen=True, slots=True)
class Networks:
    """What an operator allows beyond the public web.

    A name or an address with its port opens that one door; a network opens ports 80 and 443 of its addresses.
    """

    names: frozenset[tuple[str, int]] = frozenset()
    addresses: frozenset[tuple[Address, int]] = frozenset()
    blocks: tuple[Network, ...] = ()

    def know_port(self, port: int) -> bool:
        """Whether there can be anything to reach at ``port``."""
        return port in WEB_PORTS or any(port == known for _, known in self.names | self.addresses)

    def permit(self, host: str, address: Address, port: int) -> bool:
        """Whether ``address``, to which ``host`` was resolved, may be reached at ``port``."""
        if (host, port) in self.names or (address, port) in self.addresses:
            return True
        return port in WEB_PORTS and (is_public(address) or any(address in block for block in self.blocks))


NOWHERE = Networks()


def parse_networks(text: str) -> Networks:
    """Read an allow-list such as ``127.0.0.1:8099, [::1]:8099, cms.lan:8080, 10.0.0.0/8``; raise ``BadNetworks``.

    >>> parse_networks("10.0.0.0/8").permit("cms.lan", ip_address("10.1.2.3"), 443)
    True
    """
    names, addresses, blocks = set(), set(), []
    for part in filter(None, (part.strip() for part in text.split(","))):
        if network := _network(part):
            blocks.append(network)
            continue
        host, port = _door(part)
        if isinstance(host, str):
            names.add((host, port))
        else:
            addresses.add((host, port))
    return Networks(frozenset(names), frozenset(addresses), tuple(blocks))


def _network(part: str) -> Network | None:
    """Return the network ``part``, or the one address; None if it is neither and may be a host with its port."""
    try:
        return ip_network(part)
    except ValueError as error:
        if "/" in part:
            raise BadNetworks(f"{part!r} is not a network: {error}") from error
        return None


def _door(part: str) -> tuple[str | Address, int]:
    host, colon, port = part.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or len(port) > 5 or not 1 <= int(port) <= 65535:
        raise BadNetworks(f"{part!r} must be host:port, e.g. 127.0.0.1:8099, or a network, e.g. 10.0.0.0/8")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    try:
        return ip_address(host), int(port)
    except ValueError:
        name = host.lower().rstrip(".")
    # A name that ends in a number is read as an address by some, and as another one by others.
    if not _HOST.fullmatch(name) or name.rpartition(".")[2].isdigit():
        raise BadNetworks(f"{part!r} names no host: {host!r}")
    return name, int(port)
