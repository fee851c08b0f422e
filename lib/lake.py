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


def hour_of(key: str) -> str:
    """The hour that a key names: `2026-11-24T01`."""
    date = key.partition("/date=")[2].partition("/")[0]
    return f"{date}T{key.partition('/hour=')[2].partition('/')[0]}"


def write_batch(
    lake: Lake, lines: Path, source: str, hour: datetime, kind: str = "postings"
) -> Batch | None:
    """Write one file of JSON Lines as one immutable object.

    Kind `postings` is what staging loads; `doubtful` holds records that look misread.

    Returns: the object, whether it was written now or was there before;
    None when the file has no lines.
    """
    text = lines.read_bytes()
    if not text.strip():
        return None
    # no time in the gzip header: equal records must give equal bytes
    packed = gzip.compress(text, compresslevel=6, mtime=0)
    digest = hashlib.sha256(text).hexdigest()
    key = f"{hour_prefix(kind, source, hour)}{digest[:16]}.jsonl.gz"
    put_once(lake, key, packed)
    return Batch(key, text.count(b"\n"), digest, len(packed))


def write_pages(lake: Lake, packed: Path, source: str, hour: datetime) -> str | None:
    """Write the raw pages of a crawl, gzipped JSON Lines, as one object.

    Returns: its key; None when there are no pages.
    """
    if not packed.exists() or not packed.stat().st_size:
        return None
    with gzip.open(packed) as lines:
        content = hashlib.file_digest(lines, "sha256").hexdigest()
    key = f"{hour_prefix('pages', source, hour)}{content[:16]}.jsonl.gz"
    put_once(lake, key, packed.read_bytes())
    return key


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
    # only "\n" ends a line: a text may hold other line separators
    for line in gzip.decompress(read_object(lake, key)).split(b"\n"):
        if line:
            yield json.loads(line)


def read_object(lake: Lake, key: str) -> bytes:
    """The bytes of one object."""
    answer = lake.client.get_object(Bucket=lake.bucket, Key=lake.full_key(key))
    return answer["Body"].read()


def digest(lake: Lake, key: str) -> str | None:
    """SHA-256 of an object's content; None when it is gone or cannot be unpacked."""
    try:
        content = gzip.decompress(read_object(lake, key))
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
    put_once(lake, f"{hour_prefix('crawls', source, hour)}{digest}.json", text)


def finished_crawl(lake: Lake, source: str, hour: datetime) -> dict[str, Any] | None:
    """The report of the complete crawl of an hour, None when there is none."""
    for key in list_batches(lake, hour_prefix("crawls", source, hour)):
        report = json.loads(read_object(lake, key))
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


def delete_older(lake: Lake, kind: str, source: str, hour: datetime) -> int:
    """Remove the objects of a kind that belong to hours before `hour`.

    Only for what has its time or can be made again: raw pages and states.

    Returns: how many were removed.
    """
    old = [
        key
        for key in list_batches(lake, f"{kind}/source={source}/")
        if hour_of(key) < f"{hour:%Y-%m-%dT%H}"
    ]
    delete(lake, old)
    return len(old)


def put_once(lake: Lake, key: str, content: bytes) -> None:
    """Put an object unless it is there: the key names its content."""
    place = {"Bucket": lake.bucket, "Key": lake.full_key(key)}
    try:
        lake.client.head_object(**place)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"404", "NoSuchKey", "NotFound"}:
            raise
        lake.client.put_object(**place, Body=content)
