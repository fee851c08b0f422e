"""Read the years of experience a posting really requires, in English and French.

    python -m lib.extract.experience [--explain] < postings.jsonl > answers.jsonl

Three steps: `amounts` finds every amount of time, `clauses` gives each one a fate, and
`_decide` makes one answer of them. Only when no figure is required does an invitation
to beginners ("no experience needed", "débutant accepté") count.
Standard library only: the module runs inside the warehouse too.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple, TextIO

from lib.extract import amounts, clauses
from lib.extract.amounts import Amount
from lib.extract.clauses import DEGREE, INSTEAD, REQUIRED, TYPICAL, WISHED, Verdict

RULES_VERSION = "1"


class Candidate(NamedTuple):
    """One amount of a posting and what became of it."""

    amount: Amount
    verdict: Verdict


class Reading(NamedTuple):
    """An answer and every candidate it was made from."""

    answer: dict
    candidates: list[Candidate]
    quotes: list[str]


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
    plain = amounts.repair(text)
    folded = amounts.fold(plain.text)
    candidates = _candidates(plain.text, folded)
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
    if candidates:
        _decide(answer, folded, candidates)
    if answer["min_years"] is None and title:
        _from_title(answer, title)
    if answer["min_years"] is None:
        _invited(answer, folded)
    if (answer["preferred_years"] or 0) <= (answer["min_years"] or 0):
        answer["preferred_years"] = None
    span = answer.pop("_span", None)
    if span:
        start, end = amounts.original_span(plain, *span)
        quote = text[start:end]
        start += len(quote) - len(quote.lstrip())
        answer["evidence"], answer["evidence_start"] = quote.strip(), start
    if answer["min_years"] is None and answer["preferred_years"] is not None:
        answer["kind"] = "preferred_only"
    quotes = [plain.text[c.amount.start : c.amount.end] for c in candidates]
    return Reading(answer, candidates, quotes)


def language(folded: str) -> str:
    """Tell French from English by their commonest short words."""
    head = folded[:1000]
    french, english = head.count(" de "), head.count(" the ")
    if french == english:
        french += folded.count("d'") + folded.count(" ans") + folded.count("debut")
        english += folded.count("years") + folded.count("of ") + folded.count(" and ")
    return "fr" if french > english else "en"


def _candidates(text: str, folded: str) -> list[Candidate]:
    """Find the amounts of a posting and judge each."""
    found: list[Candidate] = []
    floor = 0
    known: list[tuple[int, str | None]] = [(0, None)]

    def heading(at: int) -> str | None:
        since, last = known[-1]
        kind, is_found = clauses.section_of(text, folded, at, since)
        known.append((at, kind if is_found else last))
        return known[-1][1]

    for amount in amounts.find(folded):
        above = partial(heading, amount.start)
        verdict = clauses.judge(text, folded, amount, above, floor)
        found.append(Candidate(amount, verdict))
        floor = amount.end
    return found


class _Bar(NamedTuple):
    """One requirement after its alternatives were settled."""

    low: float
    high: float | None
    kind: str
    start: int
    end: int
    listed: bool


_OR = re.compile(
    r"[ ,;/(](?:or|ou)(?: else| alternatively)?,?\s(?:(?!(?:years|experience|and|et|"
    r"or|ou)"
    r"\b)[a-z0-9'(),/-]+\s){0,3}$|\s/\s?$|\bor\s?$"
)
_OR_DEGREE = re.compile(
    r"\b(?:or|ou)\b[^;\n\x1f]{0,60}" + DEGREE + r"[^;\n\x1f]{0,60}?"
    r"(?:and|with|plus|\+|et|avec|,|:)\s?(?:[a-z]+ ){0,3}$"
)
_BARE_OR = re.compile(
    r"[^.;\n\x1f]{0,60}?\b(?:or|ou)\s(?P<low>[0-9]{1,2})\+?\s(?:in|of|as|with|en|dans|"
    r"comme)\b"
)
_HELD = re.compile(
    DEGREE + r"[^.;\n\x1f]{0,80}?(?:with|and|plus|\+|et|avec|,|:|-|\()\s?"
    r"(?:(?:a|an|at|least|minimum|of|des?|une?|have|\+) ?){0,4}$"
)
_SUBSTITUTE = re.compile(
    r"(?:will meet|equivalenc|in lieu|substitut|may be considered)[^\n]*$|"
    r"of the required experience"
)
_LEVEL = re.compile(
    r"(?P<level>\b(?:junior|intermediate|senior|mid(?:-level)?|lead|principal|staff|"
    r"entry|"
    r"associate|intermediaire|confirme|expert|apprentice|(?:level|niveau|grade|tier|"
    r"step|"
    r"band|class) ?(?:[ivx]{1,3}|[0-9]{1,2})|[a-z]{3,} (?:iii|ii|iv|i|v|[1-5])))"
    r"(?: level| [a-z]+)?\s?(?:[:(=,-]|requires?|must have|needs|with)\s?"
    r"(?:requires? |minimum |at least |a |of )*$"
)


def _decide(answer: dict, folded: str, candidates: list[Candidate]) -> None:
    """Make one answer of the candidates' fates."""
    firm = [c for c in candidates if c.verdict.fate in (REQUIRED, INSTEAD)]
    typical = [c for c in candidates if c.verdict.fate == TYPICAL]
    wishes = [c.amount.low for c in candidates if c.verdict.fate == WISHED]
    if firm:
        wishes += [c.amount.low for c in typical]
    else:
        firm = typical
    for candidate in firm:
        extra = clauses.wished_besides(
            folded, candidate.amount, candidate.verdict.right
        )
        if extra is not None:
            wishes.append(extra)
    bars = _lowest_level(folded, firm) or _bars(folded, firm)
    if bars:
        best = max(bar.low for bar in bars)
        equals = [bar for bar in bars if bar.low == best]
        bar = next((bar for bar in equals if bar.listed), equals[0])
        answer["min_years"], answer["max_years"] = _tidy(bar.low), _tidy(bar.high)
        answer["kind"] = bar.kind
        answer["_span"] = _quote(folded, bar)
    least = answer["min_years"] or 0
    wishes = [wish for wish in wishes if wish > least]
    if wishes:
        answer["preferred_years"] = _tidy(min(wishes))


def _bars(folded: str, firm: list[Candidate]) -> list[_Bar]:
    """Settle alternatives: within each group of them the smallest counts."""
    groups: list[list[Candidate]] = []
    aside: list[list[Candidate]] = []
    for candidate in firm:
        amount, verdict = candidate
        around = folded[verdict.left : verdict.right]
        if groups and _are_alternatives(folded, groups[-1][-1], candidate):
            groups[-1].append(candidate)
        elif _SUBSTITUTE.search(around[amount.start - verdict.left :]) and re.search(
            DEGREE, around[: amount.start - verdict.left]
        ):
            aside.append([candidate])
        else:
            groups.append([candidate])
    bars = []
    for group in groups or aside:
        options = [_bar(candidate) for candidate in group]
        for candidate in group:
            bare = _BARE_OR.match(folded, candidate.amount.end, candidate.verdict.right)
            if bare and float(bare["low"]) < min(option.low for option in options):
                options.append(
                    _Bar(
                        float(bare["low"]),
                        None,
                        "years",
                        candidate.amount.start,
                        bare.end("low"),
                        True,
                    )
                )
        bars.append(min(options, key=lambda option: option.low))
    return bars


def _bar(candidate: Candidate) -> _Bar:
    """Give the bar one amount sets by itself."""
    amount = candidate.amount
    listed = candidate.verdict.section == "need"
    if candidate.verdict.fate == INSTEAD:
        return _Bar(0.0, None, "degree_instead", amount.start, amount.end, listed)
    none = amount.low == 0 and amount.high is None
    kind = "none_needed" if none else "years"
    return _Bar(amount.low, amount.high, kind, amount.start, amount.end, listed)


def _are_alternatives(folded: str, one: Candidate, other: Candidate) -> bool:
    """Say whether two neighbouring amounts are offered as a choice."""
    between = folded[one.amount.end : other.amount.start]
    if len(between) > 260:
        return False
    same = other.amount.start <= one.verdict.right + 1
    if (same or between.count("\n") < 2) and _OR_DEGREE.search(between):
        return True
    if re.search(r"[\n\x1f] *[-*]? *(?:or|ou) *:?[\n\x1f ]", between):
        return True
    if same and _OR.search(between[-70:]):
        return True
    first = _holder(folded[max(0, one.amount.start - 120) : one.amount.start])
    second = _holder(between[-120:])
    return bool(first and second and first != second)


def _holder(before: str) -> str:
    """Name the degree that the amount right behind is tied to: "a PhD with …"."""
    found = _HELD.search(before)
    return " ".join(re.findall(DEGREE, found.group())) if found else ""


def _lowest_level(folded: str, firm: list[Candidate]) -> list[_Bar]:
    """Of several levels in one posting keep the lowest; empty for a single one."""
    if len(firm) < 2:
        return []
    levels: dict[str, _Bar] = {}
    for candidate in firm:
        start = candidate.amount.start
        found = _LEVEL.search(folded, max(0, start - 60), start)
        if found and "\n" not in folded[found.end("level") : start]:
            levels.setdefault(found["level"], _bar(candidate))
    if len(levels) < 2:
        return []
    return [min(levels.values(), key=lambda bar: bar.low)]


_TAIL = re.compile(
    r"['?s)]{0,3}\s?(?:of |in |d['? ]?|de )?(?:[a-z/&-]+ ){0,4}(?:experience|exp\b)s?"
)
_HEAD = re.compile(
    r"experiences?(?: [a-z']+){0,4}\s?(?:de|d'|d'au|:|of|-)?\s?(?:au moins |minimum )?$"
)


def _quote(folded: str, bar: _Bar) -> tuple[int, int]:
    """Give the span of the shortest quote: the amount and "experience" beside it."""
    start, end = bar.start, bar.end
    tail = _TAIL.match(folded, end)
    if tail:
        return start, tail.end()
    head = _HEAD.search(folded, max(0, start - 60), start)
    if head and "\n" not in folded[head.start() : start]:
        return head.start(), end
    return start, end


def _tidy(value: float | None) -> float | int | None:
    """Drop the decimals of a whole number."""
    return int(value) if value is not None and value == int(value) else value


def _from_title(answer: dict, title: str) -> None:
    """Take a figure that stands in the title only: "Developer (3+ years)"."""
    folded = amounts.fold(title)
    for amount in amounts.find(folded):
        verdict = clauses.judge(title, folded, amount, lambda: None, 0)
        if verdict.fate == REQUIRED and amount.unit != "month" and amount.low < 16:
            answer["min_years"], answer["max_years"] = (
                _tidy(amount.low),
                _tidy(amount.high),
            )
            answer["kind"] = "years"
            answer["evidence"] = title[amount.start : amount.end].strip()
            return


_NEEDED = r"(?:required|requirement|necessary|needed|essential|mandatory|expected)"
_KINDS = (
    r"(?:(?:any|prior|previous|past|work|working|professional|industry|specific|formal|"
    r"particular|relevant|related|direct|special|[a-z]+) (?:or |and |/ ?)?){0,3}"
)
# A sign that is cheap to look for, and the invitation it may be part of.
_INVITATIONS = tuple(
    (sign, re.compile(pattern))
    for sign, pattern in (
        (
            "experience",
            rf"\b(?:no|zero) {_KINDS}experience(?: or [a-z]+)?(?: (?:is|at all|in|"
            rf"with|as)"
            rf"\b[^.;\n\x1f]{{0,60}}?)? ?(?:{_NEEDED}|\?|whatsoever|"
            rf"[,-] ?(?:no problem|we|full|"
            r"will|training)|[!.\n\x1f)]|$)"
            rf"|experience[^.;\n\x1f]{{0,30}}? (?:is |are )?(?:a plus,? )?(?:but |"
            rf"however )?"
            rf"(?:is )?(?:not|n't|isn't)(?: strictly| a| absolutely| always)? {_NEEDED}"
            rf"|(?:not|n't) (?:need|require)(?:d)?(?: to have)? {_KINDS}experience"
            r"|if you (?:do not|don't) have (?:any )?(?:[a-z]+ ){0,3}experience"
            r"|with or without (?:[a-z]+ ){0,2}experience"
            r"|(?:all|any) (?:levels? of )?experience(?: levels?)? (?:welcome|"
            r"considered)"
            r"|regardless of (?:your )?(?:[a-z]+ )?experience"
            r"|experience(?: level| required| requise?| needed|"
            r" demandee)?\s?: ?(?:none|no\b|"
            r"nil\b|aucune|non requise|not required|no experience)"
            r"|(?:aucune|pas d[e'? ]{1,3}|"
            r"nulle) ?experience(?: [a-z]+){0,2} (?:n'est |n est )?"
            r"(?:requise?|necessaire|exigee?|demandee?|obligatoire|prealable|"
            r"indispensable)"
            r"|experience(?: [a-z']+){0,3} (?:non|pas|n'est pas|est pas)(?: [a-z]+)? ?"
            r"(?:requise?|necessaire|exigee?|demandee?|obligatoire|indispensable|"
            r"imperative)"
            r"|sans diplome ni experience"
            r"|(?:avec ou )?sans experience(?! s'abstenir)(?: accepte| bienvenu|\W|$)"
            r"|tous (?:les )?niveaux d'experience",
        ),
        (
            "grad",
            r"(?:recent|new|fresh|newly)(?:ly)? (?:[a-z]+ ){0,2}grad(?:uate)?s?\b"
            r"(?! (?:school|program|degree|student))"
            r"|\bgraduates? (?:are |is )?(?:also )?(?:welcome|encouraged|considered)"
            r"|\bgraduate (?:straight |fresh )?out of"
            r"|(?:open to|suitable for|ideal for|"
            r"perfect for) (?:[a-z]+ ){0,2}graduates?\b",
        ),
        (
            "entry",
            r"(?:ideal|perfect|great|suited|suitable|open|aimed|opportunity|"
            r"appropriate) "
            r"(?:[a-z]+ ){0,4}entry[ -]level (?!(?:position|role|salary|program))"
            r"|entry[ -]level (?:candidates?|applicants?|developers?|professionals?|"
            r"individuals?|people)[^.\n\x1f]{0,60}(?:welcome|apply|encouraged|"
            r"considered)"
            r"|entry[ -]level[ ,;:(-]{1,3}(?:we )?(?:will|can|willing to) train",
        ),
        ("train", r"\b(?:will|willing to|happy to|can) train\b"
         r"(?! (?:[a-z]+ ){0,2}(?:staff|"
         r"team|new|other|employees|users|junior|clients|customers|our|and|models))"),
        ("starting out", r"(?:just |those |someone )starting out"),
        ("beginner", r"beginners? (?:are )?(?:welcome|accepted|considered|encouraged)"),
        ("first job", r"(?:your|a|perfect|ideal|great) (?:[a-z]+ )?first job\b"),
        (
            "debutant",
            r"debutante?s?(?:[^a-z\n]{0,2}e?[^a-z\n]{0,2}s?\)?)? (?:[a-z]+"
            r" ){0,2}?(?:accepte|"
            r"bienvenu|admis|ok\b|possible|bienven)"
            r"|(?:profils? |candidats? |meme )(?:de |aux |les )?debutant"
            r"|(?:ouvert|accessible|convient|conviendrait|"
            r"adapte)[a-z()]* (?:[a-z]+ ){0,3}"
            r"(?:a |aux? )(?:[a-z]+ ){0,2}debutant"
            r"|debutant[a-z()]* (?:ou|et) (?:confirme|experimente|junior)"
            r"|que vous soyez debutant|\bdebutants?[.,]? s'abstenir^",
        ),
        ("jeune", r"jeunes? diplome"),
        ("junior", r"(?:profils? )?juniors? (?:accepte|bienvenu|admis|welcome)"
         r"|profils? juniors?\b"),
        ("premier emploi", r"premier emploi"),
    )
)  # fmt: skip
_FRENCH_SIGNS = ("debutant", "jeune", "premier emploi")
_REFUSED = re.compile(
    r"\b(?:no|not|sorry|pas de|not for|mentor\w*|train|coach\w*)[ ,]{1,2}$"
)


def _invited(answer: dict, folded: str) -> None:
    """Answer 0 when the posting needs no experience or invites beginners."""
    best: tuple[int, int] | None = None
    french = len(folded) < 500 or " de " in folded
    for sign, pattern in _INVITATIONS:
        if sign in _FRENCH_SIGNS and not french:
            continue
        at = folded.find(sign)
        tries = 0
        while at >= 0 and tries < amounts.MOST:
            left, right = max(0, at - 70), at + 110
            hinted = sign != "experience" or _denied(folded[max(0, at - 45) : at + 75])
            match = pattern.search(folded, left, right) if hinted else None
            if match and match.start() <= at + len(sign) and match.end() > at:
                refused = _REFUSED.search(
                    folded, max(0, match.start() - 16), match.start()
                )
                if not refused and (best is None or match.start() < best[0]):
                    best = match.span()
                break
            at = folded.find(sign, at + len(sign))
            tries += 1
    if best:
        answer["min_years"], answer["kind"] = 0, "none_needed"
        answer["_span"] = best


def _denied(near: str) -> bool:
    """Say whether the words near "experience" can deny the need of it; cheap."""
    return (
        " no" in near
        or "\nno" in near
        or "\x1fno" in near
        or near.startswith("no")
        or "n't" in near
        or "sans" in near
        or "pas " in near
        or "aucune" in near
        or "without" in near
        or "level" in near
        or "niveaux" in near
        or "zero" in near
        or "regardless" in near
        or ":no" in near
        or "if you" in near
    )


def explain(text: str | None, title: str | None = None) -> list[str]:
    """Tell every candidate of a posting, what became of it and why, and the answer."""
    reading = read(text, title)
    lines = []
    for candidate, quote in zip(reading.candidates, reading.quotes, strict=True):
        amount, verdict = candidate
        top = "" if amount.high is None else f" to {_tidy(amount.high)}"
        because = f" ({verdict.reason!r})" if verdict.reason else ""
        lines.append(
            f"  at {amount.start}: {quote!r} = {_tidy(amount.low)}{top} years: "
            f"{verdict.fate}{because}"
        )
    answer = reading.answer
    lines.append(
        f"  answer: {answer['kind']}, min {answer['min_years']}, max "
        f"{answer['max_years']}, preferred {answer['preferred_years']}, "
        f"evidence {answer['evidence']!r}"
    )
    return lines


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
