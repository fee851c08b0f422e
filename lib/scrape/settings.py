"""The manners of the crawler: who we say we are, how fast we ask, when we stop."""

from pathlib import Path
from typing import Any

AGENT = "FirstRung/0.1 (reads job postings once an hour"


def user_agent(contact: str) -> str:
    """The name we give ourselves, with the way to reach the person who runs us."""
    return f"{AGENT}; contact: {contact})" if contact else f"{AGENT}; local board)"


def manners(
    loopback: bool, obey_robots: bool, contact: str, log: Path
) -> dict[str, Any]:
    """The Scrapy settings of one crawl; a board on this computer needs no patience."""
    return {
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": obey_robots,
        "ROBOTSTXT_USER_AGENT": "FirstRung",
        # labels are mapped in several languages, but English is the surest
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml",
            "Accept-Language": "en-US,en",
        },
        # one request at a time for a site that others use too
        "CONCURRENT_REQUESTS": 8 if loopback else 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8 if loopback else 1,
        "DOWNLOAD_DELAY": 0 if loopback else 2,
        "AUTOTHROTTLE_ENABLED": not loopback,
        "AUTOTHROTTLE_START_DELAY": 3,
        "AUTOTHROTTLE_MAX_DELAY": 60,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        # a page that drips for longer is no page
        "DOWNLOAD_TIMEOUT": 15 if loopback else 60,
        "DOWNLOAD_MAXSIZE": 16 * 1024 * 1024,
        "DOWNLOAD_WARNSIZE": 8 * 1024 * 1024,
        # an hour's crawl must be over before the next
        "CLOSESPIDER_TIMEOUT": 45 * 60,
        # every answer is judged by what it shows: see lib/scrape/pages.py
        "HTTPERROR_ALLOW_ALL": True,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        # no session: what a guest sees at a first visit
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "HTTPPROXY_ENABLED": not loopback,
        # nobody steers a crawl from outside
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "DOWNLOADER_MIDDLEWARES": {"lib.scrape.gate.Gate": 150},
        "LOG_FILE": str(log),
        "LOG_FILE_APPEND": False,
        "LOG_LEVEL": "INFO",
        "LOG_SHORT_NAMES": True,
        "STATS_DUMP": False,
    }
