"""`python -m lib.local.board --port P [--seed N] [--pages DIR]`: serve the demo board."""

import argparse
from pathlib import Path

import uvicorn
from uvicorn.protocols.http import h11_impl

from lib.local.board.server import make_app


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the demo job board.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1, help="another market")
    parser.add_argument("--pages", type=Path, help="serve this folder's saved pages")
    given = parser.parse_args()
    if given.pages and not given.pages.is_dir():
        parser.error(f"{given.pages} is no folder")
    # LinkedIn's refusal has a number that HTTP does not know, so no phrase either
    h11_impl.STATUS_PHRASES[999] = b"Request denied"
    uvicorn.run(
        make_app(given.seed, given.pages),
        host="127.0.0.1",
        port=given.port,
        log_level="warning",
        http="h11",
        date_header=False,  # each answer tells the board's own clock
        server_header=False,
    )


if __name__ == "__main__":
    main()
