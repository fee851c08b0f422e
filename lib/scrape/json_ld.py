"""The JSON-LD of a posting, read tolerantly: whatever is wrong in it is left out."""

import html
import json
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from lib.scrape.text import one_line

_SCRIPTS = etree.XPath(
    "//script[starts-with(normalize-space(@type),'application/ld+json')]"
)
# what old page makers put around a script
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[)|(?:-->|//\s*\]\]>)\s*$")


@dataclass(frozen=True)
class Facts:
    """What the JSON-LD says of a posting; None where it says nothing usable."""

    title: str | None = None
    description: str | None = None
    company: str | None = None
    company_url: str | None = None
    date_posted: str | None = None
    valid_through: str | None = None
    location: str | None = None
    country_code: str | None = None
    months_of_experience: int | None = None
    is_remote: bool = False
    pay: str | None = None
    employment_type: str | None = None
    industry: str | None = None


def posting(root: etree._Element) -> tuple[Facts, str | None]:
    """The facts of a page's JobPosting, and what was wrong with its JSON if it was."""
    fault = None
    for script in _SCRIPTS(root):
        source = _WRAPPING.sub("", script.text or "").strip()
        if not source:
            continue
        try:
            # not strict: texts with raw line breaks do occur
            found = _job_posting(json.loads(source, strict=False))
        except (ValueError, RecursionError):
            fault = source[:200]
            continue
        if found:
            return _facts(found), None
    return Facts(), fault


def _job_posting(value: Any) -> dict[str, Any] | None:
    if isinstance(value, dict):
        kinds = [str(kind) for kind in _list(value.get("@type"))]
        if any(re.split("[/:#]", kind)[-1] == "JobPosting" for kind in kinds):
            return value
        value = value.get("@graph")
    if isinstance(value, list):
        return next((found for item in value if (found := _job_posting(item))), None)
    return None


def _facts(found: dict[str, Any]) -> Facts:
    organization = _dict(found.get("hiringOrganization"))
    address = _dict(_dict(found.get("jobLocation")).get("address"))
    country = address.get("addressCountry")
    code = _text(_dict(country).get("name") if isinstance(country, dict) else country)
    parts = [
        _text(address.get("addressLocality")),
        _text(address.get("addressRegion")),
        code if code and len(code) > 2 else None,
    ]
    description = found.get("description")
    return Facts(
        title=_text(found.get("title")),
        # the markup lies escaped inside the JSON
        description=html.unescape(description)
        if isinstance(description, str) and description.strip()
        else None,
        company=_text(organization.get("name")),
        company_url=_web_address(organization.get("sameAs")),
        date_posted=_text(found.get("datePosted")),
        valid_through=_text(found.get("validThrough")),
        location=", ".join(part for part in parts if part) or None,
        country_code=code if code and len(code) == 2 else None,
        months_of_experience=_months(found.get("experienceRequirements")),
        is_remote="TELECOMMUTE" in _list(found.get("jobLocationType")),
        pay=_pay(found.get("baseSalary")),
        employment_type=_text(_list(found.get("employmentType"))[0]),
        industry=_text(found.get("industry")),
    )


def _months(value: Any) -> int | None:
    for item in _list(value):
        months = _dict(item).get("monthsOfExperience")
        if isinstance(months, bool):
            continue
        if isinstance(months, str) and months.strip().isdigit():
            months = int(months)
        if isinstance(months, float) and months.is_integer():
            months = int(months)
        if isinstance(months, int) and 0 <= months <= 1200:
            return months
    return None


def _pay(value: Any) -> str | None:
    """A salary in the form the page's own pay block has: `CAD 60,000.00/yr - …`."""
    salary = _dict(value)
    amount = salary.get("value")
    bounds = _dict(amount)
    numbers = [bounds.get("minValue"), bounds.get("maxValue")]
    if numbers == [None, None]:
        numbers = [bounds.get("value", amount)]
    currency = _text(salary.get("currency"))
    unit = _text(bounds.get("unitText") or salary.get("unitText"))
    short = {"HOUR": "/hr", "DAY": "/day", "WEEK": "/wk", "MONTH": "/mo", "YEAR": "/yr"}
    suffix = short.get((unit or "").upper(), "")
    said = [
        f"{currency} {number:,.2f}{suffix}"
        for number in map(_number, numbers)
        if number is not None
    ]
    return " - ".join(said) if currency and said else None


def _number(value: Any) -> float | None:
    if isinstance(value, str) and re.fullmatch(r"\s*\d+(?:\.\d+)?\s*", value):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < 1e12 else None


def _text(value: Any) -> str | None:
    """One line of text; JSON may hold lone surrogates, which no file can."""
    if not isinstance(value, str):
        return None
    return one_line(html.unescape(value.encode("utf-8", "replace").decode()))


def _web_address(value: Any) -> str | None:
    address = _text(value)
    if not address or not address.startswith(("http://", "https://")):
        return None
    return re.split(r"[?#]", address)[0]


def _dict(value: Any) -> dict[str, Any]:
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    """A value as a list that is never empty."""
    return value if isinstance(value, list) and value else [value]
