"""Observations → standard GADF files and index tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vhegui.core.dl3.observation import Observation


def write_observation(observation: Observation, path: Path) -> None:
    """Write EVENTS, GTI and the responses of one run into one FITS file (`.gz` compresses)."""
    raise NotImplementedError


def write_index(folder: Path, runs: Sequence[tuple[Observation, Path]]) -> None:
    """Write obs-index.fits.gz and hdu-index.fits.gz into `folder` for runs already written below it.

    runs : pairs of observation and the path of its file.
    """
    raise NotImplementedError
