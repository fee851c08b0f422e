"""Look for what is shaped like a key or a password in the files named."""

import re
import sys
from pathlib import Path

SHAPES = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
    "a token of Slack": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "a password in an address": r"://[^/\s:@{}$]+:[^/\s:@{}$]+@",
    "a password": (
        r"(?i)\b(?:password|secret_access_key)\s*=\s*[\"'][^\"'{}$]{12,}[\"']"
    ),
}


def find(text: str) -> list[str]:
    """Names of the shapes that a text holds."""
    return [name for name, shape in SHAPES.items() if re.search(shape, text)]


def main(paths: list[str]) -> int:
    faults = 0
    for path in paths:
        for name in find(Path(path).read_text(encoding="utf-8", errors="replace")):
            faults += 1
            print(f"{path}: holds what looks like {name}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
