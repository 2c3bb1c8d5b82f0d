"""A place is a network: the same for what is near each other, another for what is not, none for what is no address."""

import pytest

from strongroom.place import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("203.0.113.250", "203.0.113.0/24"),
        ("203.0.114.9", "203.0.114.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("2001:db8:1:ffff::", "2001:db8:1::/48"),
        ("2001:db8:2::1", "2001:db8:2::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("127.0.0.1", "127.0.0.0/24"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_a_place_is_a_network(address: str, network: str) -> None:
    assert network_of(address) == network
