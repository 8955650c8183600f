"""The light curve: which view of it, how time is binned, what is done with a stretch of time that is brushed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.errands import in_panel

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

MENU = "Light curve"
VIEWS = {
    "flux": ("Flux against time", "Fluxes in bins of time, with upper limits.", "variability"),
    "hardness": ("Hardness against time", "The ratio of the fluxes of two energy bands.", "ratio bands"),
    "growth": ("Growth of the signal", "Excess and significance against livetime.", "livetime significance"),
    "phase": ("Phase curve", "The flux folded with an ephemeris.", "period phasogram epoch"),
    "table": ("All numbers", "The light curve as a table.", "table"),
}
BINS = {
    "run": ("One bin per run", "run-wise runwise"),
    "night": ("One bin per night", "nightly daily"),
    "fixed": ("Bins of some minutes", "minute equal length"),
    "intervals": ("Intervals as typed", "time intervals mjd"),
    "blocks": ("Bayesian blocks", "change points"),
}


def _view(name: str) -> Action:
    text, tip, words = VIEWS[name]
    return Action(f"light-curve-{name}", MENU, text, in_panel("light_curve", lambda p: p.view.controls.show_view(name)),
                  tip=tip, words=f"light curve time {words}")  # fmt: skip


def _bins(name: str) -> Action:
    text, words = BINS[name]
    return Action(
        f"time-bins-{name}", f"{MENU}/Time bins", text,
        in_panel("light_curve", lambda p: p.view.controls.choose_bins(name)), tip=f"Time bins: {text.lower()}.",
        group="time-bins", checked=lambda w: w.session.analysis.light_curve.bins == name,
        words=f"light curve binning {words}",
    )  # fmt: skip


def _held(window: MainWindow) -> bool:
    return window.session.brush is not None and window.session.brush.times is not None


LIGHT_CURVE: tuple[Action, ...] = (
    *(_view(name) for name in VIEWS),
    *(_bins(name) for name in BINS),
    Action("use-only-times", MENU, "Use only the selected time range",
           in_panel("light_curve", lambda p: p.view.strips.only_requested.emit()), enabled=_held, separator=True,
           tip="Everything is computed from the events of this time range alone.", words="cut gti time brush"),
    Action("add-time-bin", MENU, "Add the selected time range as a bin",
           in_panel("light_curve", lambda p: p.view.strips.bin_requested.emit()), enabled=_held,
           tip="One more interval of the light curve."),
    Action("use-all-times", MENU, "Use all times",
           in_panel("light_curve", lambda p: p.view.strips.clear_requested.emit()),
           enabled=lambda w: bool(w.session.analysis.events.times), tip="Take the cut in time away."),
)  # fmt: skip
