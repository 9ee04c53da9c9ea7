from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.fetch import NOWHERE, BadNetworks, Networks, parse_networks
from articles.fetch.networks import is_public

PUBLIC = "1.1.1.1 8.8.8.8 93.184.216.34 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 2a00:1450:4007::1 2606:4700::1111"
NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1
    100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250
    240.0.0.1 255.255.255.255 168.63.129.16
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1
    100::1 2001::1 2001:0:7f00:1::1 2001:db8::1 2002:7f00:1::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254
    fe80::1 fec0::1 ff02::1 4000::1
"""


@pytest.mark.parametrize("address", PUBLIC.split())
def test_a_public_address_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_whatever_is_special_is_not_public(address):
    assert not is_public(ip_address(address))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_knows_to_be_otherwise(address):
    assert address.is_global or not is_public(address)


@pytest.mark.parametrize("text", ["", " ", ",", " , ,"])
def test_an_empty_list_allows_nothing(text):
    assert parse_networks(text) == NOWHERE


def test_doors_and_networks_are_read_in_any_writing():
    assert parse_networks(
        " 127.0.0.1:8099 ,[::1]:80, [0:0::2]:81,CMS.Lan.:8080,10.0.0.0/8,192.168.1.7,fd00::/8,"
    ) == Networks(
        frozenset({("cms.lan", 8080)}),
        frozenset({(ip_address("127.0.0.1"), 8099), (ip_address("::1"), 80), (ip_address("::2"), 81)}),
        (ip_network("10.0.0.0/8"), ip_network("192.168.1.7/32"), ip_network("fd00::/8")),
    )


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("cms.lan", "must be host:port"),
        ("cms.lan:", "must be host:port"),
        ("cms.lan:0", "must be host:port"),
        ("cms.lan:65536", "must be host:port"),
        ("cms.lan:99999999999999999999", "must be host:port"),
        ("cms.lan:http", "must be host:port"),
        ("cms.lan:٨٠", "must be host:port"),
        ("10.0.0.1/8", "has host bits set"),
        ("10.0.0.0/33", "is not a network"),
        ("http://cms.lan:80", "is not a network"),
        (":80", "names no host"),
        ("*:80", "names no host"),
        ("-a.lan:80", "names no host"),
        ("127.1:80", "names no host"),
        ("2130706433:80", "names no host"),
    ],
)
def test_what_cannot_be_read_is_named(part, said):
    with pytest.raises(BadNetworks) as refusal:
        parse_networks(f"127.0.0.1:80, {part}")
    assert said in str(refusal.value)
    assert repr(part) in str(refusal.value)


@given(st.text(alphabet="0123456789abc.:/[],% é"))
def test_any_text_is_read_or_refused(text):
    try:
        assert isinstance(parse_networks(text), Networks)
    except BadNetworks as refusal:
        assert str(refusal)


@pytest.mark.parametrize(
    ("allowed", "host", "address", "port", "permitted"),
    [
        ("", "a.example", "8.8.8.8", 443, True),
        ("", "a.example", "8.8.8.8", 8443, False),
        ("", "a.example", "10.0.0.1", 443, False),
        ("10.0.0.0/8", "a.example", "10.0.0.1", 443, True),
        ("10.0.0.0/8", "a.example", "10.0.0.1", 8443, False),
        ("10.0.0.0/8", "a.example", "11.0.0.1", 8080, False),
        ("10.0.0.0/8", "a.example", "::ffff:10.0.0.1", 80, False),
        ("127.0.0.1:8099", "127.0.0.1", "127.0.0.1", 8099, True),
        ("127.0.0.1:8099", "127.0.0.1", "127.0.0.1", 80, False),
        ("127.0.0.1:8099", "127.0.0.1", "127.0.0.2", 8099, False),
        ("127.0.0.1:8099", "127.0.0.1", "::1", 8099, False),
        ("cms.lan:8080", "cms.lan", "10.0.0.1", 8080, True),
        ("cms.lan:8080", "other.lan", "10.0.0.1", 8080, False),
        ("cms.lan:8080", "cms.lan", "10.0.0.1", 80, False),
        ("64:ff9b::/96", "a.example", "64:ff9b::808:808", 80, True),
    ],
)
def test_an_allowance_opens_that_door_and_no_other(allowed, host, address, port, permitted):
    assert parse_networks(allowed).permit(host, ip_address(address), port) is permitted
