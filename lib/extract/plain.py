"""Make the text of a posting plain, and find the way back to the text as it came.

`read` undoes markup and broken encodings and remembers where; then it folds case,
accents and typography, one character for one: an offset in the folded text is an offset
in the repaired one.
"""

import codecs
import html
import re
from bisect import bisect_right
from typing import NamedTuple

BULLET = "\x1f"
HALF = "\x1e"
SUSPECT = "\x1d"
MOST_PIECES = 20_000  # no posting is broken in more places; the rest stays as it is

# Characters that stand in postings in place of the plain one before them. One byte
# names each while a text is folded, so there may be 128 of them at most.
_ODD = {
    "a": "àáâãäåÀÁÄÅæÆ",
    "c": "çÇ",
    "e": "èéêëÈÉÊË",
    "i": "ìíîïÌÍÎÏ",
    "n": "ñÑ",
    "o": "òóôõöøÒÓÔÕÖØœŒ",
    "u": "ùúûüÙÚÛÜ",
    "'": "´\u2019\u2018\u02bc\u2032\u201b",
    '"': "«»\u201c\u201d\u201e",
    "-": "\u2013\u2014\u2011\u2010\u2012\u2212",
    " ": "\xa0®™\u202f\u2009\u2007\u2002\u2003\u200a\u3000",
    "\n": "\x85\u2028\u2029",
    ">": "≥",
    "<": "≤",
    "$": "€",
    ".": "…",
    HALF: "½",
    BULLET: "·•●▪◦■‣➢►\uf0b7✓✔▸▶➤⁃∙◆➔→○❖✅",
    # UTF-8 read as Windows-1252, accents apart from their letter, no width
    SUSPECT: "ÂÃ\u0300\u0301\u0302\u0303\u0304\u0308\u0327"
    "\u200b\u200c\u200d\u2060\ufeff\u00ad",
}
_ASCII = bytes(range(128)).decode("ascii")
_ODD_ONES = "".join(_ODD.values())
_BYTES = codecs.charmap_build((_ASCII + _ODD_ONES).ljust(256, "\ufffe"))
_FOLDED = (
    _ASCII.lower().translate(str.maketrans("\t\x0b\x0c\r`", "   \n'"))
    + "".join(plain * len(odd) for plain, odd in _ODD.items())
).ljust(256, "?")
_FOLDED_BYTES = _FOLDED.encode("ascii")


class Plain(NamedTuple):
    """A text without markup and broken encodings, and the way back to the original.

    `folded` is the same text in lower-case ASCII, offset by offset. `pieces` holds
    (offset here, offset there, length here, length there) for each replaced piece, null
    when nothing was replaced.
    """

    text: str
    folded: str
    pieces: tuple[tuple[int, int, int, int], ...] | None


def read(text: str) -> Plain:
    """Undo HTML leftovers, UTF-8 read as Windows-1252, and invisible characters.

    "3&nbsp;ans d&#8217;exp\\u00c3\\u00a9rience" becomes "3 ans d’expérience", folded
    "3 ans d'experience".
    """
    folded = fold(text)
    if not _is_broken(text, folded):
        return Plain(text, folded, None)
    repaired, pieces = _repair(text)
    return Plain(repaired, fold(repaired).replace(SUSPECT, "a"), pieces)


def fold(text: str) -> str:
    """Lower the case and drop accents and typography, one character for one.

    "Cinq\\u00a0ANS d’expérience" becomes "cinq ans d'experience". Bullets become 0x1f,
    what has no plain form becomes "?".
    """
    if text.isascii():
        known = text.encode("ascii")
    else:
        known = codecs.charmap_encode(text, "replace", _BYTES)[0]
    return known.translate(_FOLDED_BYTES).decode("ascii")


# What one broken piece begins with comes first: that makes the search fast.
_INVISIBLE = "\u0300-\u0304\u0308\u0327\u200b-\u200d\u2060\ufeff\u00ad"
_MISREAD = "\u00c2\u00c3\u00e2"
_BROKEN = re.compile(
    rf"[&<*_{_MISREAD}{_INVISIBLE}](?:"
    # an entity: &nbsp; &#8217; &#xe9;
    r"(?<=&)(?:#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"
    # a tag
    r"|(?<=<)/?[a-zA-Z][^<>]{0,200}>"
    # the marks of bold text
    r"|(?<=\*)\*|(?<=_)_"
    # UTF-8 read as Windows-1252: "Ã©" for "é"
    rf"|(?<=[{_MISREAD}])[\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc"
    r"\u2013-\u203a\u20ac\u2122 ]{1,2}"
    # accents apart from their letter, characters of no width
    rf"|(?<![&<*_{_MISREAD}])[{_INVISIBLE}]*)"
)
_BLOCK = re.compile(r"</?(?:br|p|li|ul|ol|div|tr|td|h[1-6])\b", re.IGNORECASE)
_MARKUP = re.compile(r"&(?:#[0-9x]|[A-Za-z]{2,8};)")


def _is_broken(text: str, folded: str) -> bool:
    """Say whether anything in a text may need mending; cheap."""
    return (
        SUSPECT in folded
        or ("<" in folded and ">" in folded)
        or ("*" in folded and "**" in folded)
        or ("_" in folded and "__" in folded)
        or ("&" in folded and _MARKUP.search(text) is not None)
        or ("$" in folded and "\u00e2\u20ac" in text)
    )


def _repair(text: str) -> tuple[str, tuple[tuple[int, int, int, int], ...] | None]:
    """Mend every broken piece of a text; tell which ones."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    done = length = 0
    known: dict[str, str | None] = {}
    for match in _BROKEN.finditer(text):
        found = match.group()
        if found not in known:
            known[found] = _mended(found)
        new = known[found]
        if new is None:
            continue
        kept = text[done : match.start()]
        length += len(kept)
        pieces.append((length, match.start(), len(new), match.end() - match.start()))
        parts += (kept, new)
        length += len(new)
        done = match.end()
        if len(pieces) == MOST_PIECES:
            break
    return "".join(parts) + text[done:], tuple(pieces) or None


def _mended(found: str) -> str | None:
    """Say what one broken piece stands for; null leaves it alone."""
    first = found[0]
    if first == "&":
        new = html.unescape(found)
        return None if new == found else new
    if first == "<":
        return "\n" if _BLOCK.match(found) else ""
    if first not in _MISREAD:
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
