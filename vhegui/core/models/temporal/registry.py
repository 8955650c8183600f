"""The registry of changes with time. To add one: name it in ENTRIES of `formulas`, or of a file of its own,
which is then named here.

>>> KINDS["exp_decay"].names
('t0', 't_ref')
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vhegui.core.models.temporal import formulas
from vhegui.core.models.temporal.kind import TemporalKind as TemporalKind

KINDS: Mapping[str, TemporalKind] = MappingProxyType({entry.kind: entry for entry in formulas.ENTRIES})
