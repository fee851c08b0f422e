"""Who posts what, and when: an invented labour market, the same for a seed and an hour.

Every hour's postings follow from the seed and the hour alone, so that any past hour can be
asked for at any time. Texts are written later, when a page is asked for.
"""

import csv
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from lib.local.board.asks import Ask, choose

WORDS = Path(__file__).parent / "words"
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
NEW_PER_HOUR = 20
LONGEST_DAYS = 35
# from Monday to Sunday, and by the hour of the employers' day
WEEKDAYS = (1.3, 1.4, 1.35, 1.25, 1.05, 0.35, 0.3)
HOURS = (
    *(0.15, 0.1, 0.1, 0.1, 0.15, 0.3, 0.7, 1.3, 2.0, 2.5, 2.4, 2.1),
    *(1.7, 1.8, 1.9, 1.8, 1.5, 1.1, 0.7, 0.6, 0.5, 0.45, 0.4, 0.25),
)
LEVELS = {
    "Entry level": 38,
    "Mid-Senior level": 26,
    "Not Applicable": 15,
    "Associate": 9,
    "Internship": 5,
    "Director": 4,
    "Executive": 2,
}
TYPES = {"Full-time": 70, "Part-time": 13, "Contract": 9, "Temporary": 8}
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "'); drop table postings; --",
    "\u202etxet desrever",
    "A" * 400,
    '"><script>alert(1)</script>',
)
Row = dict[str, str]


@dataclass(frozen=True)
class Job:
    """One posting: what its employer decided when posting it."""

    posting_id: str
    posted_at: datetime
    closes_at: datetime
    removed_at: datetime
    title: str
    occupation: Row
    field: Row
    employer: Row
    place: Row
    french: bool
    level: str
    employment_type: str
    ask: Ask
    pull: float
    pay: tuple[int, int] | None
    salt: str

    def applicants(self, clock: datetime) -> int:
        """How many have applied by a time; most come in the first days."""
        days = max((min(clock, self.closes_at) - self.posted_at).total_seconds(), 0)
        days /= 86_400
        return int(self.pull * days / (days + 6))

    def state(self, clock: datetime) -> str:
        """open, closed (the page says so) or removed (the page is gone)."""
        if clock >= self.removed_at:
            return "removed"
        return "closed" if clock >= self.closes_at else "open"


class Market:
    """The market of one seed; hours are made when asked for and kept a while."""

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        self.employers = read("employers")
        self.places = {place["key"]: place for place in read("places")}
        self.fields = {field["field"]: field for field in read("fields")}
        self.occupations: dict[str, list[Row]] = {}
        for occupation in read("occupations"):
            self.occupations.setdefault(occupation["field"], []).append(occupation)
        self.hour = lru_cache(maxsize=2_000)(self._hour)
        self.live = lru_cache(maxsize=64)(self._live)

    def find(self, posting_id: str) -> Job | None:
        """The posting of an id, whatever its state; None when there never was one."""
        base = int(posting_id)
        base -= 4_000_000_000 if base >= 4_000_000_000 else 100_000_000
        hour, number = divmod(base, 100)
        if not 0 <= hour < 1_000_000:
            return None
        jobs = [job for job in self.hour(hour) if job.posting_id == posting_id]
        return jobs[0] if jobs and number < 100 else None

    def open_at(self, clock: datetime) -> list[Job]:
        """Open postings at a time, newest first."""
        hour = hour_of(clock)
        return [
            job
            for job in self.live(hour)
            if job.posted_at <= clock and job.state(clock) == "open"
        ]

    def _live(self, hour: int) -> list[Job]:
        jobs = [
            job
            for number in range(hour, hour - LONGEST_DAYS * 24, -1)
            for job in self.hour(number)
        ]
        return sorted(
            jobs, key=lambda job: (job.posted_at, job.posting_id), reverse=True
        )

    def _hour(self, hour: int) -> tuple[Job, ...]:
        start = EPOCH + timedelta(hours=hour)
        dice = random.Random(f"{self.seed}/{hour}")
        local = start - timedelta(hours=5)
        expected = NEW_PER_HOUR * WEEKDAYS[local.weekday()] * HOURS[local.hour] * 0.94
        count = int(expected + dice.random() * expected**0.5 + dice.random())
        jobs: list[Job] = []
        for number in range(min(count, 90)):
            job = self._job(hour, number, start)
            jobs.append(job)
            if dice.random() < 0.06 and len(jobs) < 95:
                jobs.append(self._copy(job, hour, 95 - number % 5, dice))
        return tuple({job.posting_id: job for job in jobs}.values())

    def _job(self, hour: int, number: int, start: datetime) -> Job:
        dice = random.Random(f"{self.seed}/{hour}/{number}")
        if dice.random() < 0.06:  # a repost: an ad of days ago under a new id
            earlier = hour - dice.randint(3, 20) * 24
            again = self._fresh(dice, earlier, 0, start)
            dice = random.Random(f"{self.seed}/{hour}/{number}/again")
            return self._stamp(again, dice, hour, number, start)
        return self._stamp(
            self._fresh(dice, hour, number, start), dice, hour, number, start
        )

    def _fresh(
        self, dice: random.Random, hour: int, number: int, start: datetime
    ) -> Job:
        own = random.Random(f"{self.seed}/ad/{hour}/{number}")
        weights = [float(employer["weight"]) for employer in self.employers]
        employer = own.choices(self.employers, weights)[0]
        field = own.choice(employer["fields"].split(","))
        occupation = own.choice(self.occupations[field])
        place = self.places[own.choice(employer["places"].split(","))]
        quebec = "Québec" in place["french"] or place["country"] == "FR"
        french = quebec and own.random() < 0.75
        level = own.choices(list(LEVELS), list(LEVELS.values()))[0]
        ask = choose(own, level, french, occupation["french" if french else "english"])
        pay = None
        if own.random() < 0.22:
            low = own.randint(17, 48)
            pay = (low, low + own.randint(2, 14))
        return Job(
            posting_id="",
            posted_at=start,
            closes_at=start,
            removed_at=start,
            title=_title(own, occupation, level, french, ask),
            occupation=occupation,
            field=self.fields[field],
            employer=employer,
            place=place,
            french=french,
            level=level,
            employment_type="Internship"
            if level == "Internship"
            else own.choices(list(TYPES), list(TYPES.values()))[0],
            ask=ask,
            pull=own.lognormvariate(4.1, 1.1),
            pay=pay,
            salt=f"{self.seed}/{hour}/{number}",
        )

    def _stamp(
        self, job: Job, dice: random.Random, hour: int, number: int, start: datetime
    ) -> Job:
        posted = start + timedelta(seconds=dice.randint(0, 3_599))
        closes = posted + timedelta(days=dice.triangular(4, LONGEST_DAYS - 2, 18))
        base = 100_000_000 if dice.random() < 0.01 else 4_000_000_000
        return replace(
            job,
            posting_id=str(base + hour * 100 + number),
            posted_at=posted,
            closes_at=closes,
            removed_at=closes + timedelta(days=dice.randint(1, 6)),
        )

    def _copy(self, job: Job, hour: int, number: int, dice: random.Random) -> Job:
        """The same ad under another id, for another of the employer's places."""
        place = self.places[dice.choice(job.employer["places"].split(","))]
        return replace(
            job, posting_id=str(4_000_000_000 + hour * 100 + number), place=place
        )


def hour_of(clock: datetime) -> int:
    """Number of the hour that a time lies in."""
    return int((clock - EPOCH).total_seconds() // 3_600)


def read(name: str) -> list[Row]:
    """The rows of a table of words."""
    with (WORDS / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _title(
    dice: random.Random, occupation: Row, level: str, french: bool, ask: Ask
) -> str:
    name = occupation["french" if french else "english"]
    if dice.random() < 1 / 400:
        return f"{name} {dice.choice(HOSTILE)}"
    chance = dice.random()
    if level == "Internship":
        return f"Stagiaire – {name}" if french else f"{name} Intern"
    if level == "Director":
        return f"Directeur(trice), {name}" if french else f"Director, {name} Services"
    if ask.least is not None and ask.least >= 5 and chance < 0.6:
        return f"{name} principal(e)" if french else f"Senior {name}"
    if level == "Entry level" and chance < 0.18:
        return f"{name} junior" if french else f"Junior {name}"
    if chance > 0.85:
        ends = (
            ("(temps partiel)", "– soir", "II")
            if french
            else ("(Part-time)", "– Evenings", "II")
        )
        return f"{name} {dice.choice(ends)}"
    return name
