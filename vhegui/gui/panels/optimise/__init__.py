"""The panel that looks for the best radius and threshold."""

from vhegui.gui.panels.optimise.presenter import OptimisePanel

__all__ = ["OptimisePanel"]
