"""Light curve of a source in cubes (DL5): its flux in every run or group of runs, beside all other sources.

A cube is of whole runs: one that is only partly in a time bin is left out of it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.core.cubes.cube import Cube
from vhegui.core.estimators.flux_points.band_edges import assign_bands, snap_edges
from vhegui.core.estimators.light_curve.fluxes import assemble
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.terms import LightCurveOptions, Terms, positive, steady
from vhegui.core.estimators.light_curve.time_bins import GoodTime, TimeBins
from vhegui.core.fitting.cubes_fit import CubesFit
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.typing import Array, IntArray


def good_time(cube: Cube) -> GoodTime:
    """When the runs of a cube were taken."""
    return GoodTime(cube.gti, cube.livetime)


def cube_light_curve(found: CubesFit, bins: TimeBins, options: LightCurveOptions) -> LightCurve:
    """The norm on the spectrum of the first source in each time bin and band; other sources stay as fitted.

    bins : made of the cubes of the fit, in their order · options : of its `refit` the norm of each run's background is
    fitted again in every bin and band, else it stays as fitted, too. Raises AnalysisError where no band is left.
    """
    edges = _edges(found, options)
    joint = positive(steady(found.result.joint), edges)
    whole = replace(bins, fraction=bins.fraction * bins.whole, livetime=bins.livetime * bins.whole)
    terms = _terms(found, whole, edges, Likelihood.of(found.data, joint), options.refit)
    names = [cube.name for cube in found.cubes]
    return assemble(names, whole, terms, [joint] * len(bins), edges, replace(options, statistic="cash", refit=False))


def _edges(found: CubesFit, options: LightCurveOptions) -> Array:
    data = found.data
    if not len(options.edges):
        of_cubes = data.run < len(found.cubes)  # spectra that were fitted beside them follow
        return np.array([data.reco_min[of_cubes].min(), data.reco_max[of_cubes].max()])
    return snap_edges(options.edges, found.cubes[0].geometry.reco.edges, "light curve")


def _terms(found: CubesFit, bins: TimeBins, edges: Array, likelihood: Likelihood, refit: bool) -> Terms:
    """The bins of every run in each time bin that holds it."""
    data, n_bands = found.data, len(edges) - 1
    counts = likelihood.counts(likelihood.values)
    parts = np.maximum(likelihood.by_source(likelihood.values), 0.0)  # at the rim of a PSF they are ±10⁻⁹ of it
    band = assign_bands(data.reco_min, data.reco_max, edges)
    row, run = np.nonzero(bins.fraction > 0)
    members = [np.flatnonzero((data.run == each) & (band >= 0)) for each in run]
    if not members:
        return Terms(np.zeros(0, dtype=np.int64), *(np.zeros(0) for _ in range(6)))
    index: IntArray = np.concatenate(members)
    sizes = [len(each) for each in members]
    factor = np.repeat(np.arange(len(members)), sizes) * n_bands + band[index]
    return Terms(
        cell=np.repeat(row, sizes) * n_bands + band[index],
        n_on=data.counts.n_on[index],
        n_off=counts.n_off[index],
        alpha=counts.alpha[index],
        unit=parts[0][index],
        offset=parts[1:].sum(axis=0)[index],
        stated=np.full(len(index), np.nan),
        factor=factor if refit else np.zeros(0, dtype=np.int64),
    )
