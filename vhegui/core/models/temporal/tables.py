"""Changes with time that are a table: a light curve, or a curve against the phase of an ephemeris.

Both are linear between their points. Outside of its times a light curve keeps its first or last value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core.errors import ConfigError, DataError
from vhegui.core.files.foreign import foreign
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.models.temporal.kind import TemporalKind, reference
from vhegui.core.models.temporal.model import TemporalModel
from vhegui.core.typing import Array

LIGHT_CURVE, PHASE_CURVE = "light_curve", "phase_curve"
SECONDS = 86400.0


@dataclass(frozen=True, eq=False)
class LightCurveTable:
    """time : (n,), days since `zero`, rising · norm : (n,), factors, 0 or more · zero : MJD (TT)
    file : where it came from, "" if from no file.
    """

    time: Array
    norm: Array
    zero: float
    file: str = ""

    def __post_init__(self) -> None:
        _check(self.time, self.norm, self.file or "light curve", "times")

    def formula(self) -> TemporalKind:
        """Its only parameter is its zero of time."""
        return self._formula

    @cached_property
    def _formula(self) -> TemporalKind:
        points = _Points(self.time, self.norm)
        return TemporalKind(
            LIGHT_CURVE,
            "Light curve",
            f"a table of {len(self.time)} factors against time, linear in between",
            (reference(self.zero, "when the times of the table begin to count, MJD (TT)"),),
            factor=lambda time, t_ref: points.at(time - t_ref),
            integral=lambda start, stop, t_ref: points.since_first(stop - t_ref) - points.since_first(start - t_ref),
            most=lambda start, stop, t_ref: points.most(start - t_ref, stop - t_ref),
            gammapy=GammapyName("LightCurveTemplateTemporalModel", "template"),
        )

    @classmethod
    def read(cls, path: Path) -> LightCurveTable:
        """A table with columns TIME and NORM, and in its header MJDREFI, MJDREFF, TIMESYS (UTC where it says none, as
        gammapy has it). Raises DataError.
        """
        columns, header = _read(path)
        time, norm = (_column(columns, name, path) for name in ("time", "norm"))
        unit = str(time.unit or header.get("TIMEUNIT") or "")
        if not unit:
            raise DataError(f"{path.name}: TIME has no unit; write it in the table, or as TIMEUNIT in its header")
        with foreign(path, "the times of this light curve are not understood"):
            from astropy.units import Unit

            days = _numbers(time) * float(np.real(Unit(unit).to("d")))
            zero = _zero(header, path)
        return cls(days, _numbers(norm), zero, str(path))


@dataclass(frozen=True, eq=False)
class PhaseTable:
    """phase : (n,), in 0 to 1, rising · norm : (n,), factors, 0 or more · is_normalised : whether they were scaled to a
    mean of 1 · file : where it came from, "" if from no file.
    """

    phase: Array
    norm: Array
    is_normalised: bool = True
    file: str = ""

    def __post_init__(self) -> None:
        _check(self.phase, self.norm, self.file or "phase curve", "phases")
        if self.phase[0] < 0.0 or self.phase[-1] > 1.0:
            raise ConfigError(f"{self.file or 'phase curve'}: phases must be between 0 and 1")

    def formula(self) -> TemporalKind:
        """Its parameters are those of the ephemeris."""
        return self._formula

    @cached_property
    def _formula(self) -> TemporalKind:
        curve = _Cycle(_Points(self.phase, self.norm), self.is_normalised)
        return TemporalKind(
            PHASE_CURVE,
            "Phase curve",
            f"a table of {len(self.phase)} factors against phase, linear in between\n"
            "phase = φ_ref + f0 Δt + f1 Δt²/2 + f2 Δt³/6, Δt = t − t_ref",
            (
                reference(48442.5, "time at which the phase is phi_ref, MJD (TT)"),
                Parameter("phi_ref", 0.0, frozen=True, meaning="phase at the reference time"),
                Parameter("f0", 29.946923, "s-1", frozen=True, meaning="frequency at the reference time"),
                Parameter("f1", 0.0, "s-2", frozen=True, meaning="its derivative"),
                Parameter("f2", 0.0, "s-3", frozen=True, meaning="its second derivative"),
            ),
            factor=lambda time, *values: curve.at(cycles(time, *values)),
            integral=lambda start, stop, *values: (
                (stop - start) * curve.mean(cycles(start, *values), cycles(stop, *values))
            ),
            most=lambda start, stop, *values: np.full(np.shape(start), curve.largest),
            gammapy=GammapyName("TemplatePhaseCurveTemporalModel", "template-phase"),
            step=lambda i, span: 1e-4 / (SECONDS * max(span, 1e-3)) ** (i - 1),  # so much of a cycle
        )

    @classmethod
    def read(cls, path: Path, normalise: bool = True) -> PhaseTable:
        """A table with columns PHASE and NORM, scaled to a mean of 1 or as it is. Raises DataError."""
        columns, _ = _read(path)
        phase, norm = (_numbers(_column(columns, name, path)) for name in ("phase", "norm"))
        return cls(phase, norm, normalise, str(path))


def change_of(form: LightCurveTable | PhaseTable) -> TemporalModel:
    """The change with time that a table is."""
    formula = form.formula()
    return TemporalModel(formula.kind, formula.parameters, form)


def cycles(time: Array, t_ref: float, phi_ref: float, f0: float, f1: float, f2: float) -> Array:
    """Phase with whole cycles at times (MJD TT, any shape)."""
    seconds = (np.asarray(time) - t_ref) * SECONDS
    return phi_ref + seconds * (f0 + seconds / 2.0 * (f1 + seconds / 3.0 * f2))


class _Points:
    """Points (x, y) with lines between, and the first and last value beyond."""

    def __init__(self, x: Array, y: Array) -> None:
        self.x, self.y = x, y
        self.sums = np.concatenate([[0.0], np.cumsum(0.5 * (y[1:] + y[:-1]) * np.diff(x))])

    def at(self, x: Array) -> Array:
        return np.interp(x, self.x, self.y)

    def since_first(self, x: Array) -> Array:
        """The integral from the first point."""
        x = np.asarray(x, dtype=np.float64)
        inside = np.clip(x, self.x[0], self.x[-1])
        i = np.clip(np.searchsorted(self.x, inside, side="right") - 1, 0, len(self.x) - 1)
        found = self.sums[i] + 0.5 * (self.y[i] + self.at(inside)) * (inside - self.x[i])
        beyond = np.where(x < self.x[0], self.y[0], self.y[-1])
        return found + beyond * (x - inside)

    def most(self, start: Array, stop: Array) -> Array:
        """The largest value in each interval."""
        first, last = np.searchsorted(self.x, start, "left"), np.searchsorted(self.x, stop, "right")
        ends = np.maximum(self.at(start), self.at(stop))
        pairs = zip(np.ravel(first), np.ravel(last), np.ravel(ends), strict=True)
        return np.array([max(self.y[a:b].max(initial=0.0), end) for a, b, end in pairs]).reshape(np.shape(ends))


class _Cycle:
    """The same against phase, again and again; scaled to a mean of 1 on request."""

    def __init__(self, points: _Points, normalise: bool) -> None:
        self.points = points
        self.start = float(points.since_first(np.array(0.0)))
        self.whole = float(points.since_first(np.array(1.0))) - self.start
        self.scale = 1.0 / self.whole if normalise else 1.0
        self.largest = float(points.y.max()) * self.scale

    def at(self, cycle: Array) -> Array:
        return self.scale * self.points.at(cycle % 1.0)

    def mean(self, start: Array, stop: Array) -> Array:
        """Over intervals of cycles, in which the frequency is taken to be the same."""
        length = stop - start
        sums = self._since_zero(stop) - self._since_zero(start) + self.whole * (np.floor(stop) - np.floor(start))
        return self.scale * np.where(
            length > 0.0, sums / np.where(length > 0.0, length, 1.0), self.points.at(start % 1.0)
        )

    def _since_zero(self, cycle: Array) -> Array:
        return self.points.since_first(cycle % 1.0) - self.start


def _check(x: Array, norm: Array, place: str, called: str) -> None:
    if len(x) != len(norm) or len(x) < 2:
        raise ConfigError(f"{place}: a table of at least two points is needed")
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(norm))):
        raise ConfigError(f"{place}: {called} and factors must be finite numbers")
    if not np.all(np.diff(x) > 0.0):
        raise ConfigError(f"{place}: {called} must rise from row to row")
    if norm.min() < 0.0 or not norm.max() > 0.0:
        raise ConfigError(f"{place}: factors must be 0 or more, and somewhere above 0")


def _read(path: Path) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """Columns by their names in lower case, and the header."""
    from astropy.table import Table

    text = {".ecsv": "ascii.ecsv", ".csv": "ascii.csv", ".txt": "ascii", ".dat": "ascii"}
    form = text.get(path.suffix.lower(), "fits")
    with foreign(path, "cannot be read as a table of factors"):
        table = Table.read(path, format=form)
    header = {str(key).upper(): value for key, value in table.meta.items()}
    return {str(name).strip().lower(): table[name] for name in table.colnames}, header


def _column(columns: Mapping[str, Any], name: str, path: Path) -> Any:
    if name not in columns:
        raise DataError(f"{path.name}: has no column {name.upper()}; there are: {', '.join(columns) or 'none'}")
    return columns[name]


def _numbers(column: Any) -> Array:
    """One number a row; gammapy writes factors in cells of shape (1, 1)."""
    return np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan).reshape(len(column), -1)[:, 0]


def _zero(header: Mapping[str, Any], path: Path) -> float:
    """MJD (TT) from which the times of a table count."""
    from astropy.time import Time

    missing = [key for key in ("MJDREFI", "MJDREFF") if key not in header]
    if missing:
        raise DataError(f"{path.name}: {' and '.join(missing)} missing in the header; write when its times begin (MJD)")
    scale = str(header.get("TIMESYS") or "UTC").strip().lower()
    time: Any = Time(float(header["MJDREFI"]), float(header["MJDREFF"]), format="mjd", scale=scale)
    return float(time.tt.mjd)
