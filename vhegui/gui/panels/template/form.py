"""Which off runs, which bins, what is cut out; and the buttons that make the template and save it."""

from __future__ import annotations

from typing import Any

from msgspec import structs
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vhegui.analysis.studies.settings import TemplateAsked
from vhegui.core.background.template.settings import TemplateSettings
from vhegui.core.setting_checks import fault
from vhegui.core.settings import Part, settings_of
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.setting_rows import SettingRows, add_row
from vhegui.gui.widgets.start_stop import StartStop
from vhegui.gui.widgets.typed_field import TypedField

QUERY_TIP = (
    "The off runs, as in the search of the observation list: a name, “zen<40”, numbers and ranges of them. Empty: all "
    "runs whose target, or the group it is in, has a name like “off” or “none”."
)
ZENITH_TIP = "Edges of the bins of the zenith angle, in degrees; each bin has a template of its own."
COPY_TIP = (
    "Copy the files of the data set into the new one, so that it stands alone. Otherwise its index names them where "
    "they lie, and they are opened only when files outside of the folder are allowed."
)
GO_TIP = "Read and count the off runs (a second); the analysis is not changed"
CUT_TIP = "Exclusions of the map are cut out of the off runs, too. No list of bright stars is built in."


class TextEntry(TypedField):
    """A text; `edited()` when another one was typed."""

    edited = Signal()

    def __init__(self, name: str, tip: str, hint: str = "") -> None:
        super().__init__(name, tip)
        self.value = ""
        self.setPlaceholderText(hint)

    def set_value(self, value: str) -> None:
        """Show a text (no signal)."""
        self.value = value
        self.refresh()

    def written(self) -> str:
        return self.value

    def finish(self) -> None:
        if self.text().strip() != self.value:
            self.value = self.text().strip()
            self.edited.emit()
        self.setModified(False)


class TemplateForm(QWidget):
    """changed() : another query or setting · saved() : the data set is wanted."""

    changed = Signal()
    saved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.settings = TemplateSettings()
        self.query = TextEntry("Off runs", QUERY_TIP, "target named “off”")
        self.zenith = TextEntry("Zenith bins", ZENITH_TIP)
        self.found, self.cut = PlainLabel(), PlainLabel("Exclusions of the map are cut out, too.")
        self.go = StartStop("Make", GO_TIP, "the template")
        self.save, self.copy = QPushButton("Save data set…"), QCheckBox("Copy files")
        self._build()
        self.query.edited.connect(self.changed)
        self.zenith.edited.connect(self._read_zenith)
        self.save.clicked.connect(self.saved)
        self.save.setEnabled(False)
        self.go.set_possible(False)
        self.set_asked(TemplateAsked())

    @property
    def asked(self) -> TemplateAsked:
        """What the form says."""
        return TemplateAsked(self.query.value, self.settings)

    def set_asked(self, asked: TemplateAsked) -> None:
        """Show what was asked (no signal)."""
        self.settings = asked.settings
        self.query.set_value(asked.query)
        self._show_settings()

    def show_runs(self, text: str, problem: str = "") -> None:
        """How many off runs there are, or what is wrong with the query."""
        self.found.setText(text)
        self.query.complain(problem)

    def _set(self, name: str, value: Any) -> None:
        self.settings = structs.replace(self.settings, **{name: value})
        self._show_settings()
        self.changed.emit()

    def _show_settings(self) -> None:
        settings = self.settings
        self.rows.show_values(structs.asdict(settings))
        self.zenith.set_value(", ".join(f"{edge:g}" for edge in settings.zenith_edges))
        self.zenith.setEnabled(settings.equal_bins == 0)

    def _read_zenith(self) -> None:
        try:
            edges = tuple(float(part) for part in self.zenith.value.replace("°", "").split(","))
        except ValueError:
            self.zenith.complain("Type rising angles joined by commas, such as 0, 20, 40, 90.")
            return
        found = fault(structs.replace(self.settings, zenith_edges=edges))
        if found is None or found.path != "zenith_edges":
            self._set("zenith_edges", edges)
        else:
            self.zenith.complain(f"{found.title}: {found.reason}.")

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(8, 6, 4, 6)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(4)
        outer.addLayout(form)
        add_row(form, "Off runs", self.query, QUERY_TIP)
        form.addRow("", self.found)
        add_row(form, "Zenith bins", self.zenith, ZENITH_TIP)
        self.rows = SettingRows(form, settings_of(TemplateSettings), "template", Part("Background model"))
        self.rows.changed.connect(self._set)
        self.cut.setWordWrap(True)
        self.cut.setToolTip(f"<p>{CUT_TIP}</p>")
        self.found.setAccessibleName("Off runs found")
        outer.addWidget(self.cut)
        buttons = QHBoxLayout()
        self.save.setToolTip("Write a data set: the runs of this one with the template for their zenith angle")
        self.save.setAutoDefault(False)
        self.save.setAccessibleName(self.save.text())
        for button in (self.go, self.save):
            buttons.addWidget(button)
        outer.addLayout(buttons)
        self.copy.setToolTip(f"<p>{COPY_TIP}</p>")
        self.copy.setAccessibleName(self.copy.text())
        outer.addWidget(self.copy)
        outer.addWidget(self.go.bar)
        outer.addStretch(1)
