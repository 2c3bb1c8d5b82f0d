"""When certificates end: those in a file, and the one that a server shows."""

import datetime as dt
import socket
import ssl
import struct
from typing import Final

from cryptography import x509

_SECONDS: Final = 5.0
_SSL_REQUEST: Final = struct.pack("!ii", 8, 80877103)
"""What a client of PostgreSQL sends to begin TLS (the protocol's SSLRequest); the answer is one byte, "S" for yes."""


def end_of_file(pem: bytes) -> dt.datetime:
    """The moment from which the certificates of a PEM file do not hold together any more: the end of the first to end.

    Raises:
        ValueError: there is no certificate in it.
    """
    return min(one.not_valid_after_utc for one in x509.load_pem_x509_certificates(pem))


def end_of_server(host: str, port: int, *, is_postgres: bool = False) -> dt.datetime:
    """When the certificate ends that a server shows.

    Raises:
        OSError: it does not answer, or speaks no TLS.
    """
    with socket.create_connection((host, port), timeout=_SECONDS) as raw:
        if is_postgres:
            raw.sendall(_SSL_REQUEST)
            if raw.recv(1) != b"S":
                raise ConnectionError
        with _looking_only().wrap_socket(raw, server_hostname=host) as spoken:
            shown = spoken.getpeercert(binary_form=True)
    if shown is None:
        raise ConnectionError
    return x509.load_der_x509_certificate(shown).not_valid_after_utc


def _looking_only() -> ssl.SSLContext:
    # Nothing is sent to it and nothing but its certificate is looked at; one that has ended already must be seen too.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
