"""The registry of background methods of maps. To add one, write a file like `ring` and add its entry here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vhegui.core.background import adaptive_ring, field_of_view, response_only, ring
from vhegui.core.background.adaptive_ring import AdaptiveRing
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.background.response_only import ResponseOnly
from vhegui.core.background.ring import Ring
from vhegui.core.background.sky_method import SkyBackground, SkyMethod, SkyRun

SkyBackgroundSettings = FieldOfView | Ring | AdaptiveRing | ResponseOnly

SKY_METHODS: Mapping[str, SkyMethod] = MappingProxyType(
    {entry.key: entry for entry in (field_of_view.METHOD, ring.METHOD, adaptive_ring.METHOD, response_only.METHOD)}
)


def sky_background(settings: SkyBackgroundSettings, run: SkyRun) -> SkyBackground:
    """The background of a run by the method that the settings belong to."""
    return SKY_METHODS[str(settings.__struct_config__.tag)].estimate(settings, run)
