"""Figures of one quantity: against energy, against offset, over both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vhegui.core.irf.inspect import ResponseInspector, round_offsets
from vhegui.core.irf.quantities import QUANTITIES, Quantity
from vhegui.core.irf.tabulate import ONE_OFFSET_REACH, nearest
from vhegui.core.typing import Array, BoolArray
from vhegui.gui.panels.response import wording
from vhegui.gui.panels.response.figures import NAN, OPEN, Curve, Lines, Picture, Range
from vhegui.gui.panels.response.look import Look, Shown, Surroundings
from vhegui.gui.plotting.curve_plot import Axis

DECADES = {"area": 4.0, "background": 8.0}  # of a logarithmic axis, from the largest value down
COMMON = 97.0  # per cent of the cells of a signed image are within the colours
MOST_PERCENT = 100.0  # of a bias: beyond it a curve leaves the plot
DASHES = ("solid", "dash", "dot")


def against_energy(look: Look, shown: Sequence[Shown], around: Surroundings) -> Lines:
    """At the chosen offset, thick; alone, also at round offsets, thin."""
    quantity = QUANTITIES[look.quantity]
    curves, families = [], []
    for number, item in enumerate(shown):
        tables, support = item.inspector.tables, item.inspector.tables.support(quantity.key)
        if support is None or not len(tables.energy(quantity.key)):
            continue
        energy = tables.energy(quantity.key)
        offsets = family_offsets(item.inspector, quantity.key)
        family = factor(quantity) * tables.family(quantity.key, offsets, look.radius)
        families.append((energy, family))
        if len(shown) == 1 and len(offsets) > 1:
            curves += _family(energy, family, f"{offsets[0]:g} – {offsets[-1]:g}°")
        values = factor(quantity) * tables.at(quantity.key, look.offset, look.radius)
        inside = np.asarray(support.inside(energy, look.offset))
        name = wording.offset_text(look.offset) if len(shown) == 1 else item.name
        curves += _split(energy, values, inside, name, number, len(shown), quantity.key)
    home = _range([energy for energy, _ in families]), y_range(quantity, [family for _, family in families])
    support = shown[0].inspector.tables.support(quantity.key)
    return Lines(
        title=_title(quantity, shown, wording.offset_text(look.offset)),
        tip=wording.TIPS[quantity.key],
        x=energy_axis(quantity),
        y=Axis(quantity.name, quantity.unit, log=quantity.log),
        curves=tuple(curves),
        home=home,
        handle=look.energy,
        moves="energy",
        supported=support.energy if support and len(shown) == 1 else OPEN,
        safe=around.safe.used if curves else OPEN,
        note=_note(quantity, look, shown, bool(curves)),
    )


def against_offset(look: Look, shown: Sequence[Shown], around: Surroundings) -> Lines:
    """At the chosen energy, thick; alone, also at whole decades, thin."""
    quantity = QUANTITIES[look.quantity]
    curves, every, reach = [], [], 0.0
    for number, item in enumerate(shown):
        tables, support = item.inspector.tables, item.inspector.tables.support(quantity.key)
        if support is None or not len(tables.energy(quantity.key)):
            continue
        table = tables.table(quantity.key, look.radius)
        reach = max(reach, float(table.offset[-1]))
        if len(shown) == 1:
            whole = [e for e in 10.0 ** np.arange(-2, 3) if table.energy[0] * 0.99 <= e <= table.energy[-1] * 1.01]
            family = factor(quantity) * np.array([table.against_offset(e) for e in whole])
            curves += _family(table.offset, family, f"{whole[0]:g} – {whole[-1]:g} TeV") if len(whole) > 1 else []
        values = factor(quantity) * table.against_offset(look.energy)
        every.append(factor(quantity) * table.values.T)
        inside = np.asarray(support.inside(_known(table.energy, look.energy), table.offset))
        name = wording.energy_text(look.energy) if len(shown) == 1 else item.name
        curves += _split(table.offset, values, inside, name, number, len(shown))
    support = shown[0].inspector.tables.support(quantity.key)
    return Lines(
        title=_title(quantity, shown, wording.energy_text(look.energy)),
        tip=wording.TIPS[quantity.key],
        x=Axis("Offset", "°"),
        y=Axis(quantity.name, quantity.unit, log=quantity.log),
        curves=tuple(curves),
        home=((0.0, reach or ONE_OFFSET_REACH), y_range(quantity, every)),
        handle=look.offset,
        moves="offset",
        supported=support.offset if support and len(shown) == 1 else OPEN,
        note=_note(quantity, look, shown, bool(curves)),
    )


def over_both(look: Look, shown: Sequence[Shown], around: Surroundings) -> Picture:
    """An image of the first of those shown."""
    quantity, first = QUANTITIES[look.quantity], shown[0]
    table, support = first.inspector.tables.table(quantity.key, look.radius), None
    if len(table.energy) and len(table.offset):
        support = first.inspector.tables.support(quantity.key)
    energy, offset = (table.energy, table.offset) if support else (np.array([0.1, 10.0]), np.array([0.0, 1.0]))
    values = factor(quantity) * table.values.T if support else np.full((2, 2), NAN)
    levels = y_range(quantity, [values.T], margin=1.0)
    if quantity.signed and support:
        reach = float(np.nanpercentile(np.abs(values), COMMON)) if np.isfinite(values).any() else 1.0
        levels = -reach, reach
    name = f"{quantity.name}, {first.name}" if len(shown) > 1 else quantity.name
    x_edges, y_edges = log_edges(energy), middle_edges(offset)
    return Picture(
        title=name,
        tip=wording.TIPS[quantity.key],
        x=energy_axis(quantity),
        y=Axis("Offset", "°"),
        x_edges=x_edges,
        y_edges=y_edges,
        values=values,
        bar=f"{quantity.name} ({quantity.unit})",
        unit=quantity.unit,
        scale="log10" if quantity.log else "linear",
        levels=levels,
        colours="diverging" if quantity.signed else "viridis",
        handles=(look.energy, look.offset) if support else OPEN,
        moves=("energy", "offset"),
        supported=(support.energy, support.offset) if support else (OPEN, OPEN),
        note="" if support else wording.missing(quantity.key, first.inspector),
    )


def factor(quantity: Quantity) -> float:
    """From what `core` gives to what is drawn."""
    return 100.0 if quantity.percent else 1.0


def energy_axis(quantity: Quantity) -> Axis:
    """True or reconstructed energy."""
    return Axis("Reco. energy" if quantity.reco else "True energy", "TeV", log=True)


def family_offsets(inspector: ResponseInspector, key: str) -> Array:
    """Round offsets over the field of view (deg), or the one that stands for all."""
    support = inspector.tables.support(key)
    if support is None:
        return np.zeros(0)
    if not np.isfinite(support.reach):
        return np.array([support.offset[0]])
    return round_offsets(np.array([0.0, support.offset[1]]))


def y_range(quantity: Quantity, values: Sequence[Array], margin: float = 1.3) -> Range:
    """From the lowest to the highest value, a few decades of a logarithmic axis."""
    found = [v[np.isfinite(v)] for v in values]
    every = np.concatenate([np.zeros(0), *found])
    if not len(every):
        return (1.0, 10.0) if quantity.log else (0.0, 1.0)
    low, high = float(every.min()), float(every.max())
    if quantity.log:
        return max(low, high * 10.0 ** -DECADES[quantity.key]) / margin, high * margin
    if quantity.signed:
        high = min(high, MOST_PERCENT)
        room = (margin - 1.0) * 0.3 * (high - low)
        return low - room, high + room
    if margin == 1.0:
        return (low, high) if high - low > 1e-6 * abs(high) else (0.9 * low, 1.1 * high or 1.0)
    return 0.0, min(1.1 * high, 105.0) if quantity.key == "contained" else 1.1 * high


def log_edges(centres: Array) -> Array:
    """Edges halfway between logarithmic centres, (n,) → (n + 1,)."""
    return np.exp(_edges(np.log(centres)))


def middle_edges(centres: Array) -> Array:
    """Edges halfway between centres that begin at 0, (n,) → (n + 1,); none below 0."""
    return np.maximum(_edges(centres), 0.0)


def _edges(centres: Array) -> Array:
    if len(centres) == 1:
        return np.array([centres[0] - 0.5, centres[0] + 0.5])
    middle = 0.5 * (centres[:-1] + centres[1:])
    return np.concatenate([[1.5 * centres[0] - 0.5 * centres[1]], middle, [1.5 * centres[-1] - 0.5 * centres[-2]]])


def _known(energies: Array, energy: float) -> Array:
    return energies[nearest(energies, energy)]


def _family(x: Array, curves: Array, name: str) -> list[Curve]:
    last = max(len(curves) - 1, 1)
    return [Curve(name, x, y, "off", width=1.0, opacity=1.0 - 0.7 * k / last) for k, y in enumerate(curves)]


def _split(x: Array, y: Array, inside: BoolArray, name: str, number: int, of: int, key: str = "") -> list[Curve]:
    """The curve where the table speaks for itself, and dotted where it is carried on."""
    inside = np.broadcast_to(inside, x.shape)
    if key == "rad_max":
        keep = _corners(y)
        x, y, inside = x[keep], y[keep], inside[keep]
    role, style = ("on", "solid") if of == 1 else (f"series{number}", DASHES[number % 2])
    within = Curve(name, x, np.where(inside, y, NAN), role, style, 2.6 if of == 1 else 2.2)
    if inside.all():
        return [within]
    outside = ~inside
    touching = outside.copy()
    touching[1:] |= outside[:-1]
    touching[:-1] |= outside[1:]
    return [within, Curve("", x, np.where(touching, y, NAN), role, "dot", 2.0)]


def _corners(y: Array) -> BoolArray:
    """The points that a curve of steps needs: ends, and where it changes."""
    changes = np.diff(np.nan_to_num(y, nan=-1.0)) != 0
    return np.concatenate([[True], changes]) | np.concatenate([changes, [True]])


def _range(energies: Sequence[Array]) -> Range:
    if not energies:
        return 0.1, 10.0
    return min(float(e[0]) for e in energies), max(float(e[-1]) for e in energies)


def _title(quantity: Quantity, shown: Sequence[Shown], where: str) -> str:
    return quantity.name if len(shown) == 1 else f"{quantity.name} at {where}"


def _note(quantity: Quantity, look: Look, shown: Sequence[Shown], any_curve: bool) -> str:
    if not any_curve:
        return wording.missing(quantity.key, shown[0].inspector)
    if quantity.of_radius and not np.isfinite(look.radius):
        return wording.NO_REGION
    return ""
