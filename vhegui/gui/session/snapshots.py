"""States that were kept under a name: they outlive the undo history, and are saved with the session."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

from vhegui.analysis.compare.settings import Pinned
from vhegui.analysis.state import Analysis


class Snapshots(QObject):
    """`kept`: name → an analysis, with the results that it had, in the order in which they were kept.

    changed() : there are others.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kept: Mapping[str, Pinned] = MappingProxyType({})

    @property
    def analyses(self) -> dict[str, Analysis]:
        """What is saved of them."""
        return {name: each.analysis for name, each in self.kept.items()}

    def keep(self, name: str, state: Pinned) -> None:
        """Keep a state; without a name under the next number. One of the same name is replaced."""
        self._set({**self.kept, name or self._free_name(): state})

    def remove(self, name: str) -> None:
        """Forget one."""
        self._set({other: state for other, state in self.kept.items() if other != name})

    def replace(self, analyses: Mapping[str, Analysis]) -> None:
        """Those of a session file; their results come when they are shown."""
        self._set({name: Pinned(analysis, {}) for name, analysis in analyses.items()})

    def name_of(self, analysis: Analysis) -> str:
        """The snapshot that is this state, or ""."""
        return next((name for name, state in self.kept.items() if state.analysis == analysis), "")

    def _free_name(self) -> str:
        number = 1
        while f"Snapshot {number}" in self.kept:
            number += 1
        return f"Snapshot {number}"

    def _set(self, kept: dict[str, Pinned]) -> None:
        self.kept = MappingProxyType(kept)
        self.changed.emit()
