"""Which values a parameter's slider covers, and which value belongs to which position. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vhegui.core.models.parameters import Parameter

REACH = 6.0  # errors to either side of the value


@dataclass(frozen=True)
class SliderScale:
    """Values `low` … `high` along a slider; logarithmic when `log`."""

    low: float
    high: float
    log: bool = False

    @classmethod
    def about(cls, parameter: Parameter, amplitude: bool = False, reach: float = 0.0) -> SliderScale:
        """A range about the value: six errors, or a factor (an `amplitude`) or a share of it, within the limits.

        reach : above 0, what is taken to either side of a value without an error in place of a share of it.
        """
        value, error = parameter.value, parameter.error
        log = amplitude and value > 0.0
        if log:
            factor = 1.0 + REACH * error / value if 0.0 < error < value else 5.0
            factor = min(max(factor, 1.5), 10.0)
            low, high = value / factor, value * factor
        else:
            if not reach:
                reach = max(REACH * error, 0.05 * abs(value)) if error > 0.0 else max(abs(value), 0.5)
            elif error > 0.0:
                reach = REACH * error
            low, high = value - reach, value + reach
        low, high = max(low, parameter.minimum), min(high, parameter.maximum)
        return cls(low, high, log and low > 0.0) if low < high else cls(value - 1.0, value + 1.0)

    def covers(self, value: float) -> bool:
        """Whether a value is on the slider."""
        return self.low <= value <= self.high

    def value(self, fraction: float) -> float:
        """The value at `fraction` (0 … 1) of the slider."""
        if self.log:
            return self.low * (self.high / self.low) ** fraction
        return self.low + fraction * (self.high - self.low)

    def fraction(self, value: float) -> float:
        """The place of a value on the slider, in [0, 1]."""
        if self.log:
            raw = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            raw = (value - self.low) / (self.high - self.low)
        return min(max(raw, 0.0), 1.0)
