"""Where work on single runs is done: here, in threads, in processes, or on a Dask cluster. One interface for all.

Everything stands on `concurrent.futures`. Results are the same, bit for bit, wherever they were computed; functions and
what they are given must be picklable for processes and clusters, and workers of a cluster must see the same files.
"""

from __future__ import annotations

import io
import os
import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any, TypeVar

from vhegui.core.errors import ConfigError, DataError

Item = TypeVar("Item")
SERIAL, THREADS, PROCESSES = "serial", "threads", "processes"
TIMEOUT = "10s"  # for a scheduler to answer
ATTEMPTS = 2
AHEAD = 2  # results in work for each worker


@dataclass
class Pool:
    """Workers that are made when they are first needed, and anew after one of them died.

    apart : workers have memory of their own, so that what they return is sent · workers : how many there are.
    """

    make: Callable[[], Executor]
    apart: bool
    workers: int = 1
    _executor: Executor | None = field(default=None, repr=False)

    @property
    def executor(self) -> Executor:
        """The workers."""
        if self._executor is None:
            self._executor = self.make()
        return self._executor

    def close(self) -> None:
        """Send the workers home; what has not begun is not done any more."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def mend(self, error: BaseException | None) -> None:
        """New workers where the death of one has taken the others with it; a cluster has others."""
        if isinstance(error, BrokenExecutor):
            self.close()


@contextmanager
def pool_of(scheduler: str = SERIAL, workers: int | None = None) -> Iterator[Pool | None]:
    """A pool by its name: "threads", "processes", or the address of a Dask scheduler; None for "serial".

    workers : how many threads or processes, None: one a processor. Raises ConfigError for a cluster out of reach.
    """
    if scheduler == SERIAL:
        yield None
        return
    if scheduler in (THREADS, PROCESSES):
        make = _processes if scheduler == PROCESSES else ThreadPoolExecutor
        workers = workers or os.cpu_count() or 1
        pool = Pool(lambda: make(workers), scheduler == PROCESSES, workers)
        try:
            yield pool
        finally:
            pool.close()
        return
    with _cluster(scheduler) as (executor, workers):
        yield Pool(lambda: executor, True, workers)


def each(
    work: Callable[[Item], Any], items: Iterable[Item], pool: Pool | None = None, shared: Sequence[Any] = ()
) -> Iterator[tuple[Item, Any]]:
    """`work(item)` for every item, as they come: pairs of an item and its result, or the exception it raised.

    shared : objects that results may hold and that must come back as these very objects. Work whose worker died is
    done once more; DataError where it dies again. Whoever stops asking cancels what has not begun.
    """
    if pool is None:
        yield from ((item, _attempt(work, item)) for item in items)
        return
    left, died = list(items), None
    for attempt in range(1, ATTEMPTS + 1):
        futures = {_submit(pool, work, item, shared): item for item in left}
        left = []
        try:
            for future in as_completed(futures):
                item, error = futures[future], future.exception()
                if _worker_died(error) and attempt < ATTEMPTS:
                    left.append(item)
                    died = error
                else:
                    yield item, _outcome(pool, future, shared) if error is None else _said(item, error)
        finally:
            for future in futures:
                future.cancel()
        if not left:
            return
        pool.mend(died)


def in_order(
    work: Callable[[Item], Any],
    items: Iterable[Item],
    pool: Pool | None = None,
    shared: Sequence[Any] = (),
) -> Generator[tuple[Item, Any], None, None]:
    """The same pairs in the order of the items, for what is added up: sums then are the same to the bit.

    Few results are computed before they are asked for, so that memory stays flat however many items there are. After a
    worker died, every item in work is done once more, alone; DataError for the one whose worker dies then.
    """
    if pool is None:
        yield from ((item, _attempt(work, item)) for item in items)
        return
    left, waiting = iter(items), deque[tuple[Item, Future[Any]]]()
    try:
        while True:
            for item in islice(left, AHEAD * pool.workers - len(waiting)):
                waiting.append((item, _submit(pool, work, item, shared)))
            if not waiting:
                return
            item, future = waiting.popleft()
            if not _worker_died(future.exception()):
                yield item, _outcome(pool, future, shared)
                continue
            suspects = [(item, future), *waiting]
            waiting.clear()
            for item, future in suspects:
                yield item, _settled(pool, work, item, shared, future)
    finally:
        for _, future in waiting:
            future.cancel()


def _settled(pool: Pool, work: Callable[[Item], Any], item: Item, shared: Sequence[Any], future: Future[Any]) -> Any:
    """The result of a future; where its worker died, of the same work done alone."""
    if _worker_died(error := future.exception()):
        pool.mend(error)
        future = _submit(pool, work, item, shared)
    error = future.exception()
    return _outcome(pool, future, shared) if error is None else _said(item, error)


def _submit(pool: Pool, work: Callable[[Item], Any], item: Item, shared: Sequence[Any]) -> Future[Any]:
    try:
        return pool.executor.submit(_Packed(work, item, tuple(shared)) if pool.apart else partial(work, item))
    except BrokenExecutor as error:  # a worker died while nobody was waiting for it
        future: Future[Any] = Future()
        future.set_exception(error)
        return future


def _outcome(pool: Pool, future: Future[Any], shared: Sequence[Any]) -> Any:
    """The result of a future, or the exception it raised."""
    error = future.exception()
    if error is not None:
        return error
    return _unpacked(future.result(), shared) if pool.apart else future.result()


def _attempt(work: Callable[[Item], Any], item: Item) -> Any:
    try:
        return work(item)
    except Exception as error:
        return error


def _worker_died(error: BaseException | None) -> bool:
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"


def _said(item: object, error: BaseException) -> BaseException:
    if not _worker_died(error):
        return error
    return DataError(f"{item}: the worker that was to do it ended before it was done; it may need more memory")


def _processes(workers: int | None) -> Executor:
    """New processes start from nothing: a copy of one with threads may wait for a lock for ever."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ConfigError(f"--scheduler {address}: a Dask cluster needs pip install 'vhegui[cluster]'") from error
    try:
        client = Client(address, timeout=TIMEOUT)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"--scheduler {address}: no Dask scheduler answers there ({error}); give serial, threads, processes, or an "
            "address such as tcp://host:8786"
        ) from error
    with client, client.get_executor(pure=False) as executor:
        threads: Any = client.nthreads()
        yield executor, max(1, sum(threads.values()))


@dataclass(frozen=True)
class _Packed:
    """Work whose result is sent with what is `shared` by its number. One object, so that what its item holds of
    `shared` is still the same on the other side.
    """

    work: Callable[[Any], Any]
    item: Any
    shared: tuple[Any, ...]

    def __call__(self) -> bytes:
        numbers = {id(each): number for number, each in enumerate(self.shared)}
        buffer = io.BytesIO()
        pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
        pickler.persistent_id = lambda thing: numbers.get(id(thing))  # pyright: ignore[reportAttributeAccessIssue]
        pickler.dump(self.work(self.item))
        return buffer.getvalue()


def _unpacked(data: bytes, shared: Sequence[Any]) -> Any:
    """What `_Packed` sent. Unpickling runs whatever the sender wants, so this is for nothing but what comes from this
    program's own processes, or from the workers of the cluster that the user has named; never for bytes of a file.
    """
    unpickler = pickle.Unpickler(io.BytesIO(data))
    unpickler.persistent_load = lambda number: shared[number]  # pyright: ignore[reportAttributeAccessIssue]
    return unpickler.load()
