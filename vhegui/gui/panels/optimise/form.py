"""What is to be scanned, and the buttons that start, stop and use it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QPushButton, QWidget

from vhegui.analysis.quantities import quantity
from vhegui.analysis.studies.settings import ScanRequest
from vhegui.gui.panels.optimise.wording import MERIT_NAMES, MERIT_TIPS
from vhegui.gui.widgets.boxes import in_row
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.start_stop import StartStop
from vhegui.gui.widgets.value_field import ValueField


class ScanForm(QWidget):
    """merit_chosen() : another figure of merit or source strength · used() : take what is chosen."""

    merit_chosen = Signal()
    used = Signal()

    def __init__(self) -> None:
        super().__init__()
        default = ScanRequest()
        self.merit = QComboBox()
        self.merit.setAccessibleName("Figure of merit")
        self.merit.setToolTip(MERIT_TIPS)
        for key, text in MERIT_NAMES.items():
            self.merit.addItem(text, key)
        self.merit.currentIndexChanged.connect(self._choose_merit)
        self.percent = _field("Source strength", "Flux of the source to be found, in per cent of the Crab nebula's "
                              "(H.E.S.S. 2006)", 1.0, "%", (1e-4, 1000.0))  # fmt: skip
        self.percent.edited.connect(lambda _: self.merit_chosen.emit())
        self.low = _field("Smallest radius", "Radii are tried from here …", default.low, "deg", (0.001, 5.0))
        self.high = _field("Largest radius", "… to here, in equal steps", default.high, "deg", (0.001, 5.0))
        self.steps = _field("Number of radii", "How many radii are tried", default.steps, "", (1, 200))
        self.toys = _field(
            "Simulated skies without a source",
            "How often the whole scan is repeated on skies without a source, made from these data by turning every\n"
            "event about the pointing: they say what the best of so many choices is worth by chance. 0: none.",
            default.toys,
            "",
            (0, 100_000),
        )
        tip = "Try every radius with every threshold (seconds); the analysis is not changed"
        self.go, self.use = StartStop("Scan", tip, "the scan", keep_room=True), QPushButton("Use these")
        self.use.setToolTip("Put the chosen radius and threshold into the analysis, as one step to undo")
        self.use.setAutoDefault(False)
        self.use.setAccessibleName(self.use.text())
        self.use.setEnabled(False)
        self.use.clicked.connect(self.used)
        self._build()

    @property
    def request(self) -> ScanRequest:
        """What is to be scanned."""
        low, high = sorted((self.low.value or 0.0, self.high.value or 0.0))
        return ScanRequest(low, high, round(self.steps.value or 1), round(self.toys.value or 0))

    @property
    def merit_key(self) -> str:
        """The figure of merit."""
        return self.merit.currentData()

    def _choose_merit(self, *_: object) -> None:
        self.percent.setEnabled(self.merit_key == "expected")
        self.merit_chosen.emit()

    def _build(self) -> None:
        layout = QFormLayout(self)
        layout.setContentsMargins(8, 6, 4, 6)
        layout.setVerticalSpacing(5)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.merit.setMinimumContentsLength(12)
        self.merit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        layout.addRow(self.merit)
        layout.addRow("Source", in_row(self.percent, PlainLabel("of the Crab"), spacing=4, stretch=True))
        layout.addRow("Radius", in_row(self.low, PlainLabel("to"), self.high, spacing=4, stretch=True))
        layout.addRow("Radii", self.steps)
        layout.addRow("Trials", self.toys)
        layout.addRow(in_row(self.go, self.use, spacing=4))
        layout.addRow(self.go.bar)


def _field(name: str, tip: str, value: float, unit: str, limits: tuple[float, float]) -> ValueField:
    whole = isinstance(value, int)
    sign = {"deg": "°", "%": " %"}.get(unit, "")

    def parse(text: str) -> float:
        typed = quantity(text, unit)
        if not limits[0] <= typed <= limits[1]:
            raise ValueError(f"{name}: between {limits[0]:g} and {limits[1]:g}, please.")
        return float(round(typed)) if whole else typed

    field = ValueField(name, tip, parse, lambda number: f"{number:.10g}{sign}", "0000.0")
    field.set_value(float(value))
    return field
