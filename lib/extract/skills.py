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
- `unless`: phrases that cancel the alias, with `_` in its place: `_ in` for "you excel
  in", `to _` for "to access".

An alias that starts with `=` counts only when written exactly so: `=SAS`, `=Go`.
"""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from itertools import compress, count

RULES_VERSION = 1

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
class _Alias:
    """One way to name a skill, and what must hold for it to count."""

    name: str
    written: str | None  # with its exact capitals and leading punctuation
    lead: int  # characters of `written` before the first letter
    context: frozenset[bytes]
    unless: list[tuple[list[bytes], list[bytes]]]

    @property
    def is_careful(self) -> bool:
        return bool(self.written or self.context or self.unless)


@dataclass(slots=True)
class _Node:
    """A place in the tree of aliases, one word per level."""

    aliases: list[_Alias] = field(default_factory=list)
    following: dict[bytes, "_Node"] = field(default_factory=dict)


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
    reading = _Reading(whole, folded, words)
    found: dict[str, None] = {}
    done = 0
    for index in compress(count(), map(_FIRST.__contains__, words)):
        if index < done:
            continue
        entry = _FIRST[words[index]]
        if type(entry) is str:
            found[entry] = None
        # Most words that begin an alias are not followed by its second word.
        elif not entry.aliases and words[index + 1] not in entry.following:
            continue
        elif matched := _longest(reading, index, entry):
            name, done = matched
            found[name] = None
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


def _longest(reading: _Reading, index: int, node: _Node) -> tuple[str, int] | None:
    """The longest alias from this word on that counts, and the index after it."""
    words = reading.words
    following = node.following.get(words[index + 1])
    if following is None and not node.aliases:
        return None
    start = _locate(reading, index)
    end = start + len(words[index])
    best = _counting(reading, index, index + 1, start, end, node)
    last = index + 1
    while following is not None:
        begin = reading.folded.find(words[last], end)
        gap = reading.whole[end:begin]
        if gap not in _TIGHT and (gap.strip() not in _LOOSE or gap.count("\n") > 1):
            break
        node, end = following, begin + len(words[last])
        last += 1
        best = _counting(reading, index, last, start, end, node) or best
        following = node.following.get(words[last])
    return best


def _locate(reading: _Reading, index: int) -> int:
    """Where a word starts in the text; asked with rising indexes only."""
    word = reading.words[index]
    start = reading.offset
    for _ in range(reading.words[reading.index : index].count(word) + 1):
        start = reading.folded.index(b" " + word + b" ", start) + 1
    reading.index, reading.offset = index, start - 1
    return start


def _counting(
    reading: _Reading, index: int, last: int, start: int, end: int, node: _Node
) -> tuple[str, int] | None:
    for alias in node.aliases:
        if alias.written and reading.whole[start - alias.lead : end] != alias.written:
            continue
        if not (alias.context or alias.unless) or _fits(reading, index, last, alias):
            return alias.name, last
    return None


def _fits(reading: _Reading, index: int, last: int, alias: _Alias) -> bool:
    """Whether the words around an alias are the ones it needs."""
    before = reading.words[max(0, index - WINDOW) : index]
    after = reading.words[last : last + WINDOW]
    for left, right in alias.unless:
        if before[len(before) - len(left) :] == left and after[: len(right)] == right:
            return False
    context = alias.context
    return not context or not (context.isdisjoint(before) and context.isdisjoint(after))


def _split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


def _build() -> tuple[dict[str, str], dict[bytes, "str | _Node"]]:
    rows = read_rows()
    one_word: dict[str, set[bytes]] = {}
    for row in rows:
        words = one_word.setdefault(row["category"], set())
        for alias, _ in spellings(row):
            if b" " not in (word := fold(alias)) and len(word) > 1:
                words.add(word)
    roots: dict[bytes, _Node] = {}
    for row in rows:
        context = _context(row["context"], one_word)
        unless = [
            (fold(left).split(), fold(right).split())
            for left, _, right in (p.partition("_") for p in _split(row["unless"]))
        ]
        for spelling, needs_context in spellings(row):
            words = fold(spelling).split()
            node = roots.setdefault(words[0], _Node())
            for word in words[1:]:
                node = node.following.setdefault(word, _Node())
            exact = spelling[1:] if spelling.startswith("=") else None
            lead = len(exact) - len(exact.lstrip(".")) if exact else 0
            own = frozenset(context - set(words)) if needs_context else frozenset()
            # A name of several words says enough; only single words are doubtful.
            doubts = unless if len(words) == 1 else []
            node.aliases.append(_Alias(row["name"], exact, lead, own, doubts))
    return (
        {row["name"]: row["category"] for row in rows},
        {word: _simplest(node) for word, node in roots.items()},
    )


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


def _simplest(node: _Node) -> "str | _Node":
    """The bare name, where one word in any writing is the whole rule."""
    if not node.following and not node.aliases[0].is_careful:
        return node.aliases[0].name
    return node


CATEGORIES, _FIRST = _build()
