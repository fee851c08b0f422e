"""Tell years that a degree replaces, or that come with one: "a degree or 5 years"."""

import re

from lib.extract.patterns import DEGREE, any_of

# "A degree, or at least 5 years": little may stand between "or" and the amount.
_DEGREE_OR = re.compile(
    DEGREE + r"[^.\n\x1f]{0,110}?[ ,/(;](?:or|ou)"
    r"(?: else| alternatively| bien| alternativement)?,? (?:"
    + any_of(r"""
    have | has | possess | with | a | an | the | equivalent | equivalente? | related
    relevant | comparable | combined | professional | work | working | practical
    hands-on | experience | experiences? | of | de | d'une | d' | une | un | avoir
    justifi\w+ | posseder | disposer | par | [(:]
    """)
    + r"[ ,]{0,2}){0,6}$"
)
# "5 years of experience or a degree", unless the degree asks for years too.
_OR_DEGREE = re.compile(
    rf"(?:(?!{DEGREE})[^.;\n\x1f]){{0,90}}?(?:[ ,]|\b(?:et|and)/)(?:or|ou) "
    r"(?:you(?:'re| are| might be| may be) )?(?:an? |un |une |the |d'une? )?"
    r"(?:(?:completed|recent|new|equivalent|related|relevant|university|college|"
    r"recognized|technical|accredited) ){0,3}"
    rf"{DEGREE}(?!(?:(?!, or )[^.;\n\x1f]){{0,70}}(?:[0-9]|(?<!no )experience|years|"
    r"combination|equivalent))"
)
# "5 years of experience in lieu of a degree".
_IN_LIEU = re.compile(
    r"[^.;\n\x1f]{0,80}?(?:in lieu of|instead of|in place of|substitut\w+ for"
    rf"|en lieu et place|a la place d|si absence d|a defaut d|en l'absence d|if no\b"
    rf"|without an?\b)[^.;\n\x1f]{{0,30}}{DEGREE}"
)
# "One year of experience, or willing to train".
_OR_TRAINED = re.compile(
    r"[^.;\n\x1f]{0,80}?[ ,]or (?:we )?"
    + any_of("""
    (?:are )?willing to (?:cross[- ]?)?(?:train|learn) | will train | no experience
    willingness to (?:train|learn)
    """)
)
_WITH_YEARS = re.compile(DEGREE + r"[^.;:]{0,40}(?:with|and|plus|\+|et|avec) $")
_AND_DEGREE = re.compile(r"\s?(?:and|with|plus|\+|et|avec) (?:an? |un |une )?" + DEGREE)
# "… with 4 years, or a master's and" before 2 years.
_OR_DEGREE_WITH = re.compile(
    rf"\b(?:or|ou)\b[^;\n\x1f]{{0,60}}{DEGREE}[^;\n\x1f]{{0,60}}?"
    r"(?:and|with|plus|\+|et|avec|,|:)\s?(?:[a-z]+ ){0,3}$"
)
# "PhD with" before 2 years, "Bachelor's (" before 5.
_HELD = re.compile(
    DEGREE + r"[^.;\n\x1f]{0,80}?(?:with|and|plus|\+|et|avec|,|:|-|\()\s?"
    r"(?:(?:a|an|at|least|minimum|of|des?|une?|have|\+) ?){0,4}$"
)
_DEGREE = re.compile(DEGREE)
_TIED = re.compile(r"[^.;]{0,60}?\b(?:with|and|plus|avec|et) [^.;]{0,30}" + DEGREE)
# "Two years may be substituted for the degree" is beside the bar.
_SUBSTITUTE_SIGNS = (
    "meet",
    "equiv",
    "lieu",
    "place",
    "stead",
    "substi",
    "may be",
    "requi",
)
_COMBINATION = re.compile(r"\b(?:or|ou)\b[^.;]{0,30}combin\w+ (?:of|de)[^.;]{0,60}$")
_SUBSTITUTE = re.compile(
    r"(?:will meet|equivalenc|in lieu|in place of|instead of|substitut"
    r"|may be considered|may be accepted)[^\n]*$"
    r"|of the required experience"
)


def instead(before: str, after: str, is_next: bool) -> str:
    """Find the words that let a degree stand in place of an amount of years.

    `is_next`: another amount stands before in the sentence, and a degree that is tied
    to that one replaces nothing: "10 years with a bachelor's, or 8 and a master's".
    """
    if comes_after(after) or (is_next and _TIED.match(before)):
        return ""
    found = None
    if " or " in before or " ou " in before or "/" in before or "(" in before:
        found = _DEGREE_OR.search(before[-200:])
    if not found and ("or " in after or "ou " in after):
        found = _OR_DEGREE.match(after) or _OR_TRAINED.match(after)
    if not found and (
        "lieu" in after
        or "stead" in after
        or "place" in after
        or "substit" in after
        or "absence" in after
        or "defaut" in after
        or "if no" in after
        or "without" in after
    ):
        found = _IN_LIEU.match(after)
    return found.group() if found else ""


def is_named(words: str) -> bool:
    """Say whether a degree is named: "or will train" names none."""
    return _DEGREE.search(words) is not None


def come_with(before: str) -> bool:
    """Say whether an amount is tied to a degree: "a bachelor's and 2 years"."""
    return _WITH_YEARS.search(before) is not None


def comes_after(after: str) -> bool:
    """Say whether a degree is asked for with an amount: "2 years and a bachelor's"."""
    return _AND_DEGREE.match(after) is not None


def are_offered(between: str) -> bool:
    """Say whether another degree is offered between two amounts."""
    return _OR_DEGREE_WITH.search(between) is not None


def holder(before: str) -> str:
    """Name the degree that the amount right behind is tied to: "a PhD with …"."""
    found = _HELD.search(before)
    return " ".join(_DEGREE.findall(found.group())) if found else ""


def is_substitute(before: str, after: str) -> bool:
    """Say whether an amount only replaces a degree, beside what is required."""
    if "combin" in before and _COMBINATION.search(before):
        return True
    if not any(sign in after for sign in _SUBSTITUTE_SIGNS):
        return False
    if not _SUBSTITUTE.search(after):
        return False
    return bool(_DEGREE.search(before) or _DEGREE.search(after))
