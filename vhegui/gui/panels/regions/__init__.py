"""The list of regions: what each is there for, and what it measures."""

from vhegui.gui.panels.regions.presenter import RegionsPanel

__all__ = ["RegionsPanel"]
