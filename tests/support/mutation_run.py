"""Damages small files again and again and reads them, with a limit on memory; started by the tests as a program.

Usage: mutation_run.py BASE_FOLDER files|index COUNT SEED. Prints one line for every failure that is no VheguiError.
"""

from __future__ import annotations

import gzip
import random
import resource
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

import astropy.io.fits
import astropy.time
import astropy.units  # noqa: F401  (before memory is limited)
import numpy as np
from fits_mutations import damaged

from vhegui.core.dl3.doctor.check import check
from vhegui.core.dl3.load import HduLocation, load_observation
from vhegui.core.dl3.observation import Observation
from vhegui.core.errors import VheguiError

GIGABYTE, SECONDS = 1_000_000_000, 10


def main(base: Path, what: str, count: int, seed: int) -> int:
    """Number of failures."""
    signal.signal(signal.SIGALRM, _late)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + GIGABYTE, used + GIGABYTE))
    warnings.simplefilter("error", RuntimeWarning)
    files = [path.read_bytes() for path in sorted(base.glob("*.fits"))]
    failures = 0
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(seed, seed + count):
            signal.alarm(SECONDS)
            try:
                _one_index(base, Path(scratch), number) if what == "index" else _one(files, Path(scratch), number)
            except VheguiError as error:
                if not str(error).strip():
                    print(f"mutation {number}: an error without words")
            except BaseException as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                print(f"mutation {number}: {type(error).__name__}: {error} ({where.filename}:{where.lineno})")
                failures += 1
            signal.alarm(0)
    return failures


def _one(files: list[bytes], scratch: Path, number: int) -> None:
    rng = random.Random(number)
    path = scratch / "run.fits"
    path.write_bytes(damaged(rng.choice(files), rng))
    if number % 8 == 0:
        check(path)
    use_run(load_observation([HduLocation("", path)]))


def _one_index(base: Path, scratch: Path, number: int) -> None:
    rng = random.Random(number)
    shutil.copytree(base, scratch, dirs_exist_ok=True)
    victim = scratch / rng.choice(("obs-index.fits.gz", "hdu-index.fits.gz"))
    victim.write_bytes(damaged(gzip.decompress(victim.read_bytes()), rng))
    check(scratch)


def use_run(run: Observation) -> None:
    """What was read is fit for use."""
    assert np.all(run.events.energy > 0)
    assert np.all((run.events.ra >= 0) & (run.events.ra < 360))
    energy = np.array([0.5, 1.0, 20.0])
    if run.responses.aeff is not None:
        assert np.all(run.responses.aeff.evaluate(energy, 0.5) >= 0)
    if run.responses.psf is not None:
        inside = run.responses.psf.containment(energy, 0.5, 0.1)
        assert np.all((inside >= 0) & (inside <= 1))


def _late(*_: object) -> None:
    raise TimeoutError(f"not done after {SECONDS} s")


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])), 100))
