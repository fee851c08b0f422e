"""Tell what a posting only wishes for, by the words around an amount."""

import re

from lib.extract.patterns import DEGREE, any_of

# Marks that stand behind: "2 years preferred", "3 ans seraient un atout".
_IS_A_BIG = (
    r"(?:an |is |considered |strong |definite |great |big |huge |real )*(?:an? )?"
)
_WISH = any_of(rf"""
    preferred | prefered | preferable | preferably | desired | desirable | desireable
    {_IS_A_BIG}(?:asset|plus(?! d)|advantage|bonus)\b
    nice[- ]to[- ]have | advantageous | optional | beneficial | helpful | good to have
    a must-?have not | would be (?:great|ideal|nice|good) | strongly encouraged
    is (?:ideal|welcome|valued|appreciated) | not required
    not (?:a )?(?:must|mandatory|necessary|essential)
    souhaitee?s? | souhaitable | apprecie\w* | un atout | des atouts | un plus
    un avantage | valorise\w* | preferable | serai(?:en)?t ideale?s? | facultati\w+
    privilegie\w* | bienvenue
""")
# A piece of each: looking for these first is cheap.
_SIGNS = (
    *("prefer", "desir", "asset", "plus", "advant", "bonus", "nice", "option", "great"),
    *("benefi", "helpful", "good", "ideal", "welcome", "valued", "apprec", "encourag"),
    *("not ", "souhait", "atout", "avantage", "valoris", "facult", "privil", "bienv"),
)
# "Preferred qualifications" behind an amount is the next heading, not a mark.
_AFTER = re.compile(
    _WISH + r"(?!\s?(?:in|en|with|dans|within|from|qualif|skills|requirements)\b"
    r"|\s?(?:\([^()]{0,30}\))?\s?:)"
)
# Marks that stand before: "ideally 2 years", "de préférence 3 ans".
_BEFORE = re.compile(
    r"(?:\b"
    + any_of(r"""
    (?:would|will) be (?:great|nice|ideal|good|helpful) | preferabl[ey] | ideally
    preference (?:is |will be )?(?:given )?(?:to|for)
    (?:we|we'd|would) (?:prefer|love|like)
    bonus(?: points)? | a plus | nice[- ]to[- ]have | desired | desirable
    preferred(?! (?:candidate|profile)) | prefer candidates? | optional(?:ly)? | asset
    (?:candidates?|applicants?|you) may also
    idealement | de preference | preferentiellement | souhaitee?s? | un plus | un atout
    """)
    + r"\b)(?! (?:and|et|or|but|,))"
    r"(?:(?<=ideally),|(?<=preferably),|(?<=idealement),)?"
    r"(?:(?! (?:degree|bachelor|master|phd|diplom))[^.,;\n\x1f()]){0,60}$"
)
_NEXT_AMOUNT = re.compile(
    r"[0-9]\+? ?(?:to |-|a )?[0-9]* ?(?:year|yr|ans\b|mois|month)"
)
_NEEDED = re.compile(r"\b(?:required|requise?|exigee?|mandatory|minimum)\b")
_OR = re.compile(r"\b(?:or|ou)\b")
_HAS_DEGREE = re.compile(DEGREE)

# "2 years required, 5 preferred", "3 years, ideally 5": the second figure has no unit.
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "ten": 10, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dix": 10,
}  # fmt: skip
_BARE_FIGURE = re.compile(
    r"[^.\n\x1f]{0,60}?[,(;-]\s?(?:or |but |et )?"
    r"(?:preferably|ideally|idealement|de preference) (?:at least |over |au moins )?"
    rf"(?P<ideal>[0-9]{{1,2}}|{'|'.join(_NUMBERS)})\b(?!\s?(?:%|years|yrs|ans|months))"
    r"|"
    r"[^.\n\x1f]{0,60}?(?:[,(;-]|\band\b|\bbut\b|\bet\b)\s?"
    r"(?:preferably |ideally |idealement )?"
    r"(?P<low>[0-9]{1,2})\s?\+?\s?(?:years?|yrs?|ans)?\s?"
    r"(?:or more |is |are |strongly |highly )*"
    r"(?:preferred|desired|desirable|ideal\b|an asset|a plus|souhait)"
)
_BARE_SIGNS = ("prefer", "desir", "ideal", "asset", "plus", "souhait")
# A habit, not a bar: a wish beside firm requirements, else the requirement.
_TYPICAL = re.compile(
    r"(?:typically|likely|usually|generally|generalement|probably)[^.;\n\x1f]{0,60}$"
)


def mark(before: str, after: str) -> str:
    """Find the words that make an amount a wish, none that belong to a neighbour."""
    found = _BEFORE.search(before[-110:])
    if found:
        return found.group()
    cut = _NEXT_AMOUNT.search(after)
    near = after[: min(cut.start() if cut else 170, 170)]
    if not any(sign in near for sign in _SIGNS):
        return ""
    found = _AFTER.search(near)
    if not found:
        return ""
    between = after[: found.start()]
    if _NEEDED.search(between):
        return ""
    if between.count("(") > between.count(")"):
        return found.group() if not between[between.rfind("(") + 1 :].strip() else ""
    piece = between[max(between.rfind(","), between.rfind(" - ")) + 1 :]
    has_comma = len(piece) < len(between)
    if has_comma and piece.strip(" -") and not _OR.search(piece):
        return ""
    has_degree = _HAS_DEGREE.search(piece)
    if " in " not in piece and has_degree:
        return ""
    return found.group()


def is_marked(after: str) -> bool:
    """Say whether a mark of a wish stands behind an amount."""
    return _AFTER.search(after[:120]) is not None


def is_typical(before: str) -> bool:
    """Say whether an amount is what people in the job usually have."""
    return _TYPICAL.search(before) is not None


def bare_figure(folded: str, start: int, right: int) -> float | None:
    """Read a wished figure without a unit that stands behind a required one."""
    after = folded[start:right]
    if not any(sign in after for sign in _BARE_SIGNS):
        return None
    found = _BARE_FIGURE.match(after)
    if not found:
        return None
    figure = found["low"] or found["ideal"]
    return float(_NUMBERS.get(figure, figure))
