"""`python -m lib.view.prepare`: make a publication quick to read, once for everyone.

Beside the published files, in `prepared/`, stand one read-only database with a row per
posting and, for each file of descriptions, its texts in small groups and an index of
their words. Each is named by what it is made of: a file that stays published is not
prepared again. Without them the page answers all the same, slower and with more memory.
"""

import fcntl
import hashlib
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from lib import config
from lib.errors import StalePublication

KEPT_SECONDS = 24 * 3600  # a visitor may still read what the last publication needed
GROUP_ROWS = 2048  # texts that are read together when one of them is asked for
FILE_STRIDE = 1_000_000_000  # text ids count from a multiple of this, one per file
TOKEN = r"[\p{L}\p{N}+#]+"  # "c++" and "c#" are words

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Prepared:
    """Where the prepared files of a publication are, whether they exist or not."""

    database: Path
    texts: tuple[str, ...]
    words: tuple[str, ...]


def prepare(folder: Path) -> int:
    """Make what is missing for the publication of a folder; remove what is outdated.

    Returns: how many files were made; 0 as well when another process is at it.
    Raises: StalePublication when nothing is published.
    """
    from lib.view import load

    manifest = load.read_manifest(folder)
    postings = load.named_files(folder, manifest, "mart_postings")
    descriptions = load.named_files(folder, manifest, "mart_descriptions")
    wanted = names(folder, postings, descriptions)
    wanted.database.parent.mkdir(exist_ok=True)
    made = 0
    with _alone(wanted.database.parent) as alone:
        if not alone:
            return 0
        try:
            for path, texts, words in zip(
                descriptions, wanted.texts, wanted.words, strict=True
            ):
                if not (Path(texts).exists() and Path(words).exists()):
                    _write_texts(path, Path(texts), Path(words))
                    made += 2
            if not wanted.database.exists():
                _write_database(wanted.database, postings, descriptions)
                made += 1
        except duckdb.Error as error:
            raise StalePublication(
                f"the tables in {folder} cannot be read ({error}): publish again "
                "with `make run`"
            ) from error
        _prune(wanted)
    return made


def names(folder: Path, postings: list[str], descriptions: list[str]) -> Prepared:
    """Name the prepared files after the published ones, whose names tell content."""
    place = folder.resolve() / "prepared"
    key = "\n".join([*postings, "", *descriptions, _recipe()])
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    stems = [f"{Path(path).stem}-{_recipe()}" for path in descriptions]
    return Prepared(
        place / f"{digest}.duckdb",
        tuple(str(place / f"{stem}.texts") for stem in stems),
        tuple(str(place / f"{stem}.words") for stem in stems),
    )


def write_postings(
    connection: duckdb.DuckDBPyConnection, postings: list[str], descriptions: list[str]
) -> None:
    """Create `postings`: the published columns, and those for filters and sorting.

    One row per posting, the newest first; `rid` counts them, `text_id` says where the
    description is: number of the file × FILE_STRIDE + row.
    """
    described = connection.execute(
        "describe select * from read_parquet(?, union_by_name = true)", [postings]
    ).fetchall()
    known = {str(row[0]).lower() for row in described}
    connection.execute("create temp table described (posting_key varchar, id bigint)")
    for number, path in enumerate(descriptions):
        connection.execute(
            "insert into described select posting_key, ? + file_row_number "
            "from read_parquet(?, file_row_number = true)",
            [number * FILE_STRIDE, path],
        )
    trade = "occupation" if "occupation" in known else trade_sql()
    connection.execute(
        f"""
        create table postings as
        with published as (
            select
                * exclude (skills),
                coalesce(posted_at, first_seen_at, last_seen_at) as moment,
                from_json(skills::json, '["varchar"]') as skills,
                {trade} as trade,
                {folded("concat_ws(' · ', title, company)")} as searched,
                {folded("company")} as company_folded,
                {
            folded('''concat_ws(' · ', location, city, region, country,
                    case when is_remote then 'remote' end)''')
        } as place_folded,
                case
                    when kind = 'years' then case
                        when coalesce(min_years, 0) < 1 then 'under_1'
                        when min_years >= 10 then '10_up'
                        else floor(min_years)::int::varchar end
                    else kind end as bucket
            from read_parquet($postings, union_by_name = true)
        )

        select
            (row_number() over (order by moment desc nulls last, posting_key) - 1)::int
                as rid,
            published.*,
            texts.id as text_id,
            closed_at is not null as is_closed,
            dense_rank() over (order by coalesce(copy_key, posting_key))::int
                as copy_id,
            count(*) over (partition by coalesce(copy_key, posting_key)) > 1
                as has_copies,
            {_rank("lower(title)")} as title_rank,
            {_rank("lower(company)")} as company_rank,
            {_rank("place_folded")} as place_rank,
            {_rank("seniority_level")} as tag_rank
        from published
        left join described as texts using (posting_key)
        order by rid
        """,
        {"postings": postings},
    )
    connection.execute("drop table described")


def folded(sql: str) -> str:
    """SQL of a text as it is searched: lower case, without accents."""
    return f"strip_accents(lower({sql}))"


def folded_text() -> str:
    """SQL of a description as it is searched: folded, its words one space apart."""
    return rf"regexp_replace({folded('description')}, '\s+', ' ', 'g')"


def trade_sql() -> str:
    """SQL that cuts a title to what the job is: no level, grade, place or shift."""
    level = (
        r"(?i)\b(senior|sr|junior|jr|intern(ship)?|stagiaire|trainee|apprentice|"
        r"entry[ -]level|lead|principal|graduate|new grad)\b\.?"
    )
    gender = r"\([^()]{1,4}\)"  # "Préposé(e)", "(m/f)"
    rest = r"\s*[(\[|;].*$| [-–—] .*$"
    grade = r"\s+(I|II|III|IV|V|\d)\s*$"
    sql = "title"
    for pattern, instead in ((gender, ""), (rest, ""), (level, " "), (grade, ""),
                             (r"\s+", " ")):  # fmt: skip
        sql = f"regexp_replace({sql}, '{pattern}', '{instead}', 'g')"
    return f"nullif(left(trim({sql}, ' -–,./'), 80), '')"


def _rank(sql: str) -> str:
    """An order by text as a small number, null last."""
    return (
        f"case when {sql} is not null then dense_rank() over (order by {sql})::int end"
    )


def _write_database(target: Path, postings: list[str], descriptions: list[str]) -> None:
    partial = target.with_suffix(f".partial-{os.getpid()}")
    with _connection() as connection:
        quoted = str(partial).replace("'", "''")
        connection.execute(f"attach '{quoted}' as made")
        connection.execute("use made")
        write_postings(connection, postings, descriptions)
        connection.execute("checkpoint made")
        connection.execute("use memory")
        connection.execute("detach made")
    partial.replace(target)


def _write_texts(source: str, texts: Path, words: Path) -> None:
    """The texts of one published file, and its words: (token, row), in that order."""
    started = time.perf_counter()
    partial = [path.with_suffix(f".partial-{os.getpid()}{n}")
               for n, path in enumerate((texts, words))]  # fmt: skip
    with _connection() as connection:
        connection.execute(
            f"copy (select description, {folded_text()} as folded "
            f"from read_parquet({_literal(source)})) "
            f"to {_literal(partial[0])} (format parquet, compression zstd, "
            f"row_group_size {GROUP_ROWS})"
        )
        connection.execute(
            f"""
            copy (
                select token, row from (
                    select distinct
                        unnest(regexp_extract_all(folded, '{TOKEN}')) as token,
                        file_row_number::int as row
                    from read_parquet({_literal(partial[0])}, file_row_number = true)
                )
                order by token, row
            ) to {_literal(partial[1])}
            (format parquet, compression zstd, parquet_version v2)
            """
        )
    for made, target in zip(partial, (texts, words), strict=True):
        made.replace(target)
    log.info("indexed %s in %.1f s", source, time.perf_counter() - started)


def _connection() -> duckdb.DuckDBPyConnection:
    """A connection that spills to disk rather than take the machine's memory."""
    connection = duckdb.connect(config={"threads": "2", "memory_limit": "1500MB"})
    connection.execute("set enable_progress_bar = false")
    return connection


@contextmanager
def _alone(place: Path) -> Iterator[bool]:
    with (place / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _prune(wanted: Prepared) -> None:
    kept = {wanted.database, *map(Path, wanted.texts), *map(Path, wanted.words)}
    limit = time.time() - KEPT_SECONDS
    for path in wanted.database.parent.iterdir():
        if path.name != ".lock" and path not in kept and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


@cache
def _recipe() -> str:
    """Changes with this file: what another version made is not read."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:6]


def _literal(path: object) -> str:
    return "'" + str(path).replace("'", "''") + "'"


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    try:
        prepare(config.load().published)
    except StalePublication as error:
        log.warning("%s", error)
