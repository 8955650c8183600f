"""Spectra as OGIP files: one set a run, and one for the stack of each instrument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from vhegui.core.spectra.ogip import write_ogip
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.stacking import belong_together, stack_alike

FOLDER = "ogip"


def write_spectra(
    runs: Sequence[SpectrumOnOff], everything: Sequence[SpectrumOnOff], folder: Path, unit: str = "keV"
) -> tuple[Path, ...]:
    """Write PHA, BKG, ARF and RMF files of every run, and of the stack an instrument of all spectra.

    everything : the runs' spectra and those that came from files, which need no copy · unit : of energies. Returns the
    files. Raises DataError when one cannot be written.
    """
    return tuple(file for item in (*runs, *stacks_of(everything)) for file in write_ogip(item, folder, unit=unit))


def stacks_of(spectra: Sequence[SpectrumOnOff]) -> tuple[SpectrumOnOff, ...]:
    """The stacks of those spectra that can be added up, under names that no spectrum has."""
    usable = [item for item in spectra if item.safe.any()]
    stacks = stack_alike(usable) if usable else ()
    taken = {item.name for item in spectra}
    return tuple(
        replace(stacked, name=f"{stacked.name} runs") if stacked.name in taken else stacked
        for stacked in stacks
        if sum(belong_together(item, stacked) for item in usable) > 1
    )
