"""What the README and .env.example say exists, and what exists is said."""

import re

from lib import config
from lib.manifest import STAGES

README = (config.ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (config.ROOT / ".env.example").read_text(encoding="utf-8")
CODE = (config.ROOT / "lib" / "config.py").read_text(encoding="utf-8")


def settings_in_code() -> set[str]:
    found = re.findall(r'(?:text|number|limit)\("([A-Z_]+)"', CODE)
    return {f"FIRST_RUNG_{name}" for name in found}


def test_every_setting_is_in_the_readme_and_the_example() -> None:
    shown = set(re.findall(r"^\| `(FIRST_RUNG_\w+)`", README, re.MULTILINE))
    listed = set(re.findall(r"^(FIRST_RUNG_\w+)=", EXAMPLE, re.MULTILINE))

    assert settings_in_code() == shown == listed


def test_every_path_the_readme_names_is_there() -> None:
    named = re.findall(r"`((?:lib|sql|tests|notebooks)/[\w./]+)`", README)
    linked = re.findall(r"\]\(((?!http)[^)]+)\)", README)

    for path in [*named, *linked]:
        assert (config.ROOT / path).exists(), path


def test_every_option_of_the_runner_is_in_the_readme() -> None:
    runner = (config.ROOT / "run_pipeline.py").read_text(encoding="utf-8")

    for option in re.findall(r'"--([a-z]+)"', runner):
        assert f"--{option}" in README or f"--no-{option}" in README, option


def test_every_stage_has_its_notebook_in_the_readme() -> None:
    for number, stage in enumerate(STAGES, start=1):
        assert f"`notebooks/{number:02}_{stage}.ipynb`" in README


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (config.ROOT / "Makefile").read_text(encoding="utf-8")

    for target in set(re.findall(r"`?make ([a-z]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
