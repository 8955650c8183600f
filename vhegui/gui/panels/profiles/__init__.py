"""Profiles over the map: along a line, in rings, in wedges."""

from vhegui.gui.panels.profiles.presenter import ProfilesPanel

__all__ = ["ProfilesPanel"]
