"""The notebooks as sources: clean, short, in order, parameters in one place."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from lib import config

NOTEBOOKS = sorted(config.NOTEBOOKS.glob("*.ipynb"))


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    every = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in every if cell["cell_type"] == kind]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestSources:
    def test_outputs_are_cleared(self, path: Path) -> None:
        for cell in cells(path, "code"):
            assert cell["outputs"] == []
            assert cell["execution_count"] is None

    def test_the_title_comes_first_and_says_what_is_read(self, path: Path) -> None:
        title = "".join(cells(path, "markdown")[0]["source"])

        assert title.startswith(f"# {path.stem[:2]} · ")
        assert "**Reads**" in title and "**Writes**" in title and "**Takes**" in title

    def test_one_cell_holds_the_parameters_as_literals(self, path: Path) -> None:
        tagged = [
            cell
            for cell in cells(path, "code")
            if "parameters" in cell["metadata"].get("tags", [])
        ]

        assert len(tagged) == 1
        for line in ast.parse("".join(tagged[0]["source"])).body:
            assert isinstance(line, ast.AnnAssign)
            ast.literal_eval(line.value)

    def test_code_cells_stay_short(self, path: Path) -> None:
        for cell in cells(path, "code"):
            source = "".join(cell["source"])
            assert len(source.splitlines()) <= 10
            assert "def " not in source and "class " not in source
