"""The table of compared backgrounds: a row a method, then the spread of what they give."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from vhegui.analysis.studies.backgrounds import BackgroundComparison, BackgroundRow, RegionNumbers
from vhegui.analysis.written_numbers import number, unit_text, value_error
from vhegui.core.estimators.backgrounds import Spread
from vhegui.gui.widgets.table import Column

SPREADS = ("Standard deviation", "Highest − lowest")
BACKGROUND_TIP = (
    "Counts expected in ON without a source. The error is that of the OFF counts; of a scaled response that of its\n"
    "scaling, and of a template that of its counts, too. How wrong the shape of a response is, nobody says: that is\n"
    "what the spread shows."
)
SIGNIFICANCE_TIP = "Li & Ma where OFF is counted; √TS above a background that counts as known"
TS_TIP = "By how much the statistic of the fit rises without the source"
STATISTIC_TIP = "W where OFF is counted, Cash where the background counts as known"


def background_columns(found: BackgroundComparison) -> list[Column]:
    """All columns; the last two rows are the spread, empty where fewer than two methods have a fit."""
    rows = found.rows
    spreads = {each.name: each for each in found.spreads}
    empty = [math.nan] * (len(SPREADS) if spreads else 0)

    def numbers(of: Callable[[RegionNumbers], float]) -> list[float]:
        return [math.nan if row.numbers is None else of(row.numbers) for row in rows] + empty

    columns = [
        Column("method", "Background", [row.label for row in rows] + list(SPREADS[: len(empty)])),
        Column("counts", "ON", numbers(lambda n: n.counts), write=_whole, tip="Counts in the safe bins of all runs"),
        Column("counts_off", "OFF", numbers(lambda n: n.counts_off), write=_whole, tip="Counts in OFF", lesser=2),
        Column("alpha", "α", numbers(lambda n: n.alpha), write=_three, tip="ON / OFF exposure", lesser=3),
        Column("background", "Backgr.", numbers(lambda n: n.background), write=_one, tip=BACKGROUND_TIP),
        Column("background_err", "±", numbers(lambda n: n.background_error), write=_two, tip="1 σ", lesser=1),
        Column("excess", "Excess", numbers(lambda n: n.excess), write=_one, tip="ON − background"),
        Column("excess_err", "±", numbers(lambda n: n.excess_error), write=_one, tip="1 σ", lesser=1),
        Column("significance", "σ", numbers(lambda n: n.significance), write=_one, tip=SIGNIFICANCE_TIP),
    ]
    for spread in spreads.values():
        columns += _parameter(spread, rows)
    ts = [row.ts for row in rows] + empty
    notes = [row.problem for row in rows] + [""] * len(empty)
    columns += [
        Column("ts", "TS", ts, write=_one, tip=TS_TIP, lesser=2),
        Column(
            "statistic", "Statistic", [row.statistic for row in rows] + [""] * len(empty), tip=STATISTIC_TIP, lesser=4
        ),
    ]
    if any(notes):
        columns.append(Column("note", "Note", notes))
    return columns


def systematic_text(found: BackgroundComparison) -> str:
    """The spread as a systematic, for people."""
    if not found.spreads:
        return "No spread: fewer than two methods have a fit."
    low, high = found.energies
    said = ", ".join(
        f"{_title(each).lower()} {value_error(each.value, each.error, unit_text(each.unit))} (stat.)"
        f" ± {number(each.deviation, 2)} (background)"
        for each in found.spreads
    )
    return (
        f"Systematic of the background, the standard deviation of {len(found.measured)} methods: {said}; "
        f"flux from {low:.3g} to {high:.3g} TeV."
    )


def _parameter(spread: Spread, rows: Sequence[BackgroundRow]) -> list[Column]:
    """The value of a fitted parameter, or the flux, and its error."""
    unit, title = unit_text(spread.unit), _title(spread)
    pairs = [_value(row, spread.name) for row in rows]
    values = [pair[0] for pair in pairs] + [spread.deviation, spread.range]
    errors = [pair[1] for pair in pairs] + [math.nan] * len(SPREADS)

    def write(value: float) -> str:
        return (_two if value in (spread.deviation, spread.range) else _four)(value)

    return [
        Column(spread.name, title, values, spread.unit, write, f"Best fit of each method {unit}".rstrip(), title),
        Column(f"{spread.name}_err", "±", errors, spread.unit, _two, "Statistical, 1 σ", "±", 1),
    ]


def _value(row: BackgroundRow, name: str) -> tuple[float, float]:
    if row.fitted is None:
        return math.nan, math.nan
    if name == "flux":
        return row.flux
    parameter = row.fitted.model[name]
    return parameter.value, parameter.error


def _title(spread: Spread) -> str:
    return spread.name.rstrip("_").capitalize()


def _blank(value: float, text: str) -> str:
    return text if math.isfinite(value) else ""


def _whole(value: float) -> str:
    return _blank(value, f"{value:.0f}")


def _one(value: float) -> str:
    return _blank(value, f"{value:.1f}".replace("-", "−"))


def _two(value: float) -> str:
    return _blank(value, number(value, 2))


def _three(value: float) -> str:
    return _blank(value, number(value, 3))


def _four(value: float) -> str:
    return _blank(value, number(value, 4))
