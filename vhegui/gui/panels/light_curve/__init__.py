"""The light-curve panel."""

from vhegui.gui.panels.light_curve.presenter import LightCurvePanel

__all__ = ["LightCurvePanel"]
