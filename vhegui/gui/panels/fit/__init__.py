"""The panel around the fit: models compared, profiles and contours, correlations, toys, fits of flux points."""

from vhegui.gui.panels.fit.presenter import FitPanel

__all__ = ["FitPanel"]
