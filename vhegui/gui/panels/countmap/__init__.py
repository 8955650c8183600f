"""The map of the sky: where the source region is drawn and the OFF regions are seen."""

from vhegui.gui.panels.countmap.presenter import CountMapPanel

__all__ = ["CountMapPanel"]
