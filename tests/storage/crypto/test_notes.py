"""Signed notes, in the format that others read."""

import pytest

from storage.crypto.notes import NoteSigner, NoteVerifier
from strongroom.errors import BadSignature

SIGNER = NoteSigner(bytes(32), "audit")
NOTE = SIGNER.sign("one line\nanother\n")
# The example of golang.org/x/mod/sumdb/note, where the format comes from.
VECTOR_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
VECTOR = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_another_implementation_verifies() -> None:
    assert NoteVerifier.read(VECTOR_KEY).open(VECTOR).startswith("If you think")


def test_a_note_opens_with_the_key_that_was_handed_out() -> None:
    assert NoteVerifier.read(str(SIGNER.verifier)).open(NOTE) == "one line\nanother\n"


def test_a_note_with_more_signatures_opens_all_the_same() -> None:
    assert SIGNER.verifier.open(f"{NOTE}— somebody else AAAA\n") == "one line\nanother\n"


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("one", "two"),
        NOTE.replace("\n\n", "\n"),
        NOTE.rpartition("\n\n")[0],
        NOTE.replace("— ", "- "),
        NOTE[:-6] + "AAAA=\n",
        "",
        "\n\n",
    ],
)
def test_a_note_that_was_changed_does_not_open(note: str) -> None:
    with pytest.raises(BadSignature):
        SIGNER.verifier.open(note)


def test_keys_of_other_purposes_and_houses_do_not_open_it() -> None:
    for other in (NoteSigner(bytes(32), "other"), NoteSigner(bytes([1]) * 32, "audit")):
        with pytest.raises(BadSignature):
            other.verifier.open(NOTE)
        disguised = NoteVerifier(name=SIGNER.verifier.name, public_key=other.verifier.public_key)
        with pytest.raises(BadSignature):
            disguised.open(NOTE)


@pytest.mark.parametrize("key", ["", "name", "name+00000000+AAAA", f"{SIGNER.verifier}x", "a+b+c"])
def test_what_is_no_verifier_key_is_said_to_be_none(key: str) -> None:
    with pytest.raises(BadSignature):
        NoteVerifier.read(key)
