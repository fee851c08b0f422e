"""Find the amounts of time in a posting: "3+ years", "six (6) months", "3 à 5 ans".

Nothing here knows what an amount means: `clauses` reads what each one is about and
`decide` makes the answer. All patterns match folded text (see `plain.fold`).
"""

import re
from typing import NamedTuple

from lib.extract.patterns import any_of
from lib.extract.plain import HALF


class Amount(NamedTuple):
    """One amount as it stands in a text; offsets count characters.

    `low` and `high` are years. `high` is null for a single figure or an open end.
    `unit` is "year", "month" or "label" ("Experience: 5+", where the label says that
    the figure is experience). `firm` tells "3+", "at least 3" and "3 to 5" from "3".
    """

    start: int
    end: int
    low: float
    high: float | None
    unit: str
    firm: bool


MOST = 200  # no posting states more amounts; a text that does is not one

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18,
    "twenty-four": 24, "twenty": 20, "twenty-five": 25, "thirty-six": 36,
    "thirty": 30, "forty": 40, "fifty": 50, "a couple of": 2, "a couple": 2,
    "couple of": 2, "a": 1, "an": 1, "a full": 1, "half a": 0.5, "a dozen": 12,
    "one and a half": 1.5, "two and a half": 2.5,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
    "quinze": 15, "seize": 16, "dix-huit": 18, "vingt": 20, "vingt-quatre": 24,
    "trente": 30, "trente-six": 36, "une dizaine d'": 10, "une douzaine d'": 12,
}  # fmt: skip
_WORD_LIST = any_of("\n".join(sorted(_WORDS, key=len, reverse=True)))

# One figure, in digits or as a word; "Bac+3" is a diploma, "$3" is money.
_DIGITS = rf"[0-9]{{1,3}}(?:[.,][0-9]{{1,2}})?{HALF}?(?![0-9])"
_WORD = rf"(?:{_WORD_LIST})(?:(?<=')|(?![a-z]))"
_LOW = (
    r"(?:(?=[0-9])(?<![0-9$])(?<![0-9][.,:/])(?<!bac\+)(?<!bac \+)(?<!bac \+ )"
    rf"{_DIGITS}|(?=[a-z])(?<![a-z]){_WORD})"
)
_HIGH = rf"(?:{_DIGITS}|{_WORD})"
_UNIT = (
    r"(?:years?|yrs?|yoe|months?|decades?"
    r"|annees?|ans?|mois)(?![a-z])(?:\(s\))?"
)
# The figure again: "five (5)", "3 (three)".
_TWICE = r"(?:\s?\(\s?[a-z0-9][a-z0-9 +-]{0,14}\))?"
_OPEN = (
    r"(?:\s?\+|\s?-?plus\b(?! de)"
    r"|\s\(?(?:or|ou|and|et) (?:more|plus|above|over|plusieurs|greater|so)\b\)?)"
)
_BY = (
    r"-(?:to|a)-|--?|/|~"
    r"|(?:to less than|a moins de|to|a|or|ou|through|up to|jusqu'a)(?![a-z])"
)
_FILLER = (
    r"(?:"
    + any_of("""
    full-time | full | calendar | solid | whole | complete | consecutive | recent
    additional | relevant | progressive | continuous | cumulative | bonnes | pleines
    """)
    + r"[ -]){0,2}"
)
_AMOUNT = re.compile(
    rf"(?P<low>{_LOW}){_TWICE}(?P<open>{_OPEN})?{_TWICE}"
    # up to the other end of a range, with a unit of its own or none
    rf"(?:(?:\s?(?:-\s?)?(?P<first>{_UNIT})\.?{_OPEN}?\s{{0,2}}"
    r"(?:-|to less than|a moins de|to|a|up to|(?P<both2>and|et)(?![a-z]))"
    rf"|\s{{0,2}}(?:{_BY}|(?P<both>(?:and|et)(?![a-z]))))"
    rf"\s{{0,2}}(?P<high>{_HIGH}){_TWICE}(?:\s?\+)?{_TWICE})?"
    rf"\s{{0,3}}-?\s{{0,2}}{_FILLER}"
    rf"(?P<unit>{_UNIT})(?P<half> et demie?\b| and a half\b)?"
    r"(?:(?<=yr)\.|(?<=yrs)\.)?"
)

# Words before and after an amount that move its ends.
_BEGINNERS = any_of(r"""
    freshers? | fresh graduates? | new grad(?:uate)?s? | recent grad(?:uate)?s?
    graduates? | entry[- ]level | no experience | junior | debutant(?:e|s|\(e\))*
""")
_BEFORE = re.compile(
    rf"(?<![a-z])(?:(?P<beginners>{_BEGINNERS})\s?"
    r"(?:to|-|through(?: to)?|up to|a)(?: those with)?"
    rf"|(?P<choice>{_BEGINNERS})\s?(?:/|or|ou)"
    r"|(?P<upto>"
    + any_of(r"""
    up to | less than | under | fewer than | no more than | not more than | below
    maximum(?: of)? | max\.?(?: of)? | at most | <=? | jusqu'a | moins de | moins d'
    inferieure? a | maximum de | au plus | au maximum | pas plus de
    """)
    + r")|(?P<firm>"
    + any_of(r"""
    at ?least | at a minimum | minimum(?: requirement)?(?: of)? | min\.?(?: of)?
    no less than | not less than | a minimum of | over | more than | greater than
    exceeding | upwards of | >=? | \+ de | minimum de | minimum d' | (?:d')?au moins
    mini | plus de | plus d' | superieure? a | a minima | au minimum | pas moins de
    """)
    + r")|(?P<about>"
    + any_of(r"""
    about | around | approximately | approx\.? | roughly | some | ~ | between | from
    environ | pres de | entre | de | d'
    """)
    + r"))(?:\s(?:a|an|the|un|une))?\s{0,2}[:(]?\s{0,2}$"
)
_MOVERS = "<>=~'.():/-de"  # what the words above may end with, letters aside
_MORE_AFTER = re.compile(
    r"\s{0,2}[,(]?\s?"
    + any_of(r"""
    or more | and more | or above | and above | or over | or greater | and up | \+
    plus(?! de| [0-9]) | et \+ | and \+ | minimum | min\b | at least | ou plus
    et plus | mini\b | au moins | au minimum | a minima
    """)
    + r"\)?"
)
_LESS_AFTER = re.compile(
    r"\s{0,2}[,(]?\s?" + any_of("or less | or fewer | maximum | max\b | ou moins")
)
# "A year" is an amount only of experience or work: "a year of retail experience", "a
# year or more in a bakery"; "once a year" is none.
_A_YEAR_OF = re.compile(
    r"(?:'?s?'?)\s(?:of |d'|d |d\?)?(?:[a-z-]+ ){0,4}(?:exp|work|pract)"
    r"|'?s? (?:or (?:so|more|two) )(?:in|as|of|with|at|under|behind)\b"
)
# "A year or two": the second figure has no unit.
_OR_TWO = re.compile(r" (?:or|ou) (?P<high>two|three|deux|trois)\b")
# The other end of "min: 3 years - max: 7 years".
_MAX_AFTER = re.compile(
    r"[ ,;/-]{0,3}max(?:imum)?\.?(?: experience)?\s?[:=]?\s?"
    rf"(?P<high>{_DIGITS})(?:\s?{_UNIT})?"
)

# A figure behind a label: "Years of experience: 3-5", "Experience (years): 4".
_LABEL = re.compile(
    rf"(?:(?:years?|yrs?|annees?|ans|months|mois)'?\s?(?:of |d'|d )?(?:[a-z]+ ){{0,3}}"
    rf"experience(?: [a-z]+){{0,3}}(?: ?\([a-z .]+\))?"
    rf"|experience(?: [a-z]+){{0,2}},?\s?[(\[]?(?:in )?"
    r"(?:years|yrs|annees|ans)\.?[)\]]?)"
    rf"\s?(?::|-|=|\n|\s)\s?(?:>=?\s?)?(?P<low>(?<![0-9]){_DIGITS})\s?(?P<open>\+)?"
    rf"(?:\s?(?:-|to|a|/)\s?(?P<high>{_DIGITS})\+?)?(?!\s?(?:%|[/.,:][0-9]|th\b|st\b))"
)
# The same without a unit anywhere: "Experience: 3-5", "Exp: 2+".
_BARE = re.compile(
    rf"(?:experience|exp)\.?(?: required| requise?| needed| level)?\s?[:=-]\s?"
    rf"(?P<low>(?<![0-9]){_DIGITS})\s?"
    rf"(?:(?P<open>\+)|(?:-|to|a)\s?(?P<high>{_DIGITS})\+?)(?!\s?(?:%|[/.,:0-9]))"
)

# Where a unit may stand; French ones that begin a word are looked for in French only.
_UNIT_SIGNS = ("year", "yr", "month", "yoe", "decade")
_UNIT_SIGNS_FR = ("ans", "annee", "mois", " an", "1an")
_COUNTING = {re.split("[ -]", word)[-1].rstrip("'") for word in _WORDS} | set(
    "more plus greater above over so full calendar solid whole complete consecutive "
    "recent bonnes pleines additional relevant progressive continuous time".split()
)
_LAST_WORD = re.compile("[a-z]+$")
_FIGURE = re.compile("[0-9]")


def find(folded: str) -> list[Amount]:
    """List the amounts of a folded text in order; linear in its length."""
    found: list[Amount] = []
    done = tries = 0
    for at in _unit_offsets(folded):
        if at < done or not _countable(folded, at):
            continue
        tries += 1
        if tries > 5 * MOST:
            break
        amount = _read(folded, max(done, at - 56), at)
        if amount:
            found.append(amount)
            done = amount.end
            if len(found) == MOST:
                break
    if "exp" in folded:
        found = _with_labelled(folded, found)
    return found


def _unit_offsets(folded: str) -> list[int]:
    """List where a unit of time may stand."""
    offsets: list[int] = []
    is_french = len(folded) < 500 or " de " in folded
    for unit in _UNIT_SIGNS + _UNIT_SIGNS_FR if is_french else _UNIT_SIGNS:
        at = folded.find(unit)
        shift = unit[0] in " 1"
        while at >= 0:
            if not shift or not folded[at + 3 : at + 4].isalpha():
                offsets.append(at + shift)
            at = folded.find(unit, at + 3)
    offsets.sort()
    return offsets


def _countable(folded: str, at: int) -> bool:
    """Say whether what stands before a unit can be a figure."""
    if folded[at - 1 : at].isalpha():
        return False
    before = folded[max(0, at - 16) : at].rstrip(" -\n\x1f")
    if not before:
        return False
    last = before[-1]
    if last.isdigit() or last in ("+)" + HALF):
        return True
    word = _LAST_WORD.search(before)
    return word is not None and word.group() in _COUNTING


def _read(folded: str, start: int, at: int) -> Amount | None:
    """Read the amount whose unit stands at `at` and that begins after `start`."""
    match = _match(folded, start, at)
    if not match:
        return None
    before = _before(folded, start, match.start())
    if (match["both"] or match["both2"]) and not (
        before and before["about"] in ("between", "entre")
    ):  # "3 and 5 years" are two amounts, "between 3 and 5 years" is one
        match = _AMOUNT.search(folded, match.start("high"), at + 48) or match
        before = None
    if match["low"] in ("a", "an") and not (
        _A_YEAR_OF.match(folded, match.end()) or _OR_TWO.match(folded, match.end())
    ):
        return None
    first = before.start() if before and not before["about"] else match.start()
    low, high, last = _ends(folded, match, before)
    more = _MORE_AFTER.match(folded, last)
    if more:
        last = more.end()
    is_firm = bool(match["open"] or more or (before and before["firm"]))
    unit = "month" if _scale(match["first"] or match["unit"]) < 1 else "year"
    if match["unit"] == "yoe":
        unit = "label"
    return Amount(
        first, last, _years(low), _years(high), unit, is_firm or high is not None
    )


def _match(folded: str, start: int, at: int) -> re.Match[str] | None:
    """Match the amount whose unit stands at `at`, from as far back as it may begin."""
    match = _AMOUNT.search(folded, max(start, at - 24), at + 48)
    if not match or match.start() < at - 10:
        match = _AMOUNT.search(folded, start, at + 48)
    while match and match.end() <= at:
        match = _AMOUNT.search(folded, match.end(), at + 48)
    return match if match and match.start("unit") <= at + 40 else None


def _before(folded: str, start: int, at: int) -> re.Match[str] | None:
    """Match the words before an amount that move its ends: "at least", "up to"."""
    start = max(start, at - 32)
    near = folded[start:at].rstrip()
    if near and (near[-1].isalpha() or near[-1] in _MOVERS):
        return _BEFORE.search(folded, start, at)
    return None


def _ends(
    folded: str, match: re.Match[str], before: re.Match[str] | None
) -> tuple[float, float | None, int]:
    """Give the lower and the upper end in years, and where the words for them end."""
    scale = _scale(match["unit"])
    low = _number(match["low"]) + (0.5 if match["half"] else 0)
    low *= _scale(match["first"] or match["unit"])
    last = match.end()
    high = None
    if match["high"]:
        high = _number(match["high"]) * scale
        if high <= low:
            low, high = high, None
    else:
        two = _OR_TWO.match(folded, last) if low == 1 else None
        found = two or _MAX_AFTER.match(folded, last)
        if found and _number(found["high"]) * scale > low:
            high, last = _number(found["high"]) * scale, found.end()
        less = None if found else _LESS_AFTER.match(folded, last)
        if less:
            last = less.end()
        if less or (before and (before["upto"] or before["beginners"])):
            low, high = 0.0, None if match["open"] else low
    if before and before["choice"]:
        low = 0.0
    return low, high, last


def _with_labelled(folded: str, found: list[Amount]) -> list[Amount]:
    """Add amounts that stand behind their label: "Years of experience: 3-5"."""
    spots = []
    at = folded.find("exp")
    while at >= 0 and len(spots) < MOST:
        if _FIGURE.search(folded, at, at + 60):
            around = folded[max(0, at - 24) : at + 60]
            if ":" in around or "ye" in around or "yr" in around or "an" in around:
                spots.append(at)
        at = folded.find("exp", at + 3)
    taken = [(amount.start, amount.end) for amount in found]
    added: list[Amount] = []
    for at in spots:
        for pattern in (_LABEL, _BARE):
            match = pattern.search(folded, max(0, at - 24), at + 80)
            if match and match.start() <= at < match.end():
                start, end = match.start(), match.end()
                if all(end <= a or start >= b for a, b in taken):
                    low, high = _number(match["low"]), match["high"]
                    top = _number(high) if high else None
                    if low <= 30 and (top is None or low < top <= 40):
                        added.append(Amount(start, end, low, top, "label", True))
                        taken.append((start, end))
                break
    return sorted(found + added) if added else found


def _number(text: str) -> float:
    """Read one figure or number word: "5", "1,5", "1½", "cinq"."""
    if text in _WORDS:
        return float(_WORDS[text])
    half = 0.5 if text.endswith(HALF) else 0.0
    return float(text.rstrip(HALF).replace(",", ".")) + half


def _scale(unit: str) -> float:
    """Give the years in one unit."""
    return 10.0 if unit[0] == "d" else 1 / 12 if unit[0] == "m" else 1.0


def _years(value: float | None) -> float | None:
    """Round to the hundredth, whole years without a remainder."""
    return None if value is None else round(value, 2)
