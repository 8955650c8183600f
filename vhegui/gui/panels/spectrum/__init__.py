"""The spectral panel."""

from vhegui.gui.panels.spectrum.presenter import SpectrumPanel

__all__ = ["SpectrumPanel"]
