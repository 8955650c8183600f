"""What the pointer is told about a time bin, written when it is asked for. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vhegui.analysis.written_numbers import asymmetric, number
from vhegui.core.dl3.time import SECONDS_PER_DAY, tt_minus_utc
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.typing import Array
from vhegui.gui.figures.flux_units import FluxUnit
from vhegui.gui.plotting.axes.date_ticks import calendar
from vhegui.gui.plotting.span_brush import duration

MOST_RUNS = 6


@dataclass(frozen=True, eq=False)
class BinTips:
    """unit, crab : how fluxes are written."""

    curve: LightCurve
    unit: FluxUnit
    crab: str

    def text(self, i: int) -> str:
        """When, how long, which runs; then flux, significance and counts of every band."""
        curve = self.curve
        lines = [when(float(curve.time_min[i]), float(curve.time_max[i])), self._runs(i)]
        scale = self.unit.scale(curve, self.crab)
        for band in range(curve.n_bands):
            head = f"{band_text(curve.e_min[band], curve.e_max[band])}: " if curve.n_bands > 1 else ""
            lines.append(head + self._band(i, band, scale))
        return "\n".join(lines)

    def _runs(self, i: int) -> str:
        runs, live = self.curve.runs[i], duration(float(self.curve.livetime[i]) / SECONDS_PER_DAY)
        if not runs:
            return "no run"
        named = ", ".join(runs[:MOST_RUNS]) + (f" and {len(runs) - MOST_RUNS} more" if len(runs) > MOST_RUNS else "")
        return f"Run{'' if len(runs) == 1 else 's'} {named} · livetime {live}"

    def _band(self, i: int, band: int, scale: Array) -> str:
        curve, note = self.curve, self.curve.notes[i][band]
        if not math.isfinite(curve.norm[i, band]):
            return note or "not measured"
        factor = float(scale[i, band])
        if curve.is_ul[i, band]:
            limit = number(float(curve.norm_ul[i, band]) * factor, 3)
            flux = f"< {limit} {self.unit.unit} ({number(curve.sigma_ul, 2)} σ)"
        else:
            value, errn, errp = (
                float(part[i, band]) * factor for part in (curve.norm, curve.norm_errn, curve.norm_errp)
            )
            flux = asymmetric(value, errn, errp, self.unit.unit)
        counts = f"ON {curve.counts[i, band]:.0f}, α × OFF {number(float(curve.background[i, band]), 3)}"
        return f"{flux} · {number(float(curve.sqrt_ts[i, band]), 2)} σ · {counts}" + (f" · {note}" if note else "")


def when(start: float, stop: float) -> str:
    """`2006-07-29 00:10:00 – 00:12:00 UTC · MJD 53945.00770 – 53945.00909 (TT)`."""
    offset = tt_minus_utc(start) / SECONDS_PER_DAY
    first, last = (calendar(round((mjd - offset) * SECONDS_PER_DAY) / SECONDS_PER_DAY) for mjd in (start, stop))
    form = "%H:%M:%S" if first.date() == last.date() else "%Y-%m-%d %H:%M:%S"
    return f"{first:%Y-%m-%d %H:%M:%S} – {last:{form}} UTC · MJD {start:.5f} – {stop:.5f} (TT)"


def band_text(low: float, high: float) -> str:
    """`0.71–2.2 TeV`."""
    return f"{number(float(low), 2)}–{number(float(high), 2)} TeV"
