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
_WINDOW_CHARACTERS = 90
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


@dataclass
class _Alias:
    """One way to name a skill, and what must hold for it to count."""

    name: str
    written: str | None  # with its exact capitals and leading punctuation
    lead: int  # characters of `written` before the first letter
    context: frozenset[bytes]
    unless: tuple[tuple[tuple[bytes, ...], tuple[bytes, ...]], ...]

    @property
    def is_careful(self) -> bool:
        return bool(self.written or self.context or self.unless)


@dataclass
class _Node:
    """A place in the tree of aliases, one word per level."""

    aliases: list[_Alias] = field(default_factory=list)
    following: dict[bytes, "_Node"] = field(default_factory=dict)
    # How many words after the first one also begin aliases: the reader skips them.
    skips: int = 0


def find(text: str | None, title: str | None = None) -> list[str]:
    """Name the skills of a posting, in the order they first appear, title first.

    `find("Python, and Excel to excel at R or SAS")` is
    `["Python", "Excel", "R", "SAS"]`.
    """
    # The bars keep an alias from running from the title into the text.
    whole = f" {title or ''} | {text or ''} "
    if not whole.isascii() and not unicodedata.is_normalized("NFC", whole):
        whole = unicodedata.normalize("NFC", whole)
    folded = whole.encode("latin-1", "replace").translate(_FOLD)
    found: dict[str, None] = {}
    cursor = skip = 0
    for word in filter(_FIRST.__contains__, folded.split()):
        if skip:
            skip -= 1
            continue
        entry = _FIRST[word]
        if type(entry) is str:
            found[entry] = None
            continue
        start = folded.find(b" " + word + b" ", cursor) + 1
        cursor = start + len(word)
        matched = _longest(whole, folded, start, cursor, entry)
        if matched:
            name, cursor, skip = matched
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


def _longest(
    whole: str, folded: bytes, start: int, end: int, node: _Node
) -> tuple[str, int, int] | None:
    """The longest alias that starts here and counts: its name, end, words to skip."""
    best = _counting(whole, folded, start, end, node)
    while node.following:
        rest = folded[end : end + 48].split(None, 1)
        following = node.following.get(rest[0]) if rest else None
        if following is None:
            break
        begin = folded.find(rest[0], end)
        gap = whole[end:begin]
        if gap not in _TIGHT and (gap.strip() not in _LOOSE or gap.count("\n") > 1):
            break
        node, end = following, begin + len(rest[0])
        best = _counting(whole, folded, start, end, node) or best
    return best


def _counting(
    whole: str, folded: bytes, start: int, end: int, node: _Node
) -> tuple[str, int, int] | None:
    for alias in node.aliases:
        if not alias.is_careful or _holds(whole, folded, start, end, alias):
            return alias.name, end, node.skips
    return None


def _holds(whole: str, folded: bytes, start: int, end: int, alias: _Alias) -> bool:
    if alias.written and whole[start - alias.lead : end] != alias.written:
        return False
    if not alias.context and not alias.unless:
        return True
    before = folded[max(0, start - _WINDOW_CHARACTERS) : start].split()[-WINDOW:]
    after = folded[end : end + _WINDOW_CHARACTERS].split()[:WINDOW]
    for left, right in alias.unless:
        if (not left or tuple(before[-len(left) :]) == left) and (
            tuple(after[: len(right)]) == right
        ):
            return False
    if not alias.context:
        return True
    return any(w in alias.context for w in before) or any(
        w in alias.context for w in after
    )


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
        unless = tuple(
            (tuple(fold(left).split()), tuple(fold(right).split()))
            for left, _, right in (p.partition("_") for p in _split(row["unless"]))
        )
        for spelling, needs_context in spellings(row):
            words = fold(spelling).split()
            node = roots.setdefault(words[0], _Node())
            for word in words[1:]:
                node = node.following.setdefault(word, _Node())
            exact = spelling[1:] if spelling.startswith("=") else None
            lead = len(exact) - len(exact.lstrip(".")) if exact else 0
            own = frozenset(context - set(words)) if needs_context else frozenset()
            # A name of several words says enough; only single words are doubtful.
            doubts = unless if len(words) == 1 else ()
            node.aliases.append(_Alias(row["name"], exact, lead, own, doubts))
    for node in roots.values():
        _count_skips(node, roots, 0)
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


def _count_skips(node: _Node, roots: dict[bytes, _Node], skips: int) -> None:
    node.skips = skips
    for word, following in node.following.items():
        _count_skips(following, roots, skips + (word in roots))


def _simplest(node: _Node) -> "str | _Node":
    """The bare name, where one word in any writing is the whole rule."""
    if not node.following and not node.aliases[0].is_careful:
        return node.aliases[0].name
    return node


CATEGORIES, _FIRST = _build()
