"""Everything a user can do, as data: menus, the tool bar, shortcuts, the palette and the shortcut sheet are made from
this registry. To add an action, add an entry to the file of its subject.
"""

from __future__ import annotations

from vhegui.gui.window.actions.analysis import ANALYSIS, FIT
from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.actions.files import EDIT, FILE
from vhegui.gui.window.actions.light_curve import LIGHT_CURVE
from vhegui.gui.window.actions.regions import REGIONS
from vhegui.gui.window.actions.runs import RUNS
from vhegui.gui.window.actions.sky import MAP
from vhegui.gui.window.actions.spectrum import SPECTRUM
from vhegui.gui.window.actions.tools import FIT_NOW, TOOLS
from vhegui.gui.window.actions.view import HELP, VIEW

ACTIONS: tuple[Action, ...] = (
    *FILE, *EDIT, *VIEW, *RUNS, *MAP, *TOOLS, *REGIONS, *ANALYSIS, *SPECTRUM, FIT_NOW, *FIT,
    *LIGHT_CURVE, *HELP,
)  # fmt: skip
