"""How the spectra are made: OFF regions, events, energy axes, safe range, containment."""

from vhegui.gui.panels.settings.presenter import SettingsPanel

__all__ = ["SettingsPanel"]
