"""A template as curves and images: what a person looks at before trusting it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.background.template.template import Template, ZenithTemplate
from vhegui.core.typing import Array

PIXELS = 81  # along each side of an image


@dataclass(frozen=True, eq=False)
class Curve:
    """edges : shape (n + 1,), TeV or deg · values, errors : shape (n,), NaN where there is nothing."""

    edges: Array
    values: Array
    errors: Array


def against_energy(template: Template, each: ZenithTemplate) -> Curve:
    """Mean rate over the field of view, s⁻¹ TeV⁻¹ sr⁻¹, against reconstructed energy."""
    weight = template.cells.solid_angle / template.cells.solid_angle.sum()
    values, errors = each.rate @ weight, np.sqrt(np.square(each.error) @ np.square(weight))
    return Curve(template.settings.energy_axis.edges, np.where(values > 0, values, np.nan), errors)


def against_offset(template: Template, each: ZenithTemplate) -> Curve:
    """Rate of all energies together, s⁻¹ sr⁻¹, against the distance from the pointing, averaged around it."""
    edges = template.settings.offset_edges
    ring = np.searchsorted(edges, template.cells.offset, side="right") - 1
    inside = ring < len(edges) - 1
    weight = np.where(inside, template.cells.solid_angle, 0.0)
    rate, error = of_all_energies(template, each)
    total, sums, squares = (
        np.bincount(ring[inside], values[inside], len(edges) - 1)
        for values in (weight, weight * rate, np.square(weight * error))
    )
    filled = total > 0
    values = np.divide(sums, total, out=np.full_like(total, np.nan), where=filled)
    return Curve(edges, values, np.divide(np.sqrt(squares), total, out=np.full_like(total, np.nan), where=filled))


def camera_image(template: Template, each: ZenithTemplate) -> tuple[Array, Array]:
    """Edges (n + 1,), deg, along both axes, and the rate of all energies, (n, n), s⁻¹ sr⁻¹, NaN outside the cells.

    The first axis is the longitude in the field of view, which grows to the west, the second the latitude.
    """
    reach = template.settings.reach
    edges = np.linspace(-reach, reach, PIXELS + 1)
    middle = 0.5 * (edges[1:] + edges[:-1])
    cell = template.cells.of(-middle[:, None], middle[None, :], (0.0, 0.0))  # longitude grows where RA falls
    rate = of_all_energies(template, each)[0]
    return edges, np.where(cell >= 0, rate[cell], np.nan)


def of_all_energies(template: Template, each: ZenithTemplate) -> tuple[Array, Array]:
    """Rate of each cell over all energies and its error, shape (n_cell,), s⁻¹ sr⁻¹."""
    width = template.settings.energy_axis.widths
    seen = np.where(each.counts.sum(axis=1, keepdims=True) > 0, each.error, 0.0)  # what is empty everywhere: no error
    return width @ each.rate, np.sqrt(np.square(width) @ np.square(seen))
