"""What may travel in the clear: what does not leave this machine, and nothing else."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit


def stays_here(host: str) -> bool:
    """Whether a host is this machine: a loopback address, ``localhost``, or a socket's path.

    Other names count as elsewhere, whatever they resolve to: that can change while nobody looks.
    """
    if host == "localhost" or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def encrypted_on_the_way(address: str) -> str:
    """An address of a service, without a slash at its end. Empty stays empty.

    Raises:
        ValueError: it is neither https nor http on this machine.
    """
    parts = urlsplit(address)
    here = parts.scheme == "http" and stays_here(parts.hostname or "")
    if address and parts.scheme != "https" and not here:
        raise ValueError("it leaves this machine, so the address has to begin with https://")
    return address.rstrip("/")


def database_is_encrypted(hosts: Iterable[str], sslmode: str) -> bool:
    """Whether a connection to PostgreSQL stays here, or goes to who the certificate says.

    Of libpq's modes only ``verify-full`` compares the name: the others encrypt for whoever answers.
    """
    return sslmode == "verify-full" or all(stays_here(host) for host in hosts)
