"""The registry of shapes on the sky. To add one: write it in a file like `disk`, name it in that file's ENTRIES,
and the file here.

>>> KINDS["gaussian"].names
('lon_0', 'lat_0', 'sigma', 'e', 'phi')
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vhegui.core.models.spatial import disk, gaussian, shell, simple
from vhegui.core.models.spatial.kind import SpatialKind as SpatialKind

_SHAPES = (*simple.ENTRIES, *gaussian.ENTRIES, *disk.ENTRIES, *shell.ENTRIES)
KINDS: Mapping[str, SpatialKind] = MappingProxyType({entry.kind: entry for entry in _SHAPES})
