"""What one crawl is to do: all that its child process is told."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from lib.scrape.searches import Plan


class Job(BaseModel):
    """A crawl of one board for one hour (UTC).

    `known` is the memory of earlier crawls (lib/scrape/memory.py). `unread` and
    `revisits` are postings to read though no listing may show them, `done` those read
    by an earlier attempt. `usual` is the least share each field is usually known of.
    `manners` are Scrapy's settings.
    """

    model_config = ConfigDict(frozen=True)

    board_url: str
    loopback: bool
    hour: datetime
    plan: Plan
    known: dict[str, dict[str, Any]] = {}
    unread: list[str] = []
    revisits: list[str] = []
    done: list[str] = []
    usual: dict[str, float] = {}
    pages_prefix: str = "pages/"
    manners: dict[str, Any]
