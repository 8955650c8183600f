"""What models expect on the sky in a band of energy, and what is left of the counts: anew in every frame of a drag.

A source changes only the pixels that its PSF reaches, so that only the one that is moved is folded again; images of the
others, and that of the background, are kept and added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.background.off_maps import OffMaps
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.window import Window
from vhegui.core.estimators.sky.sky_bands import BandImages
from vhegui.core.fitting.cube_folding import CubeFolding
from vhegui.core.fitting.source import prepared
from vhegui.core.maps.convolution import disc_sums
from vhegui.core.maps.counts import smoothed
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.sources import SourceModel
from vhegui.core.statistics import cash_significance
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True, eq=False)
class SourceImage:
    """Counts that a source is expected to have in the pixels of a window, shape (rows, columns) of it.

    source : that was folded, all its values its own.
    """

    source: SourceModel
    window: Window
    counts: Array


@dataclass(frozen=True, eq=False)
class Measured:
    """What models are compared with, in a band of `energy` (from, to, TeV): images (rows, columns).

    counts : in the safe bins · used : pixels that have any · radius : deg, of the discs for which there is a
    significance · smooth : deg, sigma of the Gaussian that smooths counts and models alike; 0: none.
    """

    grid: SkyGrid
    energy: tuple[float, float]
    counts: Array
    used: BoolArray
    radius: float
    smooth: float = 0.0

    @classmethod
    def of(cls, images: BandImages, grid: SkyGrid, radius: float, smooth: float = 0.0) -> Measured:
        """The only band of some images."""
        energy = float(images.edges[0]), float(images.edges[-1])
        return cls(grid, energy, images.counts[0], images.used[0], radius, smooth)

    def within(self, image: Array) -> Array:
        """Sums over the used pixels within the radius of each."""
        return disc_sums(np.where(self.used, image, 0.0), self.radius / self.grid.pixel)

    def smoothed(self, image: Array) -> Array:
        """An image as smooth as all of them."""
        return smoothed(image, self.smooth / self.grid.pixel)

    @cached_property
    def counts_within(self) -> Array:
        """Counts within the radius of each pixel."""
        return self.within(self.counts)

    @cached_property
    def counts_smoothed(self) -> Array:
        """Counts, smoothed."""
        return self.smoothed(self.counts)


@dataclass(frozen=True, eq=False)
class ModelImages:
    """A model beside what was measured: images (rows, columns), NaN in pixels that are not used.

    background : counts that the background is expected to have, in the safe bins · sources : what each source adds.
    """

    measured: Measured
    background: Array
    sources: tuple[SourceImage, ...]

    @property
    def grid(self) -> SkyGrid:
        """Their pixels."""
        return self.measured.grid

    @property
    def energy(self) -> tuple[float, float]:
        """Of the band: from, to, TeV."""
        return self.measured.energy

    @cached_property
    def expected(self) -> Array:
        """Counts that background and sources together are expected to have, not smoothed; 0 where nothing is."""
        total = self.background.copy()
        for each in self.sources:
            total[each.window.rows, each.window.columns] += each.counts
        return total

    @property
    def by_source(self) -> Mapping[str, float]:
        """Counts on the map that each source is expected to have, by its name."""
        return {each.source.name: float(each.counts.sum()) for each in self.sources}

    @cached_property
    def model(self) -> Array:
        """What is expected, as smooth as the counts are shown."""
        return self._known(self.measured.smoothed(self.expected))

    @cached_property
    def residual(self) -> Array:
        """(counts − model) / √model, of both as smooth as they are shown."""
        model = self.measured.smoothed(self.expected)
        root = np.sqrt(np.where(model > 0.0, model, np.nan))
        return self._known((self.measured.counts_smoothed - model) / root)

    @cached_property
    def residual_significance(self) -> Array:
        """Of counts above (or below) the model within the radius of each pixel, in σ; the model counts as known."""
        used, found = self.measured.used, np.full(self.grid.shape, np.nan)
        expected = self.measured.within(self.expected)[used]
        found[used] = cash_significance(self.measured.counts_within[used], expected)
        return found

    def _known(self, image: Array) -> Array:
        return np.where(self.measured.used, image, np.nan)


def sky_folding(cube: Cube, like_gammapy: bool = False) -> CubeFolding:
    """A cube as sources are folded into its images; no bin of it is fitted."""
    return CubeFolding.of(cube, np.zeros_like(cube.safe), 0, like_gammapy)


def source_images(
    folding: CubeFolding, bins: slice, sources: Iterable[SourceModel], known: Sequence[SourceImage] = ()
) -> tuple[SourceImage, ...]:
    """What each source is expected to have in the safe ones of some energy bins; those that are `known` are not folded
    again. Raises ConfigError for a source without a shape.
    """
    there = {each.source: each for each in known}
    return tuple(there.get(source) or _image_of(folding, bins, source) for source in sources)


def _image_of(folding: CubeFolding, bins: slice, source: SourceModel) -> SourceImage:
    nothing_free = np.full(len(source.parameters), -1)
    values = np.array([parameter.value for parameter in source.parameters])
    return SourceImage(source, *folding.image(prepared(source, 0, nothing_free), values, bins))


def known_background(images: BandImages) -> Array:
    """Background of the only band of some images, as counts, however it is known: shape (rows, columns)."""
    found = images.background.background if isinstance(images.background, OffMaps) else images.background
    return found[0]


def background_image(cubes: Iterable[Cube], factors: Iterable[Array], bins: slice) -> Array:
    """Background of some cubes together in the safe ones of some energy bins, shape (rows, columns).

    factors : for each cube what its background is multiplied by, shape (n_reco,).
    """
    return sum(
        (
            np.einsum("e,eyx->yx", factor[bins], np.where(cube.safe[bins], cube.background[bins], 0.0))
            for cube, factor in zip(cubes, factors, strict=True)
        ),
        start=np.zeros(()),
    )
