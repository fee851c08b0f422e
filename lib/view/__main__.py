"""`python -m lib.view [Voilà options]`: serve the page, from any folder."""

import os
import subprocess
import sys
from pathlib import Path

from lib import config


def main() -> None:
    """Become Voilà, in the folder where it finds its settings.

    A publication that no run has prepared is prepared meanwhile, beside the server.
    """
    subprocess.Popen([sys.executable, "-m", "lib.view.prepare"], cwd=config.ROOT)
    os.chdir(config.NOTEBOOKS)
    voila = Path(sys.executable).with_name("voila")
    os.execv(voila, [str(voila), "04_view.ipynb", *sys.argv[1:]])


if __name__ == "__main__":
    main()
