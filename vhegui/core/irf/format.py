"""What the registry knows of one IRF format, and what the readers of all formats share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import Array, BoolArray
from vhegui.core.units import STANDARD, Quantity, scale_to_internal

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU

ENERGY_NAMES = ("ENERG", "ETRUE", "ENERGY")
RULE = "GADF v0.3, instrument response functions"
_SECTIONS = {
    "EFF_AREA": 'GADF v0.3, "Effective area format"',
    "EDISP": 'GADF v0.3, "Energy dispersion format"',
    "RPSF": 'GADF v0.3, "Point spread function format"',
    "PSF": 'GADF v0.3, "Point spread function format"',
    "BKG": 'GADF v0.3, "Background format"',
    "RAD_MAX": 'GADF v0.3, "Point-like IRFs", RAD_MAX_2D',
}
# The standard has no sign for offsets that are nodes, nor for one that holds everywhere; our files say it with this.
OFFSET_KEY = "THETATYP"
Notes = list[FormatNote]


@dataclass(frozen=True)
class IrfFormat:
    """One way to store a response.

    name : HDUCLAS4 of the standard · role : field of `Responses` it fills, also HDU_TYPE in an index
    columns, other_columns : what a table must hold to be of this format · hduclas2 : HDUCLAS2 to write, first, and to
    accept
    kind : class of the response.
    """

    name: str
    role: str
    columns: tuple[str, ...]
    hduclas2: tuple[str, ...]
    extname: str
    aliases: tuple[str, ...]
    read: Callable[[Table], tuple[Any, tuple[FormatNote, ...]]]
    write: Callable[[Any], BinTableHDU]
    kind: type
    other_columns: tuple[str, ...] = ()

    def matches(self, table: Table) -> bool:
        """Whether a table has the columns of this format."""
        return table.has(*self.columns) or (bool(self.other_columns) and table.has(*self.other_columns))


def note(table: Table, found: str, assumed: str, effect: str = "") -> FormatNote:
    """A note about one response HDU."""
    section = _SECTIONS.get(str(table.header.get("HDUCLAS2") or "").strip().upper(), RULE)
    return FormatNote(table.path.name, table.name, found, assumed, effect, section)


def read_array(table: Table, name: str, quantity: Quantity, notes: Notes) -> Array:
    """First row of a column in internal units, of the shape it has there, at least (1,); a missing unit is taken as the
    standard's, with a note.
    """
    values = table.column(name)
    if values.dtype.kind not in "fiu":
        raise DataError(f"{table.place}: column {name} does not hold numbers; damaged file")
    values = values.astype(np.float64)
    if len(values) == 0:
        raise DataError(f"{table.place}: the table has no row; a response needs one")
    _note_rows(table, notes)
    unit = table.unit(name)
    if not unit and STANDARD[quantity]:
        notes.append(note(table, f"column {name} has no unit", f"{STANDARD[quantity]} is assumed"))
        unit = STANDARD[quantity]
    try:
        return np.atleast_1d(values[0]) * scale_to_internal(unit, quantity)
    except DataError as error:
        raise DataError(f"{table.place}, column {name}: {error}") from error


def _note_rows(table: Table, notes: Notes) -> None:
    found = f"the table has {len(table)} rows"
    if len(table) > 1 and not any(item.found == found for item in notes):
        notes.append(note(table, found, "the first one is used", "the others may belong to other conditions"))


def read_edges(table: Table, names: Sequence[str], quantity: Quantity, notes: Notes) -> Array:
    """Bin edges, shape (n + 1,), from the first pair of columns X_LO, X_HI among `names`."""
    name = next((n for n in names if table.has(f"{n}_LO", f"{n}_HI")), None)
    if name is None:
        wanted = " or ".join(f"{n}_LO/{n}_HI" for n in names)
        raise DataError(f"{table.place} has no {wanted} axis (columns: {', '.join(table.columns)}); it cannot be used")
    low = read_array(table, f"{name}_LO", quantity, notes)
    high = read_array(table, f"{name}_HI", quantity, notes)
    finite = np.all(np.isfinite(low)) and np.all(np.isfinite(high))
    if len(low) != len(high) or not (finite and np.all(np.diff(low) > 0) and high[-1] > low[-1]):
        raise DataError(f"{table.place}: the bins {name}_LO, {name}_HI do not rise; it cannot be used")
    if not np.allclose(low[1:], high[:-1], rtol=1e-4, atol=1e-12):
        notes.append(note(table, f"bins {name}_LO, {name}_HI leave gaps or overlap", "the lower edges are used"))
    return np.append(low, high[-1])


def read_energy_edges(table: Table, notes: Notes) -> Array:
    """Energy bin edges, shape (n + 1,), TeV; a lowest edge of 0 is moved to a tenth of the next.

    True energy, but for background and RAD_MAX, which are in reconstructed energy.
    """
    edges = read_edges(table, ENERGY_NAMES, "energy", notes)
    if edges[1] <= 0:
        raise DataError(f"{table.place}: energies of the axis are not positive; it cannot be used")
    if edges[0] <= 0:
        notes.append(note(table, f"lowest energy is {edges[0]:g} TeV", "a tenth of the next edge is used"))
        edges[0] = 0.1 * edges[1]
    return edges


def read_offsets(table: Table, notes: Notes) -> OffsetAxis:
    """Offset axis; THETA_LO equal to THETA_HI means nodes (not in the standard, but usual).

    No note where the header says so itself: THETATYP is NODES, BINS, or CONSTANT (one offset that holds everywhere).
    """
    low = read_array(table, "THETA_LO", "angle", notes)
    high = read_array(table, "THETA_HI", "angle", notes)
    try:
        axis = OffsetAxis(low, high)
    except ValueError as error:
        raise DataError(f"{table.place}: THETA_LO, THETA_HI: {error}; it cannot be used") from error
    if len(axis) > 1 and axis.low[0] > 0.0:
        found = f"offsets begin at {axis.low[0]:.3g} deg"
        effect = "a guess for a source nearer to the pointing"
        notes.append(note(table, found, "nearer to the axis the values at the lowest offset are used", effect))
    stated = str(table.header.get(OFFSET_KEY) or "").strip().upper()
    if stated == _offset_kind(axis):
        return axis
    if len(axis) == 1:
        effect = f"right for a source at {axis.centres[0]:g} deg only"
        notes.append(note(table, f"one single offset, {axis.centres[0]:g} deg", "used at every offset", effect))
    elif axis.is_nodes:
        notes.append(note(table, "THETA_LO equals THETA_HI", "offsets are nodes, not bins", "none"))
    return axis


def _offset_kind(axis: OffsetAxis) -> str:
    return "CONSTANT" if len(axis) == 1 else "NODES" if axis.is_nodes else "BINS"


def read_values(table: Table, name: str, shape: tuple[int, ...], quantity: Quantity, notes: Notes) -> Array:
    """A response column with the shape its axes give (offset first, energy last); NaN becomes 0 with a note."""
    values = read_array(table, name, quantity, notes)
    if len(shape) == 2 and values.shape == shape[::-1] != shape:
        notes.append(note(table, f"the axes of {name} are swapped", "turned into the standard's order"))
        values = values.T
    if values.size != int(np.prod(shape)):
        raise DataError(f"{table.place}: column {name} has {values.size} values, its axes give {shape}; damaged file")
    values = values.reshape(shape)
    if not np.all(np.isfinite(values)):
        count = int(np.sum(~np.isfinite(values)))
        notes.append(note(table, f"{count} values of {name} are not finite", "taken as 0"))
        values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    return values


def extent(low: float, high: float) -> str:
    """A range in words: "0.1 to 0.3", or one number where both are the same."""
    texts = factor(low), factor(high)
    return texts[0] if texts[0] == texts[1] else " to ".join(texts)


def factor(value: float, digits: int = 3) -> str:
    """A factor in so many digits, or in more where it would read as 1."""
    return f"{value:.{5 if abs(value - 1.0) < 5e-3 else digits}g}"


def without_negative(table: Table, name: str, values: Array, notes: Notes) -> Array:
    """Values (any shape) with negative ones (writers extrapolate) set to 0, and a note that says how much they amount
    to.
    """
    negative = values < 0
    if not negative.any():
        return values
    share = -float(values[negative].sum()) / max(float(values[~negative].sum()), 1e-300)
    found = f"{int(negative.sum())} of {values.size} values of {name} are negative"
    notes.append(note(table, found, "taken as 0", f"{share:.2g} of the sum of the table"))
    return np.maximum(values, 0.0)


def note_lent(table: Table, what: str, filled: BoolArray, energy_edges: Array, lost: str, notes: Notes) -> None:
    """Note for bins, shape (n_offset, n_energy), that are empty while other offsets at the same energy are filled.

    Energies that are empty at every offset are no repair: the file says that there is no response, and none is made.
    """
    lent = ~filled & filled.any(axis=0)
    if lent.any():
        reach = energy_edges[1:][lent.any(axis=0)].max()
        effect = f"{lost} would be 0, at true energies up to {reach:.3g} TeV"
        found = f"{int(lent.sum())} of {lent.size} {what} are empty"
        notes.append(note(table, found, "the nearest filled offset at that energy is used", effect))


def read_pointlike(table: Table, notes: Notes) -> bool:
    """HDUCLAS3 POINT-LIKE or FULL-ENCLOSURE; when absent, a RAD_MAX key decides."""
    text = str(table.header.get("HDUCLAS3") or "").strip().upper()
    if text in ("POINT-LIKE", "POINTLIKE"):
        return True
    if text == "FULL-ENCLOSURE":
        return False
    cut = np.isfinite(header_number(table, "RAD_MAX"))
    kind = "point-like, as there is a RAD_MAX key" if cut else "full enclosure is assumed"
    found = f'HDUCLAS3 is "{text}"' if text else "HDUCLAS3 is missing"
    notes.append(note(table, found, kind, "a point-like area must not be multiplied by the PSF containment"))
    return bool(cut)


def header_number(table: Table, key: str) -> float:
    """A number of the header, NaN where it is absent or not a number."""
    try:
        return float(table.header.get(key, "nan"))
    except (TypeError, ValueError):
        return float("nan")


def edges_columns(name: str, edges: Array, unit: str) -> dict[str, tuple[Array, str]]:
    """Columns X_LO, X_HI for bin edges (n + 1,): each (n,)."""
    return {f"{name}_LO": (edges[:-1], unit), f"{name}_HI": (edges[1:], unit)}


def offset_columns(axis: OffsetAxis) -> dict[str, tuple[Array, str]]:
    """Columns THETA_LO, THETA_HI."""
    return {"THETA_LO": (axis.low, "deg"), "THETA_HI": (axis.high, "deg")}


def _offset_keys(columns: Mapping[str, tuple[Array, str]]) -> dict[str, str]:
    if "THETA_LO" not in columns:
        return {}
    return {OFFSET_KEY: _offset_kind(OffsetAxis(columns["THETA_LO"][0], columns["THETA_HI"][0]))}


def build_hdu(
    fmt: IrfFormat, columns: Mapping[str, tuple[Array, str]], pointlike: bool, extra: Mapping[str, float | str]
) -> BinTableHDU:
    """A one-row GADF table; values that a 32-bit float holds exactly are written as one."""
    from astropy.io import fits

    fields = []
    for name, (values, unit) in columns.items():
        code = "E" if np.array_equal(values.astype(np.float32), values, equal_nan=True) else "D"
        dim = "(" + ",".join(str(n) for n in values.shape[::-1]) + ")" if values.ndim > 1 else None
        fields.append(fits.Column(name, f"{values.size}{code}", unit or None, dim=dim, array=values[None]))
    hdu = fits.BinTableHDU.from_columns(fits.ColDefs(fields), name=fmt.extname)
    for key, value in (_keys(fmt, pointlike) | _offset_keys(columns)).items():
        hdu.header[key] = value
    for key, value in extra.items():
        if isinstance(value, str) or np.isfinite(value):
            hdu.header[key] = value
    return hdu


def _keys(fmt: IrfFormat, pointlike: bool) -> dict[str, str]:
    return {
        "HDUCLASS": "GADF",
        "HDUDOC": "https://gamma-astro-data-formats.readthedocs.io",
        "HDUVERS": "0.3",
        "HDUCLAS1": "RESPONSE",
        "HDUCLAS2": fmt.hduclas2[0],
        "HDUCLAS3": "POINT-LIKE" if pointlike else "FULL-ENCLOSURE",
        "HDUCLAS4": fmt.name,
    }
