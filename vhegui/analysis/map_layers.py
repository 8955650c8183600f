"""What lies over the map of the sky: contours of other maps, images and catalogues from files, a second map.

None of it changes a number.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from msgspec import Meta

from vhegui.core.settings import FilePath, Label, Settings, Unit

MapKey = Literal[
    "counts",
    "background",
    "excess",
    "significance",
    "flux",
    "sqrt_ts",
    "flux_error",
    "flux_limit",
    "exposure",
    "sensitivity",
    "rgb",
    "model",
    "residual",
    "residual_significance",
]
"""The maps there are, as `vhegui.analysis.shown_map.MAP_KINDS` has them."""

MOST_LAYERS = 20
MOST_LEVELS = 30
SIGMAS = (3.0, 5.0, 7.0, 10.0)
FRACTIONS = (0.1, 0.3, 0.5, 0.7, 0.9)

Levels = Annotated[tuple[float, ...], Meta(min_length=1, max_length=MOST_LEVELS)]
LevelsLabel = Label("Contour levels", "Values at which lines of equal value are drawn, rising.")
FractionsLabel = Label("Contour levels of the maximum", "Levels are fractions of the largest value.")
Visible = Annotated[bool, Label("Layer seen")]
Opacity = Annotated[float, Meta(ge=0, le=1), Label("Opacity", "0: nothing is seen of it; 1: nothing below it.")]
Colour = Annotated[str, Label("Colour", "#rrggbb; nothing: one that stands out from the image.")]


class Contours(Settings, frozen=True):
    """Lines of equal value of a map."""

    of: Annotated[MapKey, Label("Map of the contours")] = "significance"
    levels: Annotated[Levels, LevelsLabel] = SIGMAS
    fractions: Annotated[bool, FractionsLabel] = False
    colour: Colour = ""
    visible: Visible = True

    def conflict(self) -> tuple[str, str] | None:
        if self.of == "rgb":
            return "of", "three colours have no contours: take those of the excess"
        return _not_rising(self.levels)


class ImageFile(Settings, frozen=True):
    """An image of the sky from a FITS file, over the map, or as contours."""

    path: Annotated[FilePath, Label("Image file")]
    drawn: Annotated[Literal["image", "contours"], Label("Drawn as", words=("Image", "Contours"))] = "image"
    opacity: Opacity = 1.0
    colours: Annotated[str, Label("Colours of the image")] = "grey"
    levels: Annotated[Levels, LevelsLabel] = FRACTIONS
    fractions: Annotated[bool, FractionsLabel] = True
    colour: Colour = ""
    visible: Visible = True

    def conflict(self) -> tuple[str, str] | None:
        return _not_rising(self.levels)


class CatalogueFile(Settings, frozen=True):
    """Sources from a table."""

    path: Annotated[FilePath, Label("Catalogue file")]
    colour: Colour = ""
    visible: Visible = True


class MapLayers(Settings, frozen=True):
    """All that is drawn over the map of the sky."""

    contours: Annotated[tuple[Contours, ...], Meta(max_length=MOST_LAYERS), Label("Contours on the map")] = ()
    images: Annotated[tuple[ImageFile, ...], Meta(max_length=MOST_LAYERS), Label("Images on the map")] = ()
    catalogues: Annotated[tuple[CatalogueFile, ...], Meta(max_length=MOST_LAYERS), Label("Catalogues on the map")] = ()
    second: Annotated[MapKey, Label("Second map", "It takes turns with the one that is shown, or lies beside it.")] = (
        "counts"
    )
    turns: Annotated[
        Literal["off", "swipe", "blink"],
        Label(
            "Second map seen",
            "Swipe: left of a line that can be dragged the one, right of it the other. Blink: one after the other.",
            words=("Not", "Swipe", "Blink"),
        ),
    ] = "off"
    interval: Annotated[
        float, Meta(ge=0.2, le=10.0), Unit("s"), Label("Time between the maps", "For which each is seen.")
    ] = 0.8


def _not_rising(levels: tuple[float, ...]) -> tuple[str, str] | None:
    if all(low < high for low, high in pairwise(levels)):
        return None
    return "levels", "give rising numbers"
