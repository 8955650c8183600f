"""The panel that makes background templates from off runs."""

from vhegui.gui.panels.template.presenter import TemplatePanel

__all__ = ["TemplatePanel"]
