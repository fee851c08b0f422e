"""Read the years of experience a posting really requires, in English and French.

    python -m lib.extract.experience [--explain] < postings.jsonl > answers.jsonl

Four steps, each a module: `plain` takes away case, accents and markup, `amounts` finds
every amount of time, `clauses` gives each one a fate, `decide` makes one answer of all.
Only when no figure is required does an invitation to beginners ("no experience needed",
"débutant accepté") count. Standard library only: this runs inside the warehouse too.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple, TextIO

from lib.extract import amounts, clauses, decide, invitations, plain, sections
from lib.extract.decide import Candidate

RULES_VERSION = "2"


class Reading(NamedTuple):
    """An answer, every candidate it was made from, and the text these stand in."""

    answer: dict
    candidates: list[Candidate]
    text: str


def extract(text: str | None, title: str | None = None) -> dict:
    """Read what one posting requires.

    "At least 3 years of retail experience" gives `min_years` 3, `kind` "years" and that
    quote as `evidence`. A figure found only in the title is quoted from there, with
    `evidence_start` null.

    Returns: `min_years`, `max_years`, `preferred_years` (years or null), `kind`
    (not_stated, none_needed, years, degree_instead, preferred_only), `evidence`
    (verbatim or null), `evidence_start` (characters), `language`, `rules_version`.
    """
    return read(text, title).answer


def read(text: str | None, title: str | None = None) -> Reading:
    """Read one posting and keep every candidate, for those who ask why."""
    text = text or ""
    made = plain.read(text)
    folded = made.folded
    candidates = _candidates(made.text, folded)
    answer = {
        "min_years": None,
        "max_years": None,
        "preferred_years": None,
        "kind": "not_stated",
        "evidence": None,
        "evidence_start": None,
        "language": language(folded),
        "rules_version": RULES_VERSION,
    }
    span = None
    bar, wish = decide.settle(folded, candidates) if candidates else (None, None)
    if bar:
        span = decide.quote(folded, bar.start, bar.end)
        answer["min_years"], answer["max_years"] = _tidy(bar.low), _tidy(bar.high)
        answer["kind"] = bar.kind
    elif not (title and _from_title(answer, title)):
        span = invitations.first(folded)
        if span:
            answer["min_years"], answer["kind"] = 0, "none_needed"
    if wish is not None and wish > (answer["min_years"] or 0):
        answer["preferred_years"] = _tidy(wish)
        if answer["min_years"] is None:
            answer["kind"] = "preferred_only"
    if span:
        start, end = plain.original_span(made, *span)
        quote = text[start:end]
        start += len(quote) - len(quote.lstrip())
        answer["evidence"], answer["evidence_start"] = quote.strip(), start
    return Reading(answer, candidates, made.text)


def language(folded: str) -> str:
    """Tell French from English by their commonest short words."""
    head = folded[:1000]
    french, english = head.count(" de "), head.count(" the ")
    if french == english:
        french += head.count("d'") + head.count(" ans") + head.count("debut")
        english += head.count("years") + head.count("of ") + head.count(" and ")
    return "fr" if french > english else "en"


def _candidates(text: str, folded: str) -> list[Candidate]:
    """Find the amounts of a posting and judge each."""
    found: list[Candidate] = []
    floor = 0
    known: list[tuple[int, str | None]] = [(0, None)]

    def heading(at: int) -> str | None:
        since, last = known[-1]
        kind, is_found = sections.above(text, folded, at, since)
        known.append((at, kind if is_found else last))
        return known[-1][1]

    for amount in amounts.find(folded):
        above = partial(heading, amount.start)
        verdict = clauses.judge(text, folded, amount, above, floor)
        found.append(Candidate(amount, verdict))
        floor = amount.end
    return found


def _from_title(answer: dict, title: str) -> bool:
    """Take a figure that stands in the title only: "Developer (3+ years)"."""
    folded = plain.fold(title)
    for amount in amounts.find(folded):
        verdict = clauses.judge(title, folded, amount, lambda: None, 0)
        if verdict.fate == clauses.REQUIRED and amount.unit != "month":
            if amount.low < 16:
                answer["min_years"] = _tidy(amount.low)
                answer["max_years"] = _tidy(amount.high)
                answer["kind"] = "years"
                answer["evidence"] = title[amount.start : amount.end].strip()
                return True
    return False


def _tidy(value: float | None) -> float | int | None:
    """Drop the decimals of a whole number."""
    return int(value) if value is not None and value == int(value) else value


def explain(text: str | None, title: str | None = None) -> list[str]:
    """Tell every candidate of a posting, its clause and section, its fate and why."""
    answer, candidates, plain_text = read(text, title)
    lines = []
    for amount, verdict in candidates:
        quote = plain_text[amount.start : amount.end]
        top = "" if amount.high is None else f" to {_tidy(amount.high)}"
        because = f"because of {verdict.reason!r}" if verdict.reason else "by default"
        clause = plain_text[verdict.left : verdict.right].strip()
        lines += [
            f"  at {amount.start}: {quote!r} = {_tidy(amount.low)}{top} years: "
            f"{verdict.fate} {because}",
            f"    in the clause {clause!r}",
            f"    section: {verdict.section or 'not told, or not needed'}",
        ]
    lines.append(f"  {_how(answer, candidates)}")
    lines.append(
        f"  answer: {answer['kind']}, min {answer['min_years']}, max "
        f"{answer['max_years']}, preferred {answer['preferred_years']}, "
        f"evidence {answer['evidence']!r}"
    )
    return lines


def _how(answer: dict, candidates: list[Candidate]) -> str:
    """Tell how the answer was made of the candidates."""
    firm = [
        str(_tidy(amount.low))
        for amount, verdict in candidates
        if verdict.fate in (clauses.REQUIRED, clauses.INSTEAD, clauses.TYPICAL)
    ]
    if firm:
        return (
            f"required: {', '.join(firm)}; all that hold together: the largest, "
            "alternatives and levels: the smallest"
        )
    if answer["min_years"] is None:
        return "required: no figure, and no invitation to beginners"
    if answer["evidence_start"] is None:
        return "required: no figure in the text, one in the title"
    return "required: no figure; an invitation to beginners counts"


def answer_lines(
    lines: Iterable[str], output: TextIO, complain: Callable[[str], None], why: bool
) -> int:
    """Answer JSON Lines of `n`, `description`, maybe `title`; count the bad ones."""
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            posting = json.loads(line)
            text, title = posting.get("description"), posting.get("title")
            name = posting["n"]
            for value in (text, title):
                if value is not None and not isinstance(value, str):
                    raise TypeError("description and title must be text or null")
        except (
            ValueError,
            TypeError,
            AttributeError,
            KeyError,
            RecursionError,
        ) as error:
            bad += 1
            reason = f"no {error}" if isinstance(error, KeyError) else str(error)
            complain(f"line {number}: not a posting: {reason}")
            continue
        if why:
            print(f"{name}:", *explain(text, title), sep="\n", file=output)
        else:
            answer = {"n": name, **extract(text, title)}
            print(json.dumps(answer, ensure_ascii=False), file=output)
    return bad


def main() -> int:
    """Answer the postings on standard input; exit code 1 when a line was no posting."""
    parser = argparse.ArgumentParser(prog="python -m lib.extract.experience")
    parser.add_argument(
        "--explain",
        action="store_true",
        help="print every candidate and what became of it instead of JSON",
    )
    arguments = parser.parse_args()
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")

    def complain(message: str) -> None:
        print(message, file=sys.stderr)

    return 1 if answer_lines(sys.stdin, sys.stdout, complain, arguments.explain) else 0


if __name__ == "__main__":
    sys.exit(main())
