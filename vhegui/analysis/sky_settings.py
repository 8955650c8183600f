"""What the cubes and maps of the sky are made of: their background, and how excess is looked for.

Their pixels are those of the map (`map`), their energies those of the spectra (`reco`, `true`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from vhegui.core.settings import Edges, Label, Settings, Size, Unit, wrong_edges


class SkySettings(Settings, frozen=True):
    """Cubes and maps of the sky."""

    maps: Annotated[bool, Label("Sky maps", "A run without a window makes maps of the background and the excess.")] = (
        False
    )
    offset_max: Annotated[
        Size,
        Label(
            "Largest offset on maps",
            "Events and responses are used up to this angle from the pointing.",
            row="Largest offset",
        ),
    ] = 2.5
    pixel_irf: Annotated[
        Size, Label("Pixel of responses", "Side of the pixels on which PSF and energy dispersion are kept.")
    ] = 0.2
    radius: Annotated[
        float,
        Meta(gt=0, le=10),
        Unit("°", "angle"),
        Label(
            "Correlation radius",
            "Counts and background are summed up to this distance from each pixel.",
            row="Correlation radius",
        ),
    ] = 0.1
    edges: Annotated[
        Edges, Label("Energy bands of maps", "Every pair of neighbours is a band; none: all energies in one.")
    ] = ()
    index: Annotated[
        float,
        Label(
            "Spectral index of flux maps",
            "That of the power law whose flux is what the excess stands for.",
            row="Index of fluxes",
        ),
    ] = 2.0
    shape: Annotated[
        Literal["radius", "point", "gaussian"],
        Label(
            "Source of flux maps",
            "Fluxes, their errors and limits, and √TS: of all counts within the correlation radius, or of the source "
            "at each pixel that fits the counts of all energies about it best, with the PSF: a point, or a Gaussian.",
            row="Fluxes of",
            words=("All in the radius", "Point source", "Gaussian source"),
        ),
    ] = "radius"
    sigma: Annotated[
        Size,
        Label(
            "Width of the Gaussian source",
            "Its standard deviation before the PSF.",
            row="Width of the Gaussian",
            only=(("shape", "gaussian"),),
        ),
    ] = 0.1
    reach: Annotated[
        Size,
        Label(
            "Reach of the kernel",
            "Counts take part up to so far from each pixel to either side: about three times the PSF is enough for a "
            "point; a Gaussian needs twice its width more. What lies further away is cut, and the rest made one.",
            row="Reach of the kernel",
        ),
    ] = 0.3
    colours: Annotated[
        Edges,
        Label("Energy bands of the colours", "Four energies: of red, green and blue; none: equal parts of the map's."),
    ] = ()
    like_gammapy: Annotated[
        bool,
        Label(
            "Maps as gammapy makes them",
            "The background response is summed over bins as gammapy 2.1 does it; the field of view is a square about "
            "the pointing, all of which rings take as OFF, also outside the safe range; the background that rings "
            "measure counts as known in the significance; a point is shared out among the four nearest pixels before "
            "it is blurred; and the exposure of a source is that of the pixels where its photons are found.",
            row="As gammapy makes them",
        ),
    ] = False

    def conflict(self) -> tuple[str, str] | None:
        if len(self.colours) not in (0, 4) or wrong_edges(self.colours):
            return "colours", "give four rising energies, or none"
        return wrong_edges(self.edges)
