"""Runs: finding and choosing them, their responses, their format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vhegui.core.irf.quantities import QUANTITIES
from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.errands import in_panel

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

RESPONSES = {
    "overview": "Overview of the responses",
    "dispersion": "Energy dispersion",
    "psf": "PSF profile",
    "threshold": "Energy threshold",
    **{key: quantity.name for key, quantity in QUANTITIES.items()},
}
WORDS = {"area": "aeff", "dispersion": "edisp migra", "psf": "r68", "background": "bkg", "contained": "containment"}


def _response(key: str) -> Action:
    return Action(
        f"response-{key}", "Runs/Responses", RESPONSES[key], in_panel("response", lambda p: p.choose_quantity(key)),
        tip=f"{RESPONSES[key]} of a run: at the source region, or where the mouse points.", enabled=_open,
        words=f"irf response {WORDS.get(key, '')}",
    )  # fmt: skip


def _open(window: MainWindow) -> bool:
    return window.session.store is not None


RUNS: tuple[Action, ...] = (
    Action("targets", "Runs", "Targets of the data set", lambda w: w.start.targets(), "",
           "What the data set looks at: runs, hours and a quick look at the significance; one click analyses one.",
           enabled=_open, words="sources objects list quick look"),
    Action("find-runs", "Runs", "Find runs…", in_panel("observations", lambda p: p.view.search.filter.setFocus()),
           "Ctrl+F", "Words and conditions: crab zen<40 livetime>25min.", enabled=_open, words="filter query search"),
    Action("find-runs-form", "Runs", "Find runs with a form…",
           in_panel("observations", button=lambda p: p.view.search.form_button), "Ctrl+Shift+F",
           "Conditions to fill in: object, time, zenith, offset …", enabled=_open, words="filter query"),
    Action("runs-near", "Runs", "Runs near a source or position…",
           in_panel("observations", lambda p: p.view.search.place.setFocus()),
           tip="Type a name or coordinates: the runs that point near it are listed.", enabled=_open,
           words="cone search name resolver"),
    Action("aim-found", "Runs", "Aim at the place that was found",
           in_panel("observations", lambda p: p.view.search.aim.click()), enabled=_open,
           tip="Centre the map on the place of the search and put the source region on it."),
    Action("all-runs", "Runs", "Analyse all listed runs", in_panel("observations", button=lambda p: p.view.all),
           tip="Tick all runs in the list as it is filtered now.", enabled=_open, separator=True, words="select tick"),
    Action("selected-runs", "Runs", "Analyse the selected runs only",
           in_panel("observations", button=lambda p: p.view.use), tip="Tick the selected rows and no others.",
           enabled=_open, words="select tick use"),
    Action("no-runs", "Runs", "Analyse no run", in_panel("observations", button=lambda p: p.view.none),
           tip="Untick all runs.", enabled=_open, words="select untick"),
    Action("save-selection", "Runs", "Save this selection of runs…",
           in_panel("observations", lambda p: p.view.search.saved.ask_name()),
           tip="Keep the conditions of the list under a name; a query can use it as @name.", enabled=_open),
    Action("run-list", "Runs", "Run list from a file…",
           in_panel("observations", lambda p: p.view.search.saved.ask_file()),
           tip="Run numbers of a text file or a table become the conditions of the list.", enabled=_open),
    *(_response(key) for key in RESPONSES),
    Action("response-explain", "Runs/Responses", "Explain what is shown",
           in_panel("response", button=lambda p: p.view.controls.explain), enabled=_open, separator=True,
           tip="What the response means, with its numbers put in; once more hides it."),
    Action("response-file", "Runs/Responses", "Responses from a file…",
           in_panel("response", lambda p: p.ask_for_file()),
           tip="Look at the responses of any file, or compare them with those of a run.", words="irf caldb"),
    Action("check-format", "Runs", "Check the format of all runs",
           in_panel("format", button=lambda p: p.view.check), enabled=_open, separator=True,
           tip="Departures from the GADF standard, what was assumed about them, and what that changes.", words="gadf"),
    Action("export-clean", "Runs", "Export clean copies…", in_panel("format", button=lambda p: p.view.export),
           tip="The chosen runs as standard GADF files, with index tables.", enabled=_open, words="gadf"),
)  # fmt: skip
