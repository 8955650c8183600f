"""Many runs as one spectrum: counts and exposures add, responses average with the exposure as weight."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.spectra.instruments import distinct_instruments, same_instrument
from vhegui.core.spectra.onoff import SpectrumOnOff, StatedErrors
from vhegui.core.typing import Array

STACKED = "stacked"  # what a sum of runs is called, as in gammapy


def stack(spectra: Sequence[SpectrumOnOff], name: str = STACKED) -> SpectrumOnOff:
    """Sum of runs on the same energy axes, each with only its safe bins.

    alpha per bin is Σ alpha·OFF / Σ OFF; where no run has OFF counts, the ratio that is expected for a background rate
    that is the same in all runs, Σ t / Σ (t / alpha) with the livetimes t of the runs in which the bin is safe.
    The energy dispersion is Σ_i safe_i exposure_i R_i / Σ_i exposure_i, so that exposure × dispersion of the stack
    is exactly the sum over the runs. (gammapy in memory weights with the exposure before containment, which is
    not; after writing and reading OGIP files it does as we do.)

    >>> from vhegui.core.axes import EnergyAxis
    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.spectra.onoff import SpectrumOnOff
    >>> axis, bins = EnergyAxis(np.array([1.0, 3.0, 10.0])), np.ones(2)  # TeV
    >>> def run(name, counts):
    ...     made_up = 3.6e12 * bins, np.eye(2), bins > 0  # exposure (cm² s), energy dispersion, safe bins
    ...     return SpectrumOnOff(name, axis, axis, counts, 20 * bins, 0.1 * bins, *made_up, 3600.0, 3700.0, 10)
    >>> both = stack([run("first", np.array([9.0, 4.0])), run("second", np.array([7.0, 1.0]))])
    >>> both.counts.tolist(), both.excess.tolist(), both.livetime  # s
    ([16.0, 5.0], [12.0, 1.0], 7200.0)
    """
    if not spectra:
        raise AnalysisError("there is no run to stack: select at least one")
    for other in spectra[1:]:
        if not have_equal_axes(spectra[0], other):
            raise AnalysisError(
                f'"{spectra[0].name}" and "{other.name}" have different energy axes and cannot be added up: '
                "fit them jointly, or stack each instrument by itself"
            )
    safe = np.array([s.safe for s in spectra])
    counts = np.sum([s.counts * s.safe for s in spectra], axis=0)
    off = np.sum([s.counts_off * s.safe for s in spectra], axis=0)
    background = np.sum([s.background * s.safe for s in spectra], axis=0)
    alpha = np.divide(background, off, out=expected_alpha(spectra), where=off > 0)
    exposure = np.sum([s.exposure for s in spectra], axis=0)
    response = np.sum([s.response * s.safe for s in spectra], axis=0)
    edisp = np.divide(response, exposure[:, None], out=np.zeros_like(response), where=exposure[:, None] > 0)
    return SpectrumOnOff(
        name=name,
        reco=spectra[0].reco,
        true=spectra[0].true,
        counts=counts,
        counts_off=off,
        alpha=np.where(safe.any(axis=0), alpha, 0.0),
        exposure=exposure,
        edisp=edisp,
        safe=np.asarray(safe.any(axis=0)),
        livetime=sum(s.livetime for s in spectra),
        ontime=sum(s.ontime for s in spectra),
        n_off_regions=sum(s.n_off_regions for s in spectra),
        instrument=spectra[0].instrument if len(distinct_instruments(s.instrument for s in spectra)) == 1 else "",
        start=min((s.start for s in spectra if math.isfinite(s.start)), default=math.nan),
        stop=max((s.stop for s in spectra if math.isfinite(s.stop)), default=math.nan),
        errors=_errors(spectra),
        gti=_good_time(spectra),
    )


def stack_alike(spectra: Sequence[SpectrumOnOff]) -> tuple[SpectrumOnOff, ...]:
    """One stack for each instrument and pair of energy axes, in the order of their first spectrum.

    Instruments stay apart also on equal axes: each has its own systematics, fit range and models.
    """
    groups: list[list[SpectrumOnOff]] = []
    for spectrum in spectra:
        found = next((group for group in groups if belong_together(group[0], spectrum)), None)
        if found is None:
            groups.append([spectrum])
        else:
            found.append(spectrum)
    if len(groups) == 1:
        return (stack(groups[0]),)
    taken: dict[str, int] = {}
    stacks = []
    for group in groups:
        label = f"stacked {group[0].instrument}".strip()
        taken[label] = taken.get(label, 0) + 1
        stacks.append(stack(group, label if taken[label] == 1 else f"{label} {taken[label]}"))
    return tuple(stacks)


def belong_together(a: SpectrumOnOff, b: SpectrumOnOff) -> bool:
    """Whether two spectra are of one instrument, on the same energy axes."""
    return same_instrument(a.instrument, b.instrument) and have_equal_axes(a, b)


def have_equal_axes(a: SpectrumOnOff, b: SpectrumOnOff) -> bool:
    """Whether reconstructed and true energy axes are the same."""
    return same_edges(a.reco.edges, b.reco.edges) and same_edges(a.true.edges, b.true.edges)


def same_edges(a: Array, b: Array) -> bool:
    """Whether two axes are the same, to the rounding of files (10⁻⁶)."""
    return a is b or (len(a) == len(b) and bool(np.all(np.abs(a - b) <= 1e-6 * b)))


def _good_time(spectra: Sequence[SpectrumOnOff]) -> Array:
    """All good time, (n, 2); empty where that of a run is not known."""
    known = [spectrum.good_time for spectrum in spectra]
    return np.concatenate(known) if all(len(each) for each in known) else np.zeros((0, 2))


def _errors(spectra: Sequence[SpectrumOnOff]) -> StatedErrors | None:
    """Variances add, those of Poisson counts where a run states no error; None where no run does."""
    if all(s.errors is None for s in spectra):
        return None
    own = [s.errors or StatedErrors(s.counts + s.alpha * s.background, s.counts > 0) for s in spectra]
    pairs = list(zip(own, spectra, strict=True))
    known = np.any([errors.known & s.safe for errors, s in pairs], axis=0)
    return StatedErrors(np.sum([errors.variance * s.safe for errors, s in pairs], axis=0), np.asarray(known))


def expected_alpha(spectra: Sequence[SpectrumOnOff]) -> Array:
    """Ratio of the ON and OFF exposures of the runs in which a bin is safe, shape (n_reco,); 0 where there are none."""
    alpha = np.array([s.alpha for s in spectra])
    known = (alpha > 0) & np.array([s.safe for s in spectra])
    time = np.where(known, np.array([s.livetime for s in spectra])[:, None], 0.0)
    off = time / np.where(known, alpha, 1.0)
    on_sum, off_sum = time.sum(axis=0), off.sum(axis=0)
    return np.divide(on_sum, off_sum, out=np.zeros_like(on_sum), where=off_sum > 0)
