"""How the light curve is drawn: the user's taste, remembered by the window, no part of the analysis. No Qt."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from vhegui.gui.figures.flux_units import DEFAULT_CRAB


@dataclass(frozen=True)
class Looks:
    """unit : key of a flux unit · crab : key of the reference for Crab units · mjd : MJD (TT) instead of UTC
    cut : long pauses take little room · stacked : a plot for every band · log : logarithmic flux.
    """

    unit: str = "flux"
    crab: str = DEFAULT_CRAB
    mjd: bool = False
    cut: bool = True
    stacked: bool = False
    log: bool = False

    def as_text(self) -> str:
        """For the settings."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Looks:
        """What `as_text` wrote; defaults for what it does not know or cannot read."""
        try:
            known: Any = json.loads(text)
        except ValueError:
            return cls()
        if not isinstance(known, dict):
            return cls()
        own = {f.name: known[f.name] for f in fields(cls) if isinstance(known.get(f.name), type(f.default))}
        return cls(**own)
