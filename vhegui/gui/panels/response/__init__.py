"""The response panel: effective area, PSF and energy dispersion of a run at an offset."""

from vhegui.gui.panels.response.presenter import ResponsePanel

__all__ = ["ResponsePanel"]
