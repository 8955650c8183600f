"""A Python console on what is open: numbers that the window does not offer, and edits that can be undone."""

from vhegui.gui.panels.console.presenter import ConsolePanel

__all__ = ["ConsolePanel"]
