"""What the response panel says: explanations, the line below the plots, and why something is missing."""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.irf.inspect import ResponseAt, ResponseInspector
from vhegui.gui.widgets.format import number

AREA, PSF = ("Effective area", "Eff. area"), ("PSF", "PSF")  # long, and short where there is little room
DISPERSION = ("Energy dispersion", "Dispersion")

AREA_TIP = (
    "<b>Effective area</b> (m²)<br>The area that would collect the same number of gamma rays if every one of them "
    "were detected and kept by the cuts. Flux × area × livetime × energy bin gives expected events.<br>"
    "Against true energy, at several offsets from the pointing; the thick curve is the offset chosen above. "
    "Linear in log energy and in offset between the values of the file. "
    "Hatched in all plots: outside the safe range of reconstructed energies, not used.<br>"
    "<i>GADF: Effective area (AEFF_2D)</i>"
)
PSF_TIP = (
    "<b>Point spread function</b><br>How far reconstructed directions scatter about the true one. "
    "<b>Above</b>: radius (deg) of the circle that holds 68 % and 95 % of the events; the dashed line is the radius "
    "of the source region. <b>Below</b>: fraction of the events inside the source region, by which the effective "
    "area is multiplied (shown when the panel is high enough).<br>"
    "The profile of the file, normalised to 1, integrated over the circle.<br>"
    "<i>GADF: Point spread function (PSF_TABLE, PSF_3GAUSS)</i>"
)
DISPERSION_TIP = (
    "<b>Energy dispersion</b><br>Probability that a gamma ray of a true energy is reconstructed in a bin of energy "
    "(20 bins a decade); brighter is more probable (square-root scale). On the dashed diagonal both agree: "
    "above it energies come out too high, as they do close to the threshold.<br>"
    "The file's distribution of migra = reconstructed / true energy, normalised to 1 and integrated over each bin.<br>"
    "<i>GADF: Energy dispersion (EDISP_2D)</i>"
)
OFFSET_TIP = (
    "<b>Offset</b> (deg)<br>Angle between the source and the pointing of the run: responses depend on it. "
    "Choosing one stops following the source region."
)
FOLLOW_TIP = "Show the responses at the centre of the source region, also while it is dragged"
RUN_TIP = "<b>Run</b><br>Each run has its own responses: zenith angle, optical efficiency and telescopes differ"
EXPORT_TIP = "Copy or save the plots (PNG, SVG, PDF), or save the numbers behind them (ECSV)"

NO_AREA = "This data set has no effective area"
NO_PSF = "This data set has no PSF"
NO_PSF_POINTLIKE = "This data set has no PSF: its responses are point-like, the cut is part of the effective area"
NO_DISPERSION = "This data set has no energy dispersion"


def missing_psf(inspector: ResponseInspector) -> str:
    """Why there is no PSF to draw."""
    return NO_PSF_POINTLIKE if inspector.pointlike else NO_PSF


def outside(at: ResponseAt) -> str:
    """What an empty plot says at an offset without effective area; empty where there is some."""
    return "" if at.covered else f"Outside the field of view: no effective area at {offset_text(at.offset)}"


def offset_text(offset: float) -> str:
    """`0.53°`."""
    return f"{offset:.2f}°"


def area_titles(inspector: ResponseInspector) -> tuple[str, str]:
    """The plot's name, long and short; point-like responses say so."""
    if not inspector.pointlike:
        return AREA
    cut = inspector.radius_cut
    what = f"point-like, cut {cut:.3g}°" if math.isfinite(cut) else "point-like"
    return f"{AREA[0]} ({what})", "Area (point-like)"


def summary(inspector: ResponseInspector, at: ResponseAt) -> str:
    """The responses at the energy of 1 TeV (or the middle of the curves) in one line."""
    if not at.covered:
        return f"{outside(at)}; the field of view ends at {offset_text(inspector.field_of_view)}"
    energy = 1.0 if at.energy[0] <= 1.0 <= at.energy[-1] else float(np.sqrt(at.energy[0] * at.energy[-1]))
    parts = []
    if at.area is not None:
        parts.append(f"effective area {number(_value(at, at.area, energy))} m²")
    if at.psf is not None:
        parts.append(f"68 % within {number(_value(at, at.psf.radius_68, energy), 2)}°")
        inside = _value(at, at.psf.contained, energy)
        if math.isfinite(inside):
            parts.append(f"{100 * inside:.0f} % inside {at.radius:.3g}°")
    if inspector.pointlike:
        parts.append("point-like: no containment correction")
    return f"At {energy:.2g} TeV, {offset_text(at.offset)}: " + " · ".join(parts) if parts else ""


def _value(at: ResponseAt, values: np.ndarray, energy: float) -> float:
    return float(np.interp(np.log(energy), np.log(at.energy), values))
