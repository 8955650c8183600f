"""Where ticks go and what they say: linear, logarithmic and sky coordinates. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from vhegui.analysis.written_numbers import MINUS, power_of_ten, superscript
from vhegui.core.typing import Array

RA_STEPS = (
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    15,
    20,
    30,
    60,
    120,
    300,
    600,
    900,
    1200,
    1800,
    3600,
    7200,
    10800,
    21600,
)
DEC_STEPS = (
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    15,
    20,
    30,
    60,
    120,
    300,
    600,
    900,
    1200,
    1800,
    3600,
    7200,
    18000,
    36000,
    54000,
    108000,
)
DEGREE_STEPS = (*(s * 10.0**e for e in range(-5, 1) for s in (1, 2, 5)), 10.0, 15.0, 30.0, 45.0, 90.0)


class Tick(NamedTuple):
    """One tick: `position` in the axis' own view coordinate; minor ticks have no label."""

    position: float
    label: str = ""
    major: bool = True


@dataclass(frozen=True, slots=True)
class Ticks:
    """All ticks of an axis, and the power of ten taken out of their labels (0: none)."""

    ticks: tuple[Tick, ...] = ()
    exponent: int = 0


def linear_step(span: float, count: float) -> float:
    """The 1-2-5 step that cuts `span` into about `count` parts, never more."""
    raw = span / max(count, 1.0)
    if not (math.isfinite(raw) and raw > 0):
        return 1.0
    decade = 10.0 ** math.floor(math.log10(raw))
    return next((m * decade for m in (1.0, 2.0, 5.0) if m * decade >= raw * (1 - 1e-9)), 10.0 * decade)


def linear_ticks(low: float, high: float, count: float) -> Ticks:
    """Ticks of a linear axis from `low` to `high` with about `count` labels, but two: one tells no scale.

    >>> [tick.label for tick in linear_ticks(-7.5, 7.5, 2).ticks if tick.label]
    ['−5', '0', '5']
    """
    step = linear_step(high - low, count)
    if len(multiples(low, high, step)) < 2:
        step = linear_step(step, 2.5)
    values = multiples(low, high, step)
    largest = max(abs(low), abs(high))
    exponent = math.floor(math.log10(largest)) if largest > 0 else 0
    exponent = 0 if -3 <= exponent < 5 else exponent
    places = max(0, -math.floor(math.log10(step) + 1e-9) + exponent)
    major = [Tick(float(v), fixed(v / 10.0**exponent, places)) for v in values]
    minor = minor_linear(low, high, step)
    return Ticks((*major, *minor), exponent)


def minor_linear(low: float, high: float, step: float) -> list[Tick]:
    """Unlabelled ticks at a fifth of the step (a quarter of a step of 2)."""
    parts = 4 if f"{step:e}".startswith("2") else 5
    index = np.arange(math.ceil(low / step * parts), math.floor(high / step * parts) + 1)
    return [Tick(float(i * step / parts), major=False) for i in index if i % parts]


def log_ticks(low: float, high: float, count: float) -> Ticks:
    """Ticks of a logarithmic axis; `low`, `high` and the positions are log10 of the value.

    Wide ranges label every n-th decade, ranges of about a decade also 2 and 5, narrower ones linear steps. All labels
    are of one style: plain numbers (0.1, 1, 10) where all can be, else powers of ten.
    """
    span = high - low
    if span < 0.7:
        return _narrow_log_ticks(low, high, count)
    decades = np.arange(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    every = max(1, math.ceil(len(decades) / max(count, 1.0)))
    anchor = 0 if every == 1 else int(decades[-1]) % every
    plain = _are_plain([int(d) for d in decades if d % every == anchor] or [math.floor(low)])
    ticks = [Tick(float(d), _decade_label(int(d), plain) if d % every == anchor else "") for d in decades]
    labelled = {2, 5} if span < 2.2 and count / span >= 3 else set()
    if span < 1.3 and count / span >= 8:
        labelled = {2, 3, 5, 7}
    if every <= 2:
        ticks += _minor_log(low, high, labelled, plain)
    return Ticks(tuple(ticks))


def _are_plain(decades: list[int]) -> bool:
    return min(decades) >= -3 and max(decades) <= 4


def _decade_label(decade: int, plain: bool) -> str:
    """`0.01`, or `10⁻²`; 1 and 10 are the same in both styles."""
    if plain or decade in (0, 1):
        return power_of_ten(decade)
    return f"10{superscript(decade)}"


def _minor_log(low: float, high: float, labelled: set[int], plain: bool) -> list[Tick]:
    ticks = []
    for decade in range(math.floor(low), math.ceil(high)):
        for digit in range(2, 10):
            position = decade + math.log10(digit)
            if low <= position <= high:
                ticks.append(
                    Tick(position, _digit_label(digit, decade, plain) if digit in labelled else "", digit in labelled)
                )
    return ticks


def _digit_label(digit: int, decade: int, plain: bool) -> str:
    if plain or decade == 0:
        return f"{digit * 10.0**decade:.{max(0, -decade)}f}"
    return f"{digit}×10{superscript(decade)}"


def _narrow_log_ticks(low: float, high: float, count: float) -> Ticks:
    linear = linear_ticks(10.0**low, 10.0**high, count)
    return Ticks(
        tuple(t._replace(position=math.log10(t.position)) for t in linear.ticks if t.position > 0), linear.exponent
    )


def fixed(value: float, places: int) -> str:
    """Fixed-point text with a true minus sign and no negative zero."""
    text = f"{value:.{places}f}"
    if text.startswith("-"):
        return text[1:] if float(text) == 0 else MINUS + text[1:]
    return text


def choose_step(steps: tuple[float, ...], wanted: float) -> float:
    """The step of the ladder nearest to `wanted` (in ratio)."""
    return float(min(steps, key=lambda step: abs(math.log(step / wanted)))) if wanted > 0 else float(steps[0])


def multiples(low: float, high: float, step: float) -> Array:
    """Multiples of `step` in [low, high]."""
    count = np.arange(math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6) + 1, dtype=np.float64)
    return count * step


def hms(ra: float, step: float) -> str:
    """Right ascension (deg) as `5ʰ34ᵐ30ˢ`, as short as `step` (seconds of time) allows."""
    places = max(0, -math.floor(math.log10(step) + 1e-9)) if step < 1 else 0
    total = round((ra % 360.0) * 240.0, places) % 86400.0
    hours, rest = divmod(total, 3600.0)
    minutes, seconds = divmod(rest + 1e-9, 60.0)
    if step >= 3600:
        return f"{int(hours)}ʰ"
    if step >= 60:
        return f"{int(hours)}ʰ{int(minutes):02d}ᵐ"
    return f"{int(hours)}ʰ{int(minutes):02d}ᵐ{seconds:0{places + 3 if places else 2}.{places}f}ˢ"


def dms(angle: float, step: float) -> str:
    """Declination (deg) as `+22°00′30″`, as short as `step` (seconds of arc) allows."""
    places = max(0, -math.floor(math.log10(step) + 1e-9)) if step < 1 else 0
    total = round(abs(angle) * 3600.0, places)
    sign = MINUS if angle < 0 and total > 0 else "+" if total > 0 else ""
    degrees, rest = divmod(total, 3600.0)
    minutes, seconds = divmod(rest + 1e-9, 60.0)
    if step >= 3600:
        return f"{sign}{int(degrees)}°"
    if step >= 60:
        return f"{sign}{int(degrees)}°{int(minutes):02d}′"
    return f"{sign}{int(degrees)}°{int(minutes):02d}′{seconds:0{places + 3 if places else 2}.{places}f}″"


def degrees(angle: float, step: float, signed: bool = False) -> str:
    """An angle in degrees with the decimals of `step`: `83.5°`."""
    text = fixed(angle, max(0, math.ceil(-math.log10(step) - 1e-9)))
    return f"{'+' if signed and angle > step / 2 else ''}{text}°"
