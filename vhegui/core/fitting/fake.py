"""Fake data: what a spectrum or a cube would have counted if the sky were a model's, by chance or on average.

Responses, times, safe bins and the background expected stay; without random numbers every bin has exactly its expected
counts, fractions and all (an Asimov data set), whose fit gives the model back, with the errors to be expected.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.core.cubes.cube import Cube
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.predict import predicted_in
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import AnyArray, Array

NOTHING = 1e-30  # counts, where no background is expected: a bin with less is none of a likelihood's


def fake_spectrum(spectrum: SpectrumOnOff, model: JointModel, rng: np.random.Generator | None = None) -> SpectrumOnOff:
    """ON and OFF counts of a model on the background that the OFF counts of a spectrum say.

    >>> from vhegui.core.models.spectral.evaluate import default_model
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> fake = fake_spectrum(demo_spectrum(), JointModel((default_model("power_law", "weak"),)))
    >>> bool(np.all(fake.counts > fake.background)), bool(np.all(fake.counts_off == demo_spectrum().counts_off))
    (True, True)
    """
    mean_off = spectrum.counts_off
    on = predicted_in(spectrum, model.of_spectra) + spectrum.background
    return replace(spectrum, counts=_drawn(on, rng), counts_off=_drawn(mean_off, rng), errors=None)


def fake_cube(cube: Cube, model: JointModel, rng: np.random.Generator | None = None) -> Cube:
    """Counts of a model, with the norm and tilt that it has for the background of the cube, in the safe bins.

    Raises ConfigError for a source without a shape.
    """
    everywhere = replace(cube, safe=np.ones_like(cube.safe), background=np.maximum(cube.background, NOTHING))
    likelihood = Likelihood.of(data_of_cubes([everywhere]), model)
    values = likelihood.values
    expected = likelihood.counts(values).at(likelihood.predicted(values)).mu_on
    images = np.moveaxis(expected.reshape(*cube.geometry.grid.shape, -1), -1, 0)
    counts = np.where(cube.safe, _drawn(images, rng), 0.0)
    return replace(cube, counts=counts.astype(np.float32))


def _drawn(expected: AnyArray, rng: np.random.Generator | None) -> Array:
    """Counts by chance, or the expected ones where there is none."""
    expected = np.maximum(expected, 0.0)
    return expected if rng is None else rng.poisson(expected).astype(np.float64)
