"""The response panel: effective area, PSF and energy dispersion of a run at an offset."""

from vhegui.gui.panels.irf.presenter import IrfPanel

__all__ = ["IrfPanel"]
