"""The processes of a run: how much memory they take, and that none is left behind."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psutil

EVERY_SECONDS = 0.5
# embedded services outlive the run that started them and end by themselves
KEEPER = "lib.local.keeper"
WORKERS = ("ipykernel_launcher", "lib.scrape.run")


@dataclass
class Gauge:
    """Most memory seen at once (bytes), and every process seen."""

    peak: int = 0
    seen: set[psutil.Process] = field(default_factory=set)


@contextmanager
def measured() -> Iterator[Gauge]:
    """Measure this process and what it starts; end at the exit what is still there.

    A kernel that was killed leaves its crawl without a parent, so processes are
    remembered from when they were seen.
    """
    gauge, done = Gauge(), threading.Event()

    def watch() -> None:
        while not done.wait(EVERY_SECONDS):
            _look(gauge)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield gauge
    finally:
        done.set()
        watcher.join()
        _look(gauge)
        for process in gauge.seen:
            with suppress(psutil.Error):
                # seen between fork and exec a keeper looks like the one who starts it;
                # psutil asks first whether the number is still the process's own
                if KEEPER not in process.cmdline():
                    process.kill()
        psutil.wait_procs(gauge.seen, timeout=5)


def end_orphans(runner: int) -> None:
    """End what a killed runner, named by its process number, has left at work.

    A kernel and its crawl notice by themselves that their runner is gone, but only
    after a second or more, and until then they write.
    """
    if psutil.pid_exists(runner):
        return  # another program by now
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            is_worker = any(name in process.cmdline() for name in WORKERS)
            if is_worker and process.environ().get("JPY_PARENT_PID") == str(runner):
                process.kill()
                found.append(process)
    psutil.wait_procs(found, timeout=5)


def _look(gauge: Gauge) -> None:
    own = psutil.Process()
    with suppress(psutil.Error):
        started = own.children(recursive=True)
        kept: set[psutil.Process] = set()
        for process in started:
            with suppress(psutil.Error):
                if KEEPER in process.cmdline():
                    kept |= {process, *process.children(recursive=True)}
        ours = set(started) - kept
        gauge.seen |= ours
        gauge.peak = max(gauge.peak, sum(_memory(process) for process in (own, *ours)))


def _memory(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return process.memory_info().rss
    return 0
