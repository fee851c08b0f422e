"""Make one answer of the amounts of a posting and their fates.

Requirements that all hold: the largest counts. Alternatives: the smallest. Several
levels of one job: the lowest.
"""

import re
from typing import NamedTuple

from lib.extract import clauses, degrees, wishes
from lib.extract.amounts import Amount
from lib.extract.clauses import Verdict
from lib.extract.patterns import any_of


class Candidate(NamedTuple):
    """One amount of a posting and what became of it."""

    amount: Amount
    verdict: Verdict


class Bar(NamedTuple):
    """One requirement after its alternatives were settled; `start` to `end` say it."""

    low: float
    high: float | None
    kind: str
    start: int
    end: int
    is_listed: bool


def settle(folded: str, candidates: list[Candidate]) -> tuple[Bar | None, float | None]:
    """Give the bar for applying that the candidates set together, and the least wish.

    The wish is the least amount above the bar that is only wished for. Null: none.
    """
    firm, typical = _firm_and_typical(folded, candidates)
    bar = _highest(_lowest_level(folded, firm) or _bars(folded, firm))
    least = bar.low if bar else 0
    wished = [amount.low for amount, v in candidates if v.fate == clauses.WISHED]
    wished += [amount.low for amount, _ in typical]
    for amount, verdict in firm:
        beside = wishes.bare_figure(folded, amount.end, verdict.right)
        if beside is not None:
            wished.append(beside)
    return bar, min((amount for amount in wished if amount > least), default=None)


def _highest(bars: list[Bar]) -> Bar | None:
    """Of requirements that all hold take the largest, of equals one from a list."""
    if not bars:
        return None
    best = max(bar.low for bar in bars)
    equals = [bar for bar in bars if bar.low == best]
    return next((bar for bar in equals if bar.is_listed), equals[0])


def _firm_and_typical(
    folded: str, candidates: list[Candidate]
) -> tuple[list[Candidate], list[Candidate]]:
    """Part requirements from what is typical, which counts when nothing is firm.

    The alternatives of a typical amount are typical too: "typically a bachelor's and 4
    years, or a master's and 2".
    """
    firm: list[Candidate] = []
    typical: list[Candidate] = []
    last = None
    for candidate in candidates:
        fate = candidate.verdict.fate
        if fate == clauses.TYPICAL:
            typical.append(candidate)
        elif fate in (clauses.REQUIRED, clauses.INSTEAD):
            of_typical = typical and last is typical[-1]
            if of_typical and _are_alternatives(folded, last, candidate):
                typical.append(candidate)
            else:
                firm.append(candidate)
        last = candidate
    return (firm, typical) if firm else (typical, [])


# Alternatives.
_OR = re.compile(
    r"[ ,;/(](?:or|ou)(?: else| alternatively)?,?\s"
    r"(?:(?!(?:years|experience|and|et|or|ou)\b)[a-z0-9'(),/-]+\s){0,3}$"
    r"|\s/\s?$|\bor\s?$"
)
_OR_ON_ITS_LINE = re.compile(r"[\n\x1f] *[-*]? *(?:or|ou) *:?[\n\x1f ]")
# "3 years in retail or 2 in hospitality": the second figure has no unit.
_BARE_OR = re.compile(
    r"[^.;\n\x1f]{0,60}?\b(?:or|ou)\s(?P<low>[0-9]{1,2})\+?\s(?:in|of|as|with|en|dans|"
    r"comme)\b"
)
# "Experience (years): " before an amount is a list of requirements by itself.
_LABELLED = re.compile(r"experience(?: ?\([^()\n]*\)|[a-z ]{0,15}:)\s?$")
_FARTHEST = 260  # characters between two alternatives


def _bars(folded: str, firm: list[Candidate]) -> list[Bar]:
    """Settle alternatives: within each group of them the smallest counts."""
    firm = [c for c in firm if not _is_for_higher(folded, c)] or firm
    groups: list[list[Candidate]] = []
    aside: list[list[Candidate]] = []
    for candidate in firm:
        amount, verdict = candidate
        if degrees.is_substitute(
            folded[verdict.left : amount.start], folded[amount.start : verdict.right]
        ):
            aside.append([candidate])
        elif groups and _are_alternatives(folded, groups[-1][-1], candidate):
            groups[-1].append(candidate)
        else:
            groups.append([candidate])
    bars = []
    for group in groups or aside:
        options = [_bar(folded, candidate) for candidate in group]
        for amount, verdict in group:
            after = folded[amount.end : verdict.right]
            found = _BARE_OR.match(after) if "or " in after or "ou " in after else None
            if found:
                start, end = amount.start, amount.end + found.end("low")
                options.append(
                    Bar(float(found["low"]), None, "years", start, end, True)
                )
        bars.append(min(options, key=lambda option: option.low))
    return bars


def _bar(folded: str, candidate: Candidate) -> Bar:
    """Give the bar one amount sets by itself."""
    amount, verdict = candidate
    before = folded[max(0, amount.start - 40) : amount.start]
    is_listed = verdict.section == "need" or _LABELLED.search(before) is not None
    if verdict.fate == clauses.INSTEAD:
        kind = "degree_instead" if degrees.is_named(verdict.reason) else "none_needed"
        return Bar(0.0, None, kind, amount.start, amount.end, is_listed)
    none = amount.low == 0 and amount.high is None
    kind = "none_needed" if none else "years"
    return Bar(amount.low, amount.high, kind, amount.start, amount.end, is_listed)


def _are_alternatives(folded: str, one: Candidate, other: Candidate) -> bool:
    """Say whether two neighbouring amounts are offered as a choice."""
    between = folded[one.amount.end : other.amount.start]
    if len(between) > _FARTHEST:
        return False
    same = other.amount.start <= one.verdict.right + 1
    if (same or between.count("\n") < 2) and degrees.are_offered(between):
        return True
    if _OR_ON_ITS_LINE.search(between):
        return True
    if same and _OR.search(between[-70:]):
        return True
    first = degrees.holder(folded[max(0, one.amount.start - 120) : one.amount.start])
    if not first:
        return False
    second = degrees.holder(between[-120:])
    return bool(second) and first != second


# Levels: "Analyst I: 0-2 years", "Senior (5+ years)".
_LEVEL = re.compile(
    r"(?P<level>\b"
    + any_of(r"""
    junior | intermediate | senior | mid(?:-level)? | lead | principal | staff | entry
    associate | intermediaire | confirme | expert | apprentice
    (?:level|niveau|grade|tier|step|band|class) ?(?:[ivx]{1,3}|[0-9]{1,2})
    [a-z]{3,} (?:iii|ii|iv|i|v|[1-5]) | [ln][1-5]
    """)
    + r")(?: level| [a-z]+)?\s?(?:[:(=,-]|requires?|must have|needs|with)\s?"
    r"(?:requires? |minimum |at least |a |of )*$"
)


# "3+ years (5+ for senior level)".
_FOR_HIGHER = re.compile(
    r"[^.;\n\x1f]{0,30}?\bfor (?:an? |the |our )?(?:senior|lead|principal|staff)\b"
)


def _is_for_higher(folded: str, candidate: Candidate) -> bool:
    """Say whether an amount is asked of a higher level of the same job."""
    end, right = candidate.amount.end, candidate.verdict.right
    return " for " in folded[end:right] and bool(_FOR_HIGHER.match(folded, end, right))


def _lowest_level(folded: str, firm: list[Candidate]) -> list[Bar]:
    """Of several levels in one posting keep the lowest; empty for a single one."""
    if len(firm) < 2:
        return []
    levels: dict[str, Bar] = {}
    for candidate in firm:
        start = candidate.amount.start
        found = _LEVEL.search(folded, max(0, start - 60), start)
        if found and "\n" not in folded[found.end("level") : start]:
            levels.setdefault(found["level"], _bar(folded, candidate))
    if len(levels) < 2:
        return []
    return [min(levels.values(), key=lambda bar: bar.low)]


# The word "experience" beside an amount belongs to the quote.
_TAIL = re.compile(
    r"['?s)]{0,3}\s?(?:of |in |d['? ]?|de )?(?:[a-z/&-]+ ){0,4}(?:experience|exp\b)s?"
)
_HEAD = re.compile(
    r"experiences?(?: [a-z']+){0,4}\s?(?:de|d'|d'au|:|of|-)?\s?(?:au moins |minimum )?$"
)


def quote(folded: str, start: int, end: int) -> tuple[int, int]:
    """Give the span of the shortest quote: the amount and "experience" beside it."""
    tail = _TAIL.match(folded, end)
    if tail:
        return start, tail.end()
    head = _HEAD.search(folded, max(0, start - 60), start)
    if head and "\n" not in folded[head.start() : start]:
        return head.start(), end
    return start, end
