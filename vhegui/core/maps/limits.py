"""Which values of an image get the first and the last colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.typing import AnyArray, Array

CENTRAL = 99.5  # per cent of the pixels, of maps that are no counts
SAMPLES, CONTRAST = 1000, 0.25  # of zscale, as in IRAF
PASSES, REJECTED, KEPT = 5, 2.5, 0.5  # of zscale: at most so many fits, deviations in sigma, part that must be left


@dataclass(frozen=True)
class Limits:
    """How limits are chosen.

    how : "automatic" (0 to the maximum for counts, else the central 99.5 %), "minmax", "percentile" (the central
    `percent`), "zscale", or "fixed" (`low` to `high`) · symmetric : but for fixed ones, the same on both sides of 0 ·
    farthest : from 0, of automatic ones that are symmetric: a strong source leaves colours to the field about it.

    >>> Limits("percentile", percent=80.0).of(np.arange(101.0))
    (10.0, 90.0)
    >>> Limits("fixed", low=1.0, high=5.0).of(np.arange(101.0))
    (1.0, 5.0)
    >>> Limits("minmax", symmetric=True).of(np.array([-2.0, 5.0]))
    (-5.0, 5.0)
    >>> Limits(symmetric=True, farthest=10.0).of(np.array([-3.0, 95.0]))
    (-10.0, 10.0)
    """

    how: str = "automatic"
    percent: float = CENTRAL
    low: float = 0.0
    high: float = 1.0
    symmetric: bool = False
    farthest: float = np.inf

    def of(self, values: AnyArray) -> tuple[float, float]:
        """The values of the first and the last colour of an image (any shape; what is not finite does not count)."""
        if self.how == "fixed":
            return self.low, self.high
        low, high = self._found(values)
        if not self.symmetric:
            return low, high
        largest = min(max(abs(low), abs(high)), self.farthest if self.how == "automatic" else np.inf)
        return -largest, largest

    def _found(self, values: AnyArray) -> tuple[float, float]:
        """As the values say."""
        whole = values.dtype.kind in "iub"
        finite = values.ravel() if whole else values[np.isfinite(values)]
        if not finite.size:
            return 0.0, 1.0
        if self.how == "automatic" and whole:
            return 0.0, max(1.0, float(finite.max()))
        if self.how == "zscale":
            return _apart(*zscale(finite))
        percent = {"automatic": CENTRAL, "minmax": 100.0}.get(self.how, self.percent)
        low, high = np.percentile(finite, [50.0 - 0.5 * percent, 50.0 + 0.5 * percent])
        return _apart(float(low), float(high))


def zscale(values: Array) -> tuple[float, float]:
    """Limits about the median that make faint structure visible, of finite values with shape (n,).

    The algorithm of IRAF's task `display` (as in SAOImage DS9 and astropy): a line through the sorted values of a
    sample, without those that deviate; its slope, made steeper by the contrast, gives the limits.
    """
    stride = max(1, int(len(values) / SAMPLES))
    sample = np.sort(values[::stride][:SAMPLES]).astype(np.float64)
    lowest, highest, count = float(sample[0]), float(sample[-1]), len(sample)
    slope, good = _line(sample)
    if good < max(5, int(count * KEPT)):
        return lowest, highest
    slope /= CONTRAST
    middle, median = (count - 1) // 2, float(np.median(sample))
    return max(lowest, median - (middle - 1) * slope), min(highest, median + (count - middle) * slope)


def _line(sample: Array) -> tuple[float, int]:
    """Slope per pixel of a line through sorted values, and how many of them it was fitted to."""
    count = len(sample)
    least, grow = max(5, int(count * KEPT)), max(1, int(count * 0.01))
    x = np.arange(count)
    bad = np.zeros(count, bool)
    good, before, slope = count, count + 1, 0.0
    for _ in range(PASSES):
        if good >= before or good < least:
            break
        slope, intercept = np.polyfit(x, sample, 1, w=(~bad).astype(float))
        flat = sample - (slope * x + intercept)
        threshold = REJECTED * flat[~bad].std()
        outlying = bad | (np.abs(flat) > threshold)
        bad = np.convolve(outlying, np.ones(grow, bool), mode="same")
        before, good = good, int(np.count_nonzero(~bad))
    return float(slope), good


def _apart(low: float, high: float) -> tuple[float, float]:
    """Limits that differ."""
    return low, high if high > low else low + 1.0
