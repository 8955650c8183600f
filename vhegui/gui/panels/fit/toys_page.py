"""Simulated repetitions of the fit: how good it is, and whether errors are what they say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox

from vhegui.analysis.parameter_names import parameter_name
from vhegui.analysis.quantities import quantity
from vhegui.analysis.written_numbers import number, value_error
from vhegui.core.fitting.toy_histograms import Histogram, pull_histogram, stat_histogram
from vhegui.core.fitting.toy_result import ToyResult
from vhegui.core.typing import Array
from vhegui.gui.figures.parameter_plots import LEAST_HEIGHT
from vhegui.gui.panels.fit.page import Page
from vhegui.gui.panels.fit.wording import toys_verdict
from vhegui.gui.plotting.curve_view import Axis
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.scale import scaled
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.table import Column, TableView
from vhegui.gui.widgets.table_menu import add_table_menu
from vhegui.gui.widgets.turning import TurningSplitter
from vhegui.gui.widgets.value_field import ValueField

TIP = (
    "Draw ON and OFF counts from the fitted model and its best background, fit them like the data, and repeat.\n"
    "The fraction of toys that fit no better than the data is the goodness of fit; pulls (fitted − true) / error of\n"
    "right errors have mean 0 and width 1, and 68 % of the intervals hold the truth."
)
HINT = "1000 simulated repetitions of this fit tell its goodness and whether the errors are right; some seconds."
STAT_TIP = "Statistic at the best fit of every toy; the line is that of the data"
PULL_TIP = "(fitted − true) / error of every toy; the curve is a normal distribution of mean 0 and width 1"
SLIM = 640  # pixels
Write = Callable[[float, float], str]


class ToysPage(Page):
    """`number`, `seed` : what is asked for · grown(ToyResult) : emitted by the thread that simulates."""

    grown = Signal(object)
    title = "Toys"
    headline = "Is the fit good, are its errors right?"
    least_height = 225

    def __init__(self, failed: Callable[[str], None]) -> None:
        super().__init__("Simulate", TIP, HINT)
        self.number = _whole("Number of toys", "How many repetitions are simulated", 1000, 2, 1_000_000)
        self.seed = _whole("Seed", "Of the random numbers: the same seed gives the same toys", 1, 0, 2**31)
        self.parameter = QComboBox()
        self.parameter.setAccessibleName("Parameter whose pulls are drawn")
        self.parameter.setToolTip("Pulls of this parameter are drawn")
        self.parameter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.parameter.currentIndexChanged.connect(lambda _: self._draw_pulls())
        self.count, self.of = PlainLabel(), PlainLabel("pulls of")
        self.controls.add(
            PlainLabel("Toys"), self.number, PlainLabel("seed"), self.seed, self.go, self.of,
            self.parameter, self.count,
        )  # fmt: skip
        for widget in (self.of, self.parameter):
            widget.hide()  # until there are pulls
        self.found: ToyResult | None = None
        self.stat, self.pulls = HistogramView("Statistic", STAT_TIP), HistogramView("Pulls", PULL_TIP)
        self.table = TableView("Pulls of every parameter")
        self.table.setSortingEnabled(False)
        add_table_menu(self.table, "pulls", failed)
        splitter = TurningSplitter(SLIM)
        for plot, file_name in ((self.stat, "goodness_of_fit"), (self.pulls, "pulls")):
            add_plot_menu(plot, file_name, failed)
            splitter.addWidget(plot)
        splitter.addWidget(self.table)
        splitter.setSizes([160, 150, 340])
        self.fill(splitter)
        self.splitter = splitter
        self.grown.connect(self._grow, Qt.ConnectionType.QueuedConnection)

    def show_toys(self, found: ToyResult, wanted: int) -> None:
        """All so far."""
        self.found = found
        names = [self.parameter.itemText(row) for row in range(self.parameter.count())]
        if tuple(names) != found.names:
            self.parameter.clear()
            self.parameter.addItems(list(found.names))
            for widget in (self.of, self.parameter):
                widget.show()
        self.count.setText(f"{found.n} of {wanted}" if found.n < wanted else "")
        if found.n_good > 1:
            self._draw_stat(found)
            self._draw_pulls()
            self.table.set_columns(pull_columns(found))
        self.say(toys_verdict(found))

    def dim(self, opacity: float) -> None:
        for plot in (self.stat, self.pulls):
            plot.dim(opacity)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a slim panel the numbers need the room: the verdict says what the first histogram shows."""
        super().resizeEvent(event)
        slim = self.width() < scaled(SLIM)
        if slim == self.stat.isHidden():
            return
        self.stat.setVisible(not slim)
        self.splitter.setSizes([0, 240, 240] if slim else [160, 150, 340])

    def set_theme(self, theme: Theme) -> None:
        self.stat.set_theme(theme)
        self.pulls.set_theme(theme)

    def _draw_stat(self, found: ToyResult) -> None:
        self.stat.show_histogram(stat_histogram(found), found.statistic)
        self.stat.mark(found.observed_stat, f"data: {number(found.observed_stat, 4)}")

    def _draw_pulls(self) -> None:
        found, place = self.found, self.parameter.currentIndex()
        if found is None or found.n_good < 2 or not 0 <= place < len(found.names):
            return
        pulls = pull_histogram(found, place)
        self.pulls.show_histogram(pulls, "pull")
        self.pulls.show_normal(pulls)

    @Slot(object)
    def _grow(self, found: object) -> None:
        if isinstance(found, ToyResult) and self.go.running:
            self.show_toys(found, round(self.number.value or 0))


class HistogramView(TitledView):
    """Counts of toys in bins, with a line for the data or a normal curve."""

    def __init__(self, title: str, tip: str, theme: Theme = LIGHT) -> None:
        super().__init__(title, theme, name=title, tip=tip)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.bars = self.plot.add_steps("on", filled=True)
        self._normal = self.plot.add_line("off", style="dash", width=1.5)
        self._line = self.plot.add_line("model")
        self._top = 1.0

    def show_histogram(self, found: Histogram, name: str) -> None:
        """Other toys."""
        self._top = max(1.0, float(found.counts.max()))
        self.bars.set_data(found.edges, found.counts)
        self.set_axes(Axis(name, ""), Axis("Toys"))
        self.plot.set_range((float(found.edges[0]), float(found.edges[-1])), (0.0, 1.12 * self._top))

    def mark(self, value: float, label: str) -> None:
        """A vertical line."""
        self._line.set_data(np.array([value, value]), np.array([0.0, 2.0 * self._top]))
        self.set_names((("toys", [self.bars]), (label, [self._line])))

    def show_normal(self, found: Histogram) -> None:
        """A normal distribution of as many toys."""
        x, curve = found.normal()
        self._normal.set_data(x, curve)
        self.plot.set_range(y=(0.0, 1.12 * max(self._top, float(curve.max()))))
        self.set_names((("toys", [self.bars]), ("normal", [self._normal])))

    def dim(self, opacity: float) -> None:
        """Faint or not."""
        for item in (self.bars, self._line, self._normal):
            item.setOpacity(opacity)


def pull_columns(found: ToyResult) -> list[Column]:
    """One row a parameter, each number with its error on the screen."""

    def pair(name: str, title: str, values: Array, errors: Array, tip: str, write: Write) -> Column:
        known = dict(zip(values.tolist(), errors.tolist(), strict=True))
        rank = int(name == "bias")
        text = lambda v: write(float(v), known.get(float(v), 0.0))  # noqa: E731
        return Column(name, title, values.tolist(), "", text, tip, lesser=rank)

    return [
        Column("parameter", "Parameter", list(found.names), write=parameter_name),
        pair("pull_mean", "Mean pull", found.pull_mean, found.pull_mean_error, "0 for unbiased values", _two),
        pair("pull_width", "Width", found.pull_width, found.pull_width_error, "1 for right errors", _two),
        pair("coverage", "Coverage", found.coverage, found.coverage_error, "0.68 for right errors", _two),
        pair("bias", "Bias", found.bias, found.bias_error, "Mean of fitted − true, in its unit", value_error),
        Column(
            "truth",
            "Truth",
            found.truth.tolist(),
            "",
            lambda v: number(float(v), 4),
            "Simulated from this value",
            lesser=2,
        ),
    ]


def _two(value: float, error: float) -> str:
    return f"{value:.2f} ± {error:.2f}".replace("-", "−")


def _whole(name: str, tip: str, value: int, low: int, high: int) -> ValueField:
    def parse(text: str) -> float:
        typed = quantity(text)
        if typed != round(typed) or not low <= typed <= high:
            raise ValueError(f"{name}: a whole number from {low} to {high}, please.")
        return typed

    field = ValueField(name, tip, parse, lambda number: f"{number:.0f}", "000000")
    field.set_value(float(value))
    return field
