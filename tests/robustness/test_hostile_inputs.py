"""Damaged sessions, models, tables, regions, queries, addresses: an error with words, soon, and never anything else."""

from __future__ import annotations

import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hostile_inputs import KINDS, Kind, try_one
from memory_use import forget_peak, megabytes, peak_megabytes

from vhegui.core.errors import VheguiError

SECONDS = 20  # that one input may take on a busy machine
MEGABYTES = 500  # that memory may grow by while it is used
SHORT = 300  # inputs of all kinds in the suite

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the alarm that finds hangs is a signal")


class Hang(BaseException):
    """An input took too long; not an Exception, so that no reader takes it for its own."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Raises Hang when the block is not done by then."""

    def late(*_: object) -> None:
        raise Hang(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_whatever_is_wrong_is_said(kind: Kind, robustness: int, first_seed: int, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    count = max(3, (robustness or SHORT) * kind.share // sum(each.share for each in KINDS))
    originals = kind.files()
    failures, refused, slowest, largest = [], 0, (0.0, 0), (0.0, 0)
    for seed in range(first_seed, first_seed + count):
        folder = tmp_path / str(seed)
        folder.mkdir()
        start, before = time.perf_counter(), megabytes()
        forget_peak()
        try:
            with limited(SECONDS):
                try_one(kind, originals, folder, seed)
        except VheguiError as error:
            refused += 1
            if not str(error).strip():
                failures.append(f"{seed}: an error without words")
        except (Exception, Hang) as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(at.filename).name}:{at.lineno}"
            failures.append(f"{seed}: {type(error).__name__}: {str(error)[:600]} ({where})")
        slowest = max(slowest, (time.perf_counter() - start, seed))
        growth = peak_megabytes() - before
        largest = max(largest, (growth, seed))
        if growth > MEGABYTES:
            failures.append(f"{seed}: memory grew by {growth:.0f} MB")
        shutil.rmtree(folder)
    figures = f"{refused} refused, {len(failures)} failures, slowest {slowest[0]:.2f} s (input {slowest[1]})"
    print(f"{kind.name}: {count} inputs, {figures}, growth at most {largest[0]:.0f} MB (input {largest[1]})")
    assert not failures, f"{len(failures)} of {count}:\n" + "\n".join(failures[:40])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_undamaged_they_are_used_without_an_error(kind: Kind, tmp_path: Path, monkeypatch) -> None:
    """So the inputs above reach what they are about."""
    monkeypatch.chdir(tmp_path)
    originals = kind.files()
    for name, content in originals.items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    if kind.several:
        with pytest.raises(VheguiError):
            kind.use(tmp_path / next(iter(originals)))
        return
    for name in originals:
        kind.use(tmp_path / name)
