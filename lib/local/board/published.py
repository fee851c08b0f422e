"""The board's postings once more, as Greenhouse, Lever and Ashby publish them: as JSON.

Every employer has a board of each kind, named by its name in lower case with hyphens.
"""

import re
import uuid
from html import escape
from typing import Any

from lib.local.board.market import Job
from lib.local.board.texts import description

Entry = dict[str, Any]
ADDRESS = re.compile(
    r"^/(?:(?P<greenhouse>greenhouse)/v1/boards/(?P<g>[^/]+)/jobs"
    r"|(?P<lever>lever)/v0/postings/(?P<l>[^/]+)"
    r"|(?P<ashby>ashby)/posting-api/job-board/(?P<a>[^/]+))/?$"
)
MISSING: dict[str, Entry] = {
    "greenhouse": {"status": 404, "error": "Job not found"},
    "lever": {"ok": False, "error": "Document not found"},
    "ashby": {"error": "Not found"},
}
NAMESPACE = uuid.UUID("5e0f1b0a-5b58-4f0e-9a5e-0d6f3a2f4c11")


def asked(path: str) -> tuple[str, str] | None:
    """The kind of board and the company an address asks for, None for other ones."""
    found = ADDRESS.match(path)
    if not found:
        return None
    kind = found["greenhouse"] or found["lever"] or found["ashby"]
    return kind, found["g"] or found["l"] or found["a"]


def company_of(name: str) -> str:
    """`Larchmont General Hospital` → `larchmont-general-hospital`."""
    return "-".join(re.findall(r"\w+", name.lower()))


def answer(kind: str, jobs: list[Job], site: str) -> Any:
    """The open postings of one company as its board shows them."""
    if kind == "greenhouse":
        found = [greenhouse(job, site) for job in jobs]
        return {"jobs": found, "meta": {"total": len(found)}}
    if kind == "lever":
        return [lever(job, site) for job in jobs]
    return {"apiVersion": "1", "jobs": [ashby(job, site) for job in jobs]}


def greenhouse(job: Job, site: str) -> Entry:
    """A posting with its text as HTML that is escaped once more."""
    company = company_of(job.employer["name"])
    return {
        "id": int(job.posting_id),
        "internal_job_id": int(job.posting_id) + 1,
        "title": job.title,
        "company_name": job.employer["name"],
        "absolute_url": f"{site}/greenhouse/{company}/jobs/{job.posting_id}",
        "location": {"name": _place(job)},
        "first_published": f"{job.posted_at:%Y-%m-%dT%H:%M:%S}-00:00",
        "updated_at": f"{job.posted_at:%Y-%m-%dT%H:%M:%S}-00:00",
        "requisition_id": None,
        "metadata": None,
        "departments": [{"id": 1, "name": job.field["function"], "child_ids": []}],
        "offices": [],
        "content": escape(description(job)),
    }


def lever(job: Job, site: str) -> Entry:
    """A posting with its time in milliseconds since 1970."""
    number = _uuid(job, "lever")
    entry = {
        "id": number,
        "text": job.title,
        "hostedUrl": f"{site}/lever/{company_of(job.employer['name'])}/{number}",
        "createdAt": int(job.posted_at.timestamp() * 1000),
        "country": job.place["country"],
        "workplaceType": "unspecified",
        "categories": {
            "commitment": f"Regular, {job.employment_type.replace('-', ' ')}",
            "department": job.field["function"],
            "location": _place(job),
            "allLocations": [_place(job)],
        },
        "description": description(job),
        "lists": [],
        "additional": "",
    }
    if job.pay:
        low, high = job.pay
        entry["salaryRange"] = {
            "min": low,
            "max": high,
            "currency": job.place["currency"],
            "interval": "per-hour-wage",
        }
    return entry


def ashby(job: Job, site: str) -> Entry:
    """A posting with its pay in parts."""
    number = _uuid(job, "ashby")
    parts = []
    if job.pay:
        low, high = job.pay
        parts = [
            {
                "compensationType": "Salary",
                "interval": "1 HOUR",
                "currencyCode": job.place["currency"],
                "minValue": low,
                "maxValue": high,
            }
        ]
    return {
        "id": number,
        "title": job.title,
        "department": job.field["function"],
        "employmentType": job.employment_type.title().replace("-", ""),
        "location": _place(job),
        "secondaryLocations": [],
        "publishedAt": f"{job.posted_at:%Y-%m-%dT%H:%M:%S}.000+00:00",
        "isListed": True,
        "isRemote": False,
        "workplaceType": "OnSite",
        "address": {"postalAddress": {"addressCountry": job.place["country"]}},
        "jobUrl": f"{site}/ashby/{company_of(job.employer['name'])}/{number}",
        "descriptionHtml": description(job),
        "compensation": {"summaryComponents": parts},
    }


def _uuid(job: Job, kind: str) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{job.posting_id}"))


def _place(job: Job) -> str:
    return job.place["french" if job.french else "english"]
