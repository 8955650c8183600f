"""What is shown beside the chosen run: other runs, and responses from files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QMenu

from vhegui.core.dl3.load import read_responses
from vhegui.core.files.fits import FitsFile
from vhegui.core.irf.inspect import ResponseInspector
from vhegui.gui.panels.response.look import Shown
from vhegui.gui.text.plain import menu_text

MOST_RUNS = 24  # in the menu
MOST = 6  # in one plot
LONGEST = 22  # letters of a name in a legend


@dataclass
class Comparison:
    """What is compared, kept by the panel, part of no analysis. Keys are run numbers; files have negative ones.

    others : keys beside the chosen one · files : responses of files by key.
    """

    others: list[int] = field(default_factory=list)
    files: dict[int, Shown] = field(default_factory=dict)

    def catalogue(self, runs: Mapping[int, ResponseInspector], names: Mapping[int, str]) -> dict[int, Shown]:
        """Everything that can be looked at: the runs, then the files."""
        return {run: Shown(names[run], inspector) for run, inspector in runs.items()} | self.files

    def shown(self, chosen: int, catalogue: Mapping[int, Shown]) -> list[Shown]:
        """The chosen one first, then those it is compared with."""
        others = [key for key in self.others if key != chosen and key in catalogue]
        return [catalogue[key] for key in (chosen, *others)][: MOST + 1]

    def add_file(self, name: str, inspector: ResponseInspector) -> int:
        """Compare with responses of a file; returns their key."""
        names = {item.name for item in self.files.values()}
        unique, count = name, 2
        while unique in names:
            unique, count = f"{name} ({count})", count + 1
        key = -len(self.files) - 1
        self.files[key] = Shown(unique, inspector)
        self.others.append(key)
        return key

    def toggle(self, key: int, on: bool) -> None:
        """Compare with one, or no longer."""
        self.others = [other for other in self.others if other != key] + ([key] if on else [])


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
    chosen: int,
    catalogue: Mapping[int, Shown],
    changed: Callable[[], None],
    add: Callable[[], None],
) -> None:
    """The runs and files to compare with, ticked where they are shown."""
    menu.clear()
    runs = [key for key in catalogue if key >= 0][: MOST_RUNS + 1]
    for keys in (runs, list(comparison.files)):
        for key in keys:
            if key != chosen:
                action = menu.addAction(menu_text(catalogue[key].name))
                action.setCheckable(True)
                action.setChecked(key in comparison.others)
                action.triggered.connect(lambda on, k=key: (comparison.toggle(k, on), changed()))
        menu.addSeparator()
    action = menu.addAction("Responses from a file…")
    action.setToolTip("Add the responses of any DL3 or response file, also of another instrument")
    action.triggered.connect(lambda *_: add())
    action = menu.addAction("Compare with nothing")
    action.triggered.connect(lambda *_: (comparison.others.clear(), changed()))
    action.setEnabled(bool(comparison.others))
