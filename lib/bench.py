"""`make bench`: how fast the parts are, as ratios beside what one would write first."""

import subprocess
import sys

from lib import config

PARTS = {
    "Reading full pages of postings": "lib.scrape.bench",
    "Crawling 48 hours of the demo board": "lib.scrape.bench_crawl",
    "Reading years from texts": "lib.extract.bench",
    "The page over 200,000 postings": "lib.view.bench",
}


def main() -> int:
    failed = 0
    for title, module in PARTS.items():
        print(f"\n{title}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", module], cwd=config.ROOT, check=False
        )
        failed = failed or done.returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
