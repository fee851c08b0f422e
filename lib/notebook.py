"""Execute a stage's notebook with papermill, and say in one record where it failed."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lib import config
from lib.errors import PipelineError, StageFailed
from lib.manifest import Run
from lib.run_record import Failure

NOTEBOOK = {
    "scrape": "01_scrape",
    "stage": "02_stage",
    "transform": "03_transform",
    "view": "04_view",
}
ERROR_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# what a kernel says of its own sockets and of its end is nothing for the log of cron
QUIET_KERNEL = ["--IPKernelApp.log_level=CRITICAL"]


def execute(run: Run, stage: str, on_cell: Callable[[str, int, int], None]) -> None:
    """Execute one stage's notebook into the run's folder.

    Raises: StageFailed with the notebook's own error in one sentence.
    """
    # papermill costs a second; the services come up meanwhile
    import papermill
    from papermill.exceptions import PapermillExecutionError

    source = config.NOTEBOOKS / f"{NOTEBOOK[stage]}.ipynb"
    target = run.folder / source.name
    parameters: dict[str, Any] = {
        "hour": config.format_hour(run.hour),
        "run_id": run.run_id,
    }
    if stage == "view":
        parameters = {"static": True}
    unknown = set(parameters) - set(papermill.inspect_notebook(str(source)))
    if unknown:
        raise PipelineError(f"{source.name} has no parameter {', '.join(unknown)}")
    sections = _sections(source)
    now = {"cell": 0, "section": ""}

    def cell_started(cell: Any, cell_index: int) -> None:
        now.update(cell=cell_index + 1, section=sections.get(cell.get("id"), ""))
        on_cell(now["section"], now["cell"], len(sections))

    try:
        papermill.execute_notebook(
            str(source),
            str(target),
            parameters=parameters,
            cwd=str(config.NOTEBOOKS),
            kernel_name="python3",
            progress_bar=False,
            on_cell_start=cell_started,
            extra_arguments=QUIET_KERNEL,
        )
    except PapermillExecutionError as error:
        found = ERROR_COLOUR.sub("", str(error.evalue)).strip().splitlines() or [""]
        name, line = error.ename, found[0]
    except RuntimeError as error:  # the kernel died, or did not come up
        name, line = type(error).__name__, f"{str(error).splitlines()[0]} ({stage})"
    else:
        return
    said = line if name in _error_names() else f"{name}: {line}"
    failure = Failure(
        stage=stage,
        cell=now["cell"],
        section=now["section"],
        error=name,
        first_line=line,
        notebook=str(target),
    )
    raise StageFailed(f"{stage} failed: {said} (see {target})", failure)


def _sections(notebook: Path) -> dict[str, str]:
    """Cell ids with the heading each cell stands under."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sections, heading = {}, notebook.stem
    for cell in cells:
        found = re.search(r"^#+ (.+)$", "".join(cell["source"]), re.M)
        if cell["cell_type"] == "markdown" and found:
            heading = found[1]
        sections[cell["id"]] = heading
    return sections


def _error_names() -> set[str]:
    return {
        error.__name__ for error in (PipelineError, *PipelineError.__subclasses__())
    }
