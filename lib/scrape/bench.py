"""Measure how fast full pages of postings are read, on one core.

    python -m lib.scrape.bench

Printed beside what one would write first: the same fields with parsel's selectors, and
with BeautifulSoup over lxml. The pages are the demo board's, filled up to the size of
real ones (200 to 350 kB) with what surrounds a posting there: menus and log-in forms
before it, similar postings behind it. The ratios carry over between machines, the rates
do not.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup
from parsel import Selector

from lib.local.board import render
from lib.local.board.market import Market
from lib.scrape import pages

CLOCK = datetime(2026, 11, 24, 2, tzinfo=UTC)
COUNT = 40
SIZES = range(200_000, 350_001)
_FORM = """
  <div class="modal modal--contextual-sign-in" data-outlet="form-{0}">
    <!----><div class="modal__overlay flex items-center fixed" aria-hidden="true">
      <section class="modal__wrapper overflow-auto p-0 rounded-md" role="dialog">
        <button class="modal__dismiss" data-tracking-control-name="form_{0}_dismiss">
          <icon class="modal__icon" data-delayed-url="https://example.org/{0}"></icon>
        </button>
        <p class="modal__text font-sans text-sm">Join number {0} &amp; sign in</p>
      </section></div></div>
"""
_SIMILAR = """
  <li><div class="base-card relative w-full base-main-card main-job-card"
      data-entity-urn="urn:li:jobPosting:47{0:08}" data-column="1" data-row="{0}">
    <a class="base-card__full-link" href="https://example.org/jobs/view/47{0:08}?t=x">
      <span class="sr-only">
        Similar posting {0}
      </span></a>
    <div class="base-main-card__info"><h3 class="base-main-card__title">
        Similar posting {0}
      </h3><span class="main-job-card__location">Halifax, NS</span>
      <time class="main-job-card__listdate" datetime="2026-11-20"> 4 days ago </time>
    </div></div></li>
"""
_PLACE = ".topcard__flavor-row:first-child span.topcard__flavor--bullet"


def full_pages(count: int = COUNT) -> list[bytes]:
    """Full pages of the demo board's postings in the sizes of real ones."""
    dice = random.Random(1)
    made = []
    for job in Market(seed=1).open_at(CLOCK)[:count]:
        page = render.detail(job, CLOCK, "https://board.example.org", True)
        size = dice.choice(SIZES) - len(page)
        head, body = page.split("<body>", 1)
        inner, end = body.rsplit("</body>", 1)
        before = _filled(_FORM, size // 3)
        behind = _filled(_SIMILAR, size - len(before))
        made.append(
            f"{head}<body>{before}{inner}<ul>{behind}</ul></body>{end}".encode()
        )
    return made


def _filled(pattern: str, size: int) -> str:
    times = size // len(pattern.format(0)) + 1
    return "".join(pattern.format(number) for number in range(times))


def with_parsel(body: bytes) -> dict[str, Any]:
    """The fields of a posting by parsel's selectors, one after the other."""
    page = Selector(body.decode())

    def line(query: str) -> str:
        return " ".join(" ".join(page.css(query).xpath(".//text()").getall()).split())

    return {
        "title": line(".topcard__title"),
        "company": line(".topcard__org-name-link"),
        "company_url": page.css(".topcard__org-name-link::attr(href)").get(),
        "location": line(_PLACE),
        "posted": line(".posted-time-ago__text"),
        "applicants": line(".num-applicants__caption"),
        "closed": bool(page.css(".closed-job")),
        "pay": line(".compensation__salary"),
        "criteria": {
            item.css("h3::text").get("").strip(): item.css("span::text").get("").strip()
            for item in page.css(".description__job-criteria-item")
        },
        "description": line(".show-more-less-html__markup"),
        "json_ld": page.css("script[type='application/ld+json']::text").get(),
        "url": page.css("link[rel=canonical]::attr(href)").get(),
    }


def with_beautiful_soup(body: bytes) -> dict[str, Any]:
    """The same fields by BeautifulSoup over lxml."""
    page = BeautifulSoup(body.decode(), "lxml")

    def line(query: str) -> str:
        found = page.select_one(query)
        return " ".join(found.get_text(" ").split()) if found else ""

    def attribute(query: str, name: str) -> Any:
        found = page.select_one(query)
        return found.get(name) if found else None

    return {
        "title": line(".topcard__title"),
        "company": line(".topcard__org-name-link"),
        "company_url": attribute(".topcard__org-name-link", "href"),
        "location": line(_PLACE),
        "posted": line(".posted-time-ago__text"),
        "applicants": line(".num-applicants__caption"),
        "closed": bool(page.select_one(".closed-job")),
        "pay": line(".compensation__salary"),
        "criteria": {
            item.h3.get_text(strip=True): item.span.get_text(strip=True)
            for item in page.select(".description__job-criteria-item")
            if item.h3 and item.span
        },
        "description": line(".show-more-less-html__markup"),
        "json_ld": line("script[type='application/ld+json']"),
        "url": attribute("link[rel=canonical]", "href"),
    }


def rate(
    read: Callable[[bytes], object], bodies: list[bytes], rounds: int = 3
) -> float:
    """Pages read per second of one core's time, the best of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for body in bodies:
            read(body)
        best = min(best, time.process_time() - began)
    return len(bodies) / best


def bench() -> dict[str, float]:
    """Print and return pages per second: ours, parsel's, BeautifulSoup's."""
    bodies = full_pages()
    readers = {
        "ours": pages.read,
        "parsel": with_parsel,
        "BeautifulSoup": with_beautiful_soup,
    }
    rates = {name: rate(read, bodies) for name, read in readers.items()}
    size = sum(map(len, bodies)) / len(bodies) / 1000
    print(f"full pages of {size:,.0f} kB, one core")
    for name, pages_a_second in rates.items():
        ratio = rates["ours"] / pages_a_second
        print(f"{name:15} {pages_a_second:8,.0f} pages/s   ours: {ratio:5.2f} times")
    return rates


if __name__ == "__main__":
    bench()
