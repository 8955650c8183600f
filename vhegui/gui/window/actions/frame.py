"""What the frame of a window shows of the registry, before the analysis is read: nothing here may need it."""

from __future__ import annotations

from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.actions.files import EDIT, FILE
from vhegui.gui.window.actions.tools import FIT_NOW, TOOLS
from vhegui.gui.window.actions.view import HELP, VIEW

OF_FRAME: tuple[Action, ...] = (*FILE, *EDIT, *VIEW, *TOOLS, FIT_NOW, *HELP)
MENUS = ("File", "Edit", "View", "Runs", "Map", "Regions", "Analysis", "Spectrum", "Fit", "Light curve", "Help")
