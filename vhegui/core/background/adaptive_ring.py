"""Adaptive ring background: the ring about each pixel grows until it holds enough acceptance outside the exclusions."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from msgspec import Meta

from vhegui.core.background.off_maps import OffMaps, ratio
from vhegui.core.background.ring import Surroundings, check_rings
from vhegui.core.background.sky_method import SkyBackground, SkyMethod, SkyRun
from vhegui.core.maps.convolution import disc_sums
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.settings import Label, Settings, Size
from vhegui.core.typing import AnyArray, Array, BoolArray


class AdaptiveRing(Settings, frozen=True, tag_field="method", tag="adaptive_ring"):
    """A ring about each pixel that grows where exclusions fill it."""

    r_in: Annotated[
        Size, Label("Inner radius of the ring", "That of the smallest ring that is tried.", row="Inner radius")
    ] = 0.5
    width: Annotated[Size, Label("Width of the ring", "That of the smallest ring that is tried.", row="Width")] = 0.3
    r_out_max: Annotated[
        Size,
        Label(
            "Largest ring",
            "A pixel that has not enough OFF in any ring up to this radius has no background.",
            row="Largest radius",
        ),
    ] = 1.5
    step: Annotated[Size, Label("Growth of the ring", "From one ring to the next that is tried.", row="Step")] = 0.05
    alpha: Annotated[
        float,
        Meta(gt=0, le=1),
        Label(
            "Largest α",
            "A ring is large enough when the exposure of ON is at most this fraction of that of OFF.",
            row="Largest α",
        ),
    ] = 0.1
    on_radius: Annotated[
        Size,
        Label(
            "ON radius of the ring",
            "The radius of the ON region that the largest α is meant for: as a rule the correlation radius.",
            row="ON radius",
        ),
    ] = 0.1
    grows: Annotated[
        Literal["r_in", "width"],
        Label(
            "How the ring grows",
            "Outwards: with the same width. Wider: with the same inner radius.",
            row="Grows",
            words=("Outwards", "Wider"),
        ),
    ] = "r_in"

    def conflict(self) -> tuple[str, str] | None:
        """The largest ring must hold the smallest."""
        if self.r_in + self.width < self.r_out_max:
            return None
        return "r_out_max", f"{self.r_out_max:g}° does not hold the smallest ring, which reaches to " + (
            f"{self.r_in + self.width:g}°"
        )


def rings_tried(settings: AdaptiveRing) -> Array:
    """Inner and outer radii (deg) of the rings, the smallest first: shape (n, 2).

    >>> rings_tried(AdaptiveRing(r_in=0.5, width=0.3, r_out_max=1.0, step=0.1, grows="width")).round(3).tolist()
    [[0.5, 0.8], [0.5, 0.9], [0.5, 1.0]]
    """
    smallest = settings.r_in + settings.width
    more = settings.step * np.arange(int(np.floor((settings.r_out_max - smallest) / settings.step + 1e-9)) + 1)
    inner = settings.r_in + (more if settings.grows == "r_in" else 0.0 * more)
    return np.stack([inner, smallest + more], axis=1).astype(np.float64)


def adaptive_ring_background(
    counts: AnyArray, background: AnyArray, allowed: BoolArray, grid: SkyGrid, settings: AdaptiveRing
) -> OffMaps:
    """ON and OFF of each pixel of one run, from the first ring that is large enough; without OFF where none is.

    Arguments as of `vhegui.core.background.ring.ring_background`; cubes bin by bin, each with rings of its own.
    """
    rings = rings_tried(settings) / grid.pixel
    about = Surroundings.of(counts, background, allowed, rings[-1, 1])
    check_rings(grid, about.box)
    acceptance = disc_sums(background, settings.on_radius / grid.pixel)[..., *about.box]
    open_still = background[..., *about.box] > 0.0
    n_off, acceptance_off = np.zeros(acceptance.shape), np.zeros(acceptance.shape)
    for inner, outer in rings:
        counted, accepted = about.sums(inner, outer)
        enough = open_still & (accepted > 0.0) & (ratio(acceptance, accepted) <= settings.alpha)
        n_off[enough], acceptance_off[enough] = counted[enough], accepted[enough]
        open_still &= ~enough
        if not open_still.any():
            break
    return about.maps(n_off, acceptance_off)


def estimate(settings: AdaptiveRing, run: SkyRun) -> SkyBackground:
    """In each bin from its own counts."""
    counts, background = (np.where(run.used, values, 0.0) for values in (run.counts, run.background))
    off = adaptive_ring_background(counts, background, run.allowed, run.grid, settings)
    return SkyBackground(off.background, off)


METHOD = SkyMethod(
    settings=AdaptiveRing,
    estimate=estimate,
    label="Adaptive ring",
    tip="A ring about each pixel that grows until it holds enough of the field outside the exclusions.",
    assumes="The background response says how the acceptance changes between a pixel and its ring, however large.",
)
