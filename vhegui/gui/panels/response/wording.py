"""What the response panel says: explanations, the line below the plots, and why something is missing."""

from __future__ import annotations

import math

import numpy as np

from vhegui.analysis.written_numbers import number
from vhegui.core.irf.inspect import ResponseAt, ResponseInspector
from vhegui.gui.panels.response.look import SafeWords

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
RESOLUTION_TIP = (
    "<b>Energy resolution</b> (%)<br>Half the width of the central 68 % of migra = reconstructed / true energy: for a "
    "Gaussian its σ, and tails do not lead it astray. With 15 %, 1 TeV comes out between 0.85 and 1.15 TeV two times "
    "in three.<br><i>GADF: Energy dispersion (EDISP_2D)</i>"
)
BIAS_TIP = (
    "<b>Energy bias</b> (%)<br>Median of migra = reconstructed / true energy, minus 1. Close to the threshold it is "
    "positive: only showers that look brighter than they are are seen at all.<br>"
    "<i>GADF: Energy dispersion (EDISP_2D)</i>"
)
CONTAINED_TIP = (
    "<b>Fraction inside the ON region</b> (%)<br>Of the gamma rays of a point source at the centre of the source "
    "region, how many are reconstructed inside it. The effective area is multiplied by it.<br>"
    "<i>GADF: Point spread function</i>"
)
BACKGROUND_TIP = (
    "<b>Background rate</b> (s⁻¹ TeV⁻¹ sr⁻¹)<br>Events that pass the cuts and are no gamma rays, per second of "
    "<b>ontime</b>, per energy and solid angle, against reconstructed energy. Against offset: averaged over all "
    "directions from the pointing.<br><i>GADF: Background (BKG_2D, BKG_3D)</i>"
)
RAD_MAX_TIP = (
    "<b>RAD_MAX</b> (deg)<br>Directional cut that is part of point-like responses: events count up to this angle from "
    "the source. ON and OFF regions must have this radius, at every energy its own. Constant inside each bin of "
    "reconstructed energy.<br><i>GADF: RAD_MAX_2D, or the key RAD_MAX</i>"
)
PROFILE_TIP = (
    "<b>PSF profile</b><br>Probability per solid angle dP/dΩ (deg⁻²) at an angle from the source, normalised to 1; or "
    "its integral over a circle, the containment.<br>"
    "<i>GADF: Point spread function (PSF_TABLE, PSF_3GAUSS, PSF_KING)</i>"
)
THRESHOLD_TIP = (
    "<b>Energy threshold</b> (TeV)<br>Where effective area × containment first reaches the chosen percentage of its "
    "maximum (aeff-max), at every offset. Below, the area rises so steeply that a small error of the energy scale "
    "becomes a large error of the flux. The safe range begins at the next bin edge above.<br>"
    "<i>GADF: keys LO_THRES and HI_THRES of the effective area, where a file has them</i>"
)
TIPS = {
    "area": AREA_TIP,
    "resolution": RESOLUTION_TIP,
    "bias": BIAS_TIP,
    "psf68": PSF_TIP,
    "psf95": PSF_TIP,
    "contained": CONTAINED_TIP,
    "background": BACKGROUND_TIP,
    "rad_max": RAD_MAX_TIP,
}

OFFSET_TIP = (
    "<b>Offset</b> (deg)<br>Angle between the source and the pointing of the run: responses depend on it. "
    "Choosing one stops following the source region or the mouse. In the plots, drag the line with the knob."
)
ENERGY_TIP = "<b>Energy</b> (TeV)<br>The energy that is looked at. In the plots, drag the line with the knob."
WHERE_TIP = (
    "<b>Where</b> the responses are shown:<br>at the centre of the <b>source</b> region, also while it is dragged;<br>"
    "under the <b>mouse</b> on the map (else at the source region);<br>or at a <b>fixed</b> offset."
)
QUANTITY_TIP = "<b>What</b> is shown: an overview, or one response in detail"
VIEW_TIP = "<b>How</b> it is drawn: against energy, against offset, or both as an image"
EXPLAIN_TIP = "Explain the plot: the formula with the present numbers put in, the units, and where the standard says so"
COMPARE_TIP = "Compare with other runs, or with the responses of another instrument from a file"
RUN_TIP = "<b>Run</b><br>Each run has its own responses: zenith angle, optical efficiency and telescopes differ"
EXPORT_TIP = "Copy or save the plots (PNG, SVG, PDF), or save the numbers behind them (ECSV)"

NO_AREA = "This data set has no effective area"
NO_PSF = "This data set has no PSF"
NO_PSF_POINTLIKE = "No PSF: the responses are point-like, the cut is part of the effective area"
NO_DISPERSION = "This data set has no energy dispersion"
NO_REGION = "There is no source region that is a circle, whose radius this is about: draw one on the map"
NO_BACKGROUND = "This data set has no background model"
NO_RAD_MAX = "No RAD_MAX: these responses are of full enclosure, the radius of the source region is free"
NO_RAD_MAX_POINTLIKE = "The responses are point-like, but the file does not say with which cut (no RAD_MAX)"


def missing(key: str, inspector: ResponseInspector) -> str:
    """Why there is nothing to draw of a quantity; empty where there is."""
    responses = inspector.responses
    if key == "area":
        return NO_AREA if responses.aeff is None else ""
    if key in ("psf68", "psf95", "contained"):
        return missing_psf(inspector) if responses.psf is None else ""
    if key == "background":
        return NO_BACKGROUND if responses.background is None else ""
    if key == "rad_max":
        none = NO_RAD_MAX_POINTLIKE if inspector.pointlike else NO_RAD_MAX
        return none if responses.rad_max is None else ""
    return NO_DISPERSION if responses.edisp is None else ""


def no_threshold(inspector: ResponseInspector) -> str:
    """Why there is no threshold to draw."""
    return NO_AREA if inspector.responses.aeff is None else "The safe range has no lower end: see Settings"


def outside_at(offset: float) -> str:
    """What a plot says that is empty at an offset."""
    return f"Nothing at {offset_text(offset)}: outside the field of view, or no event is expected at this energy"


def energy_text(energy: float) -> str:
    """`1 TeV`, `0.126 TeV`, `31.6 TeV`."""
    return f"{number(energy) if energy < 1 or energy >= 1e4 else f'{energy:.3g}'} TeV"


def safe_sentence(safe: SafeWords) -> str:
    """The safe range, and how it came about."""
    low, high = safe.used
    if math.isfinite(low) or math.isfinite(high):
        ends = f"from {energy_text(low)}" if math.isfinite(low) else ""
        ends += f" to {energy_text(high)}" if math.isfinite(high) else ""
        text = f"Safe range {ends.strip()}"
    else:
        text = "Safe range: the whole energy axis"
    reasons = []
    if math.isfinite(safe.percent):
        where = f" at {energy_text(safe.threshold)}" if math.isfinite(safe.threshold) else " nowhere"
        reasons.append(f"{safe.area} reaches {safe.percent:g} % of its maximum{where}")
    if math.isfinite(safe.low) or math.isfinite(safe.high):
        limits = [f"{word} {energy_text(v)}" for word, v in (("from", safe.low), ("to", safe.high)) if math.isfinite(v)]
        reasons.append(f"fixed {' '.join(limits)}")
    if math.isfinite(safe.header[0]) or math.isfinite(safe.header[1]):
        use = "is used" if safe.header_used else "is not used"
        reasons.append(f"the header's LO_THRES {energy_text(safe.header[0])} {use}")
    elif safe.header_used:
        reasons.append("the header names no range")
    edges = "; bins count only when they lie wholly inside" if math.isfinite(safe.percent) else ""
    return f"{text}: {', '.join(reasons)}{edges}." if reasons else f"{text}."


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
