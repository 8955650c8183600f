"""The format panel: where the open data depart from the standard, what was assumed, and what it changes."""

from vhegui.gui.panels.format.presenter import FormatPanel

__all__ = ["FormatPanel"]
