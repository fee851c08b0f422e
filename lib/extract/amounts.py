"""Find the amounts of time in a posting: "3+ years", "six (6) months", "3 à 5 ans".

Nothing here knows what an amount means. `clauses` reads what each one is about and
`experience` decides. Texts are read through `fold`, which keeps every character at its
place, so that an offset in the folded text is an offset in the text itself.
"""

import html
import re
from bisect import bisect_right
from typing import NamedTuple


class Amount(NamedTuple):
    """One amount as it stands in a text; offsets count characters.

    `low` and `high` are years. `high` is null for a single figure or an open end.
    `unit_hint` is "year", "month" or "label" ("Experience: 5+", no unit at all).
    """

    start: int
    end: int
    low: float
    high: float | None
    unit: str
    firm: bool


class Plain(NamedTuple):
    """A text without markup and broken encodings, and the way back to the original.

    `pieces` holds (offset here, offset there, length there) for each replaced piece,
    null when nothing was replaced.
    """

    text: str
    pieces: tuple[tuple[int, int, int, int], ...] | None


# Every character of these stands in postings in place of the plain one beside it.
_PLAIN = {
    "'": "\u2019\u2018\u02bc\u2032\u201b",
    '"': "\u201c\u201d\u201e",
    "-": "\u2013\u2014\u2011\u2010\u2012\u2212",
    " ": "\u202f\u2009\u2007\u2002\u2003\u200a\u3000\u2122",
    "\n": "\u2028\u2029",
    ">": "\u2265",
    "<": "\u2264",
    "$": "\u20ac",
    "o": "\u0153\u0152",
    ".": "\u2026",
    "\x1f": "\u2022\u25cf\u25aa\u25e6\u25a0\u2023\u27a2\u25ba\uf0b7\u2713\u2714",
}
_REPLACED = tuple((odd, plain) for plain, odds in _PLAIN.items() for odd in odds)


def _table() -> bytes:
    """Build the map of Latin-1 bytes to lower-case letters without accents."""
    table = bytearray(range(256))
    for code in range(65, 91):
        table[code] = code + 32
    accents = {
        "a": "àáâãäåÀÁÂÃÄÅ",
        "c": "çÇ",
        "e": "èéêëÈÉÊË",
        "i": "ìíîïÌÍÎÏ",
        "n": "ñÑ",
        "o": "òóôõöøÒÓÔÕÖØ",
        "u": "ùúûüÙÚÛÜ",
        " ": "\xa0\t\x0b\x0c®",
        "\n": "\r\x85",
        "'": "´`",
        '"': "«»",
        "\x1f": "·",
    }
    for plain, odds in accents.items():
        for odd in odds:
            table[ord(odd)] = ord(plain)
    return bytes(table)


_TABLE = _table()


def fold(text: str) -> str:
    """Lower the case and drop accents and typography, one character for one.

    "Cinq\\u00a0ANS d’expérience" becomes "cinq ans d'experience". Bullets become the
    character 0x1f, what Latin-1 cannot hold becomes "?".
    """
    if not text.isascii():
        for odd, plain in _REPLACED:
            text = text.replace(odd, plain)
    return text.encode("latin-1", "replace").translate(_TABLE).decode("latin-1")


# What one broken piece begins with comes first: that makes the search fast.
_BROKEN = re.compile(
    r"[&<*_\u00c2\u00c3\u00e2\u0300-\u0304\u0308\u0327\u200b-\u200d\u2060\ufeff\u00ad](?:"
    r"(?<=&)(?:#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"
    r"|(?<=<)/?[a-zA-Z][^<>]{0,200}>"
    r"|(?<=\*)\*|(?<=_)_"
    r"|(?<=[\u00c2\u00c3\u00e2])[\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc"
    r"\u2013-\u203a\u20ac\u2122 ]{1,2}"
    r"|(?<![&<*_\u00c2\u00c3\u00e2])"
    r"[\u0300-\u0304\u0308\u0327\u200b-\u200d\u2060\ufeff\u00ad]*)"
)
_BLOCK = re.compile(r"</?(?:br|p|li|ul|ol|div|tr|td|h[1-6])\b", re.IGNORECASE)
_MARKUP = re.compile(r"&(?:#[0-9x]|[A-Za-z]{2,8};)")
_SIGNS = (
    *("\u00c3", "\u00e2\u20ac", "\u00c2", "\u0301", "\u0300", "\u0302", "\u0327"),
    *("\u200b", "\ufeff", "\u00ad", "\u200d"),
)


def repair(text: str) -> Plain:
    """Undo HTML leftovers, UTF-8 read as Windows-1252, and invisible characters.

    "3&nbsp;ans d&#8217;exp\\u00c3\\u00a9rience" becomes "3 ans d’expérience".
    """
    if not (
        ("&" in text and _MARKUP.search(text))
        or ("<" in text and ">" in text)
        or "**" in text
        or "__" in text
        or (not text.isascii() and any(sign in text for sign in _SIGNS))
    ):
        return Plain(text, None)
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    done = length = 0
    known: dict[str, str | None] = {}
    for match in _BROKEN.finditer(text):
        found = match.group()
        new = (
            known[found] if found in known else known.setdefault(found, _mended(found))
        )
        if new is None:
            continue
        kept = text[done : match.start()]
        length += len(kept)
        pieces.append((length, match.start(), len(new), match.end() - match.start()))
        parts += (kept, new)
        length += len(new)
        done = match.end()
    if not pieces:
        return Plain(text, None)
    return Plain("".join(parts) + text[done:], tuple(pieces))


def _mended(found: str) -> str | None:
    """Say what one broken piece stands for; null leaves it alone."""
    first = found[0]
    if first == "&":
        new = html.unescape(found)
        return None if new == found else new
    if first == "<":
        return "\n" if _BLOCK.match(found) else ""
    if first not in "\u00c2\u00c3\u00e2":
        return ""
    for size in (3, 2):
        try:
            new = found[:size].encode("cp1252").decode("utf-8")
        except UnicodeError:
            continue
        return new + found[size:]
    return None


def original_span(plain: Plain, start: int, end: int) -> tuple[int, int]:
    """Carry a span of the plain text back to the text it was made from."""
    if plain.pieces is None:
        return start, end
    return _original(plain.pieces, start, False), _original(plain.pieces, end - 1, True)


def _original(
    pieces: tuple[tuple[int, int, int, int], ...], at: int, last: bool
) -> int:
    """Place one character; with `last`, the offset just behind it."""
    index = bisect_right(pieces, (at, 1 << 60, 0, 0)) - 1
    while index >= 0 and pieces[index][0] + pieces[index][2] <= at:
        here, there, new, old = pieces[index]
        return there + old + at - here - new + last
    if index < 0:
        return at + last
    _, there, _, old = pieces[index]
    return there + old if last else there


_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18,
    "twenty-four": 24, "twenty": 20, "twenty-five": 25, "thirty-six": 36,
    "thirty": 30, "forty": 40, "fifty": 50, "a couple of": 2, "a couple": 2,
    "couple of": 2, "a": 1, "an": 1, "a full": 1, "half a": 0.5,
    "one and a half": 1.5, "two and a half": 2.5,
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
    "quinze": 15, "seize": 16, "dix-huit": 18, "vingt": 20, "vingt-quatre": 24,
    "trente": 30, "trente-six": 36,
}  # fmt: skip
_WORD_LIST = "|".join(sorted(_WORDS, key=len, reverse=True))

_DIGITS = r"[0-9]{1,3}(?:[.,][0-9]{1,2})?\xbd?(?![0-9])"
_WORD = rf"(?:{_WORD_LIST})(?![a-z])"
_LOW = (
    r"(?:(?<![0-9$])(?<![0-9][.,:/])(?<!bac\+)(?<!bac \+)(?<!bac \+ )"
    rf"{_DIGITS}|(?<![a-z]){_WORD})"
)
_HIGH = rf"(?:{_DIGITS}|{_WORD})"
_UNIT = (
    r"(?:years?|yrs?|yoe|months?|mths?|decades?|annees?|ans?|mois)(?![a-z])(?:\(s\))?"
)
_TWICE = r"(?:\s?\(\s?[a-z0-9][a-z0-9 +-]{0,14}\))?"
_OPEN = (
    r"(?:\s?\+|\s?-?plus\b(?! de)"
    r"|\s\(?(?:or|ou|and|et) (?:more|plus|above|over|plusieurs|greater)\b\)?)"
)
_BY = r"--?|/|~|(?:to less than|a moins de|to|a|or|ou|through|up to|jusqu'a)(?![a-z])"
_FILLER = (
    r"(?:(?:full-time|full|calendar|solid|whole|complete|consecutive|recent|bonnes|"
    r"pleines|additional|relevant|progressive|continuous|cumulative)[ -]){0,2}"
)
_AMOUNT = re.compile(
    rf"(?P<low>{_LOW}){_TWICE}(?P<open>{_OPEN})?"
    rf"(?:(?:\s?(?:-\s?)?(?P<first>{_UNIT})\.?{_OPEN}?\s{{0,2}}"
    r"(?:-|to less than|a moins de|to|a|up to|(?P<both2>and|et)(?![a-z]))"
    rf"|\s{{0,2}}(?:{_BY}|(?P<both>(?:and|et)(?![a-z]))))"
    rf"\s{{0,2}}(?P<high>{_HIGH}){_TWICE}(?:\s?\+)?{_TWICE})?"
    rf"\s{{0,3}}-?\s{{0,2}}{_FILLER}"
    rf"(?P<unit>{_UNIT})(?P<half> et demie?\b| and a half\b)?"
    r"(?:(?<=yr)\.|(?<=yrs)\.|(?<=mths)\.)?"
)
_UNIT_SIGNS = ("year", "yr", "month", "yoe", "decade", "mth")
_UNIT_SIGNS_FR = ("ans", " an ", " an\n", " ann", " an(", "mois")
_COUNTING = {re.split("[ -]", word)[-1] for word in _WORDS} | set(
    "more plus greater above over full calendar solid whole complete consecutive "
    "recent bonnes pleines additional relevant progressive continuous time".split()
)
_LAST_WORD = re.compile("[a-z]+$")
_FIGURE = re.compile("[0-9]")
MOST = 200  # no posting states more amounts; a text that does is not one
_ATLEAST = (
    r"(?:at ?least|at a minimum|minimum(?: requirement)?(?: of)?|min\.?(?: of)?|"
    r"no less than|not less than|a minimum of|minimum de|minimum d'|over|more than|"
    r"greater than|exceeding|upwards of|(?:d')?au moins|mini|plus de|plus d'|"
    r"superieure? a|a minima|au minimum|pas moins de|>=?|\+ de)"
)
_ABOUT = (
    r"(?:about|around|approximately|approx\.?|roughly|some|environ|pres de|~|between|"
    r"entre|from|de|d')"
)
_UPTO = (
    r"(?:up to|less than|under|fewer than|no more than|not more than|maximum(?: of)?|"
    r"max\.?(?: of)?|below|at most|jusqu'a|moins de|moins d'|inferieure? a|"
    r"maximum de|au plus|au maximum|pas plus de|<=?)"
)
_BEFORE = re.compile(
    rf"(?<![a-z])(?:(?P<upto>{_UPTO})|(?P<firm>{_ATLEAST})|(?P<about>{_ABOUT}))"
    r"(?:\s(?:a|an|the|un|une))?\s{0,2}[:(]?\s{0,2}$"
)
_MORE_AFTER = re.compile(
    r"\s{0,2}[,(]?\s?(?:or more|and more|or above|and above|\+|plus(?! de)|or over|"
    r"ou plus|et plus|minimum|min\b|mini\b|au moins|au minimum|a minima|at least|"
    r"or greater|and up)\)?"
)
_LESS_AFTER = re.compile(r"\s{0,2}[,(]?\s?(?:or less|or fewer|maximum|max\b|ou moins)")
_ONE_OF = re.compile(
    r"(?:'?s?'?)\s(?:of |d'|d |d\?)?(?:[a-z-]+ ){0,4}(?:exp|work|pract)"
)
_LABEL = re.compile(
    rf"(?:(?:years?|yrs?|annees?|ans|months|mois)'?\s?(?:of |d'|d )?(?:[a-z]+ ){{0,3}}"
    rf"experience(?: [a-z]+){{0,3}}(?: ?\([a-z .]+\))?"
    rf"|experience(?: [a-z]+){{0,2}},?\s?[(\[]?(?:in )?"
    r"(?:years|yrs|annees|ans)\.?[)\]]?)"
    rf"\s?(?::|-|=|\n|\s)\s?(?P<low>(?<![0-9]){_DIGITS})\s?(?P<open>\+)?"
    rf"(?:\s?(?:-|to|a|/)\s?(?P<high>{_DIGITS})\+?)?(?!\s?(?:%|[/.,:][0-9]|th\b|st\b))"
)
_BARE = re.compile(
    rf"(?:experience|exp)\.?(?: required| requise?| needed| level)?\s?[:=-]\s?"
    rf"(?P<low>(?<![0-9]){_DIGITS})\s?"
    rf"(?:(?P<open>\+)|(?:-|to|a)\s?(?P<high>{_DIGITS})\+?)(?!\s?(?:%|[/.,:0-9]))"
)


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
    french = _UNIT_SIGNS_FR if len(folded) < 500 or " de " in folded else ()
    for unit in _UNIT_SIGNS + french:
        at = folded.find(unit)
        shift = unit[0] == " "
        while at >= 0:
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
    if last.isdigit() or last in "+)\xbd":
        return True
    word = _LAST_WORD.search(before)
    return word is not None and word.group() in _COUNTING


def _read(folded: str, start: int, at: int) -> Amount | None:
    """Read the amount whose unit stands at `at` and that begins after `start`."""
    match = _AMOUNT.search(folded, max(start, at - 24), at + 48)
    if not match or match.start() < at - 10:
        match = _AMOUNT.search(folded, start, at + 48)
    while match and match.end() <= at:
        match = _AMOUNT.search(folded, match.end(), at + 48)
    if not match or match.start("unit") > at + 40:
        return None
    before = _BEFORE.search(folded, max(start, match.start() - 32), match.start())
    if (match["both"] or match["both2"]) and not (
        before and before["about"] in ("between", "entre")
    ):
        match = _AMOUNT.search(folded, match.start("high"), at + 48) or match
        before = None
    low = _number(match["low"])
    if match["low"] in ("a", "an") and not _ONE_OF.match(folded, match.end()):
        return None
    scale = _scale(match["unit"])
    low_scale = _scale(match["first"] or match["unit"])
    high = _number(match["high"]) if match["high"] else None
    is_open = bool(match["open"])
    first = before.start() if before and not before["about"] else match.start()
    last = match.end()
    if match["half"]:
        low += 0.5
    low, high = low * low_scale, high * scale if high is not None else None
    if high is None:
        less = _LESS_AFTER.match(folded, last)
        if less:
            last = less.end()
        if less or (before and before["upto"]):
            low, high = 0.0, low
    elif high <= low:
        low, high = min(low, high), None
    more = _MORE_AFTER.match(folded, last)
    if more:
        last = more.end()
    firm = is_open or high is not None or bool(more or (before and before["firm"]))
    kind = "month" if low_scale < 1 else "year"
    kind = "label" if match["unit"] == "yoe" else kind
    return Amount(first, last, _years(low), _years(high), kind, firm)


def _with_labelled(folded: str, found: list[Amount]) -> list[Amount]:
    """Add amounts that stand behind their label: "Years of experience: 3-5"."""
    spots = []
    at = folded.find("exp")
    while at >= 0 and len(spots) < MOST:
        left = max(0, at - 24)
        around = folded[left : at + 60]
        if (":" in around or "ye" in around or "yr" in around or "an" in around) and (
            _FIGURE.search(around, at - left)
        ):
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
    half = 0.5 if text.endswith("\xbd") else 0.0
    return float(text.rstrip("\xbd").replace(",", ".")) + half


def _scale(unit: str) -> float:
    """Give the years in one unit."""
    return 10.0 if unit[0] == "d" else 1 / 12 if unit[0] == "m" else 1.0


def _years(value: float | None) -> float | None:
    """Round to the hundredth, whole years without a remainder."""
    return None if value is None else round(value, 2)
