"""Measure how fast the years of experience are read.

    python -m lib.extract.bench

Printed beside a naive baseline: one case-insensitive pattern for a figure before
"years", searched through the same postings. The ratio is what carries over between
machines; the rates do not.
"""

import re
import time
from collections.abc import Callable

from lib.extract import experience

_NAIVE = re.compile(
    r"(\d+)\s*(?:\+|-\s*\d+)?\s*(?:years?|yrs?|ans|années)", re.IGNORECASE
)
_PARTS = (
    "Company overview\nFounded by two sisters, Bellweather Foods delivers produce "
    "to schools and clinics across the region. For more than 30 years our drivers, "
    "packers and planners have kept kitchens running. ",
    "We value curiosity and plain speech, and we share what we learn. Our depots are "
    "warm, bright and close to the train. ",
    "Responsibilities\n- Plan the weekly routes with the depot managers\n- Answer "
    "customers by telephone\n- Keep the order book up to date"
    "\n- Report on costs, delays and returned goods every month\n",
    "Requirements\n- {years} of experience in logistics or food supply\n- A valid "
    "driving licence\n- Good knowledge of spreadsheets\n- Clear English\n",
    "Nous cherchons une personne rigoureuse et curieuse. Vous travaillez avec l’équipe "
    "des achats et celle des entrepôts, et vous suivez les commandes. ",
    "What we offer\n- A salary of $58,000 to $66,000 per year\n- Five weeks off\n"
    "- A pension plan and a transport pass\n",
)
_YEARS = (
    "3+ years",
    "Two years",
    "5–7 years",
    "At least one (1) year",
    "Eighteen months",
)


def postings(count: int = 300, size: int = 3000) -> list[str]:
    """Make postings of about `size` characters; every third asks for no experience."""
    made = []
    for number in range(count):
        years = _YEARS[number % len(_YEARS)]
        parts = list(_PARTS if number % 3 else _PARTS[:3] + _PARTS[4:])
        filler = _PARTS[1] if number % 2 else _PARTS[4]
        text = "\n".join(parts).replace("{years}", years)
        made.append(filler * ((size - len(text)) // len(filler) + 1) + "\n" + text)
    return made


def rate(read: Callable[[str], object], texts: list[str], rounds: int = 5) -> float:
    """Give the postings read per second, the best of several rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for text in texts:
            read(text)
        best = min(best, time.perf_counter() - start)
    return len(texts) / best


def bench() -> dict[str, float]:
    """Print and return postings per second, ours and the baseline's, and the ratio."""
    texts = postings()
    ours, naive = rate(experience.extract, texts), rate(_NAIVE.findall, texts)
    size = sum(map(len, texts)) / len(texts)
    print(f"postings of {size:,.0f} characters, one core")
    print(f"experience        {ours:10,.0f} postings/s")
    print(f"one naive pattern {naive:10,.0f} postings/s")
    print(f"ratio             {ours / naive:10.2f}")
    return {"experience": ours, "naive": naive, "ratio": ours / naive}


if __name__ == "__main__":
    bench()
