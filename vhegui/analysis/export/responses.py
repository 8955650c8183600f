"""Responses at one offset as a table (ECSV)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.irf.inspect import ResponseAt
from vhegui.core.typing import Array

if TYPE_CHECKING:
    from astropy.table import Table


def response_table(at: ResponseAt, run: int) -> Table:
    """The curves of a run's responses against true energy; columns of responses that are missing are left out."""
    from astropy.table import Column, Table

    columns = [Column(at.energy, "energy", unit="TeV", description="true energy")]
    if at.area is not None:
        columns.append(Column(at.area, "effarea", unit="m2", description="effective area"))
    if at.psf is not None:
        for percent, radius in ((68, at.psf.radius_68), (95, at.psf.radius_95)):
            what = f"radius that holds {percent} % of the events"
            columns.append(Column(radius, f"psf_radius_{percent}", unit="deg", description=what))
        what = "fraction of the events inside the source region"
        columns.append(Column(at.psf.contained, "containment", description=what))
    return Table(columns, meta={"OBS_ID": run, "offset_deg": at.offset, "source_radius_deg": at.radius})


def curves_table(
    curves: Sequence[tuple[str, Array, Array]], x: tuple[str, str], y: tuple[str, str], meta: dict[str, object]
) -> Table:
    """Any curves below each other, one row a point: (name, x, y) of each; `x`, `y` are (name, unit) of the axes."""
    from astropy.table import Column, Table

    names = np.concatenate([np.repeat(name, len(values)) for name, values, _ in curves])
    first, second = (np.concatenate([curve[k] for curve in curves]) for k in (1, 2))
    columns = [Column(names, "curve"), _column(first, *x), _column(second, *y)]
    return Table(columns, meta=meta)


def image_table(
    x_values: Array, y_values: Array, values: Array, axes: Sequence[tuple[str, str]], meta: dict[str, object]
) -> Table:
    """An image, one row a cell: centres (nx,) and (ny,), values (nx, ny); `axes` are (name, unit) of x, y and value."""
    from astropy.table import Table

    grid = np.meshgrid(x_values, y_values, indexing="ij")
    columns = [_column(v.ravel(), *axis) for v, axis in zip((*grid, values), axes, strict=True)]
    return Table(columns, meta=meta)


UNITS = {"°": "deg", "m²": "m2", "s⁻¹ TeV⁻¹ sr⁻¹": "s-1 TeV-1 sr-1", "deg⁻²": "deg-2"}


def _column(values: Array, name: str, unit: str) -> object:
    from astropy.table import Column

    return Column(values, name.replace(" ", "_"), unit=UNITS.get(unit, unit) or None)
