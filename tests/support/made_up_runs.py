"""Observation indexes that no telescope has taken: a few runs to reason about, and many to be fast with."""

from __future__ import annotations

import numpy as np

from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.sphere import offset_by


def small_index() -> ObservationIndex:
    """Four Crab runs (two wobbles each way), two on MSH 15-52, one of which nothing is known."""
    nan = np.nan
    return ObservationIndex(
        obs_id=np.array([23523, 23526, 23559, 23592, 20136, 20137]),
        target=np.array(["Crab Nebula"] * 4 + ["MSH15-52", ""]),
        ra=np.array([83.63, 83.63, 85.25, 82.01, 228.6, 228.6]),
        dec=np.array([21.51, 22.51, 22.01, 22.01, -58.77, -59.7]),
        zenith=np.array([48.6, 45.3, 45.4, 47.0, 35.8, nan]),
        azimuth=np.array([10.0, 20.0, 30.0, 340.0, 180.0, nan]),
        ontime=np.array([1687.0, 1683.0, 1686.0, 1686.0, 1680.0, nan]),
        livetime=np.array([1581.7, 1572.7, 1578.2, 1581.2, 1500.0, nan]),
        tstart=np.array([53343.92, 53343.95, 53345.97, 53347.91, 53090.1, nan]),
        tstop=np.array([53343.94, 53343.97, 53345.99, 53347.93, 53090.12, nan]),
        n_events=np.array([7613, 7581, 7601, 7334, 9000, -1]),
        telescopes=np.array(["1,2,3,4", "1,2,3,4", "1,2,3,4", "2,3,4", "1,2,3,4", ""]),
        quality=np.array([0, 0, 0, 0, 0, -1]),
    )


def many_runs(n: int = 10_000, targets: int = 60) -> ObservationIndex:
    """Ten years of runs on targets all over the sky, in four wobbles of 0.5 to 1 deg, with jitter: nearly every run has
    a direction of its own. Thresholds and rates follow the zenith angle, with scatter."""
    rng = np.random.default_rng(1)
    which = rng.integers(0, targets, n)
    ra, dec = rng.uniform(0, 360, targets)[which], np.degrees(np.arcsin(rng.uniform(-0.95, 0.6, targets)))[which]
    ra, dec = offset_by(ra, dec, 90.0 * rng.integers(0, 4, n) + rng.normal(0, 2, n), rng.choice([0.5, 0.7, 1.0], n))
    zenith = np.abs(rng.normal(0, 25, n)) % 65.0
    livetime = rng.uniform(900, 1680, n)
    start = np.sort(53000.0 + 3650.0 * rng.random(n))
    start = np.floor(start) + 0.75 + 0.4 * (start % 1)
    return ObservationIndex(
        obs_id=20_000 + np.arange(n),
        target=np.array([f"Target {i:02d}" for i in range(targets)])[which],
        ra=ra,
        dec=dec,
        zenith=zenith,
        azimuth=rng.uniform(0, 360, n),
        ontime=livetime * 1.06,
        livetime=livetime,
        tstart=start,
        tstop=start + livetime * 1.06 / 86400,
        n_events=(livetime * 6.0 * np.cos(np.radians(zenith)) ** 1.5 * rng.normal(1, 0.05, n)).astype(np.int64),
        telescopes=np.where(rng.random(n) < 0.8, "1,2,3,4", "2,3,4"),
        quality=(rng.random(n) < 0.05).astype(np.int64),
        threshold=0.3 / np.cos(np.radians(zenith)) ** 2.5 * rng.choice([0.9, 1.0, 1.1], n),
    )
