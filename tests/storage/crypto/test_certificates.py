"""Certificates of the local object server."""

import datetime as dt

from cryptography import x509

from storage.crypto.certificates import make_certificates

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def test_the_certificate_is_signed_by_its_authority_and_no_other() -> None:
    made, other = make_certificates("weed", NOW), make_certificates("weed", NOW)
    certificate = x509.load_pem_x509_certificate(made.certificate)
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(made.authority))
    assert other.authority != made.authority
    assert certificate.not_valid_before_utc < NOW < certificate.not_valid_after_utc


def test_the_key_is_not_printed() -> None:
    assert repr(make_certificates("weed", NOW)) == "Certificates(***)"
