"""How the significances of the map are distributed, inside and outside the exclusions."""

from vhegui.gui.panels.significances.presenter import SignificancesPanel

__all__ = ["SignificancesPanel"]
