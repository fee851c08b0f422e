"""The searches file: what to look for, and how much may be asked for it."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lib.errors import WrongSetting
from lib.scrape import boards, coverage

Level = Literal[
    "Internship",
    "Entry level",
    "Associate",
    "Mid-Senior level",
    "Director",
    "Executive",
]
# the board's own numbers for the levels of its filter
LEVEL_CODES: dict[str, str] = {
    "Internship": "1",
    "Entry level": "2",
    "Associate": "3",
    "Mid-Senior level": "4",
    "Director": "5",
    "Executive": "6",
}
# every posting has one of these types of employment, so that they split a search
TYPE_CODES = ("F", "P", "C", "T", "I", "V", "O")
SHORTEST_WINDOW = 3600  # seconds
LONGEST_WINDOW = f"r{60 * 86400}"  # "any time", as far as it matters


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Strict):
    """A place inside the place of a search."""

    location: str
    geo_id: str = ""

    def parameters(self) -> dict[str, str]:
        # the number of the whole search's place must not stay beside this one's name
        return {"location": self.location, "geoId": self.geo_id}


class Search(_Strict):
    """One search; empty words and 0 mean "any"."""

    name: str = Field(min_length=1)
    keywords: str = ""
    location: str = ""
    geo_id: str = ""
    window_hours: float = Field(24, ge=0)
    levels: list[Level] = []
    max_postings: int = Field(0, ge=0)
    parts: list[Part] = []

    def parameters(self) -> dict[str, str]:
        """The search as the board's query parameters."""
        given = {
            "keywords": self.keywords,
            "location": self.location,
            "geoId": self.geo_id,
            "f_TPR": f"r{round(self.window_hours * 3600)}" if self.window_hours else "",
            "f_E": ",".join(LEVEL_CODES[level] for level in self.levels),
        }
        return {name: value for name, value in given.items() if value}

    def narrower(
        self, asked: dict[str, str], is_part: bool
    ) -> tuple[list[dict[str, str]], str]:
        """The parts of a search, or of a part of it: by place, type, level or window.

        Types of employment split a search completely; levels and shorter windows leave
        something out.

        Returns: the parts as query parameters, none when there is no narrower one, and
        what they leave out, in words.
        """
        if self.parts and not is_part:
            return [{**asked, **part.parameters()} for part in self.parts], ""
        if "f_JT" not in asked:
            return [{**asked, "f_JT": code} for code in TYPE_CODES], ""
        levels = asked.get("f_E", "").split(",")
        if len(levels) > 1:
            return [{**asked, "f_E": code} for code in levels], ""
        if levels == [""]:
            codes = LEVEL_CODES.values()
            return [{**asked, "f_E": code} for code in codes], "without a level"
        seconds = int(asked.get("f_TPR", LONGEST_WINDOW)[1:])
        if seconds <= SHORTEST_WINDOW:
            return [], ""
        half = seconds // 2
        return [{**asked, "f_TPR": f"r{half}"}], f"older than {half / 3600:.1f} hours"


class Board(_Strict):
    """A company's board that is published for programs.

    `name` is the company's name where the board does not say it; `site` stands in for
    the kind's own site, `demo` for the demo board of this computer.
    """

    kind: boards.Kind
    company: str = Field(pattern=r"^[^/?#\s]+$")
    name: str = ""
    site: str = Field("", pattern=r"^(|demo|https?://\S+)$")

    @property
    def label(self) -> str:
        return f"{self.kind}/{self.company}"


class Plan(_Strict):
    """The whole file."""

    contact: str = ""
    max_requests: int = Field(3000, ge=1)
    revisit_budget: int = Field(100, ge=0)
    keep_pages_days: int = Field(30, ge=0)
    usual_coverage: dict[str, float] = {}
    search: list[Search] = []
    board: list[Board] = []


def load(path: Path) -> Plan:
    """Read the searches file.

    Raises: WrongSetting, naming the file and the first thing wrong in it.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongSetting(
            f"the searches file {path} cannot be read: {error.strerror}"
        ) from None
    except ValueError as error:
        raise WrongSetting(
            f"the searches file {path} is no valid TOML: {error}"
        ) from None
    try:
        plan = Plan.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise WrongSetting(
            f"the searches file {path} is wrong at {place}: {first['msg']}"
        ) from None
    if odd := sorted(set(plan.usual_coverage) - set(coverage.FLOOR)):
        raise WrongSetting(
            f"the searches file {path} has a usual_coverage of {odd[0]!r}: "
            f"give one of {', '.join(coverage.FLOOR)}"
        )
    if not plan.search and not plan.board:
        raise WrongSetting(f"the searches file {path} has no [[search]] or [[board]]")
    names = [search.name for search in plan.search]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise WrongSetting(f"the searches file {path} has two searches {twice[0]!r}")
    asked = [board.label for board in plan.board]
    twice = sorted({label for label in asked if asked.count(label) > 1})
    if twice:
        raise WrongSetting(f"the searches file {path} names the board {twice[0]} twice")
    return plan
