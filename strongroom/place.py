"""From where somebody signs in, as far as it is told apart: the network, and not the machine in it. Pure."""

import ipaddress
from typing import Final

_IPV4_BITS: Final = 24
_IPV6_BITS: Final = 48
"""What a house or a branch is given; a telephone changes its address within them all day."""


def network_of(address: str) -> str:
    """The network of an IP address, ``203.0.113.0/24`` or ``2001:db8:1::/48``; empty for what is no address.

    An IPv4 address that is written as an IPv6 one (RFC 4291, 2.5.5.2) is the IPv4 address.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    bits = _IPV4_BITS if found.version == 4 else _IPV6_BITS
    return str(ipaddress.ip_network((found, bits), strict=False))
