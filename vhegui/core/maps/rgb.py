"""Three images as one in colour, for instance of three energy bands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from vhegui.core.typing import AnyArray, Array, BoolArray

STRETCHES: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "linear": lambda x: x,
        "sqrt": np.sqrt,
        "asinh": lambda x: np.arcsinh(10.0 * x) / np.arcsinh(10.0),
    }
)


@dataclass(frozen=True)
class Band:
    """One colour: the values (in units of its image) that are black and full, and how it goes between them."""

    low: float
    high: float
    stretch: str = "linear"

    def scaled(self, image: Array) -> Array:
        """Values as fractions of full colour, in [0, 1]."""
        span = self.high - self.low
        if not span > 0.0:
            return np.zeros(image.shape)
        return STRETCHES[self.stretch](np.clip((np.nan_to_num(image) - self.low) / span, 0.0, 1.0))


def band_of(image: Array, used: BoolArray, stretch: str = "linear", percent: float = 99.5) -> Band:
    """From 0 to the value that `percent` of the used pixels do not exceed."""
    return Band(0.0, float(np.percentile(image[used], percent)) if used.any() else 0.0, stretch)


def rgb(images: Sequence[Array], bands: Sequence[Band], used: BoolArray) -> AnyArray:
    """Red, green and blue of three images (rows, columns): shape (rows, columns, 3), uint8; black where not used.

    >>> one, bands = np.array([[0.0, 1.0, 4.0]]), [Band(0.0, 4.0), Band(0.0, 4.0, "sqrt"), Band(0.0, 1.0)]
    >>> rgb([one, one, one], bands, one >= 0).tolist()
    [[[0, 0, 0], [64, 128, 255], [255, 255, 255]]]
    """
    scaled = [band.scaled(image) for image, band in zip(images, bands, strict=True)]
    return np.where(used[..., None], np.rint(255.0 * np.stack(scaled, axis=-1)), 0.0).astype(np.uint8)
