"""Find the skills and tools a posting names, in one pass over its text.

The vocabulary is `skills.csv`, one skill a row, sorted by name:

- `name`: how the skill is called everywhere. It is an alias too, unless its own
  spelling stands in another column.
- `category`: one of the categories below.
- `aliases`: other names, English and French, separated by `|`; each is enough by
  itself. Capitals, accents and the punctuation between words do not matter.
- `in_context`: aliases that count only with one of the words of `context` at most
  six words away. `@Databases` stands for the one-word names of that category,
  `@speaking` for the words in `SHARED_CONTEXT`.
- `unless`: phrases that cancel an alias of one word, with `_` in its place: `_ in` for
  "you excel in", `to _` for "to access", `# _` for "60,000 CAD". A phrase without `_`
  is a longer name that is no skill: `american express` leaves nothing of "Express"
  there. `@foreign` and `@employer` stand for the phrases in `SHARED_UNLESS`.

An alias that starts with `=` counts only when written exactly so: `=SAS`, `=Go`.
"""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from itertools import compress, count

RULES_VERSION = 2

SHARED_CONTEXT = {
    "speaking": (
        "fluent fluency fluently bilingual bilingue multilingual trilingual trilingue "
        "speak speaks speaking speaker speakers spoken written write writing read "
        "reading verbal oral orally proficient proficiency language languages langue "
        "langues parler parle lu ecrit parlee ecrite courant courante courants "
        "maitrise maitriser maitrisez mandatory native natif mother tongue "
        "conversational advanced intermediate literacy required requis exige asset "
        "preferred plus knowledge connaissance translation traduction translate "
        "interpreter communicate communication niveau level b1 b2 c1 c2 english "
        "french spanish anglais francais espagnol german italian arabic mandarin "
        "cantonese portuguese hindi punjabi teach lessons"
    ).split()
}
SHARED_UNLESS = {
    # A language as the origin of something, as a gift, or as what is not needed.
    "foreign": (
        "_ restaurant|_ restaurants|_ market|_ markets|_ cuisine|_ food|_ company"
        "|_ department|_ version|_ subsidiary|_ government|_ office|_ team"
        "|_ speaking countries|_ language courses|_ language classes|free _"
        "|_ courses offered|cours d _ offerts"
        "|_ not required|_ is not required|_ not mandatory|_ is not mandatory"
        "|_ not needed|_ is not needed|_ n est pas|_ non requis|_ non exige|non _"
    ),
    # The maker of a product, speaking of itself.
    "employer": (
        "at _ we|at _ our|at _ you|chez _ nous|join _ and|join the _ team|_ inc"
        "|_ is growing|_ is hiring|_ is looking|_ is seeking|_ is committed"
        "|_ is a leading|_ is a global|_ is the leading|_ is the global|_ is the world"
        "|_ is an equal|_ was founded|_ recrute|_ est un leader|_ helps companies"
        "|_ helps businesses|_ helps organizations|_ helps teams|_ helps people"
    ),
}
WINDOW = 6
# A last word that continues no alias, so that a next word always exists.
_END = "zzzzzzzz "
# Between two words of one alias: white space, or one of these with nothing around.
_TIGHT = {"-", "‑", "–", "/", ".", "'", "’", "&", "_"}
_LOOSE = {"", "&", "/"}


def _fold_table() -> bytes:
    """Latin-1 to lower-case ASCII letters, digits, + and #; all the rest to spaces.

    One byte stays one byte, so an offset in the folded text is one in the original.
    """
    table = bytearray(b" " * 256)
    for code in range(256):
        plain = unicodedata.normalize("NFD", chr(code))[0].lower()
        if plain in "+#" or (plain.isascii() and plain.isalnum()):
            table[code] = ord(plain)
    return bytes(table)


_FOLD = _fold_table()


@dataclass(slots=True)
class _Way:
    """One way to write a name, and the words of which one must be near."""

    written: str | None  # with its exact capitals and leading punctuation
    lead: int  # characters of `written` before the first letter
    context: frozenset[bytes]


@dataclass(slots=True)
class _Place:
    """A place in the tree of names, one word a level."""

    name: str | None = None  # the skill that the words down to here name
    is_sure: bool = False  # it counts whatever is around, or is surely no skill
    ways: list[_Way] = field(default_factory=list)  # one must hold; empty: any writing
    unless: list[tuple[list[bytes], list[bytes]]] = field(default_factory=list)
    doubtful: frozenset[bytes] = frozenset()  # the words of `unless` beside the name
    following: dict[bytes, "_Place"] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    """A text being read: as it is, folded, and its folded words.

    `offset` is a place before word `index`, from which later words are looked for.
    """

    whole: str
    folded: bytes
    words: list[bytes]
    index: int = 0
    offset: int = 0


def find(text: str | None, title: str | None = None) -> list[str]:
    """Name the skills of a posting, in the order they first appear, title first.

    `find("Python, and Excel to excel at R or SAS")` is
    `["Python", "Excel", "R", "SAS"]`.
    """
    # The bars keep an alias from running from the title into the text.
    whole = f" {title or ''} | {text or ''} {_END}"
    if not whole.isascii() and not unicodedata.is_normalized("NFC", whole):
        whole = unicodedata.normalize("NFC", whole)
    folded = whole.encode("latin-1", "replace").translate(_FOLD)
    words = folded.split()
    places = [*map(_FIRST.get, words)]
    reading = _Reading(whole, folded, words)
    found: dict[str, None] = {}
    done = 0
    for index in compress(count(), places):
        place = places[index]
        if type(place) is str:
            if index >= done:
                found[place] = None
        elif words[index + 1] in place.following:
            if index >= done:
                name, done = _longest(reading, index, place)
                if name:
                    found[name] = None
        # A skill that is found already needs no second proof.
        elif place.name and place.name not in found and index >= done:
            if place.is_sure or _counts(reading, place, index, index + 1):
                found[place.name] = None
    return list(found)


def fold(text: str) -> bytes:
    """The words of a text as the vocabulary compares them, one space between."""
    # "œ" is not in Latin-1 and folds to a space, here and in postings alike.
    text = unicodedata.normalize("NFC", text)
    return b" ".join(text.encode("latin-1", "replace").translate(_FOLD).split())


def read_rows() -> list[dict[str, str]]:
    """The rows of `skills.csv` as written."""
    text = resources.files("lib.extract").joinpath("skills.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def spellings(row: dict[str, str]) -> Iterator[tuple[str, bool]]:
    """Every alias of a row as written, with whether it needs a context word."""
    written = [(alias, False) for alias in _split(row["aliases"])]
    written += [(alias, True) for alias in _split(row["in_context"])]
    if fold(row["name"]) not in {fold(alias) for alias, _ in written}:
        yield row["name"], False
    yield from written


def _longest(reading: _Reading, index: int, place: _Place) -> tuple[str | None, int]:
    """The skill of the longest name that counts from a word on, and where it ends."""
    words, whole, folded = reading.words, reading.whole, reading.folded
    start = _locate(reading, index)
    end = start + len(words[index])
    name, done, last = None, index + 1, index + 1
    while True:
        if place.is_sure or (place.name and _counts(reading, place, index, last)):
            name, done = place.name, last
        following = place.following.get(words[last])
        if following is None:
            return name, done
        begin = folded.find(words[last], end)
        gap = whole[end:begin]
        if (
            gap != " "
            and gap not in _TIGHT
            and (gap.strip() not in _LOOSE or gap.count("\n") > 1)
        ):
            return name, done
        place, end, last = following, begin + len(words[last]), last + 1


def _locate(reading: _Reading, index: int) -> int:
    """Where a word starts in the text; asked with indexes that never fall."""
    words, word = reading.words, reading.words[index]
    spaced = b" " + word + b" "
    at, start = reading.index, reading.offset
    while True:
        at = words.index(word, at)
        start = reading.folded.find(spaced, start) + 1
        if at == index:
            reading.index, reading.offset = at, start - 1
            return start
        at += 1


def _counts(reading: _Reading, place: _Place, index: int, last: int) -> bool:
    """Whether the words from `index` to `last` are the name they look like."""
    before = reading.words[max(0, index - WINDOW) : index]
    after = reading.words[last : last + WINDOW]
    if place.unless and _is_cancelled(place, before, after):
        return False
    for way in place.ways:
        context = way.context
        if context and context.isdisjoint(after) and context.isdisjoint(before):
            continue
        if way.written:
            begin = _locate(reading, index) - way.lead
            if reading.whole[begin : begin + len(way.written)] != way.written:
                continue
        return True
    return not place.ways


def _is_cancelled(place: _Place, before: list[bytes], after: list[bytes]) -> bool:
    if b"#" in place.doubtful:
        before, after = _without_figures(before), _without_figures(after)
    # Most names have no word of `unless` beside them.
    if place.doubtful.isdisjoint(before[-1:] + after[:1]):
        return False
    return any(
        after[: len(right)] == right and before[len(before) - len(left) :] == left
        for left, right in place.unless
    )


def _without_figures(words: list[bytes]) -> list[bytes]:
    """Put # for numbers of two digits or more, like 60, 000 or 45k."""
    return [
        b"#" if len(word) > 1 and word.rstrip(b"k").isdigit() else word
        for word in words
    ]


def _split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


def _build() -> tuple[dict[str, str], dict[bytes, "str | _Place"]]:
    rows = read_rows()
    one_word: dict[str, set[bytes]] = {}
    for row in rows:
        words = one_word.setdefault(row["category"], set())
        for alias, _ in spellings(row):
            if b" " not in (word := fold(alias)) and len(word) > 1:
                words.add(word)
    root = _Place()
    for row in rows:
        context = _context(row["context"], one_word)
        phrases = [phrase.partition("_") for phrase in _phrases(row)]
        for spelling, needs_context in spellings(row):
            words = fold(spelling).split()
            # "a" begins too much else; what follows in "a/b testing" is telling enough
            place = _grow(root, words[1:] if words[0] == b"a" and words[2:] else words)
            exact = spelling[1:] if spelling.startswith("=") else None
            lead = len(exact) - len(exact.lstrip(".")) if exact else 0
            own = frozenset(context - set(words)) if needs_context else frozenset()
            place.ways.append(_Way(exact, lead, own))
            place.name = row["name"]
            # A name of several words says enough; only single words are doubtful.
            if len(words) == 1:
                place.unless = [
                    (fold(left).split(), fold(right).split())
                    for left, gap, right in phrases
                    if gap
                ]
    for place in _places(root):
        # One name in any writing anywhere makes the careful ones needless.
        if not all(way.written or way.context for way in place.ways):
            place.ways.clear()
        place.doubtful = frozenset(
            right[0] if right else left[-1] for left, right in place.unless
        )
        place.is_sure = bool(place.name) and not (place.ways or place.unless)
    for row in rows:
        for phrase in _phrases(row):
            if "_" not in phrase:
                _grow(root, fold(phrase).split()).is_sure = True
    return (
        {row["name"]: row["category"] for row in rows},
        {word: _simplest(place) for word, place in root.following.items()},
    )


def _phrases(row: dict[str, str]) -> list[str]:
    """The cell `unless` with its shared parts written out."""
    phrases = []
    for part in _split(row["unless"]):
        shared = SHARED_UNLESS[part[1:]] if part.startswith("@") else part
        phrases += _split(shared)
    return phrases


def _places(place: _Place) -> Iterator[_Place]:
    yield place
    for following in place.following.values():
        yield from _places(following)


def _grow(place: _Place, words: list[bytes]) -> _Place:
    for word in words:
        place = place.following.setdefault(word, _Place())
    return place


def _context(cell: str, one_word: dict[str, set[bytes]]) -> set[bytes]:
    words: set[bytes] = set()
    for part in _split(cell):
        if not part.startswith("@"):
            words.add(fold(part))
        elif part[1:] in SHARED_CONTEXT:
            words.update(fold(word) for word in SHARED_CONTEXT[part[1:]])
        else:
            words.update(one_word[part[1:]])
    return words


def _simplest(place: _Place) -> "str | _Place":
    """The bare name, where one word in any writing is the whole rule."""
    if place.name and not (place.following or place.ways or place.unless):
        return place.name
    return place


CATEGORIES, _FIRST = _build()
