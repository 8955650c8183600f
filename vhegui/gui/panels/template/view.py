"""The widgets of the background model panel: the form, and the plots of the template on three pages."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from vhegui.core.background.template.template import Template
from vhegui.gui.figures.template_plots import CameraImages, EnergyRates, OffRunPlots, OffsetRates, ResidualPlot
from vhegui.gui.panels.template.form import TemplateForm
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.turning import FormBeside

HEADLINE = "Which background do off runs show?"
HINT = (
    "“Make” counts the events of runs on empty fields against energy and distance from the pointing, for each bin of "
    "the zenith angle. The analysis is not changed; “Save data set …” writes one that uses the template."
)
NOTHING = "Open a data set with runs on empty fields first (File → Open)."
COLUMN, WIDE = 270, 560  # pixels


class TemplateView(QWidget):
    """`form` and plots. export_failed(sentence)."""

    export_failed = Signal(str)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.setAccessibleName("Background model")
        self.form = TemplateForm()
        self.energy, self.offset, self.camera = EnergyRates(theme), OffsetRates(theme), CameraImages(theme)
        self.off_runs, self.residuals = OffRunPlots(theme), ResidualPlot(theme)
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        self.said.setAccessibleName("About the template")
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName("Plots of the template")
        for page, name, tip in (
            (_beside(self.energy, self.offset), "Rates", "The rate against energy and against offset"),
            (self.camera, "Camera", "The rate over the field of view"),
            (_beside(self.off_runs, self.residuals), "Off runs", "The runs behind the template, and what it leaves"),
        ):
            self.pages.setTabToolTip(self.pages.addTab(page, name), tip)
        found = QWidget()
        right = QVBoxLayout(found)
        right.setContentsMargins(0, 0, 4, 4)
        right.setSpacing(2)
        right.addWidget(self.said)
        right.addWidget(self.pages, 1)
        self.content = EmptyOr(found, EmptyState(HEADLINE, HINT))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(FormBeside(self.form, self.content, COLUMN, WIDE))
        for plot, name in (
            *((self.energy, "rate_energy"), (self.offset, "rate_offset"), (self.camera, "camera_images")),
            *((self.off_runs, "off_runs"), (self.residuals, "residuals")),
        ):
            add_plot_menu(plot, name, self.export_failed.emit)

    def show_template(self, template: Template) -> None:
        """Draw it."""
        for plot in (self.energy, self.offset, self.camera, self.off_runs, self.residuals):
            plot.show_template(template)

    def set_empty(self, empty: bool, possible: bool) -> None:
        """Nothing has been made; `possible`: it could be."""
        self.content.empty.set_content(HEADLINE, HINT if possible else NOTHING)
        self.content.set_empty(empty)

    def say(self, text: str) -> None:
        """What is to be known of the template."""
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        for plot in (self.energy, self.offset, self.camera, self.off_runs, self.residuals):
            plot.set_theme(theme)


def _beside(*widgets: QWidget) -> QWidget:
    page = QWidget()
    layout = QHBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget, 1)
    return page
