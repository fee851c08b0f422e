"""Find the sentence an amount stands in, also where line breaks were lost."""

import re

from lib.extract.patterns import any_of

REACH = 200  # characters a side; no sentence is followed further

_ENDS = re.compile(r"[\n\x1f;!?]|\.(?=[\s\x1fa-z]|$)| [*|-] ")
# A stop behind one of these ends no sentence: "min. 3 years", "e.g. retail", "Ph.D.".
_ABBREVIATION = re.compile(
    r"(?:\b"
    + any_of("""
    min | max | yrs? | exp | e\\.g | i\\.e | approx | etc | no | inc | sr | jr | st
    vs | mr | ms | dr | b | m | ph
    """)
    + r"|\b[a-z]\.[a-z])$"
)
# After a dash these still speak of the amount before it: "2 years - required".
_MARKS = (
    *("requi", "prefer", "souhait", "exig", "indisp", "experience", "minimum"),
    "mandat",
)
# A heading glued to the word before it by a lost line break: "SQLPreferred skills".
_GLUED = re.compile(
    r"[PDNBRMQWESAC](?<=[A-Za-z)0-9][A-Z])(?:(?<=P)(?:referred|rofil)|(?<=D)esired"
    r"|(?<=N)ice|(?<=B)(?:onus|enefits)|(?<=R)equire(?:d|ment)|(?<=M)(?:ust|inimum)"
    r"|(?<=Q)ualification|(?<=W)hat|(?<=E)ducation|(?<=S)(?:kills|ouhait)"
    r"|(?<=A)tout|(?<=C)ompétence)[a-z :]"
)


def bounds(text: str, folded: str, start: int, end: int) -> tuple[int, int]:
    """Give the bounds of the sentence around a span of a text and its folded form."""
    return _left(text, folded, start), _right(text, folded, end)


def _left(text: str, folded: str, start: int) -> int:
    left = max(0, start - REACH)
    line = folded.rfind("\n", left, start)
    if line >= 0 and _is_end(text, folded, line):
        left = line + 1
    if _may_end(folded[left:start]):
        for match in _ENDS.finditer(folded, left, start):
            if _is_end(text, folded, match.start()):
                left = match.end()
    for glued in _GLUED.finditer(text, left, start):
        left = glued.start()
    return left


def _right(text: str, folded: str, end: int) -> int:
    right = min(len(folded), end + REACH)
    line = folded.find("\n", end, right)
    if line >= 0 and _is_end(text, folded, line):
        right = line
    if _may_end(folded[end:right]):
        for match in _ENDS.finditer(folded, end, right):
            if _is_end(text, folded, match.start()):
                right = match.start()
                break
    glued = _GLUED.search(text, end, right)
    return glued.start() if glued else right


def _may_end(piece: str) -> bool:
    """Say whether any mark that may end a sentence stands in a piece; cheap."""
    return (
        "\n" in piece
        or ". " in piece
        or "\x1f" in piece
        or ";" in piece
        or " - " in piece
        or "." in piece
        or "!" in piece
        or "?" in piece
        or " | " in piece
        or " * " in piece
    )


def _is_end(text: str, folded: str, at: int) -> bool:
    """Say whether a mark ends a sentence: not a soft line break, not "min."."""
    sign = folded[at]
    if sign == "?":  # an apostrophe that was lost: "d?experience"
        return not (folded[at - 1 : at].isalpha() and folded[at + 1 : at + 2].isalpha())
    if sign == "\n":  # a line that goes on in lower case goes on
        after = text[at + 1 : at + 4].lstrip(" ")[:1]
        before = folded[max(0, at - 3) : at].rstrip(" ")[-1:]
        return not (after.islower() and before not in (".", ":", "\n", ""))
    if sign == ";":
        return not folded.startswith((" or ", " ou "), at + 1)
    if sign == " ":
        return not folded.startswith(_MARKS, at + 3)
    if sign == ".":
        if _ABBREVIATION.search(folded, max(0, at - 7), at):
            return False
        return not text[at + 1 : at + 3].strip()[:1].islower()
    return True
