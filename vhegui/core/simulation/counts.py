"""ON/OFF spectra drawn from a known truth: the responses of real or simulated runs, counts from a random generator."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.regions.circle import Circle
from vhegui.core.simulation.instrument import Instrument, background_rate, safe_energy
from vhegui.core.simulation.responses import array_responses
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.response import Extent, containment_nodes, region_response, run_response
from vhegui.core.sphere import cap_solid_angle
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class PlannedSpectrum:
    """A spectrum to be measured: `run` has response, α and safe bins (its counts are not used); `mean_off`, (n_reco,):
    OFF counts expected.
    """

    run: SpectrumOnOff
    mean_off: Array

    def longer(self, factor: float) -> PlannedSpectrum:
        """The same with `factor` times the observation time."""
        run = replace(
            self.run,
            exposure=factor * self.run.exposure,
            livetime=factor * self.run.livetime,
            ontime=factor * self.run.ontime,
        )
        return PlannedSpectrum(run, factor * self.mean_off)

    def signal(self, model: SpectralModel) -> Array:
        """Signal counts expected in ON, (n_reco,)."""
        return flux_in_bins(model, self.run.true.edges) @ self.run.response

    def draw(self, signal: Array, rng: np.random.Generator) -> SpectrumOnOff:
        """One measurement of an expected signal (n_reco,)."""
        on = rng.poisson(signal + self.run.alpha * self.mean_off).astype(np.float64)
        return replace(self.run, counts=on, counts_off=rng.poisson(self.mean_off).astype(np.float64))


def planned_spectrum(
    instrument: Instrument,
    reco: EnergyAxis,
    true: EnergyAxis,
    zenith: float,
    offset: float = 0.5,
    radius: float = 0.11,
    n_off: int = 12,
    ontime: float = 1680.0,
    livetime: float = 1580.0,
) -> PlannedSpectrum:
    """A run of the simulated array on a point source at `offset`, with `n_off` OFF regions of the ON region's size.

    zenith, offset, radius : deg · ontime, livetime : s. Bins above the energy at which the array is safe are safe.

    >>> reco, true = EnergyAxis.from_bounds(0.1, 30.0, 5), EnergyAxis.from_bounds(0.05, 60.0, 10)  # TeV
    >>> plan = planned_spectrum(Instrument(), reco, true, zenith=20.0)  # half an hour on a point source
    >>> bool(np.all(plan.longer(4.0).mean_off == 4.0 * plan.mean_off))  # two hours
    True
    """
    response = run_response(array_responses(instrument, zenith), true, reco, livetime, 0)
    region = region_response(response, offset, containment_nodes(response, Extent.of(Circle(0.0, 0.0, radius)), True))
    rate = background_rate(instrument, reco.centres, offset, zenith) * reco.widths * cap_solid_angle(radius)
    empty = np.zeros(reco.n)
    run = SpectrumOnOff(
        name=f"{zenith:g} deg",
        reco=reco,
        true=true,
        counts=empty,
        counts_off=empty,
        alpha=np.full(reco.n, 1.0 / n_off),
        exposure=region.exposure,
        edisp=region.edisp,
        safe=reco.edges[:-1] >= safe_energy(instrument, zenith),
        livetime=livetime,
        ontime=ontime,
        n_off_regions=n_off,
    )
    return PlannedSpectrum(run, n_off * rate * ontime)


def demo_spectrum(seed: int = 0) -> SpectrumOnOff:
    """Half an hour of the simulated array on a source as bright as the Crab: something to try things on.

    >>> run = demo_spectrum()
    >>> run.counts.shape, bool(run.excess.sum() > 10 * run.background.sum() ** 0.5)
    ((13,), True)
    """
    reco, true = EnergyAxis.from_bounds(0.1, 30.0, 5), EnergyAxis.from_bounds(0.05, 60.0, 10)
    plan = planned_spectrum(Instrument(), reco, true, zenith=20.0)
    crab = default_spectrum("power_law").with_values((2.63, 3.45e-11, 1.0))
    return plan.draw(plan.signal(crab), np.random.default_rng(seed))
