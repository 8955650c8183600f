"""Light curve (DL5): the flux in time bins and energy bands.

In every time bin and band the norm on a spectral model is fitted to the runs, or parts of runs, that lie there: all
bins and bands as one vector of one-dimensional problems, see `norms`. The shape is that of the model, or fitted again
in every time bin. The exposure of a part of a run is the run's times its part of the good time: dead time, response
and the ON/OFF ratio alpha are taken to be the same all through a run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.band_edges import snap_to_spectra
from vhegui.core.estimators.light_curve.refitted import RefittedShape, refit_shapes
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.terms import LightCurveOptions as LightCurveOptions
from vhegui.core.estimators.light_curve.terms import Terms, gather, positive, steady
from vhegui.core.estimators.light_curve.time_bins import TimeBins
from vhegui.core.estimators.light_curve.timed_run import RunParts, TimedRun, parts_of
from vhegui.core.estimators.norms import EVERYTHING, NormProblem, Norms, measure
from vhegui.core.estimators.norms_with_background import with_background
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.models.spectral.flux import energy_flux, integral_flux
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.progress import Progress
from vhegui.core.statistics.registry import counts_of
from vhegui.core.typing import EMPTY, AnyArray, Array, BoolArray, IntArray

NO_EXPOSURE, NO_BINS, NO_COUNTS = "no exposure", "no safe energy bin", "no ON counts in the safe range"


def light_curve(
    runs: Sequence[TimedRun],
    bins: TimeBins,
    model: SpectralModel | JointModel,
    options: LightCurveOptions | None = None,
    progress: Progress | None = None,
) -> LightCurve:
    """The light curve of `runs` in `bins` made of them; a bin without exposure gives a note, not an error.

    model : the shape of its first source is used, whose size only says what norm 1 means; other sources and systematics
    stay as they are. Raises AnalysisError when no run has a usable bin.
    """
    runs = tuple(runs)
    parts = tuple(parts_of(run, bins, column) for column, run in enumerate(runs))
    return fluxes_of(runs, parts, bins, model, options or LightCurveOptions(), progress)


def fluxes_of(
    runs: tuple[TimedRun, ...],
    parts: tuple[RunParts, ...],
    bins: TimeBins,
    model: SpectralModel | JointModel,
    options: LightCurveOptions,
    progress: Progress | None = None,
) -> LightCurve:
    """The same where `parts`, one a run, say what of each run is in the bins, be they of time or of phase."""
    edges = band_edges(runs, options)
    joint = positive(steady(JointModel.of(model)), edges)
    shape = refit_shapes(runs, parts, bins, joint, options.data, progress) if options.refit else None
    models = [joint] * len(bins) if shape is None else [positive(each, edges) for each in shape.joints]
    terms = gather(runs, parts, models, edges, options)
    return assemble([run.spectrum.name for run in runs], bins, terms, models, edges, options, shape)


def band_edges(runs: Sequence[TimedRun], options: LightCurveOptions) -> Array:
    """Band edges (n_bands + 1,), TeV: the nearest reconstructed bin edges to those asked for, or the whole usable
    range.
    """
    masks = [options.usable(run.spectrum) for run in runs]
    low = [run.spectrum.reco.edges[:-1][mask][0] for run, mask in zip(runs, masks, strict=True) if mask.any()]
    high = [run.spectrum.reco.edges[1:][mask][-1] for run, mask in zip(runs, masks, strict=True) if mask.any()]
    if not low:
        raise AnalysisError("light curve: no run has a safe energy bin in the fit range; widen the range")
    if len(options.edges) == 0:
        return np.array([min(low), max(high)])
    return snap_to_spectra(options.edges, [run.spectrum for run in runs], "light curve")


def assemble(
    names: Sequence[str],
    bins: TimeBins,
    terms: Terms,
    models: list[JointModel],
    edges: Array,
    options: LightCurveOptions,
    shape: RefittedShape | None = None,
) -> LightCurve:
    """The light curve of runs with these `names` in `bins`; models : of each time bin."""
    cells, problem = _Cells.of(terms, len(bins), len(edges) - 1, options)
    norms = measure(problem, options.n_sigma, options.sigma_ul, EVERYTHING) if problem.n else _none()
    scan = None if options.norm_scan is None else np.asarray(options.norm_scan, dtype=np.float64)
    counts = cells.spread(problem.total(problem.counts.n_on), 0.0)
    return LightCurve(
        time_min=bins.start,
        time_max=bins.stop,
        livetime=bins.livetime.sum(axis=1),
        e_min=edges[:-1],
        e_max=edges[1:],
        **_references(models, edges),
        **{field: cells.spread(getattr(norms, name)) for field, name in _MEASURED.items()},
        counts=counts,
        background=cells.spread(problem.total(terms.alpha[cells.kept] * terms.n_off[cells.kept]), 0.0),
        npred=cells.spread(problem.expected(norms.norm)),
        npred_excess=cells.spread(norms.norm * problem.total(problem.unit)),
        is_ul=cells.spread(norms.ts < options.ul_ts, 0.0).astype(np.bool_),
        success=cells.spread(norms.success, 0.0).astype(np.bool_),
        **_constant(problem, cells, _references(models, edges)["ref_flux"]),
        runs=_runs_in(names, bins),
        notes=_notes(bins, cells.spread(np.ones(problem.n), 0.0) > 0, counts),
        n_sigma=options.n_sigma,
        sigma_ul=options.sigma_ul,
        ul_ts=options.ul_ts,
        norm_scan=scan,
        stat_scan=None if scan is None else cells.spread(problem.scan(scan)),
        shape=shape,
    )


@dataclass(frozen=True, eq=False)
class _Cells:
    """Where results belong. used : cells (time × n_bands + band) with a response · kept : bins that are in them."""

    shape: tuple[int, int]
    used: IntArray
    kept: BoolArray

    @classmethod
    def of(cls, terms: Terms, n_times: int, n_bands: int, options: LightCurveOptions) -> tuple[_Cells, NormProblem]:
        response = np.bincount(terms.cell, weights=terms.unit, minlength=n_times * n_bands)
        used = np.flatnonzero(response > 0)
        kept = response[terms.cell] > 0
        build = counts_of(options.statistic, options.systematic)
        counts = build(terms.n_on[kept], terms.n_off[kept], terms.alpha[kept], terms.stated[kept])
        group = np.searchsorted(used, terms.cell[kept])
        problem = NormProblem(counts, terms.unit[kept], group, len(used), terms.offset[kept])
        if len(terms.factor):
            problem = with_background(problem, terms.alpha[kept] * terms.n_off[kept], terms.factor[kept])
        return cls((n_times, n_bands), used, kept), problem

    def spread(self, values: AnyArray, empty: float = math.nan) -> Array:
        """Values of the used cells, (n_used, …) → (n_times, n_bands, …)."""
        full = np.full((self.shape[0] * self.shape[1], *values.shape[1:]), empty)
        full[self.used] = values
        return full.reshape(*self.shape, *values.shape[1:])


_MEASURED = {
    "norm": "norm",
    "norm_err": "err",
    "norm_errn": "errn",
    "norm_errp": "errp",
    "norm_ul": "ul",
    "ts": "ts",
    "sqrt_ts": "sqrt_ts",
    "stat": "stat",
    "stat_null": "stat_null",
}


def _constant(problem: NormProblem, cells: _Cells, ref_flux: Array) -> dict[str, Array]:
    """The flux in each band that is the same at all times, by the names of `LightCurve`; NaN without any bin."""
    n_bands = cells.shape[1]
    flux, error, stat = np.full((3, n_bands), math.nan)
    band, reference = cells.used % n_bands, ref_flux.ravel()[cells.used]
    known, group = np.unique(band, return_inverse=True)
    if len(known):
        scale = np.array([reference[band == each][0] for each in known])
        unit = problem.unit * (scale[group] / reference)[problem.group]
        found = measure(replace(problem, unit=unit, group=group[problem.group], n=len(known)), selection=())
        flux[known], error[known], stat[known] = found.norm * scale, found.err * scale, found.stat
    return {"constant_flux": flux, "constant_flux_err": error, "constant_stat": stat}


def _runs_in(names: Sequence[str], bins: TimeBins) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(names[i] for i in np.flatnonzero(row).tolist()) for row in bins.fraction > 0)


def _none() -> Norms:
    return Norms(*(EMPTY for _ in range(9)), success=np.zeros(0, dtype=np.bool_))


def _references(joints: list[JointModel], edges: Array) -> dict[str, Array]:
    """What norm 1 means in every time bin and band, by the names of `LightCurve`."""
    known: dict[int, tuple[Array, Array, Array]] = {}
    centres, pairs = np.sqrt(edges[:-1] * edges[1:]), list(pairwise(edges))
    models = [joint.first for joint in joints]
    for model in models:
        if id(model) not in known:
            flux = np.array([integral_flux(model, *pair) for pair in pairs])
            known[id(model)] = dnde(model, centres), flux, np.array([energy_flux(model, *pair) for pair in pairs])
    columns = [np.array([known[id(model)][k] for model in models]).reshape(-1, len(pairs)) for k in range(3)]
    return dict(zip(("ref_dnde", "ref_flux", "ref_eflux"), columns, strict=True))


def _notes(bins: TimeBins, measured: BoolArray, seen: Array) -> tuple[tuple[str, ...], ...]:
    exposed = bins.livetime.sum(axis=1) > 0
    return tuple(
        tuple(
            NO_EXPOSURE if not exposed[i] else NO_BINS if not known else NO_COUNTS if count == 0 else ""
            for known, count in zip(measured[i], seen[i], strict=True)
        )
        for i in range(len(bins))
    )
