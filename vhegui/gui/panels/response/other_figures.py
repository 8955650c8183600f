"""Figures that are not of one quantity: energy dispersion, PSF profile, camera, energy threshold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vhegui.analysis.written_numbers import number
from vhegui.core.irf.inspect import ResponseInspector
from vhegui.core.irf.tabulate import nearest
from vhegui.core.typing import Array
from vhegui.gui.panels.response import wording
from vhegui.gui.panels.response.figures import NAN, OPEN, Curve, Level, Lines, Picture, Range
from vhegui.gui.panels.response.look import Look, Shown, Surroundings
from vhegui.gui.panels.response.quantity_figures import DASHES, log_edges
from vhegui.gui.plotting.curve_plot import Axis

TRUE, RECO = Axis("True energy", "TeV", log=True), Axis("Reco. energy", "TeV", log=True)
MIGRA = Axis("Migra = reco / true")
# The migra range that is shown ends where 1 in 2000 events is beyond it, but for the fifth of the energies with the
# longest tails.
SHOWN_EVENTS, SHOWN_ENERGIES = 0.9995, 0.8


def dispersion(look: Look, shown: Sequence[Shown], around: Surroundings) -> Picture:
    """The matrix of the first of those shown, with the curve of the chosen true energy, of all."""
    first = shown[0].inspector
    in_reco = look.view == "reco"
    edges, matrix = matrix_of(shown[0], look)
    name = NAMES[in_reco] + (f", {shown[0].name}" if len(shown) > 1 else "")
    empty = matrix is None or not matrix.any()
    x_edges = first.energy if in_reco else log_edges(first.energy)
    y = RECO if in_reco else MIGRA
    home = (float(edges[0]), float(edges[-1])) if in_reco else migra_range(first, look)
    return Picture(
        title=name,
        tip=wording.DISPERSION_TIP,
        x=TRUE,
        y=y,
        x_edges=x_edges,
        y_edges=edges,
        values=np.where(matrix > 0, matrix, NAN) if matrix is not None else np.full((len(x_edges) - 1, 1), NAN),
        bar="Probability" if in_reco else "Probability per unit migra",
        unit="",
        scale="sqrt",
        levels=(0.0, rounded_up(float(matrix.max())) if matrix is not None and not empty else 1.0),
        handles=(look.energy, NAN) if not empty else OPEN,
        moves=("energy", ""),
        supported=OPEN_BOTH if empty else (first.tables.support("bias").energy, OPEN),  # type: ignore[union-attr]
        diagonal=in_reco and not empty,
        level=NAN if in_reco else 1.0,
        y_home=home,
        profile=dispersion_profile(look, shown),
        note=wording.missing("dispersion", first) if matrix is None else wording.outside_at(look.offset) * empty,
    )


NAMES = {True: "Energy dispersion", False: "Energy dispersion in migra"}
OPEN_BOTH = (OPEN, OPEN)


def matrix_of(item: Shown, look: Look) -> tuple[Array, Array | None]:
    """Edges of the second axis, and the matrix; None without energy dispersion."""
    inspector = item.inspector
    if look.view == "reco":
        return inspector.energy, inspector.dispersion(look.offset)
    edges, density = inspector.tables.migra_density(look.offset)
    return (edges, density) if len(edges) else (np.array([0.0, 2.0]), None)


def column(item: Shown, look: Look) -> int:
    """The column of the matrix that holds the chosen true energy."""
    energies = item.inspector.axis.centres if look.view == "reco" else item.inspector.energy
    return nearest(energies, look.energy * (1.0 + 1e-6))


def rounded_up(value: float) -> float:
    """The next of ten steps a decade, so that an axis does not change with every offset."""
    return float(10.0 ** (np.ceil(10.0 * np.log10(value)) / 10.0)) if value > 0 else 1.0


def migra_range(inspector: ResponseInspector, look: Look) -> Range:
    """Where nearly all events of all energies lie."""
    migra = inspector.tables.migra
    if migra is None:
        return 0.0, 2.0
    reach = migra.reach(float(migra.offsets[0]), SHOWN_EVENTS, SHOWN_ENERGIES)
    return 0.0, 2.0 if np.isnan(reach) else float(min(max(1.5, 1.05 * reach), migra.edges[-1]))


def dispersion_profile(look: Look, shown: Sequence[Shown]) -> Lines:
    """The column of the chosen true energy, of all that are compared."""
    first = shown[0].inspector
    home = (float(first.energy[0]), float(first.energy[-1])) if look.view == "reco" else migra_range(first, look)
    curves, top = [], 0.0
    for index, item in enumerate(shown):
        edges, matrix = matrix_of(item, look)
        if matrix is None:
            continue
        row = matrix[column(item, look)]
        style = DASHES[index % 2] if len(shown) > 1 else "solid"
        role = f"series{index}" if len(shown) > 1 else "on"
        curves.append(
            Curve(item.name if len(shown) > 1 else "", np.repeat(edges, 2)[1:-1], np.repeat(row, 2), role, style)
        )
        top = max(top, float(row.max()))
    in_reco = look.view == "reco"
    return Lines(
        title=f"At {wording.energy_text(look.energy)}",
        tip="",
        x=RECO if in_reco else Axis("Migra"),
        y=Axis(""),
        curves=tuple(curves),
        home=(home, (0.0, rounded_up(1.02 * top))),
        levels=(Level("", look.energy if in_reco else 1.0, vertical=True, role="foreground"),),
    )


def psf_profile(look: Look, shown: Sequence[Shown], around: Surroundings) -> Lines:
    """Density or containment against the angle from the source, at the chosen energy and offset."""
    cumulative = look.view == "cumulative"
    reach = 1.2 * look.radius if np.isfinite(look.radius) else 0.0
    curves, end, top, low = [], 0.0, 0.0, np.inf
    for index, item in enumerate(shown):
        profile = item.inspector.tables.psf_profile(look.energy, look.offset, reach)
        if profile is None:
            continue
        x = profile.edges if cumulative else 0.5 * (profile.edges[:-1] + profile.edges[1:])
        y = 100.0 * profile.cumulative if cumulative else profile.density
        alone = len(shown) == 1
        name = f"{wording.energy_text(look.energy)}, {wording.offset_text(look.offset)}" if alone else item.name
        curves.append(
            Curve(name, x, y, "on" if alone else f"series{index}", DASHES[index % 2] if not alone else "solid")
        )
        end, top = max(end, float(x[-1])), max(top, float(y.max()))
        low = min(low, float(y[y > 0].min(initial=np.inf)))
    floor = max(1e-4 * rounded_up(top), rounded_up(low) / 2.0) if np.isfinite(low) else 1.0
    height = (0.0, 105.0) if cumulative else (floor, rounded_up(1.2 * top) if top else 10.0)
    return Lines(
        title="PSF profile" if not cumulative else "PSF containment",
        tip=wording.PROFILE_TIP,
        x=Axis("Angle from the source", "°"),
        y=Axis("Inside", "%") if cumulative else Axis("dP/dΩ", "deg⁻²", log=True),
        curves=tuple(curves),
        home=((0.0, rounded_up(end) if end else 1.0), height),
        levels=_radii(look, shown),
        note="" if curves else wording.missing("psf68", shown[0].inspector) or wording.outside_at(look.offset),
    )


def _radii(look: Look, shown: Sequence[Shown]) -> tuple[Level, ...]:
    """68 % and 95 % radii of the first, and the ON radius."""
    found = []
    tables = shown[0].inspector.tables
    if len(shown) == 1 and tables.response("psf68") is not None:
        place = nearest(tables.energy("psf68"), look.energy)
        for key, percent, role in (("psf68", 68, "series2"), ("psf95", 95, "series3")):
            radius = float(tables.at(key, look.offset)[place])
            found.append(Level(f"{percent} %: {number(radius, 2)}°", radius, vertical=True, role=role))
    if np.isfinite(look.radius):
        found.append(Level(f"ON: {number(look.radius, 2)}°", look.radius, vertical=True, role="foreground"))
    return tuple(level for level in found if np.isfinite(level.value))


def camera(look: Look, shown: Sequence[Shown], around: Surroundings) -> Picture:
    """The background rate over the field of view at the chosen energy, as seen on the sky."""
    item = shown[0]
    image = item.inspector.tables.camera(look.energy)
    right, up = WORDS["RADEC" if image is None else image.aligned]
    found = image is not None and bool(np.isfinite(image.rate).any())
    angle = np.linspace(0.0, 2.0 * np.pi, 121)
    ring = (look.offset * np.cos(angle), look.offset * np.sin(angle)) if found else (np.zeros(0), np.zeros(0))
    edges = image.edges if image is not None else np.array([-1.0, 1.0])
    rate = image.rate if image is not None else np.full((1, 1), NAN)
    return Picture(
        title=f"Background at {wording.energy_text(look.energy)}" + (f", {item.name}" if len(shown) > 1 else ""),
        tip=wording.TIPS["background"],
        x=Axis(right, "°"),
        y=Axis(up, "°"),
        x_edges=edges,
        y_edges=edges,
        values=rate,
        bar="Rate (s⁻¹ TeV⁻¹ sr⁻¹)",
        unit="s⁻¹ TeV⁻¹ sr⁻¹",
        levels=(0.0, float(np.nanmax(rate)) if found else 1.0),
        colours="inferno",
        square=True,
        ring=ring,
        spot=around.position if found and image is not None and image.aligned != "ALTAZ" else OPEN,
        note=_why_no_camera(item, look, image is None, found),
    )


WORDS = {
    "RADEC": ("West of the pointing", "North"),
    "ALTAZ": ("Right of the pointing", "Up"),
    "RADIAL": ("West of the pointing", "North"),
}


def _why_no_camera(item: Shown, look: Look, none: bool, found: bool) -> str:
    if none:
        return wording.missing("background", item.inspector)
    return "" if found else f"The background has no rate at {wording.energy_text(look.energy)}: choose another energy"


def threshold(look: Look, shown: Sequence[Shown], around: Surroundings) -> Lines:
    """Where the safe range begins, as the analysis finds it, against offset."""
    curves, reach, every = [], 0.0, [np.zeros(0)]
    for index, (name, offsets, energies) in enumerate(around.thresholds):
        alone = len(around.thresholds) == 1
        label = f"{around.safe.percent:g} % of the largest area" if alone else name
        role = "on" if alone else f"series{index}"
        curves.append(Curve(label, offsets, energies, role, "solid" if alone else DASHES[index % 2]))
        reach = max(reach, float(offsets[-1]))
        every.append(energies[np.isfinite(energies)])
    safe = around.safe
    levels = tuple(
        Level(f"{name} {wording.energy_text(value)}", value, role=role)
        for name, value, role in (
            ("fixed", safe.low, "threshold"),
            ("used from", safe.used[0], "threshold"),
            ("LO_THRES", safe.header[0], "muted"),
        )
        if np.isfinite(value)
    )
    values = np.concatenate([*every, [level.value for level in levels]])
    home = (0.6 * float(values.min()), 1.6 * float(values.max())) if len(values) else (0.01, 10.0)
    return Lines(
        title="Energy threshold",
        tip=wording.THRESHOLD_TIP,
        x=Axis("Offset", "°"),
        y=Axis("Energy", "TeV", log=True),
        curves=tuple(curves),
        home=((0.0, reach or 1.0), home),
        handle=look.offset,
        moves="offset",
        levels=levels,
        note="" if curves or levels else wording.no_threshold(shown[0].inspector),
    )
