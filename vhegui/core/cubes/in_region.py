"""The background in an ON region of one run, as the methods of maps know it, in bins of reconstructed energy."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.background.field_of_view import FieldOfView, FieldOfViewFit, fit_norm_tilt
from vhegui.core.background.off_maps import ratio
from vhegui.core.background.ring import Ring
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.pixel_share import pixel_share
from vhegui.core.regions.region import Region
from vhegui.core.typing import AnyArray, Array, BoolArray

WHOLE = 0.95  # of the area: a sum over the points of a region that is smaller than a pixel is not exact
BESIDE_THE_MAP = (
    "the source region is not wholly on the map, on which this background is looked for: centre the map on it, or make "
    "the map larger"
)


@dataclass(frozen=True, eq=False)
class OnPixels:
    """An ON region as the pixels of a map have it.

    share : the part of each pixel that lies in it, shape (rows, columns) · distance : of the pixels from its middle,
    deg, NaN where no sky is · reach : deg, from its middle to the farthest of its outline.
    """

    share: Array
    distance: Array
    reach: float

    @classmethod
    def of(cls, geometry: CubeGeometry, region: Region) -> OnPixels:
        """Those of a region. Raises AnalysisError where some of it is not on the map."""
        share, around = pixel_share(geometry.grid, region), region.bounding
        seen = float(np.degrees(np.degrees((share * geometry.solid_angle).sum())))
        if seen < WHOLE * region.area:
            raise AnalysisError(BESIDE_THE_MAP)
        middle = sphere.unit_vectors(around.ra, around.dec)
        distance = np.degrees(np.arccos(np.clip(geometry.directions @ middle, -1.0, 1.0)))
        return cls(share, distance, around.radius)


@dataclass(frozen=True, eq=False)
class RegionBackground:
    """What is expected in ON without a source; arrays have shape (n_reco,).

    off : counts in OFF, or, where nothing is counted, the expected background itself · alpha : ON / OFF, then 1
    errors : shape (k, n_reco), in counts: k independent things by whose 1 σ the background may be wrong
    counted : whether OFF was counted, so that its error is in the statistic W
    fit : norm and tilt of a response that was scaled
    response, response_errors : name of a response with errors of its own, and these, shape (m, n_reco): runs with the
    same response err together.
    """

    off: Array
    alpha: Array
    errors: Array
    counted: bool
    fit: FieldOfViewFit | None = None
    response: str = ""
    response_errors: Array | None = None

    @property
    def expected(self) -> Array:
        """Counts expected in ON."""
        return self.alpha * self.off


def ring_in_region(cube: Cube, on: OnPixels, allowed: BoolArray, settings: Ring) -> RegionBackground:
    """OFF is what a ring about the middle of the region holds, in whole pixels, outside the exclusions.

    allowed : shape (rows, columns), true outside the exclusions. α is the ratio of what the background response expects
    in the region, with parts of pixels, and in the ring (Berge, Funk & Hinton 2007, A&A 466, 1219). Radii are angles on
    the sky, whatever the projection. Raises AnalysisError where the ring begins inside the region.
    """
    if settings.r_in < on.reach:
        raise AnalysisError(
            f"the ring begins {settings.r_in:g}° from the middle of the source region, which reaches {on.reach:.3g}° "
            "from it: choose a larger inner radius"
        )
    with np.errstate(invalid="ignore"):  # NaN where no sky is
        ring = (on.distance >= settings.r_in) & (on.distance <= settings.r_in + settings.width) & allowed
    expects = ring & (cube.background > 0)
    off = cube.counts.sum(axis=(1, 2), where=expects, dtype=np.float64)
    acceptance = cube.background.sum(axis=(1, 2), where=expects, dtype=np.float64)
    alpha = ratio(_inside(on, cube.background), acceptance)
    return RegionBackground(off, alpha, np.diag(alpha * np.sqrt(off)), counted=True)


def field_in_region(cube: Cube, on: OnPixels, allowed: BoolArray, settings: FieldOfView) -> RegionBackground:
    """The background response of the cube in the region, scaled to the counts off the sources in the field of view.

    allowed : shape (rows, columns), true outside the exclusions; the region itself is never off. The errors are
    those of norm and tilt; how wrong the shape is, is not known. Raises AnalysisError where nothing can be fitted.
    """
    energy = cube.geometry.reco.centres
    used = cube.safe & allowed & (on.share == 0)
    fit = fit_norm_tilt(cube.counts, cube.background, energy, used, settings)
    if fit.problem:
        raise AnalysisError(f"the background is not fitted: {fit.problem}")
    expected = _inside(on, cube.background) * fit.factor(energy)
    alpha = np.where(expected > 0, 1.0, 0.0)
    return RegionBackground(expected, alpha, _scaling_errors(fit, expected, energy), counted=False, fit=fit)


def with_response_errors(
    known: RegionBackground, cube: Cube, on: OnPixels, error: AnyArray, edges: Array, response: str
) -> RegionBackground:
    """The same with the errors of the response beside those of the scaling.

    error : shape (n_reco, rows, columns), 1 σ of the background of the cube, all pixels of the region together
    edges : of the bins in which the response was measured, TeV: energies in one of them err together · response : name.
    """
    energy = cube.geometry.reco.centres
    inside = _inside(on, error) * (known.fit.factor(energy) if known.fit else 1.0)
    measured = np.searchsorted(edges, energy, side="right") == np.arange(len(edges) + 1)[:, None]
    return replace(known, response=response, response_errors=measured * inside)


def _inside(on: OnPixels, expected: AnyArray) -> Array:
    """What is expected in the region: (n_reco, rows, columns) → (n_reco,)."""
    near = on.share > 0
    return expected[:, near] @ on.share[near]


def _scaling_errors(fit: FieldOfViewFit, expected: Array, energy: Array) -> Array:
    """Two independent 1 σ changes of the background by norm and tilt, shape (2, n_reco); none where not fitted."""
    slopes = np.stack([expected / fit.norm, -np.log(energy / fit.reference) * expected])
    norm, tilt = np.nan_to_num([fit.norm_error, fit.tilt_error])
    root = np.array([[norm, 0.0], [tilt * fit.correlation, tilt * np.sqrt(1.0 - fit.correlation**2)]])
    return root.T @ slopes
