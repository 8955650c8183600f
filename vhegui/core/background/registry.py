"""The registry of background methods.

To add one, write a file like `wobble` (settings, placing, words) and add its entry here: the menu, the settings panel,
session files, gammapy configurations, the comparison and the tests over the whole registry follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vhegui.core.background import drawn, reflected, wobble
from vhegui.core.background.drawn import Drawn
from vhegui.core.background.method import BackgroundMethod, Excluded, Off, OnRegion, RunField
from vhegui.core.background.reflected import Reflected
from vhegui.core.background.wobble import Wobble

BackgroundSettings = Reflected | Wobble | Drawn

METHODS: Mapping[str, BackgroundMethod] = MappingProxyType(
    {entry.key: entry for entry in (reflected.METHOD, wobble.METHOD, drawn.METHOD)}
)


def place_off_regions(settings: BackgroundSettings, on: OnRegion, run: RunField, excluded: Excluded) -> Off:
    """OFF regions of a run by the method that the settings belong to."""
    return METHODS[settings.method].place(settings, on, run, excluded)
