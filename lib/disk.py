"""Room on the disk: what is in use, and whether a run may begin."""

import os
import shutil
from pathlib import Path

from lib.config import Settings
from lib.errors import DiskFull
from lib.run_record import Disk


def in_use(settings: Settings) -> Disk:
    """What the outputs take, by what it is; megabytes."""
    return Disk(
        runs=_megabytes(settings.runs),
        lake=_megabytes(settings.local / "lake"),
        warehouse=_megabytes(settings.local / "warehouse"),
        published=_megabytes(settings.published),
        free=round(shutil.disk_usage(settings.outputs).free / 1e6, 1),
    )


def require_room(settings: Settings) -> None:
    """Refuse to begin a run that may not be able to end.

    Raises: DiskFull, naming what is free, what is needed and what to do.
    """
    free = shutil.disk_usage(settings.outputs).free / 1e9
    if free < settings.free_disk_gb:
        raise DiskFull(
            f"only {free:.2f} GB are free on the disk of {settings.outputs}, a run "
            f"needs {settings.free_disk_gb:g} (FIRST_RUNG_FREE_DISK_GB): make room, "
            f"for example in {settings.runs}"
        )


def size(path: Path) -> int:
    """Bytes of a file, or of everything in a folder; files may go meanwhile."""
    try:
        if not path.is_dir() or path.is_symlink():
            return path.lstat().st_size
        with os.scandir(path) as entries:
            return sum(size(Path(entry.path)) for entry in entries)
    except FileNotFoundError:
        return 0


def _megabytes(path: Path) -> float:
    return round(size(path) / 1e6, 1)
