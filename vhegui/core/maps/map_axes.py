"""What the planes of a cube of maps stand for, as FITS files say it.

Read are the tables of bands of GADF v0.3 ("Sky maps", as gammapy writes them: AXCOLS1 names the columns of the axis
that runs fastest), and the EBOUNDS and ENERGIES tables beside cubes of the Fermi tools. Written is the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.errors import DataError
from vhegui.core.typing import Array
from vhegui.core.units import Quantity, scale_to_internal

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU, Column

QUANTITIES: Mapping[str, Quantity] = {"energy": "energy", "energy_true": "energy", "rad": "angle", "migra": "none"}
UNITS: Mapping[str, str] = {"energy": "TeV", "energy_true": "TeV", "rad": "deg", "migra": ""}
ALIASES = {"e": "energy", "theta": "rad", "energ": "energy_true"}  # of other programs, and of older ones
LOGARITHMIC = ("energy", "energy_true")


@dataclass(frozen=True, eq=False)
class MapAxis:
    """One axis of a cube beside those of the sky.

    name : "energy" (reconstructed), "energy_true", "rad" (from the centre of the PSF), "migra" (reconstructed / true)
    edges : shape (n + 1,), of the planes; TeV, deg, or ratios.
    """

    name: str
    edges: Array

    @classmethod
    def of(cls, name: str, axis: EnergyAxis) -> MapAxis:
        """An axis of energies."""
        return cls(name, axis.edges)

    @property
    def n(self) -> int:
        """Number of planes."""
        return len(self.edges) - 1

    @property
    def centres(self) -> Array:
        """The middle of each plane, that of the logarithm for energies; shape (n,)."""
        low, high = self.edges[:-1], self.edges[1:]
        return np.sqrt(low * high) if self.name in LOGARITHMIC else 0.5 * (low + high)

    @property
    def energies(self) -> EnergyAxis:
        """An axis of energies as such. Raises DataError where the edges are none."""
        try:
            return EnergyAxis(self.edges)
        except ValueError as error:
            raise DataError(f'axis "{self.name}" of a cube: {error}') from error

    @property
    def columns(self) -> tuple[str, str, str]:
        """Its columns in a table of bands: centre, lower and upper edge."""
        name = self.name.upper()
        edges = "E" if name == "ENERGY" else name
        return name, f"{edges}_MIN", f"{edges}_MAX"


def axis_cards(axes: Sequence[MapAxis]) -> dict[str, str]:
    """The cards that say which columns are the axes (of an image and of its table); the first runs fastest."""
    cards: dict[str, str] = {}
    for i, axis in enumerate(axes, 1):
        cards[f"AXCOLS{i}"] = ",".join(axis.columns[1:])
        cards[f"INTERP{i}"] = "log" if axis.name in LOGARITHMIC else "lin"
    return cards


def bands_table(axes: Sequence[MapAxis], name: str) -> BinTableHDU:
    """The table of bands: a row for every plane, that of the first axis running fastest."""
    from astropy.io import fits

    n = int(np.prod([axis.n for axis in axes]))
    index = np.unravel_index(np.arange(n), [axis.n for axis in reversed(axes)])[::-1]
    columns: list[Column] = [fits.Column("CHANNEL", "K", array=np.arange(n))]
    for axis, i in zip(axes, index, strict=True):
        for column, values in zip(axis.columns, (axis.centres, axis.edges[:-1], axis.edges[1:]), strict=True):
            columns.append(fits.Column(column, "D", unit=UNITS[axis.name] or None, array=values[i]))
    return fits.BinTableHDU.from_columns(columns, fits.Header(axis_cards(axes).items()), name=name)


def axes_of_bands(table: Any) -> tuple[MapAxis, ...]:
    """The axes a table of bands (an astropy HDU) describes, the one that runs fastest first. Raises DataError."""
    axes: list[MapAxis] = []
    while said := table.header.get(f"AXCOLS{len(axes) + 1}"):
        names = [name.strip() for name in str(said).split(",")]
        axes.append(_axis(table, names))
    if not axes:
        raise DataError(f'HDU "{table.name}": it does not say which columns are axes (AXCOLS1)')
    return tuple(axes)


def axis_of_energies(table: Any) -> MapAxis:
    """The energies of the planes in a table EBOUNDS (bins, keV where it does not say) or ENERGIES (nodes, MeV)."""
    names = {name.upper() for name in table.columns.names}
    if {"E_MIN", "E_MAX"} <= names:
        return MapAxis(
            "energy", _edges(_column(table, "E_MIN", "energy", "keV"), _column(table, "E_MAX", "energy", "keV"))
        )
    if "ENERGY" in names:
        return MapAxis("energy_true", _around(_column(table, "ENERGY", "energy", "MeV"), logarithmic=True))
    raise DataError(f'HDU "{table.name}": no column E_MIN, E_MAX or ENERGY (columns: {", ".join(sorted(names))})')


def _axis(table: Any, columns: Sequence[str]) -> MapAxis:
    name = columns[0].upper().removesuffix("_MIN").removesuffix("_LO").lower()
    name = ALIASES.get(name, name)
    if name not in QUANTITIES:
        raise DataError(f'HDU "{table.name}": an axis "{name}" of a cube is not supported: {", ".join(QUANTITIES)} are')
    values = [np.unique(_column(table, column, QUANTITIES[name])) for column in columns[:2]]
    edges = _edges(*values) if len(values) == 2 else _around(values[0], name in LOGARITHMIC)
    return MapAxis(name, edges)


def _column(table: Any, name: str, quantity: Quantity, unit: str = "") -> Array:
    """A column in the internal unit; `unit` is what it is in where the file does not say."""
    found = next((column for column in table.columns if column.name.upper() == name.upper()), None)
    if found is None:
        raise DataError(f'HDU "{table.name}" has no column {name} (columns: {", ".join(table.columns.names)})')
    scale = scale_to_internal(found.unit or unit, quantity) if quantity != "none" else 1.0
    return np.asarray(table.data[found.name], np.float64).ravel() * scale


def _edges(low: Array, high: Array) -> Array:
    if len(low) != len(high) or len(low) == 0 or not np.allclose(low[1:], high[:-1], rtol=1e-6, atol=1e-12):
        raise DataError("an axis of a cube has bins with gaps between them, or that overlap")
    return np.append(low, high[-1])


def _around(nodes: Array, logarithmic: bool) -> Array:
    """Edges half way between nodes."""
    if len(nodes) < 2:
        raise DataError("an axis of a cube has one node alone, which does not say how wide its plane is")
    x = np.log(nodes) if logarithmic else nodes
    middle = 0.5 * (x[1:] + x[:-1])
    edges = np.concatenate([[2 * x[0] - middle[0]], middle, [2 * x[-1] - middle[-1]]])
    return np.exp(edges) if logarithmic else edges
