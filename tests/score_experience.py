"""Score the experience reader on the project's own texts and write the table page.

    python tests/score_experience.py          # writes tests/EXPERIENCE.md

To add a miss: put the shortest text of your own wording that shows it into
`experience_cases.jsonl`, under the rule it belongs to, and run this again.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from lib.extract import experience  # noqa: E402  the path is set just above

CASES = HERE / "experience_cases.jsonl"
PAGE = HERE / "EXPERIENCE.md"
# Measured on postings that no rule was made from: replace the whole table when it is
# measured anew, and the sentence of the README with it.
BLIND = """\
## Postings from elsewhere

118 real postings of nine public collections, none of which any rule was made from, read
by the present rules. One reader labelled them from the text alone, without seeing the
rules. They are no fair sample of all postings: half of the English ones come from one
British collection. 22 more were left out because careful readers could differ; of
those, 13 answers agree with the label.

| | English, 59 | French, 59 |
| --- | ---: | ---: |
| answer right | 0.93 (55/59) | 1.00 (59/59) |
| the same where a figure is stated | 0.87 (27/31) | 1.00 (28/28) |
| a figure where none is stated | 0.00 (0/28) | 0.00 (0/31) |
| asks for more than a year, taken for entry level | 0.00 (0/20) | 0.00 (0/24) |
| entry level, taken for more | 0.00 (0/39) | 0.00 (0/35) |
| the quote is the one a reader marks | 1.00 (27/27) | 1.00 (28/28) |
"""
FIELDS = ("min_years", "max_years", "preferred_years", "kind")


def cases() -> list[dict]:
    """Read the own texts: n, rule, lang, description and the expected fields."""
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def is_right(case: dict, answer: dict) -> bool:
    """Say whether every expected field has the expected value."""
    return all(answer[field] == case[field] for field in FIELDS)


def by_rule() -> dict[str, dict[str, list[bool]]]:
    """Score every text; rule → language → right or wrong, in the order of the file."""
    scores: dict[str, dict[str, list[bool]]] = defaultdict(lambda: {"en": [], "fr": []})
    for case in cases():
        answer = experience.extract(case["description"])
        scores[case["rule"]][case["lang"]].append(is_right(case, answer))
    return dict(scores)


def by_kind() -> dict[str, tuple[int, int, int]]:
    """Count per kind: answered and right, answered, expected."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for case in cases():
        kind = experience.extract(case["description"])["kind"]
        counts[kind][1] += 1
        counts[case["kind"]][2] += 1
        counts[kind][0] += kind == case["kind"]
    return {kind: (a, b, c) for kind, (a, b, c) in sorted(counts.items())}


def page() -> str:
    """Write the table page, Markdown."""
    lines = [
        "# How well the years of experience are read",
        "",
        f"{len(cases())} texts of our own, English and French: short ones, several per",
        "rule and per trap, and whole postings with several traps each. A text",
        "counts as right when minimum, maximum, wish and kind all are.",
        "Written by `python tests/score_experience.py` from `experience_cases.jsonl`.",
        "The texts were written together with the rules: they show what is covered,",
        "not how often a posting from elsewhere is read right.",
        "",
        "| rule or trap | English | French |",
        "| --- | ---: | ---: |",
    ]
    for rule, scores in by_rule().items():
        cells = [f"{sum(s)}/{len(s)}" if s else "–" for s in scores.values()]
        lines.append(f"| {rule.replace('_', ' ')} | {cells[0]} | {cells[1]} |")
    lines += [
        "",
        "| kind | precision | recall | texts |",
        "| --- | ---: | ---: | ---: |",
    ]
    for kind, (right, answered, expected) in by_kind().items():
        precision = f"{right / answered:.3f}" if answered else "–"
        recall = f"{right / expected:.3f}" if expected else "–"
        lines.append(f"| {kind} | {precision} | {recall} | {expected} |")
    return "\n".join(lines) + "\n\n" + BLIND


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
