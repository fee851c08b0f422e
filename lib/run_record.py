"""`run.json`: what a run leaves of itself. lib/OPERATIONS.md shows every field."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 2


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Failure(_Part):
    """Where a run failed, for the person who has to look."""

    stage: str = Field(description="the stage that failed")
    cell: int | None = Field(None, description="number of the cell, from 1")
    section: str | None = Field(None, description="the heading above the cell")
    error: str = Field(description="name of the error")
    first_line: str = Field(description="first line of its message")
    notebook: str | None = Field(None, description="path of the notebook as it failed")


class Input(_Part):
    """A lake object whose lines the run staged."""

    lake_key: str = Field(description="key of the object in the lake")
    rows: int = Field(description="lines in it")
    sha256: str | None = Field(None, description="of its content, unpacked")


class Rows(_Part):
    """What came into a stage and what became of it; null where a stage has no such."""

    rows_in: int | None = Field(None, alias="in", description="rows that came in")
    new: int | None = Field(None, description="rows that were not there before")
    changed: int | None = Field(None, description="rows that are not as before")
    rejected: int | None = Field(None, description="rows set aside")


class Coverage(_Part):
    """How much of what the board shows the crawl has read."""

    outcome: str = Field(description="complete, partial, blocked, failed or past")
    asked: bool = Field(description="false: the hour was in the lake already")
    seen: int = Field(description="postings the board listed")
    missing: int = Field(description="pages that could not be read")
    share: float | None = Field(None, description="seen / (seen + missing)")
    fields: dict[str, float] = Field(
        default_factory=dict, description="share of postings in which a field is known"
    )


class Audit(_Part):
    """One audit's result."""

    audit: str = Field(description="file under sql/audit")
    severity: str = Field(description="block or warn")
    failing_rows: int = Field(description="rows that break the rule")
    rule: str = Field(description="the rule, in words")


class Published(_Part):
    """A published table: its files name their content."""

    files: list[str] = Field(description="paths under the published folder")
    rows: int = Field(description="rows in it")


class Disk(_Part):
    """Megabytes (10^6 bytes) in use, and free on the disk of the outputs."""

    runs: float = Field(description="folders of runs")
    lake: float = Field(description="the embedded lake")
    warehouse: float = Field(description="the embedded warehouse")
    published: float = Field(description="published files")
    free: float = Field(description="free on the disk")


class RunRecord(_Part):
    """The whole of `run.json`."""

    schema_version: Literal[2] = SCHEMA_VERSION
    run_id: str = Field(description="UTC time of the start; with the hour, the key")
    logical_hour: str = Field(description="the hour the run is about, UTC")
    outcome: Literal["running", "done", "failed", "stopped"] = Field(
        description="running: at work, or cut off without a word"
    )
    attempts: int = Field(1, description="how often the run was begun or resumed")
    started_at: str = Field(description="UTC")
    ended_at: str | None = Field(None, description="UTC; null while running")
    failure: Failure | None = Field(None, description="null unless failed or stopped")
    parameters: dict[str, Any] = Field(description="settings that are no secrets")
    code_version: str = Field(description="git commit, -dirty with changes")
    lock_sha256: str | None = Field(None, description="of uv.lock")
    notebooks: dict[str, str] = Field(description="sha256 of each notebook")
    inputs: list[Input] = Field(default_factory=list, description="lake objects staged")
    rows: dict[str, Rows] = Field(default_factory=dict, description="by stage")
    coverage: Coverage | None = Field(None, description="of the crawl")
    audits: list[Audit] = Field(default_factory=list, description="in order")
    published: dict[str, Published] = Field(
        default_factory=dict, description="the publication in force after the run"
    )
    seconds: dict[str, float] = Field(default_factory=dict, description="by stage")
    peak_memory_mb: dict[str, float] = Field(
        default_factory=dict,
        description="by stage: runner, kernel and crawl together, 10^6 bytes",
    )
    warnings: list[str] = Field(default_factory=list, description="in words")
    disk: Disk | None = Field(None, description="at the end of the run")
    stages: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="what each notebook recorded, as it did"
    )
    previous_run: str | None = Field(None, description="run_id of the run before")
    last_good_run: str | None = Field(None, description="run_id of the last one done")
