"""Objects in S3: Amazon's, Ceph's, or the local SeaweedFS. The only place that knows boto3."""

import base64
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypedDict

import boto3.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, FlexibleChecksumError
from pydantic import SecretStr

from storage.durable import flush_disk
from storage.objects.store import ObjectVersion, check_key
from strongroom.errors import KeyTaken, ObjectAsleep, ObjectMissing, StoreUnavailable, Tampered

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.literals import StorageClassType
    from mypy_boto3_s3.type_defs import (
        ListObjectVersionsOutputTypeDef,
        ObjectIdentifierTypeDef,
        RestoreRequestTypeDef,
    )

_MISSING: Final = frozenset({"NoSuchKey", "404"})
# 412: something lies there. 409: another put is under way (Amazon says to try again, which shows what lies there then).
_TAKEN: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
_ASLEEP: Final = "InvalidObjectState"
_SLEEPING: Final = frozenset({"GLACIER", "DEEP_ARCHIVE"})
_WAKING: Final = "RestoreAlreadyInProgress"
_OWN_BUCKET: Final = frozenset({"BucketAlreadyOwnedByYou", "BucketAlreadyExists"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Where a bucket is, and the keys to it; empty ones mean what the machine itself offers (a role, a profile)."""

    endpoint: str
    region: str
    bucket: str
    access_key: SecretStr
    secret_key: SecretStr


class S3Store:
    """An ``ObjectStore`` in one bucket.

    ``disk`` is the folder of a server on this machine that acknowledges before its bytes are on the disk; ``flush``
    brings them there. Elsewhere an acknowledged put is durable by the promise of S3.
    """

    def __init__(self, connection: Connection, *, disk: Path | None = None) -> None:
        self._bucket = connection.bucket
        self._client = _client(connection)
        self._disk = disk

    def put(self, key: str, data: bytes) -> None:
        """Put if nothing is there; the server compares the SHA-256 and refuses what does not fit."""
        with _translated(check_key(key)):
            try:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=data,
                    IfNoneMatch="*",
                    ChecksumSHA256=_checksum(data),
                    **self._protection(),
                )
            except ClientError as error:
                if _code(error) not in _TAKEN:
                    raise
                self._accept_same(key, data)

    def _protection(self) -> "_Protection":
        return {}

    def _accept_same(self, key: str, data: bytes) -> None:
        # Also the answer to our own put, if its first answer was lost on the way and boto3 tried again.
        try:
            there = self.get(key)
        except ObjectMissing:
            raise StoreUnavailable(reason="conflict") from None
        if there != data:
            raise KeyTaken(key=key)

    def get(self, key: str) -> bytes:
        """Get, compared with the checksum the server keeps."""
        with _translated(check_key(key)):
            answer = self._client.get_object(Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
            return answer["Body"].read()

    def delete(self, key: str) -> None:
        """Delete every version and marker by its id; a plain delete would only hide a versioned object."""
        with _translated(check_key(key)):
            pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=key)
            for page in pages:
                if doomed := list(_versions_of(key, page)):
                    self._delete_all(doomed)

    def _delete_all(self, versions: "list[ObjectIdentifierTypeDef]") -> None:
        answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": versions, "Quiet": True})
        # A reply of 200 may hold an error for each key; an object that is still there is no success.
        if errors := answer.get("Errors"):
            raise StoreUnavailable(reason=errors[0].get("Code", "unknown"), objects=len(errors))

    def keys(self, prefix: str = "") -> Iterator[str]:
        """All keys with the prefix, page after page."""
        with _translated(prefix):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                for entry in page.get("Contents", []):
                    yield entry["Key"]

    def versions(self, prefix: str) -> Iterator[ObjectVersion]:
        """All versions and markers with the prefix, page after page."""
        with _translated(prefix):
            pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                for entry in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                    yield ObjectVersion(key=entry["Key"], version=entry.get("VersionId", "null"))

    def flush(self) -> None:
        """Bring a local server's files to the disk; elsewhere an acknowledged put already is durable."""
        if self._disk is None:
            return
        try:
            flush_disk(self._disk)
        except OSError as error:
            raise StoreUnavailable(errno=error.errno or 0) from None

    def check(self) -> None:
        """The bucket is there and opens with the keys."""
        with _translated(""):
            self._client.head_bucket(Bucket=self._bucket)

    def make_bucket(self) -> None:
        """Make the bucket if it is not there."""
        with _translated(""):
            try:
                self._client.create_bucket(Bucket=self._bucket)
            except ClientError as error:
                if _code(error) not in _OWN_BUCKET:
                    raise


class LockedS3Store(S3Store):
    """The same in a bucket with object lock: what was put cannot be deleted for so many days, not by its owner either.

    The lock is the server's promise (Amazon S3 and Ceph keep it in COMPLIANCE mode). SeaweedFS answers as they do, but
    who administers its machine can remove the files: there it guards against accidents.
    """

    def __init__(self, connection: Connection, *, days: int, now: Callable[[], dt.datetime]) -> None:
        super().__init__(connection)
        self._days = days
        self._now = now

    def make_bucket(self) -> None:
        """Make the bucket with object lock; one that is there without it cannot be given it everywhere."""
        with _translated(""):
            self._client.create_bucket(Bucket=self._bucket, ObjectLockEnabledForBucket=True)

    def _protection(self) -> "_Protection":
        until = self._now() + dt.timedelta(days=self._days)
        return {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coldness:
    """The storage class that objects are put into, and for how many days what was woken stays readable."""

    storage_class: "StorageClassType"
    awake_days: int


class S3Depot(S3Store):
    """A bucket as a ``Depot``: what is put goes into a storage class, and may have to be woken to be read."""

    def __init__(self, connection: Connection, coldness: Coldness) -> None:
        super().__init__(connection)
        self._coldness = coldness

    def holds(self, key: str, data: bytes) -> bool:
        """Compare with the SHA-256 that the server took of what it stored; where it keeps none, read it."""
        with _translated(check_key(key)):
            try:
                found = self._client.head_object(Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
            except ClientError as error:
                if _code(error) not in _MISSING:
                    raise
                return False
        if found["ContentLength"] != len(data):
            return False
        if checksum := found.get("ChecksumSHA256"):
            return checksum == _checksum(data)
        return self.get(key) == data

    def wake(self, key: str) -> bool:
        """Have Amazon restore it, in its standard time (3 to 12 hours)."""
        with _translated(check_key(key)):
            found = self._client.head_object(Bucket=self._bucket, Key=key)
            restore = found.get("Restore", "")
            if found.get("StorageClass") not in _SLEEPING or 'ongoing-request="false"' in restore:
                return True
            if restore:
                return False
            wanted: RestoreRequestTypeDef = {"Days": self._coldness.awake_days}
            try:
                self._client.restore_object(Bucket=self._bucket, Key=key, RestoreRequest=wanted)
            except ClientError as error:
                if _code(error) != _WAKING:
                    raise
            return False

    def _protection(self) -> "_Protection":
        # The server keeps the checksum that it compared, for ``holds`` to ask for.
        return {"StorageClass": self._coldness.storage_class, "ChecksumAlgorithm": "SHA256"}

    def _accept_same(self, key: str, data: bytes) -> None:
        if not self.holds(key, data):
            raise KeyTaken(key=key)


class _Protection(TypedDict, total=False):
    StorageClass: "StorageClassType"
    ChecksumAlgorithm: Literal["SHA256"]
    ObjectLockMode: Literal["COMPLIANCE"]
    ObjectLockRetainUntilDate: dt.datetime


def _checksum(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def _versions_of(key: str, page: "ListObjectVersionsOutputTypeDef") -> "Iterator[ObjectIdentifierTypeDef]":
    # A page has at most 1,000 versions and markers together, which is what one delete takes.
    for version in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
        # The prefix finds "a/bc" beside "a/b".
        if version.get("Key") == key:
            yield {"Key": key, "VersionId": version.get("VersionId", "null")}


def _client(connection: Connection) -> "S3Client":
    config = Config(
        # Where there is no endpoint it is Amazon's, whatever a variable or a profile of AWS says: those may be in the
        # clear.
        ignore_configured_endpoint_urls=True,  # type: ignore[call-arg]  # the stubs do not know it
        # Not SigV2, and names in the path: what every S3 server understands.
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        # Bounded, so that a store that hangs shows as unavailable within minutes and the work is tried again.
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=32,
    )
    # A session of its own: the default one is shared, and making clients from it is not safe from several threads.
    return boto3.session.Session().client(
        "s3",
        endpoint_url=connection.endpoint or None,
        region_name=connection.region,
        aws_access_key_id=connection.access_key.get_secret_value() or None,
        aws_secret_access_key=connection.secret_key.get_secret_value() or None,
        config=config,
    )


@contextmanager
def _translated(key: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if _code(error) in _MISSING and key:
            raise ObjectMissing(key=key) from None
        if _code(error) == _ASLEEP:
            raise ObjectAsleep(key=key) from None
        raise StoreUnavailable(reason=_code(error)) from None
    except FlexibleChecksumError:
        raise Tampered(key=key) from None
    except BotoCoreError as error:
        raise StoreUnavailable(reason=type(error).__name__) from None


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "unknown")
