"""The panel that shows one source with its background known in several ways."""

from vhegui.gui.panels.backgrounds.presenter import BackgroundsPanel

__all__ = ["BackgroundsPanel"]
