"""Image scales: how values become colours, and which values a colour bar names. No Qt."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from vhegui.analysis.written_numbers import number
from vhegui.core.typing import AnyArray, Array
from vhegui.gui.plotting.axes.ticks import Tick, Ticks, fixed, linear_ticks

SCALES = ("linear", "sqrt", "log", "asinh")
LOG_STRENGTH, ASINH_STRENGTH = 1000.0, 10.0  # as in SAOImage DS9


def stretch(values: Array, scale: str, low: float, high: float) -> Array:
    """Position in [0, 1] along the colour map of values between the levels; NaN stays NaN."""
    span = (high - low) or 1.0
    t = np.clip((np.asarray(values, float) - low) / span, 0.0, 1.0)
    if scale == "sqrt":
        return np.sqrt(t)
    if scale == "log":
        return np.log1p(LOG_STRENGTH * t) / np.log1p(LOG_STRENGTH)
    if scale == "asinh":
        return np.arcsinh(ASINH_STRENGTH * t) / np.arcsinh(ASINH_STRENGTH)
    return t


def unstretch(place: float, scale: str, low: float, high: float) -> float:
    """The value at a place in [0, 1] of the colour map: the reverse of `stretch`."""
    t = place
    if scale == "sqrt":
        t = place**2
    elif scale == "log":
        t = float(np.expm1(place * np.log1p(LOG_STRENGTH))) / LOG_STRENGTH
    elif scale == "asinh":
        t = float(np.sinh(place * np.arcsinh(ASINH_STRENGTH))) / ASINH_STRENGTH
    return low + t * (high - low)


def colour_bar_ticks(scale: str, low: float, high: float, count: float, whole: bool = False) -> Ticks:
    """Round values between the levels at their place on the bar (0 to 1), the most telling first."""
    if not high > low:
        return Ticks()
    if scale == "linear":
        values = [t.position for t in linear_ticks(low, high, count).ticks if t.major]
    else:
        values = _round_values(low, high)
    if whole:
        values = [v for v in values if abs(v - round(v)) < 1e-9]
    places = _places(values) if scale == "linear" else None
    where = stretch(np.array(values), scale, low, high)
    return Ticks(tuple(Tick(float(p), _text(v, places)) for p, v in zip(where, values, strict=True)))


def _round_values(low: float, high: float) -> list[float]:
    """0, then 1, 5, 2 of every decade from the largest down, on both sides of zero."""
    largest = max(abs(low), abs(high))
    top = int(np.floor(np.log10(largest)))
    sizes = [m * 10.0**e for m in (1, 5, 2) for e in range(top, top - 5, -1)]
    values = [0.0, *sizes, *(-s for s in sizes)]
    return [v for v in values if low <= v <= high]


def _places(values: list[float]) -> int:
    step = min((abs(b - a) for a, b in pairwise(values)), default=1.0)
    return max(0, int(np.ceil(-np.log10(step) - 1e-9)))


def _text(value: float, places: int | None) -> str:
    largest = abs(value)
    if value == 0:
        return "0"
    if places is not None and largest < 1e5 and places <= 4:
        return fixed(value, places)
    return fixed(value, max(0, -int(np.floor(np.log10(largest) + 1e-9)))) if 1e-3 <= largest < 1e5 else number(value, 1)


def quantised(image: AnyArray) -> tuple[AnyArray, float, float]:
    """The image as uint16 (1…65535, 0 where not finite), and the values of 1 and 65535.

    Small whole numbers (counts) keep one step per count, so nothing is lost.
    """
    if image.dtype.kind in "iub" and image.size and image.min() >= 0 and image.max() < 65535:
        return image.astype(np.uint16) + np.uint16(1), 0.0, 65534.0
    finite = np.isfinite(image)
    low = float(image.min(where=finite, initial=np.inf)) if finite.any() else 0.0
    high = float(image.max(where=finite, initial=-np.inf)) if finite.any() else 1.0
    span = (high - low) or 1.0
    codes = np.where(finite, (image - low) * (65534.0 / span) + 1.5, 0.0)
    return codes.astype(np.uint16), low, low + span


def colour_table(low: float, high: float, scale: str, level_low: float, level_high: float) -> AnyArray:
    """uint8 colour index (1…255, 0 = masked) of each uint16 code of `quantised`; shape (65536,)."""
    values = np.linspace(low, high, 65535)
    index = np.empty(65536, np.uint8)
    index[0] = 0
    index[1:] = 1 + np.round(stretch(values, scale, level_low, level_high) * 254.0)
    return index
