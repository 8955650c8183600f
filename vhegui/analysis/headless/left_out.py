"""Runs that the request itself leaves out, which is said and is no shortcoming, and what it asks of files in vain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from vhegui.analysis.loading.runs import LoadedRuns
from vhegui.analysis.state import Analysis
from vhegui.core import sphere
from vhegui.core.dl3.observation import Observation
from vhegui.core.errors import ConfigError

# What gammapy calls a response → what it is called here. Events and good time are there in every run that is read.
RESPONSES = {"aeff": "aeff", "edisp": "edisp", "psf": "psf", "bkg": "background", "rad_max": "rad_max"}


def with_required(loaded: LoadedRuns, required: Sequence[str]) -> tuple[LoadedRuns, tuple[str, ...]]:
    """The runs that have all of the `required` responses (by gammapy's names), and who is left out.

    Raises ConfigError where none is left.
    """
    missing = {run: lacking(each, required) for run, each in loaded.observations.items()}
    said = left_out_as_asked(missing)
    kept = {run: each for run, each in loaded.observations.items() if not missing[run]}
    return replace(loaded, observations=kept), said


def lacking(observation: Observation, required: Iterable[str]) -> tuple[str, ...]:
    """Which of the `required` responses (by gammapy's names) a run does not have."""
    wanted = [name for name in required if name in RESPONSES]
    return tuple(name for name in wanted if getattr(observation.responses, RESPONSES[name]) is None)


def left_out_as_asked(missing: Mapping[int, Sequence[str]]) -> tuple[str, ...]:
    """A sentence for each run that lacks something; ConfigError where all of them do."""
    if missing and all(missing.values()):
        what = " and ".join(dict.fromkeys(name for names in missing.values() for name in names))
        raise ConfigError(f"observations.required_irf: no run is left: there is no {what}; take it out of the list")
    return tuple(
        f"run {run}: left out, as observations.required_irf asks: there is no {' and no '.join(names)}"
        for run, names in missing.items()
        if names
    )


def beyond_offset(analysis: Analysis, observations: Mapping[int, Observation]) -> tuple[int, ...]:
    """Runs that point farther from the source region than `safe.offset_max` allows."""
    source, most = analysis.source, analysis.safe.offset_max
    if source is None or most is None:
        return ()
    pointings = ((run, each.pointing) for run, each in observations.items())
    return tuple(run for run, at in pointings if sphere.separation(at.ra, at.dec, source.ra, source.dec) >= most)


def without_thresholds(analysis: Analysis, observations: Mapping[int, Observation]) -> tuple[str, ...]:
    """Where the safe range of the files is asked for, and which files give none."""
    return in_vain(run for run, each in observations.items() if analysis.safe.header and has_no_thresholds(each))


def has_no_thresholds(observation: Observation) -> bool:
    """Whether the effective area of a run says nothing about the energies that are safe."""
    area = observation.responses.aeff
    return area is not None and bool(np.all(np.isnan(area.safe_energy)))


def in_vain(silent: Iterable[int]) -> tuple[str, ...]:
    """What is to be said of the runs whose files give no safe range, though it is asked for."""
    runs = list(silent)
    if not runs:
        return ()
    return (
        f"{runs_text(runs)}: no LO_THRES and no HI_THRES in the effective area, so the safe range of the files "
        "(aeff-default of gammapy) leaves out nothing there",
    )


def runs_text(runs: Iterable[int | str]) -> str:
    """`run 5`, `runs 5, 7`."""
    numbers = [str(run) for run in runs]
    return f"run{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"
