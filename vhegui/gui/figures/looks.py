"""How light curves and counts are drawn: the user's taste, remembered by the window, no part of the analysis. No Qt."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from vhegui.gui.figures.flux_units import DEFAULT_CRAB


@dataclass(frozen=True)
class Remembered:
    """Simple values that are written as one line of text."""

    def as_text(self) -> str:
        """For the settings."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What `as_text` wrote; defaults for what it does not know or cannot read."""
        try:
            known: Any = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(known, dict):
            return cls()
        own = {f.name: known[f.name] for f in fields(cls) if isinstance(known.get(f.name), type(f.default))}
        return cls(**own)


@dataclass(frozen=True)
class Looks(Remembered):
    """unit : key of a flux unit · crab : key of the reference for Crab units · mjd : MJD (TT) instead of UTC
    cut : long pauses take little room · stacked : a plot for every band · log : logarithmic flux.
    """

    unit: str = "flux"
    crab: str = DEFAULT_CRAB
    mjd: bool = False
    cut: bool = True
    stacked: bool = False
    log: bool = False


SIGMA, RATIO, NONE = "sigma", "ratio", "none"
MOST_SIGMA, MOST_BINS = 100.0, 1000
WRONG = f"two numbers, as in 3 10: a significance above 0 and up to {MOST_SIGMA:g} σ, and from 2 to {MOST_BINS} bins"
COUNTS_LOOKS = "spectrum/counts"  # where they are, among the settings


@dataclass(frozen=True)
class CountsLooks(Remembered):
    """log : logarithmic counts · below : what stands below them, SIGMA: (excess − model) / error, RATIO: excess / model
    min_sigma, max_bins : bins are joined until the excess is that significant, or are that many; 0 σ: they are not.
    """

    log: bool = True
    below: str = SIGMA
    min_sigma: float = 0.0
    max_bins: int = 10

    @classmethod
    def from_text(cls, text: str) -> Self:
        looks = super().from_text(text)
        return looks if looks.below in (SIGMA, RATIO, NONE) else replace(looks, below=SIGMA)

    @property
    def joins(self) -> bool:
        """Whether bins are joined for display."""
        return self.min_sigma > 0.0 and self.max_bins > 1

    @property
    def joining(self) -> str:
        """How bins are joined, in words; "" where they are not."""
        return f"joined until {self.min_sigma:g} σ or {self.max_bins} bins" if self.joins else ""


def parse_joining(text: str) -> tuple[float, int]:
    """Significance and most bins, as in `3 10`. Raises ValueError, which says what is wanted.

    >>> parse_joining("3, 10")
    (3.0, 10)
    """
    try:
        sigma, bins = text.replace(",", " ").split()
        answer = float(sigma), int(bins)
    except ValueError:
        raise ValueError(f"Wanted are {WRONG}") from None
    if not (0.0 < answer[0] <= MOST_SIGMA and 2 <= answer[1] <= MOST_BINS):
        raise ValueError(f"Wanted are {WRONG}")
    return answer
