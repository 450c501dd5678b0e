"""A real S3-compatible server on loopback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import boto3
from moto.server import ThreadedMotoServer

from tests.server import free_port

REGION = "ap-northeast-1"
# Its server tells of each request.
logging.getLogger("werkzeug").setLevel(logging.ERROR)


class ObjectStore:
    """The server at ``url``; what it holds outlives a stop."""

    def __init__(self):
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.environment = {
            "AWS_ACCESS_KEY_ID": "only-for-tests",
            "AWS_SECRET_ACCESS_KEY": "only-for-tests-" + "0" * 20,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL_S3": self.url,
        }
        self.client = boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="only-for-tests",
            aws_secret_access_key="only-for-tests",
        )
        self.start()

    def start(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=self._port, verbose=False)
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()

    def names(self, bucket: str) -> list[str]:
        """What lies in a bucket, past the program."""
        return [item["Key"] for item in self.client.list_objects_v2(Bucket=bucket).get("Contents", ())]

    def empty_bucket(self, name: str) -> None:
        """A bucket with nothing in it, made where there is none."""
        with suppress(self.client.exceptions.BucketAlreadyOwnedByYou):
            self.client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        for key in self.names(name):
            self.client.delete_object(Bucket=name, Key=key)
