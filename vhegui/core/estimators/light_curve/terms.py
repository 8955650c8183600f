"""All energy bins of all parts of runs in one row, ready for one vector of norm fits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np

from vhegui.core.estimators.flux_points.band_edges import assign_bands
from vhegui.core.estimators.flux_points.points import with_positive_spectrum
from vhegui.core.estimators.light_curve.timed_run import RunParts, TimedRun
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.spectra_data import NO_RANGES, data_of_spectra
from vhegui.core.spectra.folding import Ranges, bins_in_ranges
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class LightCurveOptions:
    """How a light curve is made.

    edges : energy band edges (TeV), snapped to reconstructed bin edges; empty: one band over all usable energies
    e_min, e_max, ranges, statistic, systematic : as for the fit, see `data_of_spectra` · n_sigma : of errn, errp
    sigma_ul : of the upper limits · ul_ts : TS below which a point is to be shown as a limit
    refit : the shape is fitted in every time bin · norm_scan : norms at which the statistic is kept.
    """

    edges: Sequence[float] = ()
    e_min: float = 0.0
    e_max: float = math.inf
    ranges: Ranges = field(default_factory=lambda: NO_RANGES)
    statistic: str = "wstat"
    systematic: float = 0.0
    n_sigma: float = 1.0
    sigma_ul: float = 2.0
    ul_ts: float = 4.0
    refit: bool = False
    norm_scan: Sequence[float] | Array | None = None

    def usable(self, spectrum: SpectrumOnOff) -> BoolArray:
        """Bins of a spectrum that are used, (n_reco,)."""
        return bins_in_ranges(spectrum, self.e_min, self.e_max, self.ranges)

    def data(self, spectra: Sequence[SpectrumOnOff]) -> JointData:
        """Their bins with the fit statistic. Raises AnalysisError when no bin is left."""
        return data_of_spectra(spectra, self.e_min, self.e_max, self.ranges, self.statistic, self.systematic)


@dataclass(frozen=True, eq=False)
class Terms:
    """One entry for every energy bin of every part of a run, shape (n,).

    cell : index time bin × n_bands + band · unit : signal of the source for norm 1 · offset : signal of other sources
    stated : variance of the excess that the data state, NaN where they do not · factor : index of the factor on the
    background of each bin that is fitted along with the norm; none is where this is empty.
    """

    cell: IntArray
    n_on: Array
    n_off: Array
    alpha: Array
    unit: Array
    offset: Array
    stated: Array
    factor: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64), kw_only=True)


def gather(
    runs: tuple[TimedRun, ...],
    parts: tuple[RunParts, ...],
    models: Sequence[JointModel],
    edges: Array,
    options: LightCurveOptions,
) -> Terms:
    """The terms of all runs for the model of each time bin; bins that no band contains are left out."""
    data = options.data([run.spectrum for run in runs])
    known: dict[int, tuple[Array, Array, Array]] = {}
    rows: list[tuple[AnyArray, ...]] = []
    for column, (run, part) in enumerate(zip(runs, parts, strict=True)):
        reco, own = run.spectrum.reco.edges, data.run == column
        bins = np.flatnonzero(options.usable(run.spectrum))
        band = assign_bands(reco[:-1], reco[1:], edges)[bins]
        inside = band >= 0
        if not inside.any() or not len(part.row):
            continue
        expected = [_expected(data, models[row], known) for row in part.row]
        unit, offset, alpha = (np.array([each[k][own][inside] for each in expected]) for k in range(3))
        unit, offset = unit * part.fraction[:, None], offset * part.fraction[:, None]
        cell = part.row[:, None] * (len(edges) - 1) + band[inside]
        counts, counts_off = part.counts[:, bins[inside]], part.counts_off[:, bins[inside]]
        stated = np.broadcast_to(run.spectrum.stated_variance[bins[inside]], counts.shape)
        rows.append(tuple(each.ravel() for each in (cell, counts, counts_off, alpha, unit, offset, stated)))
    if not rows:
        return Terms(np.zeros(0, dtype=np.int64), *(np.zeros(0) for _ in range(6)))
    terms = Terms(*(np.concatenate(column) for column in zip(*rows, strict=True)))
    return without_empty(terms) if options.statistic == "wstat" else terms


def without_empty(terms: Terms) -> Terms:
    """The same for W with the bins of a cell without ON and OFF counts made one: most of them, in a minute.

    Exact where the signal is the source's alone: W of such a bin is 2 s, or −2 s/α below 0, linear in its signal.
    """
    empty = (terms.n_on == 0) & (terms.n_off == 0) & (terms.alpha > 0) & (terms.offset == 0)
    ratios, ratio = np.unique(terms.alpha[empty], return_inverse=True)
    key, place = np.unique(terms.cell[empty] * max(len(ratios), 1) + ratio, return_inverse=True)
    nothing = np.zeros(len(key))
    merged = Terms(
        cell=key // max(len(ratios), 1),
        n_on=nothing,
        n_off=nothing,
        alpha=ratios[key % max(len(ratios), 1)],
        unit=np.bincount(place, weights=terms.unit[empty], minlength=len(key)).astype(np.float64),
        offset=nothing,
        stated=np.full(len(key), np.nan),  # W has no use for it
    )
    names = [each.name for each in fields(Terms) if each.name != "factor"]
    return Terms(*(np.concatenate([getattr(terms, name)[~empty], getattr(merged, name)]) for name in names))


def _expected(
    data: JointData, model: JointModel, known: dict[int, tuple[Array, Array, Array]]
) -> tuple[Array, Array, Array]:
    """Signal of the first source, of all others, and α in every bin, systematics included; once for each model."""
    if id(model) not in known:
        likelihood = Likelihood.of(data, model)
        signal = likelihood.by_source(likelihood.values)
        known[id(model)] = signal[0], signal[1:].sum(axis=0), likelihood.counts(likelihood.values).alpha
    return known[id(model)]


def positive(model: JointModel, edges: Array) -> JointModel:
    """The model with a first source that is positive in the bands, of the same shape, for norms to be factors on."""
    first = with_positive_spectrum(model.first, edges)
    if first is model.first:
        return model
    return replace(model, sources=(replace(model.sources[0], spectral=first), *model.sources[1:]))


def steady(model: JointModel) -> JointModel:
    """The model with a first source that does not change with time: what it does there is what is measured."""
    first = model.sources[0]
    return model if first.temporal is None else replace(model, sources=(first.steady, *model.sources[1:]))
