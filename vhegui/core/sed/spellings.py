"""The columns of other people's spectra → the names of the standard (e_ref, e_min, e_max, dnde, dnde_err, …, is_ul).

Known are the ways of naima (energy, energy_error_lo, flux, flux_error_hi, ul), of tables in frequency (nu, nuFnu), and
of papers: ends of bins or distances to them, ends of intervals (dnde_min, dnde_max) or distances, limits by a flag, by
a column of their own, or by a negative error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.typing import Array, BoolArray

if TYPE_CHECKING:
    from astropy.table import Table

FORMS = ("dnde", "e2dnde", "norm", "flux", "eflux")
E_REF = (
    "e_ref",
    "energy",
    "e",
    "energy_ref",
    "e_mean",
    "e_center",
    "e_centre",
    "energy_mean",
    "nu",
    "freq",
    "frequency",
)
E_LOW = ("e_min", "energy_min", "emin", "e_lo", "energy_lo", "e_low", "energy_low", "e_edge_lo", "nu_min", "nu_lo")
E_HIGH = ("e_max", "energy_max", "emax", "e_hi", "energy_hi", "e_high", "energy_high", "e_edge_hi", "nu_max", "nu_hi")
E_BELOW = ("energy_error_lo", "e_err_lo", "e_errn", "e_ref_errn", "energy_errn", "energy_error", "e_err", "e_error")
E_ABOVE = ("energy_error_hi", "e_err_hi", "e_errp", "e_ref_errp", "energy_errp", "energy_error", "e_err", "e_error")
# What is not in the standard says by its unit what it is; so does "flux", which is also the name of a dN/dE.
FLUXES = (
    "differential_flux", "diff_flux", "dn_de", "dfde", "df_de", "dnde_flux", "e2_dnde", "e2_dn_de", "nufnu", "nu_fnu",
    "nufn", "vfv", "sed", "flux",
)  # fmt: skip
ERRORS = {
    "_err": ("_err", "_error", "_unc", "_sigma", "err"),
    "_errn": (
        "_errn",
        "_error_lo",
        "_err_lo",
        "_errlo",
        "_err_low",
        "_err_neg",
        "_err_minus",
        "_error_minus",
        "_err_down",
    ),
    "_errp": (
        "_errp",
        "_error_hi",
        "_err_hi",
        "_errhi",
        "_err_high",
        "_err_pos",
        "_err_plus",
        "_error_plus",
        "_err_up",
    ),
    "_ul": ("_ul", "_upper_limit", "_uplim", "_limit", "_ul95", "_ul_95"),
}
LOW, HIGH = ("_min", "_lo", "_low", "_lower"), ("_max", "_hi", "_high", "_upper")
FLAGS = ("is_ul", "ul", "is_limit", "is_upper_limit", "upper_limit", "uplim", "uplims", "limit")
SIGNS = ("flag", "flags", "lim", "sign", "symbol", "note", "type")
YES = ("true", "t", "1", "1.0", "yes", "y", "<", "ul")


def canonical(table: Table) -> Table:
    """A copy of a table in the names of the standard; columns that are not known keep their names."""
    result: Any = table.copy(copy_data=False)
    for name in result.colnames:
        if name != name.lower() and name.lower() not in result.colnames:
            result.rename_column(name, name.lower())
    _name_energies(result)
    base, form = _flux(result)
    if base:
        _name_fluxes(result, base, form)
        _mark_limits(result, form)
    return result


def holds_energies(table: Table) -> bool:
    """Whether a table has a column of energies, by whatever name."""
    names = {name.lower() for name in table.colnames}
    return bool(names & {*E_REF, "e_min"})


def _first(table: Any, names: Iterable[str]) -> str:
    return next((name for name in names if name in table.colnames), "")


def _rename(table: Any, old: str, new: str) -> None:
    if old and old != new and new not in table.colnames:
        table.rename_column(old, new)


def _name_energies(table: Any) -> None:
    low, high = _first(table, E_LOW), _first(table, E_HIGH)
    below, above = _first(table, E_BELOW), _first(table, E_ABOVE)
    _rename(table, _first(table, E_REF), "e_ref")
    both = low != "e_min" and low and high and "e_ref" in table.colnames
    if both and np.any(_in_unit(table, high, "e_ref") < _numbers(table, "e_ref")):  # no upper end: a distance
        low, high, below, above = "", "", low, high
    if low and high:
        _rename(table, low, "e_min")
        _rename(table, high, "e_max")
    elif below and above and "e_ref" in table.colnames:
        centre, unit = _numbers(table, "e_ref"), table["e_ref"].unit
        ends = centre - np.abs(_in_unit(table, below, "e_ref")), centre + np.abs(_in_unit(table, above, "e_ref"))
        for name, values in zip(("e_min", "e_max"), ends, strict=True):
            table[name] = values
            table[name].unit = unit


def _flux(table: Any) -> tuple[str, str]:
    """The column of fluxes, and which form it is; "" where there is none that needs another name."""
    named = next((form for form in FORMS if form in table.colnames), "")
    if named and named != "flux":
        return named, named
    base = _first(table, FLUXES)
    return base, _form_of(table[base].unit) if base else ""


def _form_of(unit: Any) -> str:
    from astropy import units as u

    plain = re.sub(r"\b(ph|photons?|counts?)\b\s*\*?", "", str(unit or "")).strip()
    for form, standard in (("dnde", "cm-2 s-1 TeV-1"), ("e2dnde", "TeV cm-2 s-1")):
        try:
            u.Unit(f"1 {plain}" if plain.startswith("/") else plain).to(standard)
        except (ValueError, TypeError):
            continue
        return form
    return "flux"


def _name_fluxes(table: Any, base: str, form: str) -> None:
    for suffix, spellings in ERRORS.items():
        prefixed = f"e_{base}" if suffix == "_err" else ""
        _rename(table, _first(table, [*(base + spelling for spelling in spellings), prefixed]), form + suffix)
    own_limit = next((name for name in FLAGS if name in table.colnames and table[name].unit is not None), "")
    _rename(table, own_limit, f"{form}_ul")
    low, high = (_first(table, [base + spelling for spelling in spellings]) for spellings in (LOW, HIGH))
    _rename(table, base, form)
    values = _numbers(table, form)
    # An upper end below the value is none: then both are distances.
    above = _in_unit(table, high, form) if high else values
    are_ends = not np.any((above > 0.0) & (above < values))
    for end, suffix, sign in ((low, "_errn", -1.0), (high, "_errp", 1.0)):
        if end and form + suffix not in table.colnames:
            given = _in_unit(table, end, form)
            table[form + suffix] = np.maximum(sign * (given - values), 0.0) if are_ends else np.abs(given)
            table[form + suffix].unit = table[form].unit


def _mark_limits(table: Any, form: str) -> None:
    """is_ul, and the limit itself in its column: where a flag says so, or a negative error, the value is the limit."""
    values, limits = _numbers(table, form), _numbers(table, f"{form}_ul", form)
    errors = [_numbers(table, form + suffix, form) for suffix in ("_err", "_errp")]
    flags = _flags(table)
    flagged = (errors[0] < 0.0) | (errors[1] < 0.0)
    flagged |= np.isfinite(limits) & ~np.isfinite(values)
    if flags is None:  # nor is 0 a flux, or a flux without any error among others that have one
        flagged |= np.isfinite(limits) & (values <= 0.0)
        flagged |= ((errors[0] == 0.0) | (errors[1] == 0.0)) & bool(np.any((errors[0] > 0.0) | (errors[1] > 0.0)))
    else:
        flagged |= flags
    known = np.where(flagged & ~np.isfinite(limits), values, limits)
    for suffix in ("_err", "_errp"):
        if form + suffix in table.colnames:
            unit = table[form + suffix].unit
            table[form + suffix] = np.abs(_numbers(table, form + suffix))
            table[form + suffix].unit = unit
    if np.isfinite(known).any():
        table[f"{form}_ul"] = known
        table[f"{form}_ul"].unit = table[form].unit
    table["is_ul"] = flagged & np.isfinite(known)


def _flags(table: Any) -> BoolArray | None:
    """Rows that a column of flags calls limits, None without such a column; one that holds fluxes is none."""
    name = _first(table, FLAGS)
    known = YES
    if not name:  # columns that may flag anything: only a sign says that it is a limit
        name, known = _first(table, SIGNS), ("<", "≤", "ul")
    if not name:
        return None
    flags = np.array([str(flag).strip().lower() in known for flag in table[name]], dtype=bool)
    return flags if known is YES or flags.any() else None


def _numbers(table: Any, name: str, like: str = "") -> Array:
    """A column as numbers (in the unit of another one), masked ones NaN; all NaN where there is none."""
    if name not in table.colnames:
        return np.full(len(table), np.nan)
    if like:
        return _in_unit(table, name, like)
    try:
        return np.ma.filled(np.ma.asarray(table[name].data).astype(np.float64), np.nan)
    except (ValueError, TypeError):
        return np.full(len(table), np.nan)


def _in_unit(table: Any, name: str, like: str) -> Array:
    """Numbers of a column in the unit of another one; as they are where one of them has no unit that converts."""
    values, unit, wanted = _numbers(table, name), table[name].unit, table[like].unit
    try:
        return values * (1.0 if unit is None or wanted is None else float(unit.to(wanted)))
    except (ValueError, TypeError, AttributeError):
        return values
