"""What a template is made with: its axes, its bins of the zenith angle, what is cut out of the off runs."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta

from vhegui.core.axes import EnergyAxis
from vhegui.core.settings import Distance, Label, Settings, Size, Tev, Unit, not_rising
from vhegui.core.typing import Array

HORIZON = 90.0  # deg, the largest zenith angle
Zenith = Annotated[float, Meta(ge=0, le=HORIZON)]


class TemplateSettings(Settings, frozen=True):
    """The settings of a template.

    >>> TemplateSettings(offset_bins=9).offset_edges.round(3).tolist()  # deg: rings of equal solid angle
    [0.0, 1.0, 1.414, 1.732, 2.0, 2.236, 2.449, 2.646, 2.828, 3.0]
    """

    kind: Annotated[
        Literal["bkg_2d", "bkg_3d"],
        Label(
            "Form of the template",
            "Over rings about the pointing (BKG_2D), or over squares of the camera, north up (BKG_3D), which needs "
            "many more events.",
            words=("Rings (BKG_2D)", "Camera (BKG_3D)"),
            row="Form",
        ),
    ] = "bkg_2d"
    low: Annotated[Tev, Label("Energies from", "Lowest reconstructed energy.", row="Energy from")] = 0.1
    high: Annotated[Tev, Label("Energies to", "Highest reconstructed energy.", row="Energy to")] = 100.0
    energy_bins: Annotated[
        int, Meta(ge=1, le=500), Label("Energy bins", "Equal logarithmic bins.", row="Energy bins")
    ] = 19
    reach: Annotated[Size, Meta(le=20), Label("Offsets to", "Largest distance from the pointing.", row="Offset to")] = (
        3.0
    )
    offset_bins: Annotated[
        int,
        Meta(ge=1, le=100),
        Label("Rings", "Rings about the pointing, of equal solid angle.", row="Rings", only=(("kind", "bkg_2d"),)),
    ] = 9
    camera_bins: Annotated[
        int,
        Meta(ge=1, le=50),
        Label(
            "Squares a side", "Bins along each side of the camera.", row="Squares a side", only=(("kind", "bkg_3d"),)
        ),
    ] = 24
    zenith_edges: Annotated[
        tuple[Zenith, ...],
        Unit("°"),
        Label("Zenith bins", "Edges of the bins of the zenith angle; each has a template of its own."),
    ] = (0.0, 20.0, 40.0, 90.0)
    equal_bins: Annotated[
        int,
        Meta(ge=0, le=20),
        Label(
            "Zenith bins of equal statistics",
            "So many bins of the zenith angle with nearly as many events each, in place of those that are typed; "
            "0: those that are typed.",
            row="Equal zenith bins",
        ),
    ] = 0
    source_radius: Annotated[
        Distance,
        Label(
            "Radius cut out at known sources",
            "Events this near to a known TeV source do not count, and the solid angle is lost; 0: nothing is cut out.",
            row="Cut at sources",
        ),
    ] = 0.3
    smoothing: Annotated[
        Distance,
        Label(
            "Smoothing of the template",
            "Standard deviation over which rates are spread, as heat spreads: their sum at each energy stays; 0: none.",
            row="Smoothing",
        ),
    ] = 0.0
    keep_outside_gti: Annotated[
        bool,
        Label(
            "Events outside good time in the template",
            "There is no exposure outside the good time intervals, so such events are left out; gammapy keeps them.",
            row="Events outside GTIs",
        ),
    ] = False

    @property
    def energy_axis(self) -> EnergyAxis:
        """Bins of reconstructed energy."""
        return EnergyAxis(np.geomspace(self.low, self.high, self.energy_bins + 1))

    @property
    def offset_edges(self) -> Array:
        """Edges of the rings, shape (offset_bins + 1,), deg: the square root of equal steps."""
        return np.sqrt(np.linspace(0.0, self.reach**2, self.offset_bins + 1))

    @property
    def camera_edges(self) -> Array:
        """Edges of the camera's squares along each side, shape (camera_bins + 1,), deg."""
        return np.linspace(-self.reach, self.reach, self.camera_bins + 1)

    def conflict(self) -> tuple[str, str] | None:
        edges = self.zenith_edges
        if len(edges) < 2 or not all(low < high for low, high in pairwise(edges)):
            return "zenith_edges", "give two or more rising angles"
        return not_rising(self.low, self.high)
