"""Find words in titles, employers and texts.

A word matches wherever it stands, inside a longer one too, in any case and without
regard to accents. A phrase, or a word with signs in it, matches as it is written.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from lib.view.load import Publication
from lib.view.prepare import FILE_STRIDE, folded_text
from lib.view.question import Words

TOKEN = re.compile(r"(?:[^\W_]|[+#])+")  # as Python writes what prepare.TOKEN is
AROUND = 70  # characters of a preview on each side of the word


def find(publication: Publication, text: str, words: Words, first: datetime) -> None:
    """Fill `hits`: (number of the term in `words`, posting since `first`).

    They are kept while the words stay the same: this is the slowest thing asked.
    """
    asked = f"{first} {text}"
    known = publication.rows("select coalesce(max(words), '') from hits_for")[0][0]
    if asked == known:
        return
    publication.connection.execute("delete from hits")
    publication.connection.execute("delete from hits_for")
    for index, term in enumerate((*words.include, *words.exclude)):
        _find_term(publication, index, fold(term), first)
    publication.connection.execute("insert into hits_for values (?)", [asked])


def texts(publication: Publication, text_ids: Iterable[int]) -> dict[int, str]:
    """Descriptions by text id; a posting without one is not in it."""
    found: dict[int, str] = {}
    wanted = sorted({i for i in text_ids if i is not None})
    files = publication.texts or publication.files("mart_descriptions")
    for number in {i // FILE_STRIDE for i in wanted}:
        rows = [i % FILE_STRIDE for i in wanted if i // FILE_STRIDE == number]
        found |= {
            number * FILE_STRIDE + row: description
            for row, description in publication.rows(
                "select file_row_number, description "
                "from read_parquet($file, file_row_number = true) "
                f"where file_row_number in ({', '.join(map(str, rows))})",
                {"file": files[number]},
            )
            if description
        }
    return found


def fold(text: str) -> str:
    """Lower case without accents as the index has it, one character for each."""
    return "".join(map(_fold_one, text))


def preview(text: str, terms: Iterable[str]) -> tuple[str, bool, bool]:
    """The stretch of a text around the first word found: (stretch, cut left, right).

    >>> preview("x" * 100 + " nurse", ["nurse"])[0][-8:]
    'xx nurse'
    """
    searched = fold(text)
    starts = [searched.find(fold(term)) for term in terms]
    found = min((start for start in starts if start >= 0), default=-1)
    if found < 0:
        return "", False, False
    first, last = max(0, found - AROUND), min(len(text), found + 2 * AROUND)
    while 0 < first < found and not text[first - 1].isspace():
        first += 1  # begin with a whole word
    return " ".join(text[first:last].split()), first > 0, last < len(text)


def _find_term(
    publication: Publication, index: int, term: str, first: datetime
) -> None:
    publication.connection.execute(
        "insert into hits select ?, rid from postings "
        "where moment > ? and contains(searched, ?)",
        [index, first, term],
    )
    publication.connection.execute(
        "create or replace temp table maybe as select rid, text_id from postings "
        "where moment > ? and text_id is not null",
        [first],
    )
    tokens = TOKEN.findall(term)
    if publication.words:
        for place, token in enumerate(tokens):
            # A term may begin and end inside a word; its inner words stand whole.
            begins, ends = place > 0, place < len(tokens) - 1
            test = {
                (False, False): "contains(token, $token)",
                (False, True): "suffix(token, $token)",
                (True, False): "prefix(token, $token)",
                (True, True): "token = $token",
            }[begins, ends]
            publication.connection.execute(
                f"""
                create or replace temp table maybe as
                select rid, text_id from maybe where text_id in (
                    select file_index::bigint * {FILE_STRIDE} + row
                    from read_parquet($files) where {test})
                """,
                {"token": token, "files": list(publication.words)},
            )
    if not publication.words or tokens != [term]:
        _read_texts(publication, term)
    publication.connection.execute("insert into hits select ?, rid from maybe", [index])


def _read_texts(publication: Publication, term: str) -> None:
    """Keep of `maybe` the postings whose text has the term as it is written."""
    publication.connection.execute("create or replace temp table sure (text_id bigint)")
    files = publication.texts or publication.files("mart_descriptions")
    for number, file in enumerate(files):
        base = number * FILE_STRIDE
        publication.connection.execute(
            f"""
            insert into sure
            select {base} + file_row_number
            from read_parquet($file, file_row_number = true)
            where file_row_number in (
                    select text_id - {base} from maybe
                    where text_id between {base} and {base + FILE_STRIDE - 1})
                and contains({"folded" if publication.texts else folded_text()}, $term)
            """,
            {"file": file, "term": term},
        )
    publication.connection.execute(
        "create or replace temp table maybe as select rid, text_id from maybe "
        "where text_id in (select text_id from sure)"
    )


def _fold_one(character: str) -> str:
    lowered = character.lower()
    base = unicodedata.normalize("NFD", lowered)[:1]
    return base or character
