"""The lake: gzipped JSON Lines in S3, written once and never changed.

Keys are relative to the lake's prefix and name source, date, hour and content, so
writing the same records again finds the object already there.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from lib import local
from lib.config import Settings
from lib.errors import ServiceDown


@dataclass(frozen=True)
class Batch:
    """One lake object: its key, the rows it holds, its SHA-256 and stored bytes."""

    key: str
    rows: int
    sha256: str
    size: int


@dataclass(frozen=True)
class Lake:
    """An S3 client with the bucket and prefix it works in."""

    client: Any
    bucket: str
    prefix: str

    def full_key(self, key: str) -> str:
        return f"{self.prefix}{key}"


def open_lake(settings: Settings) -> Lake:
    """Connect to the lake of the settings; the embedded store is started if needed.

    Raises: ServiceDown when the store does not answer or the bucket is not there.
    """
    if settings.lake:
        bucket, _, prefix = settings.lake.removeprefix("s3://").partition("/")
        access: dict[str, str] = {}
    else:
        access = dict(local.lake(settings))
        bucket, prefix = access.pop("bucket"), access.pop("prefix")
    # other stores than Amazon's do not know the newer default checksums:
    # https://github.com/boto/boto3/issues/4392
    config = Config(
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"max_attempts": 3, "mode": "standard"},
        connect_timeout=10,
    )
    try:
        client = boto3.client("s3", config=config, **access)
        client.head_bucket(Bucket=bucket)
    except (BotoCoreError, ClientError) as error:
        raise ServiceDown(
            f"the lake s3://{bucket} cannot be used: {error}; check FIRST_RUNG_LAKE "
            "and AWS's own variables (AWS_PROFILE, AWS_ENDPOINT_URL_S3)"
        ) from error
    return Lake(client, bucket, f"{prefix.rstrip('/')}/" if prefix else "")


def hour_prefix(kind: str, source: str, hour: datetime) -> str:
    """`postings/source=demo/date=2026-11-24/hour=01/` for kind `postings`."""
    return f"{kind}/source={source}/date={hour:%Y-%m-%d}/hour={hour:%H}/"


def write_batch(lake: Lake, lines: Path, source: str, hour: datetime) -> Batch | None:
    """Write one file of JSON Lines as one immutable object.

    Returns: the object, whether it was written now or was there before;
    None when the file has no lines.
    """
    text = lines.read_bytes()
    if not text.strip():
        return None
    # no time in the gzip header: equal records must give equal bytes
    packed = gzip.compress(text, compresslevel=6, mtime=0)
    digest = hashlib.sha256(text).hexdigest()
    key = f"{hour_prefix('postings', source, hour)}{digest[:16]}.jsonl.gz"
    _put_once(lake, key, packed)
    return Batch(key, text.count(b"\n"), digest, len(packed))


def list_batches(lake: Lake, prefix: str = "postings/") -> list[str]:
    """Keys of the objects under a prefix, sorted."""
    pages = lake.client.get_paginator("list_objects_v2").paginate(
        Bucket=lake.bucket, Prefix=lake.full_key(prefix)
    )
    found = [item["Key"] for page in pages for item in page.get("Contents", [])]
    return sorted(
        key.removeprefix(lake.prefix) for key in found if not key.endswith("/")
    )


def read_batch(lake: Lake, key: str) -> Iterator[dict[str, Any]]:
    """The records of one object, in order."""
    body = lake.client.get_object(Bucket=lake.bucket, Key=lake.full_key(key))["Body"]
    for line in gzip.decompress(body.read()).decode().splitlines():
        yield json.loads(line)


def digest(lake: Lake, key: str) -> str | None:
    """SHA-256 of an object's content; None when it is gone or cannot be unpacked."""
    try:
        answer = lake.client.get_object(Bucket=lake.bucket, Key=lake.full_key(key))
        content = gzip.decompress(answer["Body"].read())
    except (ClientError, OSError, EOFError, zlib.error):
        return None
    return hashlib.sha256(content).hexdigest()


def is_intact(lake: Lake, key: str) -> bool:
    """Whether an object holds the content that its key names."""
    return (digest(lake, key) or "-").startswith(key.rpartition("/")[2].split(".")[0])


def write_crawl(
    lake: Lake, report: dict[str, Any], source: str, hour: datetime
) -> None:
    """Keep what a crawl says of itself, so that a later run knows the hour is read."""
    text = json.dumps(report, sort_keys=True, ensure_ascii=False).encode()
    digest = hashlib.sha256(text).hexdigest()[:16]
    _put_once(lake, f"{hour_prefix('crawls', source, hour)}{digest}.json", text)


def finished_crawl(lake: Lake, source: str, hour: datetime) -> dict[str, Any] | None:
    """The report of the complete crawl of an hour, None when there is none."""
    for key in list_batches(lake, hour_prefix("crawls", source, hour)):
        answer = lake.client.get_object(Bucket=lake.bucket, Key=lake.full_key(key))
        report = json.loads(answer["Body"].read())
        if report.get("outcome") == "complete":
            return report
    return None


def download(lake: Lake, key: str, target: Path) -> None:
    """Copy one object into a file."""
    lake.client.download_file(lake.bucket, lake.full_key(key), str(target))


def delete(lake: Lake, keys: list[str]) -> None:
    """Remove objects that are only on their way through, such as unloaded tables."""
    for key in keys:
        lake.client.delete_object(Bucket=lake.bucket, Key=lake.full_key(key))


def _put_once(lake: Lake, key: str, content: bytes) -> None:
    """Put an object unless it is there: the key names its content."""
    place = {"Bucket": lake.bucket, "Key": lake.full_key(key)}
    try:
        lake.client.head_object(**place)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"404", "NoSuchKey", "NotFound"}:
            raise
        lake.client.put_object(**place, Body=content)
