"""The cards that explain a plot: a formula, the present numbers put in, units, and where the standard says so."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from vhegui.analysis.written_numbers import number
from vhegui.core.irf.inspect import ResponseInspector
from vhegui.core.irf.quantities import QUANTITIES
from vhegui.core.irf.tabulate import nearest
from vhegui.core.sphere import cap_solid_angle
from vhegui.gui.panels.response import wording
from vhegui.gui.panels.response.look import OVERVIEW, Look, Shown, Surroundings

M2_TO_CM2 = 1e4
GADF = "GADF v0.3"


def card(look: Look, shown: Shown, around: Surroundings) -> str:
    """Rich text about the plot that is shown."""
    writer = WRITERS[look.quantity]
    text = writer(look, shown.inspector, around)
    validity = _validity(look, shown.inspector)
    return f"{text}{validity}"


def line(look: Look, shown: Sequence[Shown], around: Surroundings) -> str:
    """The same in one line, for all that are compared."""
    if look.quantity == "threshold":
        return wording.safe_sentence(around.safe)
    if look.quantity == "dispersion":
        said = [f"{item.name}: {_bias_and_resolution(look, item.inspector)}" for item in shown]
        return f"At {_place(look)}: " + " · ".join(said)
    key = OF_TABLE.get(look.quantity, look.quantity)
    quantity = QUANTITIES[key]
    scale = 100.0 if quantity.percent else 1.0
    gap = "" if quantity.unit == "°" else " "
    values = [(item.name, scale * _value(look, item.inspector, key)) for item in shown]
    said = [f"{name}: {number(value)}{gap}{quantity.unit}" for name, value in values if math.isfinite(value)]
    if not said:
        return wording.missing(key, shown[0].inspector) or wording.outside_at(look.offset)
    return f"{quantity.name} at {_place(look)}: " + " · ".join(said)


def _value(look: Look, inspector: ResponseInspector, key: str) -> float:
    """A quantity at the chosen energy and offset; NaN where there is none."""
    return inspector.tables.value(key, look.energy, look.offset, look.radius)


def _place(look: Look) -> str:
    return f"{wording.energy_text(look.energy)}, {wording.offset_text(look.offset)}"


def _area(look: Look, inspector: ResponseInspector, around: Surroundings) -> str:
    area, contained = _value(look, inspector, "area"), _value(look, inspector, "contained")
    lines = [
        _head("Effective area", "AEFF_2D"),
        "How large a perfect detector would be that sees as many gamma rays after all cuts.",
        _formula("A(E, θ) = A<sub>sim</sub> · N<sub>kept</sub> / N<sub>simulated</sub>"),
        f"A({_place(look)}) = <b>{number(area)} m²</b>",
    ]
    if inspector.pointlike:
        contained = 1.0
        lines.append("The responses are point-like: the directional cut is already part of A.")
    if math.isfinite(around.livetime) and math.isfinite(area):
        inside = f" · {number(contained)} inside" if math.isfinite(contained) and not inspector.pointlike else ""
        total = area * M2_TO_CM2 * around.livetime * (contained if math.isfinite(contained) else 1.0)
        lines += [
            _formula("exposure = A · t<sub>live</sub>" + (" · containment" if inside else "")),
            f"= {number(area * M2_TO_CM2)} cm² · {number(around.livetime, 4)} s{inside} = <b>{number(total)} cm² s</b>",
        ]
    lines.append(wording.safe_sentence(around.safe))
    return _paragraphs(lines)


def _resolution(look: Look, inspector: ResponseInspector, around: Surroundings) -> str:
    bias, width = _value(look, inspector, "bias"), _value(look, inspector, "resolution")
    lines = [
        _head("Energy resolution and bias", "EDISP_2D"),
        "Showers fluctuate: gamma rays of one true energy are reconstructed over a range.",
        _formula("µ = E<sub>reco</sub> / E<sub>true</sub> (migra)"),
        _formula("bias = median(µ) − 1"),
        _formula("resolution = ½ (µ<sub>84 %</sub> − µ<sub>16 %</sub>)"),
    ]
    if math.isfinite(bias):
        low, high = (look.energy * (1.0 + bias + sign * width) for sign in (-1, 1))
        lines += [
            f"At {_place(look)}: bias <b>{_percent(bias)}</b>, resolution <b>{_percent(width)}</b>",
            f"About 68 % of these gamma rays come out between {number(low)} and {number(high)} TeV.",
        ]
    return _paragraphs(lines)


def _dispersion(look: Look, inspector: ResponseInspector, around: Surroundings) -> str:
    lines = [
        _head("Energy dispersion", "EDISP_2D"),
        _formula("P<sub>kj</sub> = ∫<sub>bin j</sub> D(µ | E<sub>k</sub>, θ) dµ, &nbsp; ∫ D dµ = 1"),
        "Each column says where gamma rays of one true energy are reconstructed. Predicted counts are",
        _formula("n<sub>j</sub> = Σ<sub>k</sub> Φ<sub>k</sub> · exposure<sub>k</sub> · P<sub>kj</sub>"),
    ]
    matrix = inspector.dispersion(look.offset)
    if matrix is not None and matrix.any():
        k = nearest(inspector.axis.centres, look.energy * (1.0 + 1e-6))
        j = int(np.argmax(matrix[k]))
        low, high = inspector.axis.edges[j : j + 2]
        lines += [
            f"At {_place(look)}: most likely reconstructed at {number(float(low))}–{number(float(high))} TeV, with "
            f"<b>{_percent(float(matrix[k, j]))}</b>; the column sums to {number(float(matrix[k].sum()), 4)}.",
        ]
    return _paragraphs([*lines, _bias_and_resolution(look, inspector)])


def _bias_and_resolution(look: Look, inspector: ResponseInspector) -> str:
    bias, width = _value(look, inspector, "bias"), _value(look, inspector, "resolution")
    return f"bias {_percent(bias)}, resolution {_percent(width)}" if math.isfinite(bias) else "nothing here"


def _psf(look: Look, inspector: ResponseInspector, around: Surroundings) -> str:
    r68, r95, inside = (_value(look, inspector, key) for key in ("psf68", "psf95", "contained"))
    kind = type(inspector.responses.psf).__name__
    lines = [_head("Point spread function", PSF_SECTIONS.get(kind, "PSF")), _formula(PSF_FORMULAS.get(kind, ""))]
    lines.append(_formula("C(R) = ∫<sub>0</sub><sup>R</sup> (dP/dΩ) 2πr dr, &nbsp; C(∞) = 1"))
    if math.isfinite(r68):
        lines.append(f"At {_place(look)}: 68 % within <b>{number(r68)}°</b>, 95 % within <b>{number(r95)}°</b>.")
    if math.isfinite(inside):
        lines.append(
            f"C({number(look.radius)}°) = <b>{number(inside)}</b>: so much of the effective area counts for the source."
        )
    if inspector.responses.psf is None:
        lines = [_head("Point spread function", "PSF"), wording.missing_psf(inspector)]
    return _paragraphs(lines)


PSF_SECTIONS = {"Psf3Gauss": "PSF_3GAUSS", "PsfKing": "PSF_KING", "PsfTable": "PSF_TABLE"}
PSF_FORMULAS = {
    "Psf3Gauss": "dP/dΩ = Σ A<sub>i</sub> exp(−r² / 2σ<sub>i</sub>²) / 2π Σ A<sub>i</sub> σ<sub>i</sub>²",
    "PsfKing": "dP/dΩ = (1 − 1/γ) (1 + r² / 2γσ²)<sup>−γ</sup> / 2πσ²",
    "PsfTable": "dP/dΩ as tabulated, normalised to 1",
}


def _background(look: Look, inspector: ResponseInspector, around: Surroundings) -> str:
    rate, background = _value(look, inspector, "background"), inspector.responses.background
    if background is None:
        return _paragraphs([_head("Background", "BKG"), wording.NO_BACKGROUND])
    lines = [
        _head("Background rate", "BKG_2D" if background.alignment == "RADIAL" else "BKG_3D"),
        _formula("N = b(E<sub>reco</sub>, θ) · t<sub>on</sub> · ΔΩ · ΔE"),
        "Per <b>ontime</b>, not livetime: dead time is already in the rate.",
    ]
    if math.isfinite(rate):
        lines.append(f"b({_place(look)}) = <b>{number(rate)} s⁻¹ TeV⁻¹ sr⁻¹</b>")
    if math.isfinite(rate * around.ontime) and math.isfinite(look.radius):
        solid = cap_solid_angle(look.radius)
        width = look.energy * (10.0**0.05 - 10.0**-0.05)
        lines.append(
            f"In the ON region (ΔΩ = {number(solid)} sr) and 0.1 decades (ΔE = {number(width)} TeV): {number(rate)} · "
            f"{number(around.ontime, 4)} · {number(solid)} · {number(width)} = "
            f"<b>{number(rate * around.ontime * solid * width)} events</b>"
        )
    if background.mirrored:
        lines.append("This writer turns the camera around; it is shown as it is on the sky.")
    return _paragraphs(lines)


def _rad_max(look: Look, inspector: ResponseInspector, around: Surroundings) -> str:
    radius = _value(look, inspector, "rad_max")
    lines = [
        _head("RAD_MAX", "RAD_MAX_2D"),
        _formula("an event counts if &nbsp; r ≤ RAD_MAX(E<sub>reco</sub>, θ)"),
        "The cut is part of the effective area: no containment correction, and ON and OFF regions have this radius.",
    ]
    lines.append(f"At {_place(look)}: <b>{number(radius)}°</b>" if math.isfinite(radius) else "")
    return _paragraphs([*lines, wording.missing("rad_max", inspector)])


def _threshold(look: Look, inspector: ResponseInspector, around: Surroundings) -> str:
    lines = [_head("Energy threshold", "keys LO_THRES, HI_THRES")]
    safe = around.safe
    if math.isfinite(safe.percent):
        lines += [
            _formula(f"A(E<sub>thr</sub>) · C = {safe.percent:g} % · max<sub>E</sub> A(E) · C"),
            f"At {wording.offset_text(look.offset)}: E<sub>thr</sub> = <b>{wording.energy_text(safe.threshold)}</b>",
        ]
    return _paragraphs([*lines, wording.safe_sentence(safe)])


def _overview(look: Look, inspector: ResponseInspector, around: Surroundings) -> str:
    parts = (_area, _psf, _dispersion)
    return "".join(part(look, inspector, around) for part in parts)


WRITERS: dict[str, Callable[[Look, ResponseInspector, Surroundings], str]] = {
    OVERVIEW: _overview,
    "area": _area,
    "resolution": _resolution,
    "bias": _resolution,
    "dispersion": _dispersion,
    "psf68": _psf,
    "psf95": _psf,
    "contained": _psf,
    "psf": _psf,
    "background": _background,
    "rad_max": _rad_max,
    "threshold": _threshold,
}
OF_TABLE = {"dispersion": "bias", "psf": "psf68", "threshold": "area", OVERVIEW: "area"}


def _validity(look: Look, inspector: ResponseInspector) -> str:
    """Where the table speaks for itself, and whether the chosen place lies there."""
    support = inspector.tables.support(OF_TABLE.get(look.quantity, look.quantity))
    if support is None:
        return ""
    low, high = (wording.energy_text(e) for e in support.energy)
    first, last = support.offset
    single = not math.isfinite(support.reach)
    offsets = f"at {wording.offset_text(first)} only" if single else f"{first:g}–{last:g}°"
    text = f"The file's values: {low} to {high}, offsets {offsets}. Beyond (dotted, hatched) they are carried on."
    if single and abs(look.offset - first) > 0.02:
        text += f" <b>{wording.offset_text(look.offset)} is not what the file is made for.</b>"
    elif not single and not first - 1e-6 <= look.offset <= last + 1e-6:
        text += f" <b>{wording.offset_text(look.offset)} is beyond.</b>"
    return f"<p><small>{text}</small></p>"


def _head(name: str, section: str) -> str:
    return f"<b>{name}</b> &nbsp;<small><i>{GADF}, {section}</i></small>"


def _formula(text: str) -> str:
    return f"&nbsp;&nbsp;<i>{text}</i>" if text else ""


def _percent(fraction: float) -> str:
    return f"{number(100.0 * fraction, 2 if abs(fraction) < 0.1 else 3)} %"


def _paragraphs(lines: list[str]) -> str:
    return "".join(f'<p style="margin:0 0 5px 0">{line}</p>' for line in lines if line)
