"""Background rate against reconstructed energy and field-of-view longitude and latitude (BKG_3D)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf import format as fmt
from vhegui.core.irf.background_2d import TINY, note_gaps, value_column
from vhegui.core.irf.base import Alignment
from vhegui.core.irf.energy_profile import at_energies, integrals, log_log, lower_bin, without_gaps
from vhegui.core.irf.rate_in_bins import SquareRate
from vhegui.core.typing import EMPTY, Array, IntArray

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU


@dataclass(frozen=True, eq=False)
class Background3D:
    """Background rate over the field of view: a power law of energy between bin centres, linear in position.

    Linear in position, because that conserves the number of events of the table exactly. gammapy 2.1 interpolates the
    logarithm of the rate in position as well, which loses 0.1 to 0.4 % of the events for H.E.S.S. and up to 1.8 % for
    Prod5 (a geometric mean is below the arithmetic one); `log_in_position=True` repeats that, and agrees with it to
    5e-6 wherever no bin involved is empty. It also sums over an energy bin as gammapy does, as one power law between
    the edges, which in wide bins near the threshold is a few per cent off what the table holds (H.E.S.S.). Between the
    outermost centre and the edge of the table the rate is held; outside the table it is 0. For energies beside empty
    bins see `energy_profile`.

    energy_edges : shape (n_energy + 1,), TeV, reconstructed · lon_edges, lat_edges : deg, DETX and DETY
    values : shape (n_energy, n_lon, n_lat), s⁻¹ TeV⁻¹ sr⁻¹, per ontime
    alignment, mirrored : the frame of lon and lat, see `vhegui.core.irf.field_of_view`.
    """

    energy_edges: Array
    lon_edges: Array
    lat_edges: Array
    values: Array
    alignment: Alignment = "RADEC"
    mirrored: bool = False
    pointlike: bool = False
    log_in_position: bool = False

    @property
    def extent(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Where longitude and latitude begin and end, deg."""
        lon, lat = ((float(edges[0]), float(edges[-1])) for edges in (self.lon_edges, self.lat_edges))
        return lon, lat

    @cached_property
    def _filled(self) -> Array:
        """Rates, or their logarithms, with gaps in energy closed."""
        filled = without_gaps(self.energy_edges, self.values)[0]
        return np.log(np.maximum(filled, TINY)) if self.log_in_position else filled

    def normalised(self) -> Background3D:
        """The same background with gaps in energy closed, as it is used."""
        return replace(self, values=without_gaps(self.energy_edges, self.values)[0])

    def rate(self, energy: Array, lon: Array, lat: Array) -> Array:
        """Rate at (energy, field-of-view position); TeV, deg, broadcast: their common shape; see
        `vhegui.core.irf.base.Background`.
        """
        energy, lon, lat = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (energy, lon, lat)))
        i = lower_bin(self.energy_edges, energy)
        a, wa = _bins(self.lon_edges, lon)
        b, wb = _bins(self.lat_edges, lat)
        a1, b1 = np.minimum(a + 1, len(self.lon_edges) - 2), np.minimum(b + 1, len(self.lat_edges) - 2)
        low, high = (
            (1 - wa) * ((1 - wb) * self._filled[k, a, b] + wb * self._filled[k, a, b1])
            + wa * ((1 - wb) * self._filled[k, a1, b] + wb * self._filled[k, a1, b1])
            for k in (i, np.minimum(i + 1, len(self.values) - 1))
        )
        if self.log_in_position:
            low, high = np.exp(low), np.exp(high)
        rate = log_log(self.energy_edges, low, high, i, energy)
        inside = (lon >= self.lon_edges[0]) & (lon <= self.lon_edges[-1])
        inside &= (lat >= self.lat_edges[0]) & (lat <= self.lat_edges[-1])
        return np.where(inside, rate, 0.0)

    def in_bins(self, edges: Array) -> SquareRate:
        """The rate summed over energy bins with these `edges` (n_bins + 1,), TeV; see `rate_in_bins`."""
        n_energy, *field = self.values.shape
        filled = without_gaps(self.energy_edges, self.values)[0].reshape(n_energy, -1)
        if self.log_in_position:
            rate = np.log(np.maximum(at_energies(self.energy_edges, filled, edges), TINY))
        else:
            rate = integrals(self.energy_edges, filled, edges)
        values = np.ascontiguousarray(rate.T.reshape(*field, -1))
        return SquareRate(self.lon_edges, self.lat_edges, values, edges if self.log_in_position else EMPTY)


def _bins(edges: Array, x: Array) -> tuple[IntArray, Array]:
    """Index and weight of linear interpolation between bin centres, held beyond the outermost."""
    centres = 0.5 * (edges[:-1] + edges[1:])
    if len(centres) == 1:
        return np.zeros(x.shape, dtype=np.int64), np.zeros(x.shape)
    i = np.clip(np.searchsorted(centres, x, side="right") - 1, 0, len(centres) - 2)
    return i.astype(np.int64), np.clip((x - centres[i]) / (centres[i + 1] - centres[i]), 0.0, 1.0)


def mirrored_by_writer(
    background: Background3D, table: Table, creator: Any, version: Any
) -> tuple[Background3D, tuple[FormatNote, ...]]:
    """The background as it is meant, when the EVENTS header names a writer known to turn longitude around.

    H.E.S.S. DR1 (CREATOR "SASH FITS::EventListWriter", HDUVERS 0.2) has longitude along +RA: over 46 runs on empty
    fields, events above 0.5 TeV prefer that to each of the seven other orientations of the square, by 644 in ln L to
    the standard's and by 1000 or more to the others.
    """
    if not is_mirrored(creator, version):
        return background, ()
    effect = f"otherwise rates are wrong by {100 * asymmetry(background.values, np.flip, 1):.0f} % on average"
    note = fmt.note(table, f"written by {str(creator).strip()} 0.2", "longitude grows with RA", effect)
    return replace(background, mirrored=True), (note,)


def is_mirrored(creator: Any, version: Any) -> bool:
    """Whether readers turn longitude around in the background of a run, by CREATOR and HDUVERS of its EVENTS."""
    return str(creator or "").strip() == "SASH FITS::EventListWriter" and str(version or "").strip() == "0.2"


def asymmetry(values: Array, turn: Any, *arguments: Any) -> float:
    """Mean relative difference of a table (n_energy, n_lon, n_lat) from itself turned around: 0 for a symmetric one."""
    return float(np.abs(values - turn(values, *arguments)).sum() / max(values.sum(), TINY))


def read(table: Table) -> tuple[Background3D, tuple[FormatNote, ...]]:
    """Background of a BKG_3D table. Raises DataError naming file, HDU and column."""
    notes: fmt.Notes = []
    energy = fmt.read_energy_edges(table, notes)
    lon, lat = (fmt.read_edges(table, (name,), "angle", notes) for name in ("DETX", "DETY"))
    name = value_column(table, notes)
    cells = len(energy) - 1, len(lon) - 1, len(lat) - 1
    values = fmt.read_values(table, name, _cell_shape(table, name, cells), "background rate", notes)
    values = np.ascontiguousarray(values.transpose(_order(table, name, values, cells, notes)))
    values = fmt.without_negative(table, name, values, notes)
    note_gaps(table, energy, values, notes)
    alignment = _alignment(table, values, notes)
    return Background3D(energy, lon, lat, values, alignment, False, fmt.read_pointlike(table, [])), tuple(notes)


def _cell_shape(table: Table, name: str, cells: tuple[int, int, int]) -> tuple[int, ...]:
    """Shape of the cell: TDIM when it is one of three axes, else the standard's (lat, lon, energy)."""
    shape = table.columns[name].shape if table.has(name) else ()
    return shape if sorted(shape) == sorted(cells) else cells[::-1]


def _order(
    table: Table, name: str, values: Array, cells: tuple[int, int, int], notes: fmt.Notes
) -> tuple[int, int, int]:
    """Axes of the cell that are energy, longitude and latitude.

    The standard's order is ENERGY, DETX, DETY in FITS, that is (lat, lon, energy) here. Some writers have energy first
    here; then the order of the other two can only be seen when they differ in length, or when CREF names it. Where it
    cannot, it is (energy, lon, lat), as in H.E.S.S. DR1 (its events say so) and in gammapy.
    """
    if named := _cref(table, name):
        return named
    n_energy, n_lon, n_lat = cells
    orders = ((2, 1, 0), (0, 1, 2), (0, 2, 1), (2, 0, 1))
    fitting = [order for order in orders if tuple(values.shape[k] for k in order) == (n_energy, n_lon, n_lat)]
    if not fitting:
        raise DataError(f"{table.place}: {name} has shape {values.shape}, its axes give {cells}; damaged file")
    if fitting[0] != (2, 1, 0):
        words = ", ".join({0: "energy", 1: "DETX", 2: "DETY"}[fitting[0].index(k)] for k in (2, 1, 0))
        effect = ""
        if n_lon == n_lat:
            swapped = asymmetry(values, np.swapaxes, 1, 2)
            effect = f"the map is square: swapped axes would change it by {100 * swapped:.0f} %"
        notes.append(fmt.note(table, f"{name} has energy as its last FITS axis", f"read as {words}", effect))
    return fitting[0]


def _cref(table: Table, name: str) -> tuple[int, int, int] | None:
    """Order of the cell's axes by CREFn = '(DETX_LO:DETX_HI,DETY_LO:DETY_HI,ENERG_LO:ENERG_HI)', if it is there."""
    position = list(table.columns).index(name) + 1 if table.has(name) else 0
    names = re.findall(r"(ENERG|DETX|DETY)\w*?_LO", str(table.header.get(f"CREF{position}") or "").upper())
    if sorted(names) != ["DETX", "DETY", "ENERG"]:
        return None
    return 2 - names.index("ENERG"), 2 - names.index("DETX"), 2 - names.index("DETY")


def _alignment(table: Table, values: Array, notes: fmt.Notes) -> Alignment:
    """FOVALIGN; where it is missing the standard says ALTAZ (gammapy takes RADEC)."""
    stated = str(table.header.get("FOVALIGN") or "").strip().upper()
    if stated == "RADEC":
        return "RADEC"
    if stated == "ALTAZ":
        return "ALTAZ"
    found = f'FOVALIGN is "{stated}"' if stated else "there is no FOVALIGN"
    uneven = asymmetry(values, np.flip, (1, 2))
    if values.shape[1] == values.shape[2]:
        uneven = max(uneven, asymmetry(values, np.rot90, 1, (1, 2)))
    effect = f"turned, the map differs from itself by {100 * uneven:.1f} %; gammapy assumes RADEC"
    notes.append(fmt.note(table, found, "ALTAZ is assumed, as the standard says", effect))
    return "ALTAZ"


def write(irf: Background3D) -> BinTableHDU:
    """BKG_3D table, GADF v0.3, in the standard's axis order; a mirrored one is turned the right way round."""
    lon, values = irf.lon_edges, irf.values
    if irf.mirrored:
        lon, values = -lon[::-1], values[:, ::-1]
    columns = fmt.edges_columns("ENERG", irf.energy_edges, "TeV")
    columns |= fmt.edges_columns("DETX", lon, "deg") | fmt.edges_columns("DETY", irf.lat_edges, "deg")
    columns["BKG"] = (np.ascontiguousarray(values.transpose(2, 1, 0)), "s-1 TeV-1 sr-1")
    return fmt.build_hdu(FORMAT, columns, irf.pointlike, {"FOVALIGN": irf.alignment})


FORMAT = fmt.IrfFormat(
    "BKG_3D", "bkg", ("DETX_LO", "DETY_LO"), ("BKG",), "BACKGROUND", ("3D",), read, write, Background3D
)
