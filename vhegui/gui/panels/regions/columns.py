"""The columns of the list of regions. No Qt widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtGui import QColor

from vhegui.analysis.region_refs import USES, ListedRegion
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.table import Column

STERADIAN = float(np.radians(1.0) ** 2)  # sr in a deg²


def columns(regions: Sequence[ListedRegion], theme: Theme, rename: Callable[[int, str], object]) -> tuple[Column, ...]:
    """A row for each region. rename : what is done with a row and the name typed into it."""
    area = [float("nan") if each.shape is None else each.shape.area for each in regions]
    groups = [each.group for each in regions]
    found = (
        Column(
            "name",
            "Name",
            [each.name for each in regions],
            tip="Double click or F2 to type another.",
            edit=rename,
            editable=lambda row: regions[row].shape is not None and regions[row].ref.use != "off",
            swatches=[_color(each, theme) for each in regions],
        ),
        Column("use", "Use", [USES[each.ref.use] for each in regions], tip=USE_TIP),
        Column("shape", "Shape", [_shape(each) for each in regions], lesser=2),
        Column("area", "Area", area, "deg2", _written, "On the sphere.", heading="Area\ndeg²", lesser=3),
        Column(
            "solid_angle", "Solid angle", [each * STERADIAN for each in area], "sr", _written,
            "In steradian: the whole sky is 4π.", heading="Solid angle\nsr", lesser=5,
        ),
    )  # fmt: skip
    grouped = Column("group", "Group", groups, tip="Regions of a group move and go together.", lesser=4)
    return (*found, grouped) if any(groups) else found


USE_TIP = (
    "ON: the source is counted here. Exclusion: OFF regions keep out, and the background of maps is not fitted here. "
    "OFF: the background is counted here. Measure: changes nothing. The right mouse button changes it."
)


def _written(value: float) -> str:
    """A number with four digits; nothing for what has none."""
    return "" if np.isnan(value) else f"{value:.4g}"


def _shape(region: ListedRegion) -> str:
    return "mask image" if region.shape is None else type(region.shape).__name__.lower()


def _color(region: ListedRegion, theme: Theme) -> QColor | None:
    """The colour of its own, as the theme has it."""
    return theme.color(region.color) if region.color else None
