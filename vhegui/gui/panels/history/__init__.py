"""The history of the edits as a list to step in, and states that were kept under a name."""

from vhegui.gui.panels.history.presenter import HistoryPanel

__all__ = ["HistoryPanel"]
