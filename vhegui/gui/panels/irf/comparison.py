"""What is shown beside the chosen run: other runs, and responses from files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from vhegui.core.dl3.load import read_responses
from vhegui.core.dl3.tables import FitsFile
from vhegui.core.irf.inspect import ResponseInspector
from vhegui.gui.panels.irf.look import Shown

MOST_RUNS = 24  # in the menu
MOST = 6  # in one plot
LONGEST = 22  # letters of a name in a legend


@dataclass
class Comparison:
    """Runs and files that are compared; kept by the panel, part of no analysis."""

    runs: list[int] = field(default_factory=list)
    files: dict[str, ResponseInspector] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)

    def shown(self, run: int, names: Mapping[int, str], inspectors: Mapping[int, ResponseInspector]) -> list[Shown]:
        """The chosen run first, then the others."""
        others = [other for other in self.runs if other != run and other in inspectors]
        items = [Shown(names[key], inspectors[key]) for key in (run, *others)]
        items += [Shown(name, item) for name, item in self.files.items() if name not in self.hidden]
        return items[: MOST + 1]

    def add_file(self, name: str, inspector: ResponseInspector) -> str:
        """Keep responses of a file; returns the name they got."""
        unique, count = name, 2
        while unique in self.files:
            unique, count = f"{name} ({count})", count + 1
        self.files[unique] = inspector
        return unique

    def toggle_run(self, run: int, on: bool) -> None:
        """Compare with a run, or no longer."""
        self.runs = [other for other in self.runs if other != run] + ([run] if on else [])

    def toggle_file(self, name: str, on: bool) -> None:
        """Show responses of a file, or hide them."""
        self.hidden = self.hidden - {name} if on else self.hidden | {name}

    def clear(self) -> None:
        """Only the chosen run."""
        self.runs, self.files, self.hidden = [], {}, set()


def read_named(path: Path) -> tuple[str, ResponseInspector]:
    """Responses of a file and a name for them: telescope and run, else the file's. Raises DataError without any."""
    responses, _ = read_responses(path)
    headers = [table.header for table in FitsFile(path) if table.is_table]
    name = next((named_run(h["OBS_ID"], str(h.get("TELESCOP") or "")) for h in headers if h.get("OBS_ID")), "")
    return name or short_name(path), ResponseInspector(responses)


def short_name(path: Path) -> str:
    """The file's name without endings, cut at a hyphen or the like where it is long."""
    stem = path.name.removesuffix(".gz").removesuffix(".fits")
    if len(stem) <= LONGEST:
        return stem
    whole = re.split(r"[-_ .](?=[^-_ .]*$)", stem[: LONGEST + 1])[0]
    return whole if len(whole) >= LONGEST // 2 else f"{stem[: LONGEST - 1]}…"


def named_run(run: object, telescope: str) -> str:
    """`HESS 23523`."""
    return f"{telescope} {run}".strip()


def fill_menu(
    menu: QMenu,
    comparison: Comparison,
    run: int,
    names: Mapping[int, str],
    changed: Callable[[], None],
    add: Callable[[], None],
) -> None:
    """The runs and files to compare with, ticked where they are shown."""
    menu.clear()
    for other, name in list(names.items())[: MOST_RUNS + 1]:
        if other != run:
            _tick(menu, name, other in comparison.runs, lambda on, r=other: (comparison.toggle_run(r, on), changed()))
    if comparison.files:
        menu.addSeparator()
    for name in comparison.files:
        shown = name not in comparison.hidden
        _tick(menu, name, shown, lambda on, n=name: (comparison.toggle_file(n, on), changed()))
    menu.addSeparator()
    action = menu.addAction("Responses from a file …")
    action.setToolTip("Add the responses of any DL3 or response file, also of another instrument")
    action.triggered.connect(lambda *_: add())
    action = menu.addAction("Compare with nothing")
    action.triggered.connect(lambda *_: (comparison.clear(), changed()))
    action.setEnabled(bool(comparison.runs or comparison.files))


def _tick(menu: QMenu, text: str, on: bool, chosen: Callable[[bool], object]) -> QAction:
    action = menu.addAction(text)
    action.setCheckable(True)
    action.setChecked(on)
    action.triggered.connect(lambda ticked: chosen(ticked))
    return action
