"""The panel that compares a pinned analysis with the current one."""

from vhegui.gui.panels.compare.presenter import ComparePanel

__all__ = ["ComparePanel"]
