"""Measure how fast postings are read, in plain Python and inside the warehouse.

    python -m lib.extract.bench

Printed beside a naive baseline: one case-insensitive pattern for a figure before
"years", searched through the same postings. The ratio is what carries over between
machines; the rates do not.
"""

import os
import random
import re
import tempfile
import time
from collections.abc import Callable
from itertools import count as count_up
from itertools import islice
from typing import Any

from lib import config, transform, warehouse
from lib.extract import experience, pay, skills, title
from lib.local import services
from lib.local.board import market, texts
from lib.scrape import text as html

Posting = tuple[str, str]  # description, title
SIZE = 3_000
_NAIVE = re.compile(
    r"(\d+)\s*(?:\+|-\s*\d+)?\s*(?:years?|yrs?|ans|années)", re.IGNORECASE
)
COPIES = 10
_FILL = f"""
    create table bench_postings as
    select bench_sample.description, bench_sample.title
    from bench_sample
    cross join (values {", ".join(f"({n})" for n in range(COPIES))}) as copies (number)
"""
_READ = {
    "experience": "extract_experience(description, title) as years",
    "skills": "extract_skills(description, title) as skills",
    "experience and skills": """
        extract_experience(description, title) as years,
        extract_skills(description, title) as skills
    """,
}


def postings(count: int = 300, size: int = SIZE) -> list[Posting]:
    """Invented postings of the demo board, English and French, of about `size` each.

    The ads are shorter than real ones; further duties of all trades fill them up.
    """
    jobs = market.Market()
    ads = (job for hour in count_up(60_000) for job in jobs.hour(hour))
    made = []
    for number, job in enumerate(islice(ads, count)):
        dice = random.Random(number)
        tasks = "taches" if job.french else "duties"
        duties = [d for field in jobs.fields.values() for d in field[tasks].split("|")]
        description = html.fragment_lines(texts.description(job)) or ""
        while len(description) < size:
            description += f"\n• {dice.choice(duties).capitalize()}"
        made.append((description, job.title))
    return made


def rate(
    read: Callable[[str, str], object], given: list[Posting], rounds: int = 5
) -> float:
    """Give the postings read per second, the best of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for description, name in given:
            read(description, name)
        best = min(best, time.perf_counter() - start)
    return len(given) / best


def plain(given: list[Posting]) -> dict[str, float]:
    """Postings per second in plain Python on one core, by what is read."""

    def both(description: str, name: str) -> None:
        experience.extract(description, name)
        skills.find(description, name)

    return {
        "one naive pattern": rate(lambda text, _: _NAIVE.findall(text), given),
        "experience": rate(experience.extract, given),
        "skills": rate(skills.find, given),
        "experience and skills": rate(both, given),
        "pay": rate(lambda text, _: pay.read(None, text), given),
        "title": rate(lambda _, name: title.read(name), given),
    }


def in_warehouse(given: list[Posting]) -> dict[str, float]:
    """Postings per second through SQL on an embedded warehouse of its own."""
    rates = {}
    with tempfile.TemporaryDirectory() as outputs:
        os.environ["FIRST_RUNG_OUTPUTS"] = outputs
        settings = config.load()
        session = warehouse.open_session(settings)
        try:
            warehouse.run_file(session, "setup/functions")
            transform.register_functions(session)
            warehouse.run_text(
                session,
                "create table bench_sample (description varchar, title varchar)",
            )
            for posting in given:
                warehouse.run_text(
                    session, "insert into bench_sample select ?, ?", posting
                )
            warehouse.run_text(session, _FILL)
            for name, call in _READ.items():
                seconds = min(_seconds(session, call) for _ in range(3))
                rates[name] = COPIES * len(given) / seconds
        finally:
            session.close()
            for name in ("warehouse", "lake"):
                services.stop(settings.local, name)
    return rates


def _seconds(session: Any, read: str) -> float:
    started = time.perf_counter()
    warehouse.run_text(
        session,
        f"create or replace table bench_answers as select {read} from bench_postings",
    )
    return time.perf_counter() - started


def bench() -> dict[str, float]:
    """Print and return postings per second, ours and the baseline's, and the ratios."""
    given = postings()
    python = plain(given)
    naive = python["one naive pattern"]
    print(f"postings of {SIZE:,} characters, plain Python, one core")
    for name, found in python.items():
        print(f"  {name:<22}{found:10,.0f} postings/s  {found / naive:6.2f} × naive")
    print("the same through SQL on the embedded warehouse")
    inside = in_warehouse(given)
    for name, found in inside.items():
        share = found / python[name]
        print(f"  {name:<22}{found:10,.0f} postings/s  {share:6.2f} × plain Python")
    return python


if __name__ == "__main__":
    bench()
