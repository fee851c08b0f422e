"""Print environment.yml: Python and exactly the locked packages, for conda users."""

import subprocess
import sys
from pathlib import Path

HEAD = """\
# Made from uv.lock by `make environment.yml`; do not edit.
name: first-rung
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python>=3.11
  - pip
  - pip:
"""


def render() -> str:
    """The text of environment.yml for the present lock."""
    uv = Path(sys.executable).with_name("uv")
    exported = subprocess.run(
        [
            str(uv),
            "export",
            "--frozen",
            "--offline",
            "--no-hashes",
            "--no-header",
            "--no-annotate",
            "--no-emit-project",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    ).stdout.splitlines()
    return HEAD + "".join(f'      - "{line}"\n' for line in [*exported, "-e ."])


if __name__ == "__main__":
    sys.stdout.write(render())
