"""Do the errors and limits hold what they promise? Simulated data sets of four runs with a known truth, fitted.

    python tests/benchmarks/coverage.py [--sets 1000] [--data FOLDER] [--times 1 10] [--seed 1]

Without --data the responses are those of the simulated array; with the folder of a public H.E.S.S. data release those
of four Crab runs. For every model, joint and stacked, the table gives the pulls of each parameter and how often the
truth is inside value ± error and inside the asymmetric (MINOS) interval; then how often the upper limits of flux points
hold for sources from nothing to the Crab. Criteria: |mean pull| < 0.1, width 0.9 to 1.1, intervals 65 to 71 %, limits
at least their nominal 97.7 % (a rise of W by 4 on one side; often quoted as 95 %).

A thousand data sets know a coverage to 1.5 % and a width to 0.022: "chance" marks numbers that miss a criterion no
further from the exact value than that explains (3 σ). `--times` multiplies the observation time: with the short one,
many bins have no OFF counts, where W is known to be biased.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.estimators.flux_points.points import flux_points
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.live import live_fit
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.profiles import minos
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.toy_result import ONE_SIGMA, ToyResult
from vhegui.core.fitting.toys import rise_to
from vhegui.core.models.spectral.crab_references import CRAB_REFERENCES
from vhegui.core.models.spectral.evaluate import default_spectrum, scaled_by
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.simulation.counts import PlannedSpectrum, planned_spectrum
from vhegui.core.simulation.instrument import Instrument
from vhegui.core.spectra.stacking import stack
from vhegui.core.statistics.sparse import sparse_fraction
from vhegui.core.typing import Array

CRAB_RUNS = (23523, 23526, 23559, 23592)
NOMINAL_LIMIT = 0.9772498680518208
BANDS = 6
HEADER = (
    f"{'time, model, fit':34s} {'parameter':10s} {'pulls':13s}   68 %  MINOS   ±√ΔW            {'bias':>8s} sparse"
    "  fits      good"
)
TRUTHS = {
    r.model.kind: r.model
    for r in CRAB_REFERENCES
    if r.model and r.key in ("hess_2006_pl", "hess_2006_ecpl", "magic_2015_lp")
}


def simulated_array() -> list[PlannedSpectrum]:
    """Four runs of the simulated array, at zenith angles of 20 to 45 degrees."""
    reco, true = EnergyAxis.from_bounds(0.1, 40.0, 10), EnergyAxis.from_bounds(0.05, 100.0, 20)
    return [planned_spectrum(Instrument(), reco, true, zenith) for zenith in (20.0, 30.0, 40.0, 45.0)]


def real_runs(folder: Path) -> list[PlannedSpectrum]:
    """Four H.E.S.S. runs on the Crab: responses, regions and safe energies as the program finds them."""
    from vhegui.analysis import edits
    from vhegui.analysis.loading.runs import load_runs
    from vhegui.analysis.state import Target
    from vhegui.analysis.steps import build_pipeline
    from vhegui.core.dl3.open import open_store

    loaded = load_runs(open_store(folder), CRAB_RUNS, {}, lambda fraction, text: None)
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), CRAB_RUNS), Target("Crab", 83.633, 22.014))
    given = {"observations": loaded.observations, "mask_images": {}}
    spectra = list(build_pipeline().pull("spectra", analysis, given).values())
    wanted = np.any([s.safe for s in spectra], axis=0)
    total = np.sum([s.counts_off for s in spectra], axis=0)[wanted]
    shape = np.zeros(len(wanted))
    shape[wanted] = _smooth_off(spectra[0].reco.centres[wanted], total)
    return [PlannedSpectrum(s, shape * float(s.counts_off[wanted].sum() / total.sum())) for s in spectra]


def _smooth_off(energy: Array, counts: Array) -> Array:
    """Smooth expectation of OFF counts (n,): ln of the mean a parabola of ln E, by Poisson likelihood.

    Newton's method (iteratively reweighted least squares), which always converges for this convex problem.
    """
    x = np.log(energy)
    basis = np.stack([np.ones_like(x), x, x * x])
    root = np.sqrt(counts + 0.5)
    start = np.linalg.lstsq((basis * root).T, root * np.log(counts + 0.5), rcond=None)[0]
    for _ in range(50):
        mean = np.exp(np.clip(start @ basis, -30.0, 30.0))
        step = np.linalg.solve((basis * mean) @ basis.T, basis @ (counts - mean))
        start = start + step * min(1.0, 1.0 / max(float(np.abs(step @ basis).max()), 1e-9))
        if np.abs(step @ basis).max() < 1e-9:
            break
    return np.exp(start @ basis)


@dataclass
class Worst:
    """Largest difference between the quick fit and intervals used here and the published ones, in errors."""

    value: float = 0.0
    error: float = 0.0
    disagreements: int = 0
    compared: int = 0


def cover(
    planned: Sequence[PlannedSpectrum], truth: SpectralModel, stacked: bool, n: int, seed: int, worst: Worst
) -> ToyResult:
    """Fit n data sets from the kind's default start."""
    rng = np.random.default_rng(seed)
    start = default_spectrum(truth.kind).with_parameter("reference", value=truth["reference"].value)
    free, signals = list(truth.free), [run.signal(truth) for run in planned]
    values, errors, rises = (np.full((n, len(free)), np.nan) for _ in range(3))
    stat, good, sparse = np.full(n, np.nan), np.zeros(n, dtype=bool), np.zeros(n)
    joint_data = None
    for k in range(n):
        spectra = [run.draw(signal, rng) for run, signal in zip(planned, signals, strict=True)]
        joint_data = data_of_spectra([stack(spectra)] if stacked else spectra)
        found = live_fit(joint_data, start, tolerance=1e-8)
        stat[k], good[k] = found.total_stat, found.converged and found.shape_fitted
        sparse[k] = sparse_fraction(joint_data.counts.n_on, joint_data.counts.n_off)
        values[k] = np.array(found.model.values)[free]
        errors[k] = np.sqrt(np.diag(found.covariance))[free]
        if good[k]:
            rises[k] = rise_to(joint_data, found, Likelihood.of(joint_data, truth).model)
        if k < 20:
            _compare(joint_data, start, values[k], errors[k], rises[k], np.array(truth.values)[free], worst)
    assert joint_data is not None
    return ToyResult(
        names=tuple(truth.parameters[i].name for i in free),
        truth=np.array(truth.values)[free],
        values=values,
        errors=errors,
        stat=stat,
        converged=good,
        rises=rises,
        observed_stat=float("nan"),
        ndf=joint_data.n_bins - len(free),
        statistic="wstat",
        sparse=float(sparse.mean()),
    )


def _compare(
    joint_data: JointData,
    start: SpectralModel,
    values: Array,
    errors: Array,
    rises: Array,
    truth: Array,
    worst: Worst,
) -> None:
    """The published fit of the same data, with MINOS."""
    published = fit(joint_data, start)
    if not published.success:
        return
    free = list(start.free)
    theirs, their_errors = np.array(published.model.values)[free], np.sqrt(np.diag(published.covariance))[free]
    worst.value = max(worst.value, float(np.max(np.abs(values - theirs) / their_errors)))
    worst.error = max(worst.error, float(np.max(np.abs(errors / their_errors - 1.0))))
    intervals = list(minos(joint_data, published).values())
    inside = [-e.errn <= t - v <= e.errp for e, t, v in zip(intervals, truth, theirs, strict=True)]
    near = np.abs(np.abs(rises) - 1.0) < 1e-3
    worst.disagreements += int(np.sum((np.array(inside) != (np.abs(rises) <= 1.0)) & ~near))
    worst.compared += len(inside)


def cover_limits(
    planned: Sequence[PlannedSpectrum], truth: SpectralModel, factor: float, stacked: bool, n: int, seed: int
) -> Array:
    """How often the 2 σ upper limit of each flux point is at least the true flux, (n_bands,); the shape is known."""
    rng = np.random.default_rng(seed)
    signals = [run.signal(scaled_by(truth, factor)) for run in planned]
    low = max(float(run.run.reco.edges[:-1][run.run.safe][0]) for run in planned)
    edges = np.geomspace(low, 30.0, BANDS + 1)
    held, seen = np.zeros(BANDS), np.zeros(BANDS)
    for _ in range(n):
        spectra = [run.draw(signal, rng) for run, signal in zip(planned, signals, strict=True)]
        points = flux_points([stack(spectra)] if stacked else spectra, truth, edges, selection=("ul",))
        m = len(points.norm_ul)
        held[:m] += points.norm_ul >= factor
        seen[:m] += np.isfinite(points.norm_ul)
    return held[seen > 0] / seen[seen > 0]


def show(label: str, result: ToyResult) -> None:
    """One line a parameter, with a judgement on the criteria."""
    profile, roots = result.profile_coverage, result.rises
    assert profile is not None
    assert roots is not None
    for i, name in enumerate(result.names):
        mean, width = float(result.pull_mean[i]), float(result.pull_width[i])
        inside, asymmetric = float(result.coverage[i]), float(profile[i])
        root = roots[result.converged][:, i]
        verdict = judged(mean, width, inside, asymmetric, result.n_good)
        print(
            f"{label:34s} {name:10s} {mean:+6.3f} {width:6.3f} {100 * inside:6.1f} {100 * asymmetric:6.1f}   "
            f"{root.mean():+6.3f} {root.std():6.3f}  {result.bias[i] / abs(result.truth[i]):+7.2%} "
            f"{result.sparse:6.1%} {result.n_good:5d}/{result.n}  {verdict}",
            flush=True,
        )


def judged(mean: float, width: float, inside: float, asymmetric: float, n: int) -> str:
    """ "yes"; "chance" where a criterion is missed, but all numbers are within three of their errors of exact ones."""
    if abs(mean) < 0.1 and 0.9 < width < 1.1 and all(0.65 <= value <= 0.71 for value in (inside, asymmetric)):
        return "yes"
    error = np.sqrt(ONE_SIGMA * (1.0 - ONE_SIGMA) / n)
    pulls = (
        mean * np.sqrt(n),
        (width - 1.0) * np.sqrt(2.0 * n),
        *((v - ONE_SIGMA) / error for v in (inside, asymmetric)),
    )
    return "chance" if max(abs(pull) for pull in pulls) < 3.0 else "NO"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Coverage of errors and upper limits by simulation.")
    parser.add_argument("--sets", type=int, default=1000, help="data sets for each line")
    parser.add_argument("--data", type=Path, help="a H.E.S.S. data release: responses of four Crab runs")
    parser.add_argument("--times", type=float, nargs="+", default=[1.0, 10.0], help="factors on the observation time")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begin, worst = perf_counter(), Worst()
    runs = real_runs(options.data) if options.data else simulated_array()
    print(HEADER)
    for time in options.times:
        planned = [run.longer(time) for run in runs]
        for number, (kind, truth) in enumerate(TRUTHS.items()):
            seed = options.seed + 1000 * number + round(100 * time)
            for stacked in (False, True):
                label = f"×{time:g} {kind} {'stacked' if stacked else 'joint'}"
                show(label, cover(planned, truth, stacked, options.sets, seed, worst))
    print(
        f"against the published fit: values within {worst.value:.1e} σ, errors within {worst.error:.1e}; "
        f"MINOS agrees in {worst.compared - worst.disagreements} of {worst.compared} intervals"
    )
    print(f"\nupper limits of flux points (nominal {NOMINAL_LIMIT:.1%}), bands from low to high energy")
    for time in options.times:
        planned = [run.longer(time) for run in runs]
        for factor in (0.0, 0.003, 0.03, 1.0):
            for stacked in (False, True):
                held = cover_limits(planned, TRUTHS["power_law"], factor, stacked, options.sets, options.seed)
                label = f"×{time:g} {factor:5.1%} of the Crab, {'stacked' if stacked else 'joint'}"
                print(f"{label:34s} " + " ".join(f"{100 * value:5.1f}" for value in held), flush=True)
    print(f"{perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
