"""Images of other programs over the map, each with its own colours and opacity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.limits import Limits
from vhegui.core.typing import AnyArray
from vhegui.gui.plotting.sky.sky_image import SkyImage

LOWEST_Z = -90.0
LIMITS = Limits("percentile", 99.5)


@dataclass(frozen=True, eq=False)
class Picture:
    """values : shape (rows, columns), NaN is transparent · opacity : 0 to 1 · colours : a colour map."""

    values: AnyArray
    grid: SkyGrid
    opacity: float
    colours: str


class Pictures:
    """All of them, the last one on top."""

    def __init__(self, box: pg.ViewBox) -> None:
        self._box = box
        self.images: list[SkyImage] = []

    def show(self, pictures: Sequence[Picture]) -> None:
        """These and no others."""
        while len(self.images) < len(pictures):
            image = SkyImage()
            image.setZValue(LOWEST_Z + len(self.images))
            image.limits = LIMITS
            image.set_scale("linear")
            self._box.addItem(image, ignoreBounds=True)
            self.images.append(image)
        for image, picture in zip(self.images, pictures, strict=False):
            if image.values is not picture.values:
                image.set_values(picture.values, picture.grid)
                image.set_levels(*image.automatic_levels())
            image.set_colour_map(picture.colours)
            image.setOpacity(picture.opacity)
        for number, image in enumerate(self.images):
            image.setVisible(number < len(pictures))
