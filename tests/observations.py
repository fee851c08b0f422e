"""Observations of invented postings, for tests of everything behind the crawl."""

import json
from pathlib import Path
from typing import Any

POSTING: dict[str, Any] = {
    "source": "demo",
    "posting_id": "4000000001",
    "url": "https://board.example/jobs/view/nurse-4000000001",
    "title": "Nurse",
    "company": "Harbour Clinic",
    "company_url": "https://board.example/company/harbour-clinic",
    "location": "Halifax, Nova Scotia, Canada",
    "city": "Halifax",
    "region": "Nova Scotia",
    "country": "Canada",
    "posted_at": "2026-11-23T09:00:00Z",
    "posted_at_source": "datetime",
    "applicants_low": 0,
    "applicants_high": 24,
    "seniority_level": "Entry level",
    "employment_type": "Full-time",
    "industries": "Hospitals",
    "is_closed": False,
    "description": "You have at least 3 years of experience as a nurse. Excel helps.",
    "seen_at": "2026-11-24T02:00:00Z",
    "logical_hour": "2026-11-24T01",
    "full_or_light": "full",
    "record_version": 1,
}


def write(path: Path, *changes: dict[str, Any] | str) -> Path:
    """Write one line per change of the posting; a text is written as it is."""
    lines = [
        change if isinstance(change, str) else json.dumps({**POSTING, **change})
        for change in changes
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
