"""The store as a private bucket of an S3-compatible service, for a site of several machines that share no disk.

Keys, region and the address of the service come from the environment as boto3 reads it (``AWS_…``).
"""

import shutil
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import ENOENT
from hashlib import md5
from math import inf
from secrets import token_hex
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import Any, BinaryIO

from boto3.session import Session
from botocore import UNSIGNED
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

from releases.objects.kind import Entry, StoreUnreachable

# A reader waits for no more than two attempts to connect.
CONFIG = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=16,
    # Services other than AWS do not all know the newer checksums; each write carries its MD5 instead.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
REST_SECONDS = 5.0
_IN_MEMORY = 2 * 1024 * 1024
_BLOCK = 1024 * 1024

_DENIED = (
    "鍵（AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY）か、バケットの読み書き、一覧、削除の権限を確かめてください",
    "check the keys and the rights to read, write, list and delete",
)
_REASONS = {
    "NoCredentialsError": (
        "AWS_ACCESS_KEY_ID と AWS_SECRET_ACCESS_KEY（またはその台の役割）がありません",
        "no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and no role of the machine",
    ),
    "PartialCredentialsError": (
        "AWS_ACCESS_KEY_ID と AWS_SECRET_ACCESS_KEY の一方がありません",
        "one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is missing",
    ),
    "NoSuchBucket": ("その名前のバケットがありません", "there is no bucket of that name"),
    **dict.fromkeys(("AccessDenied", "403", "InvalidAccessKeyId", "SignatureDoesNotMatch"), _DENIED),
}


class Bucket:
    """Objects under ``prefix`` ("" or with a slash at its end), with the names that the folder gives them."""

    def __init__(self, bucket: str, prefix: str):
        self._bucket = bucket
        self._prefix = prefix
        self._is_away = False
        self._asked_next = 0.0
        self._client = make_client(CONFIG)

    def put(self, name: str, data: bytes) -> None:
        with self._answering():
            self._client.put_object(
                **self._of(name), Body=data, ContentMD5=b64encode(md5(data, usedforsecurity=False).digest()).decode()
            )

    def put_folder(self, folder: str, files: Mapping[str, bytes]) -> None:
        names = []
        try:
            for name, data in files.items():
                # Also one whose answer was lost may be there.
                names.append(f"{folder}/{name}")
                self.put(names[-1], data)
        except BaseException:
            with suppress(StoreUnreachable):
                for name in names:
                    self.remove(name)
            raise

    def open(self, name: str) -> BinaryIO | None:
        # Read to its end before anybody is answered: half a photo is never sent.
        whole = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the caller closes it)
        try:
            with self._answering():
                shutil.copyfileobj(self._client.get_object(**self._of(name))["Body"], whole, _BLOCK)
        except FileNotFoundError:
            whole.close()
            return None
        except BaseException:
            whole.close()
            raise
        whole.seek(0)
        return whole

    def size(self, name: str) -> int | None:
        try:
            with self._answering():
                return self._client.head_object(**self._of(name))["ContentLength"]
        except FileNotFoundError:
            return None

    def sizes(self, folder: str) -> dict[str, int]:
        return {item["Key"].rpartition("/")[2]: item["Size"] for item in self._listed(f"{folder}/")}

    def entries(self, shelf: str) -> Iterator[Entry]:
        changed: dict[str, float] = {}
        for item in self._listed(f"{shelf}/"):
            name = "/".join(item["Key"].removeprefix(self._prefix).split("/")[:3])
            changed[name] = max(changed.get(name, 0.0), item["LastModified"].timestamp())
        for name, moment in changed.items():
            yield Entry(name, moment)

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError), self._answering():
            self._client.delete_object(**self._of(name))

    def remove_folder(self, folder: str) -> None:
        for name in self.sizes(folder):
            self.remove(f"{folder}/{name}")

    def is_private(self) -> bool:
        folder = f"check/{token_hex(2)}/{token_hex(16)}"
        name = f"{folder}/probe"
        self.put(name, b"probe")
        try:
            if self.sizes(folder) != {"probe": self.size(name)} or (found := self.open(name)) is None:
                raise unreachable(None)
            found.close()
            make_client(CONFIG.merge(Config(signature_version=UNSIGNED))).get_object(**self._of(name))
        except ClientError:
            return True
        except BotoCoreError as error:
            raise unreachable(error) from error
        finally:
            self.remove(name)
        return False

    def _of(self, name: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": f"{self._prefix}{name}"}

    def _listed(self, beginning: str) -> list[dict[str, Any]]:
        with self._answering():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=f"{self._prefix}{beginning}"
            )
            return [item for page in pages for item in page.get("Contents", ())]

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Raises FileNotFoundError where there is nothing under a name, StoreUnreachable for all else that goes wrong.

        While the service is away one request waits for it, and after ``REST_SECONDS`` the next one: if all did, readers
        of pages would not be answered.
        """
        if self._is_away:
            if monotonic() < self._asked_next:
                raise unreachable(None)
            self._asked_next = inf
        try:
            yield
        except (ConnectionError, HTTPClientError) as error:
            self._is_away = True
            raise unreachable(error) from error
        except ClientError as error:
            self._is_away = False
            if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
                raise FileNotFoundError(ENOENT, "その名前のものがありません") from error
            raise unreachable(error) from error
        except BotoCoreError as error:
            raise unreachable(error) from error
        else:
            self._is_away = False
        finally:
            self._asked_next = monotonic() + REST_SECONDS


def make_client(config: Config) -> BaseClient:
    """A connection as the environment describes it. Raises StoreUnreachable."""
    try:
        return Session().client("s3", config=config)
    except (BotoCoreError, ValueError) as error:
        raise unreachable(error) from error


def unreachable(error: Exception | None) -> StoreUnreachable:
    """What ``error`` means for whoever runs the site; nothing of the keys is told."""
    if isinstance(error, ClientError):
        code = error.response["Error"]["Code"]
    else:
        code = type(error).__name__ if error else "ConnectionError"
    japanese, english = _REASONS.get(
        code,
        (
            "AWS_ENDPOINT_URL_S3 か AWS_DEFAULT_REGION を確かめてください",
            "check AWS_ENDPOINT_URL_S3 or AWS_DEFAULT_REGION",
        ),
    )
    return StoreUnreachable(
        f"オブジェクトストレージを使えません（{code}）。{japanese}",
        f"The object store cannot be used ({code}): {english}",
    )
