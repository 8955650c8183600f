"""The registry of changes with time. To add one: write it in a file like `formulas` and name it in its ENTRIES.

>>> KINDS["exp_decay"].names
('t0', 't_ref')
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vhegui.core.models.temporal import formulas
from vhegui.core.models.temporal.kind import TemporalKind as TemporalKind

KINDS: Mapping[str, TemporalKind] = MappingProxyType({entry.kind: entry for entry in formulas.ENTRIES})
