"""The form: groups of fields in two columns, each with a tooltip that says what the number is and does."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QGroupBox,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from vhegui.core.background.registry import METHODS

PLACEMENTS = (("packed", "Packed"), ("gammapy", "As gammapy"))


class SettingsView(QScrollArea):
    """Emits `changed(name, value)` for every edit of the user; `show_values` fills the form without emitting."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._fields: dict[str, Any] = {}
        self._filling = False
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(8, 6, 8, 8)
        for position, group in enumerate((self._off_group(), self._energy_group(), self._safe_group())):
            grid.addWidget(group, 0, position, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(position, 1)
        grid.setRowStretch(1, 1)
        self.setWidget(form)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def show_values(self, values: dict[str, Any]) -> None:
        """Fill the fields; what the user is typing in is left alone."""
        self._filling = True
        for name, value in values.items():
            field = self._fields.get(name)
            if field is None:
                continue  # in files only
            if field.hasFocus() and isinstance(field, QDoubleSpinBox) and field.lineEdit().isModified():
                continue
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(value))
            elif isinstance(field, QCheckBox):
                field.setChecked(bool(value))
            else:
                field.setValue(field.minimum() if value is None else value)
        for name in ("placement", "n_regions"):
            self._fields[name].setEnabled(name in values)
        for name in ("min_distance", "min_distance_source"):
            self._fields[name].setEnabled(values.get("placement") == "packed")
        self._fields["aeff_percent"].setEnabled(bool(values["aeff"]))
        self._filling = False

    def _off_group(self) -> QGroupBox:
        box, form = self._group("OFF regions, events")
        self._combo(
            form,
            "method",
            "Method",
            tuple((key, method.label) for key, method in METHODS.items()),
            " ".join(f"{method.label}: {method.tip} {method.assumes}" for method in METHODS.values()),
        )
        self._combo(
            form,
            "placement",
            "Placement",
            PLACEMENTS,
            "Packed: exact circles on the sphere that never overlap. As gammapy: its search on pixels of "
            "0.01 deg, to compare numbers; its neighbours overlap by up to 3 % of their diameter.",
        )
        self._whole(form, "n_regions", "Number", 1, 30, "OFF regions of the wobble method, per run.")
        self._number(form, "min_distance", "OFF to OFF", 0.0, 5.0, 3, " deg", "Free space between two OFF regions.")
        self._number(
            form,
            "min_distance_source",
            "ON to OFF",
            0.0,
            5.0,
            3,
            " deg",
            "Free space between ON and OFF regions, so that the source does not leak into the background.",
        )
        self._check(
            form,
            "keep_outside_gti",
            "Events outside GTIs",
            "There is no exposure outside the good time intervals, so such events are left out; gammapy "
            "keeps them. In H.E.S.S. DR1 they are 0.03 %.",
        )
        return box

    def _energy_group(self) -> QGroupBox:
        box, form = self._group("Energy axes")
        for axis, name, what in (
            ("reco", "Reco", "reconstructed energy: the bins of the counts"),
            ("true", "True", "true energy: the bins of the response"),
        ):
            self._number(form, f"{axis}_low", f"{name} from", 0.001, 1000.0, 4, " TeV", f"Lowest {what}.")
            self._number(form, f"{axis}_high", f"{name} to", 0.001, 1000.0, 3, " TeV", f"Highest {what}.")
            self._whole(form, f"{axis}_bins", f"{name} bins", 1, 1000, f"Number of equal logarithmic bins of {what}.")
        return box

    def _safe_group(self) -> QGroupBox:
        box, form = self._group("Safe energies, response")
        self._check(
            form,
            "aeff",
            "By effective area",
            "Use only bins above the true energy where the effective area (with containment) first reaches "
            "the percentage of its maximum below. Under it the energy bias is large.",
        )
        self._number(form, "aeff_percent", "Threshold", 0.1, 100.0, 1, " %", "The effective-area threshold.")
        self._number(form, "safe_low", "Lowest", 0.0, 1000.0, 3, " TeV", "Fixed lower end; 0: none.", none="none")
        self._number(form, "safe_high", "Highest", 0.0, 1000.0, 3, " TeV", "Fixed upper end; 0: none.", none="none")
        self._check(form, "header", "Range in the files", "LO_THRES and HI_THRES in the effective area's header.")
        tip = "Only bins above the energy where the bias of the reconstructed energy falls below this; 0: not asked."
        self._number(form, "bias_percent", "Bias below", 0.0, 100.0, 1, " %", tip, none="any")
        tip = "Only bins from that with the most background upwards, in each run."
        self._check(form, "bkg_peak", "Above background peak", tip)
        tip = "Only runs that point to within this distance of the source region; 0: all."
        self._number(form, "offset_max", "Largest offset", 0.0, 20.0, 2, "°", tip, none="any")
        self._check(
            form,
            "containment",
            "Containment",
            "Multiply the effective area by the fraction of the PSF inside the source circle; never done for "
            "point-like responses, which contain it.",
        )
        return box

    def _group(self, title: str) -> tuple[QGroupBox, QFormLayout]:
        box = QGroupBox(title)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(4)
        form.setHorizontalSpacing(6)
        form.setContentsMargins(0, 0, 0, 0)
        QVBoxLayout(box).addLayout(form)
        return box, form

    def _add(self, form: QFormLayout, name: str, label: str, field: QWidget, tip: str) -> None:
        field.setToolTip(f"<p>{tip}</p>")
        field.setMinimumHeight(field.sizeHint().height())  # a low panel scrolls rather than cutting its text
        field.setAccessibleName(label)
        field.setAccessibleDescription(tip)
        self._fields[name] = field
        if isinstance(field, QCheckBox):
            field.setText(label)
            form.addRow(field)
        else:
            form.addRow(label, field)

    def _emit(self, name: str, value: Any) -> None:
        if not self._filling:
            self.changed.emit(name, value)

    def _combo(self, form: QFormLayout, name: str, label: str, choices: tuple[tuple[str, str], ...], tip: str) -> None:
        field = QComboBox()
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.setMinimumContentsLength(8)
        for value, text in choices:
            field.addItem(text, value)
        field.activated.connect(lambda _: self._emit(name, field.currentData()))
        self._add(form, name, label, field, tip)

    def _check(self, form: QFormLayout, name: str, label: str, tip: str) -> None:
        field = QCheckBox()
        field.clicked.connect(lambda on: self._emit(name, bool(on)))
        self._add(form, name, label, field, tip)

    def _whole(self, form: QFormLayout, name: str, label: str, low: int, high: int, tip: str) -> None:
        field = QSpinBox()
        field.setRange(low, high)
        field.setKeyboardTracking(False)
        field.valueChanged.connect(lambda value: self._emit(name, value))
        self._add(form, name, label, field, tip)

    def _number(
        self, form: QFormLayout, name: str, label: str, low: float, high: float, decimals: int, unit: str, tip: str,
        none: str = "",
    ) -> None:  # fmt: skip
        field = QDoubleSpinBox()
        field.setDecimals(decimals)
        field.setMinimumWidth(84)
        field.setRange(low, high)
        field.setSuffix(unit)
        field.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        field.setKeyboardTracking(False)
        field.setSpecialValueText(none)
        field.valueChanged.connect(lambda value: self._emit(name, None if none and value == low else value))
        self._add(form, name, label, field, tip)
