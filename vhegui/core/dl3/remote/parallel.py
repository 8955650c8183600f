"""Fetching in threads of its own: progress is told in the caller's thread, and everything stops when that raises."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from vhegui.core.dl3.remote.cache import Mirror
from vhegui.core.dl3.remote.errors import Missing
from vhegui.core.dl3.remote.link import Link
from vhegui.core.dl3.remote.transfer import Wanted, transfer
from vhegui.core.errors import DataError
from vhegui.core.progress import Progress

THREADS = 4
TICK = 0.1
HOPELESS = 4  # so many failures in a row (other than missing files): the server is the problem, not the files
T = TypeVar("T")


class _Tally:
    """What has arrived of every file, and how often in a row the server failed. Written by many threads."""

    def __init__(self, n: int) -> None:
        self._lock = threading.Lock()
        self._there = [0] * n
        self._total = [-1] * n
        self._done = [False] * n
        self._failures = 0
        self.reason = ""

    def tell(self, i: int, there: int, total: int) -> None:
        with self._lock:
            self._there[i], self._total[i] = there, total

    def success(self, i: int) -> None:
        with self._lock:
            self._done[i], self._failures = True, 0

    def failure(self, i: int, error: DataError) -> None:
        with self._lock:
            self._done[i] = True
            self._failures += not isinstance(error, Missing)
            if self._failures >= HOPELESS and not self.reason:
                self.reason = str(error)

    def state(self) -> tuple[float, str]:
        with self._lock:
            parts = [
                1.0 if done else there / total if total > 0 else 0.0
                for there, total, done in zip(self._there, self._total, self._done, strict=True)
            ]
            done, n, size = sum(self._done), len(parts), sum(self._there) / 1e6
        return sum(parts) / n, f"Fetching files: {done} of {n}, {size:.1f} MB"


def fetch_all(link: Link, mirror: Mirror, files: Sequence[Wanted], progress: Progress | None) -> dict[Wanted, str]:
    """Fetch files in parallel; returns why some are not there. What `progress` raises ends the rest and passes."""
    tally = _Tally(len(files))
    problems: dict[Wanted, str] = {}

    def job(i: int) -> None:
        try:
            if tally.reason:
                raise DataError(tally.reason)
            transfer(link, mirror, files[i], lambda there, total: tally.tell(i, there, total))
            tally.success(i)
        except DataError as error:
            tally.failure(i, error)
            problems[files[i]] = str(error)

    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="vhegui fetch")
    try:
        _watch([pool.submit(job, i) for i in range(len(files))], tally.state, progress)
    except BaseException:
        link.abort()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return problems


def attended(link: Link, work: Callable[[], T], state: Callable[[], tuple[float, str]], progress: Progress | None) -> T:
    """Do one thing in a thread and return what it returns; `state` says how far it is. A waiting server cannot keep
    the caller waiting: what `progress` raises ends the link and passes at once.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="vhegui fetch")
    job = pool.submit(_said, work)
    try:
        _watch([job], state, progress)
    except BaseException:
        link.abort()
        raise
    finally:
        pool.shutdown(wait=False)
    result = job.result()
    if isinstance(result, DataError):
        raise result
    return result


def _said(work: Callable[[], T]) -> T | DataError:
    try:
        return work()
    except DataError as error:  # an answer like another: the link goes on
        return error


def _watch(jobs: Sequence[Future], state: Callable[[], tuple[float, str]], progress: Progress | None) -> None:
    waiting = set(jobs)
    while waiting:
        finished, waiting = wait(waiting, TICK, FIRST_COMPLETED)
        for job in finished:
            try:
                job.result()
            except OSError as error:
                raise DataError(f"the cache cannot be written ({error.strerror}); make room on the disk") from error
        if progress is not None:
            progress(*state())
