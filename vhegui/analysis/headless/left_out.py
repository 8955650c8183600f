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
    wanted = [name for name in required if name in RESPONSES]
    lacking = {
        run: [name for name in wanted if getattr(each.responses, RESPONSES[name]) is None]
        for run, each in loaded.observations.items()
    }
    kept = {run: each for run, each in loaded.observations.items() if not lacking[run]}
    if loaded.observations and not kept:
        what = " and ".join(dict.fromkeys(name for names in lacking.values() for name in names))
        raise ConfigError(f"observations.required_irf: no run is left: there is no {what}; take it out of the list")
    said = (
        f"run {run}: left out, as observations.required_irf asks: there is no {' and no '.join(names)}"
        for run, names in lacking.items()
        if names
    )
    return replace(loaded, observations=kept), tuple(said)


def beyond_offset(analysis: Analysis, observations: Mapping[int, Observation]) -> tuple[int, ...]:
    """Runs that point farther from the source region than `safe.offset_max` allows."""
    source, most = analysis.source, analysis.safe.offset_max
    if source is None or most is None:
        return ()
    pointings = ((run, each.pointing) for run, each in observations.items())
    return tuple(run for run, at in pointings if sphere.separation(at.ra, at.dec, source.ra, source.dec) >= most)


def without_thresholds(analysis: Analysis, observations: Mapping[int, Observation]) -> tuple[str, ...]:
    """Where the safe range of the files is asked for, and which files give none."""
    areas = {run: each.responses.aeff for run, each in observations.items()} if analysis.safe.header else {}
    silent = [run for run, area in areas.items() if area is not None and np.all(np.isnan(area.safe_energy))]
    if not silent:
        return ()
    return (
        f"{runs_text(silent)}: no LO_THRES and no HI_THRES in the effective area, so the safe range of the files "
        "(aeff-default of gammapy) leaves out nothing there",
    )


def runs_text(runs: Iterable[int]) -> str:
    """`run 5`, `runs 5, 7`."""
    numbers = [str(run) for run in runs]
    return f"run{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"
