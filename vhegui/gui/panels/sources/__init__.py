"""The model as a tree: sources with their parts, backgrounds of data sets, and what is asked about them."""

from vhegui.gui.panels.sources.presenter import SourcesPanel

__all__ = ["SourcesPanel"]
