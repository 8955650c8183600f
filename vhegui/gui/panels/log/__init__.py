"""Everything the program said, with time: messages, progress, format notes, bugs in full."""

from vhegui.gui.panels.log.presenter import LogPanel

__all__ = ["LogPanel"]
