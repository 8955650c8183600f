"""The columns of the list of regions. No Qt widgets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QColor

from vhegui.analysis.region_refs import USES, ListedRegion, RegionRef
from vhegui.analysis.written_numbers import MINUS
from vhegui.core.estimators.sky.region_sums import RegionSum
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.table import Column

NAN = float("nan")
NOTHING = RegionSum(NAN, NAN)
USE_TIP = (
    "ON: the source is counted here. Exclusion: OFF regions keep out, and the background of maps is not fitted here. "
    "OFF: the background is counted here. Measure: changes nothing. The right mouse button changes it."
)
COUNTS = (
    "Events inside, in the energies of the map, which are not those of the spectrum (its safe energies, run by run); "
    "of a point all within the correlation radius, of a line in a band."
)
BACKGROUND = "Counts expected inside without a source, by the method of the map."
MODEL = (
    "Counts that the background and all sources of the model expect inside, in the safe energies of the runs; they "
    "follow while a source or a parameter is dragged."
)
EXCESS = "Counts above the background."
SIGMA = "Significance of the excess (Li & Ma where the background was counted), in standard deviations."
COVERED = "The part of the region where the background is known: all numbers are those there."


def columns(
    regions: Sequence[ListedRegion],
    sums: Mapping[RegionRef, RegionSum],
    model: Mapping[RegionRef, float],
    theme: Theme,
    rename: Callable[[int, str], object],
    energies: tuple[float, float],
) -> tuple[Column, ...]:
    """A row for each region.

    sums : what they hold · model : counts that it expects, where there is one
    rename : what is done with a row and the name typed into it · energies : between which is counted, TeV.
    """
    found = [sums.get(each.ref, NOTHING) for each in regions]
    area = [_area(region, each) for region, each in zip(regions, found, strict=True)]
    solid_angle = [each * math.radians(1.0) ** 2 for each in area]
    groups = [each.group for each in regions]
    shown = (
        Column("name", "Name", [each.name for each in regions], tip="Double click or F2 to type another.",
               edit=rename, editable=lambda row: regions[row].shape is not None and regions[row].ref.use != "off",
               swatches=[_color(each, theme) for each in regions]),
        Column("use", "Use", [USES[each.ref.use] for each in regions], tip=USE_TIP, lesser=1),
        Column("shape", "Shape", [_shape(each) for each in regions], lesser=6),
        Column("counts", "Counts", [each.counts for each in found], "", _count, COUNTS,
               heading="Counts\n{:.3g}–{:.3g} TeV".format(*energies)),
        Column("background", "Background", [each.background for each in found], "", _tenth, BACKGROUND, lesser=3),
        Column("excess", "Excess", [each.excess for each in found], "", _tenth, EXCESS),
        Column("error", "Error", [each.error for each in found], "", _tenth, f"1 σ of the excess. {EXCESS}",
               heading="±", lesser=4),
        Column("significance", "Significance", [each.significance for each in found], "", _tenth, SIGMA, heading="σ"),
        Column("area", "Area", area, "deg2", _four, "Of what is summed, on the sphere.", heading="Area\ndeg²",
               lesser=5),
        Column("solid_angle", "Solid angle", solid_angle, "sr", _four, "In steradian: the whole sky is 4π.",
               heading="Solid angle\nsr", lesser=7),
    )  # fmt: skip
    if model:
        expected = [model.get(each.ref, NAN) for each in regions]
        shown += (Column("model", "Model", expected, "", _tenth, MODEL, lesser=3),)
    if any(each.covered < 0.999 for each in found):
        covered = [100.0 * each.covered for each in found]
        shown += (Column("covered", "Covered", covered, "%", _count, COVERED, heading="Covered\n%", lesser=2),)
    if any(groups):
        shown += (Column("group", "Group", groups, tip="Regions of a group move and go together.", lesser=8),)
    return shown


def _area(region: ListedRegion, found: RegionSum) -> float:
    """What is summed, else what there is of the shape, deg²."""
    return region.shape.area if region.shape is not None and math.isnan(found.area) else found.area


def _count(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.0f}"


def _tenth(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.1f}".replace("-", MINUS)


def _four(value: float) -> str:
    """A number with four digits; nothing for what has none."""
    return "" if math.isnan(value) else f"{value:.4g}"


def _shape(region: ListedRegion) -> str:
    return "mask image" if region.shape is None else type(region.shape).__name__.lower()


def _color(region: ListedRegion, theme: Theme) -> QColor | None:
    """The colour of its own, as the theme has it."""
    return theme.color(region.color) if region.color else None
