"""Key source: symmetric keys of AWS KMS, which never leave it. The only file besides the object store that knows boto3.

The binding of a data key goes along as the encryption context: KMS authenticates it and writes it into CloudTrail (ids
of a key and a document; no personal data). Rotation inside KMS keeps the key and needs no rewrapping here. To move to
another key, its ARN is put behind the others in ``keys.kms.arns``.

The role needs kms:Encrypt on the last key and kms:Decrypt on all of them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import boto3.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from strongroom.errors import BadSettings, KeysUnavailable, Tampered

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_REFUSED: Final = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})
_CONTEXT: Final = "strongroom"


class KmsProvider:
    """A ``KeyProvider`` for one key."""

    def __init__(self, arn: str, client: "KMSClient") -> None:
        self._arn = arn
        self._client = client

    @property
    def id(self) -> str:
        """``kms:`` and the ARN of the key."""
        return f"kms:{self._arn}"

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Have KMS encrypt."""
        with _translated():
            answer = self._client.encrypt(KeyId=self._arn, Plaintext=key, EncryptionContext={_CONTEXT: context.hex()})
            return answer["CiphertextBlob"]

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Have KMS decrypt, with this key and no other, though the ciphertext would say which."""
        if not wrapped:
            raise Tampered
        with _translated():
            answer = self._client.decrypt(
                KeyId=self._arn, CiphertextBlob=wrapped, EncryptionContext={_CONTEXT: context.hex()}
            )
        if answer["KeyId"] != self._arn:
            raise Tampered
        return answer["Plaintext"]


class KmsKeys:
    """A ``KeySource``."""

    def __init__(self, arns: Sequence[str]) -> None:
        if not arns:
            raise BadSettings(setting="keys.kms.arns", problem="no key is named")
        session = boto3.session.Session()
        clients = {region: _client(session, region) for region in {_region(arn) for arn in arns}}
        self._clients = tuple(clients.values())
        self._loaded = tuple(KmsProvider(arn, clients[_region(arn)]) for arn in arns)

    def load(self) -> tuple[KmsProvider, ...]:
        """The keys that the settings name. Whether they answer shows when they are used."""
        return self._loaded

    def make_first(self) -> None:
        """Keys are made in KMS."""

    def make(self) -> None:
        """Refuse."""
        raise BadSettings(
            setting="keys.kms.arns",
            problem="make a key in AWS KMS, put its ARN behind the others, start all services anew, and then rotate",
        )

    def forget(self, kek: str) -> bool:  # noqa: ARG002 - it is not kept here
        """Only who administers KMS can schedule the deletion of a key."""
        return False

    def close(self) -> None:
        """Close all connections."""
        for client in self._clients:
            client.close()


def _client(session: boto3.session.Session, region: str) -> "KMSClient":
    config = Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})
    return session.client("kms", region_name=region, config=config)


def _region(arn: str) -> str:
    return arn.split(":")[3]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        if code in _REFUSED:
            raise Tampered from None
        raise KeysUnavailable(reason=code) from None
    except BotoCoreError as error:
        raise KeysUnavailable(reason=type(error).__name__) from None
