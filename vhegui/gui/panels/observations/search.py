"""The lines above the run table: the query, with its form and the saved selections, and a place to look near."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from vhegui.analysis.quantities import quantity
from vhegui.gui.panels.observations.query_form import QueryForm
from vhegui.gui.panels.observations.saved_menu import SavedMenu
from vhegui.gui.text.plain import tooltip
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.value_field import ValueField

FILTER_TIP = (
    "Which runs are listed. Words are looked for in the object, numbers in the run id; all conditions must hold.\n"
    "crab     23523,23526     33787-33801     !off (not this word)     object=MSH*\n"
    "zen<40   zen 20..40   offset<1   livetime>25min   events>5000   tels>=3   tel=1,4   quality=0   dec<-20\n"
    "cone crab 2     cone l=184.55 b=-5.78 2deg     cone 05h34m31.9s +22d00m52s 30arcmin\n"
    "time 2004-12-04T22:00 .. 2004-12-06 (UTC; add “partly” for runs that only overlap)     date>=2006-07-28\n"
    "zen<30 or quality=0     not (crab zen<40)     @name (a saved selection)     (Ctrl+F; Form writes it for you)"
)
PLACE_TIP = (
    "Where to look: a source (Crab, PKS 2155-304, M 87), or a position:\n"
    "83.63 22.01   ·   05h34m31.9s +22d00m52s   ·   l=184.56 b=-5.78\n"
    "Names that the embedded list of TeV sources lacks are asked of the Sesame service, if it can be reached."
)
RADIUS_TIP = "Radius of the cone: runs whose pointing is nearer than this are shown. Degrees, or 30 arcmin."


class Search(QWidget):
    """Query and place.

    filter_changed(text), place_entered(text, galactic), radius_changed(deg), cleared(), aim_requested()
    """

    filter_changed = Signal(str)
    place_entered = Signal(str, bool)
    radius_changed = Signal(float)
    cleared = Signal()
    aim_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.filter = line("Filter:  crab  zen<40  235", "Filter runs", FILTER_TIP)
        self.filter.textChanged.connect(self.filter_changed)
        self._found = ""
        self.form = QueryForm(self)
        self.form.changed.connect(self.filter.setText)
        self.form_button = QToolButton()
        self.form_button.setText("Form")
        self.form_button.setAccessibleName("Conditions as a form")
        self.form_button.setToolTip("Fill in conditions instead of typing them: object, time, zenith … (Ctrl+Shift+F)")
        self.form_button.clicked.connect(self._open_form)
        self.saved = SavedMenu()
        self.saved.query_chosen.connect(self.filter.setText)
        self.place = line("Near: Crab", "Position or source", PLACE_TIP)
        self.place.returnPressed.connect(self._enter)
        self.place.textChanged.connect(lambda text: None if text else self.cleared.emit())
        self.frame = QComboBox()
        self.frame.addItems(["RA Dec", "l b"])
        self.frame.setAccessibleName("Frame of the coordinates")
        self.frame.setToolTip("What bare coordinates mean: equatorial (ICRS) or galactic.")
        self.radius = ValueField("Cone radius", RADIUS_TIP, radius, lambda value: f"{value:g}°", "00.00°")
        self.radius.set_value(2.0)
        self.radius.edited.connect(self.radius_changed)
        self.find_button = QPushButton("Find")
        self.find_button.setToolTip("Show the runs near this place (Enter).")
        on_letters(self, lambda: self.find_button.setFixedWidth(self.fontMetrics().horizontalAdvance("Find") + 28))
        self.find_button.clicked.connect(self._enter)
        self._build()

    def show_result(self, text: str, details: str = "", found: bool = False) -> None:
        """The line below: what was found, or why nothing was; empty hides it. `details` : for the tooltip."""
        self.result.setText(text)
        self.result.setToolTip(tooltip(f"{text}\n{details}" if details else text))
        self.aim.setVisible(found)
        self.answer.setVisible(bool(text))
        self.place_trouble.hide()

    def show_place(self, name: str, radius: float | None = None) -> None:
        """The place and radius of the query's cone, and no result yet (no signal); empty: there is none."""
        with QSignalBlocker(self.place):
            self.place.setText(name)
            self.place.setCursorPosition(0)
        if radius is not None:
            self.radius.set_value(radius)
        self.show_result("")

    def show_failure(self, why: str) -> None:
        """The line below: why nothing was found."""
        self.show_result("")
        self.place_trouble.setText(f"⚠ {why}")
        self.place_trouble.show()

    def show_found(self, found: str) -> None:
        """How many runs the query keeps."""
        self._found = found
        self.saved.savable = bool(self.filter.text().strip())
        if self.form.isVisible():
            self.form.show_query(self.filter.text(), found)

    def _open_form(self) -> None:
        self.form.show_query(self.filter.text(), self._found, anew=True)
        self.form.open_below(self.filter)

    def complain(self, reason: str) -> None:
        """What is wrong with the filter; empty when it is right."""
        self.filter_trouble.setText(f"⚠ {reason}" if reason else "")
        self.filter_trouble.setVisible(bool(reason))
        if reason:
            self.show_found(reason)

    def complete(self, names: list[str]) -> None:
        """Names to be offered while a place is typed."""
        completer = QCompleter(names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda *_: self._enter())
        self.place.setCompleter(completer)

    def _enter(self) -> None:
        if self.place.text().strip():
            self.place_entered.emit(self.place.text(), self.frame.currentIndex() == 1)

    def _build(self) -> None:
        self.filter_trouble, self.place_trouble = PlainLabel(), PlainLabel()
        for label, name in ((self.filter_trouble, "filter"), (self.place_trouble, "search")):
            label.setWordWrap(True)
            label.setAccessibleName(f"What is wrong with the {name}")
            label.hide()
        self.result = ElidedLabel("Result of the search")
        self.result.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.result.setContentsMargins(2, 0, 4, 0)
        self.result.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.aim = QPushButton("Aim here")
        self.aim.setToolTip("Centre the map on this place and put the source region on it.")
        self.aim.clicked.connect(self.aim_requested)
        forget = QToolButton()
        forget.setText("✕")
        forget.setAutoRaise(True)
        forget.setAccessibleName("End the search")
        forget.setToolTip("Show the runs of the whole sky again.")
        forget.clicked.connect(self.place.clear)
        self.answer = QWidget()
        row = QHBoxLayout(self.answer)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.result, self.aim, forget):
            row.addWidget(widget)
        self.answer.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(4)
        for widget in (self.filter, self.form_button, self.saved):
            top.addWidget(widget)
        grid.addLayout(top, 0, 0, 1, 4)
        grid.addWidget(self.filter_trouble, 1, 0, 1, 4)
        for column, widget in enumerate((self.place, self.frame, self.radius, self.find_button)):
            grid.addWidget(widget, 2, column)
        grid.addWidget(self.answer, 3, 0, 1, 4)
        grid.addWidget(self.place_trouble, 4, 0, 1, 4)
        grid.setColumnStretch(0, 1)


def line(placeholder: str, name: str, tip: str) -> QLineEdit:
    """A text field that can be emptied with one click."""
    edit = QLineEdit()
    edit.setPlaceholderText(placeholder)
    edit.setClearButtonEnabled(True)
    edit.setAccessibleName(name)
    edit.setToolTip(tip)
    return edit


def radius(text: str) -> float:
    """A cone's radius in deg. Raises ValueError with a sentence."""
    value = quantity(text, "deg")
    if not 0.0 < value <= 180.0:
        raise ValueError("A cone has a radius between 0° and 180°.")
    return value
