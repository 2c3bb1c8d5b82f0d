"""What a store on the other side of a network may answer, and what is made of it. Nothing is sent anywhere."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectTimeoutError
from pydantic import SecretStr

from storage.objects.s3 import Connection, S3Store
from strongroom.errors import KeyTaken, ObjectMissing, StoreUnavailable, StrongroomError, Tampered

CONNECTION = Connection(
    endpoint="http://127.0.0.1:1",
    region="us-east-1",
    bucket="strongroom",
    access_key=SecretStr("access"),
    secret_key=SecretStr("secret"),
)


class Body(io.BytesIO):
    """The part of an HTTP body that botocore reads."""

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.read()


def answering(**answers: tuple[int, dict[str, str], bytes] | Exception) -> S3Store:
    """A store whose server gives one answer for each operation."""
    store = S3Store(CONNECTION)
    for operation, answer in answers.items():
        store._client.meta.events.register(f"before-send.s3.{operation}", _answer(answer))
    return store


def _answer(answer: tuple[int, dict[str, str], bytes] | Exception) -> Callable[..., Any]:
    def respond(**_: Any) -> AWSResponse:
        if isinstance(answer, Exception):
            raise answer
        status, headers, body = answer
        return AWSResponse(CONNECTION.endpoint, status, HTTPHeaders.from_dict(headers), Body(body))

    return respond


def error(status: int, code: str) -> tuple[int, dict[str, str], bytes]:
    return status, {}, f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error(404, "NoSuchKey"), ObjectMissing),
        (error(404, "NoSuchBucket"), StoreUnavailable),
        (error(403, "SignatureDoesNotMatch"), StoreUnavailable),
        ((200, {"x-amz-checksum-sha256": "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}, b"abd"), Tampered),
        ((200, {"content-length": "10"}, b"cut"), StoreUnavailable),
        (ConnectTimeoutError(endpoint_url="http://127.0.0.1:1"), StoreUnavailable),
    ],
)
def test_a_get_gives_the_right_bytes_or_the_right_error(answer: Any, expected: type[StrongroomError]) -> None:
    with pytest.raises(expected):
        answering(GetObject=answer).get("key")


def test_a_get_whose_checksum_fits_gives_the_bytes() -> None:
    headers = {"x-amz-checksum-sha256": "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="}
    assert answering(GetObject=(200, headers, b"abc")).get("key") == b"abc"


def test_a_put_whose_first_answer_was_lost_is_a_success() -> None:
    store = answering(PutObject=error(412, "PreconditionFailed"), GetObject=(200, {}, b"paper"))
    store.put("key", b"paper")
    with pytest.raises(KeyTaken):
        store.put("key", b"other")


def test_a_put_that_met_another_under_way_is_to_be_tried_again() -> None:
    store = answering(PutObject=error(409, "ConditionalRequestConflict"), GetObject=error(404, "NoSuchKey"))
    with pytest.raises(StoreUnavailable):
        store.put("key", b"paper")


def test_a_delete_that_failed_for_one_key_is_no_success_though_the_reply_is_200() -> None:
    versions = b"""<ListVersionsResult><IsTruncated>false</IsTruncated>
        <Version><Key>key</Key><VersionId>1</VersionId></Version></ListVersionsResult>"""
    refused = b"<DeleteResult><Error><Key>key</Key><Code>AccessDenied</Code></Error></DeleteResult>"
    store = answering(ListObjectVersions=(200, {}, versions), DeleteObjects=(200, {}, refused))
    with pytest.raises(StoreUnavailable) as raised:
        store.delete("key")
    assert raised.value.facts["reason"] == "AccessDenied"


def test_the_connection_does_not_print_its_keys() -> None:
    assert "secret'" not in repr(CONNECTION)
    assert "**" in repr(CONNECTION)
