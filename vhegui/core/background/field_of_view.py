"""Field-of-view background: the background response, scaled to what is counted off the sources in the whole field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np

from vhegui.core.background.sky_method import SkyBackground, SkyMethod, SkyRun
from vhegui.core.settings import Label, Settings, Tev
from vhegui.core.statistics.log_linear import fit_log_linear
from vhegui.core.typing import Array, BoolArray

NOTHING_USED = "no pixel is left outside the exclusions and inside the safe range"
NO_BACKGROUND = "the background response expects nothing outside the exclusions"
NO_COUNTS = "there are no counts outside the exclusions"
ONE_BIN = "the counts lie in one energy bin, which says nothing about the tilt"


class FieldOfView(Settings, frozen=True, tag_field="method", tag="field_of_view"):
    """The background response, scaled in the whole field of view."""

    fit: Annotated[
        Literal["fit", "scale"],
        Label(
            "Background scaling",
            "Fit: the norm, and where asked the tilt, of the smallest Cash statistic outside the exclusions. "
            "Scale: the norm that makes background and counts equal there.",
            row="Scaling",
            words=("Fit", "Scale to the counts"),
        ),
    ] = "fit"
    tilt: Annotated[
        bool,
        Label(
            "Background tilt",
            "Fit a power of the energy beside the norm.",
            row="Tilt",
            only=(("fit", "fit"),),
        ),
    ] = True
    reference: Annotated[
        Tev,
        Label(
            "Reference energy of the background",
            "Where the tilt changes nothing. Away from the energies of most counts, norm and tilt correlate.",
            row="Reference energy",
            only=(("fit", "fit"), ("tilt", True)),
        ),
    ] = 1.0


@dataclass(frozen=True)
class FieldOfViewFit:
    """Background = response × norm × (E / reference)^−tilt, E the logarithmic centre of a bin.

    norm_error, tilt_error : 1 σ from the second derivatives, NaN where not fitted · correlation : of norm and tilt
    counts, background : what was compared: counted, and expected before the fit
    problem : why something was not fitted, "" where all was; norm 1 and tilt 0 then stand for the response as it is.
    """

    norm: float = 1.0
    norm_error: float = float("nan")
    tilt: float = 0.0
    tilt_error: float = float("nan")
    correlation: float = 0.0
    reference: float = 1.0
    counts: float = 0.0
    background: float = 0.0
    problem: str = ""

    @property
    def fitted(self) -> bool:
        """Whether there is at least a norm."""
        return bool(np.isfinite(self.norm_error))

    def factor(self, energy: Array) -> Array:
        """What the background response is multiplied by in bins with these centres: shape (n,), TeV → (n,)."""
        return self.norm * (energy / self.reference) ** -self.tilt


def fit_norm_tilt(
    counts: Array,
    background: Array,
    energy: Array,
    used: BoolArray,
    settings: FieldOfView,
) -> FieldOfViewFit:
    """Scale a background to the counts.

    counts, background : shape (n, rows, columns) · energy : shape (n,), TeV, logarithmic centres of the bins
    used : shape (n, rows, columns), outside the exclusions and inside the safe range; without background a bin is not.

    The factor is the same in all pixels of an energy bin, so their sums say all, and Cash is that of a Poisson model
    that is linear in ln norm and tilt (`vhegui.core.statistics.log_linear`).

    >>> energy, pixels = np.array([1.0, 2.0, 4.0]), np.full((3, 5, 5), 4.0)
    >>> counts = 1.2 * (energy**-0.1)[:, None, None] * pixels
    >>> found = fit_norm_tilt(counts, pixels, energy, pixels > 0, FieldOfView())
    >>> round(found.norm, 3), round(found.tilt, 3)
    (1.2, 0.1)
    """
    seen, expected = used_sums(counts, background, used)
    n, b = float(seen.sum()), float(expected.sum())
    problem = "" if used.any() else NOTHING_USED
    problem = problem or ("" if b > 0.0 else NO_BACKGROUND) or ("" if n > 0.0 else NO_COUNTS)
    if problem:
        return FieldOfViewFit(reference=settings.reference, counts=n, background=b, problem=problem)
    scaled = FieldOfViewFit(n / b, np.sqrt(n) / b, reference=settings.reference, counts=n, background=b)
    if settings.fit == "scale" or not settings.tilt:
        return scaled
    return _tilted(seen, expected, energy, scaled)


def used_sums(counts: Array, background: Array, used: BoolArray) -> tuple[Array, Array]:
    """Counts and background per energy bin in used pixels with a background: shape (n,) each."""
    used = used & (background > 0.0)
    return (
        np.array([plane.sum(where=mask, dtype=np.float64) for plane, mask in zip(counts, used, strict=True)]),
        np.array([plane.sum(where=mask, dtype=np.float64) for plane, mask in zip(background, used, strict=True)]),
    )


def _tilted(seen: Array, expected: Array, energy: Array, scaled: FieldOfViewFit) -> FieldOfViewFit:
    """Norm and tilt together; the scaled norm alone where the counts do not tell both."""
    some = expected > 0.0
    design = np.stack([np.ones(some.sum()), -np.log(energy[some] / scaled.reference)], axis=1)
    enough = np.count_nonzero(seen[some]) > 1
    found = fit_log_linear(seen[some], expected[some], design) if enough else None
    if found is None or not found.converged:
        return replace(scaled, problem=ONE_BIN)
    norm, errors = float(np.exp(found.coefficients[0])), np.sqrt(np.diag(found.covariance))
    return replace(
        scaled,
        norm=norm,
        norm_error=norm * float(errors[0]),
        tilt=float(found.coefficients[1]),
        tilt_error=float(errors[1]),
        correlation=float(found.covariance[0, 1] / errors.prod()),
    )


def estimate(settings: FieldOfView, run: SkyRun) -> SkyBackground:
    """The response times its factor; as it is where there was nothing to fit."""
    fit = fit_norm_tilt(run.counts, run.background, run.energy, run.used & run.allowed, settings)
    scaled = run.background * fit.factor(run.energy)[:, None, None]
    return SkyBackground(np.where(run.used, scaled, 0.0), fit=fit)


METHOD = SkyMethod(
    settings=FieldOfView,
    estimate=estimate,
    label="Field of view",
    tip="The background response, with a norm (and a tilt) fitted to the counts outside the exclusions.",
    assumes="The shape of the background response over the field of view is right; its error is not counted.",
    gammapy_method="fov_background",
    gammapy={"method": "fit"},
)
