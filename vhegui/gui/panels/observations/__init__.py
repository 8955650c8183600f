"""The observation browser: which runs there are, where they point, and which of them are analysed."""

from vhegui.gui.panels.observations.presenter import ObservationsPanel

__all__ = ["ObservationsPanel"]
