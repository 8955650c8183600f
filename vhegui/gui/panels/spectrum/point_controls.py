"""Below the bands of flux points: how narrow they may be, and when a point becomes a limit of which level."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from vhegui.analysis.quantities import quantity
from vhegui.analysis.state import FluxPointSettings
from vhegui.core.sed.flux_points import one_sided_confidence, sigma_of_confidence, two_sided_confidence
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.value_field import ValueField

SIGNIFICANCE_TIP = (
    "Bands that follow the data are made as narrow as this significance of the signal allows (√TS against no signal);\n"
    "0: equal bands, five a decade"
)
LEVEL_TIP = (
    "Upper limits are where the statistic has risen by this number squared above its minimum.\n"
    f"2 σ: {100 * two_sided_confidence(2.0):.1f} % in the field's two-sided convention, "
    f"{100 * one_sided_confidence(2.0):.1f} % one-sided; 1.645 σ: 95 % one-sided. Type 2 σ, "
    "or a two-sided level as 95 %"
)
THRESHOLD_TIP = "Bands whose TS against no signal is below this are shown as upper limits (4: less than 2 σ)"


class PointControls(FlowRow):
    """significance_chosen(min_sqrt_ts) · limits_chosen(ul_sigma, ul_ts)"""

    significance_chosen = Signal(float)
    limits_chosen = Signal(float, float)

    def __init__(self) -> None:
        super().__init__("Bands and limits of flux points")
        self.significance = _field("Least significance of a band", SIGNIFICANCE_TIP, " σ", positive=False)
        self.level = ValueField("Level of upper limits", LEVEL_TIP, level_of, level_text, "0.000 σ · 00.0 % C.L.")
        self.threshold = _field("TS below which a limit is shown", THRESHOLD_TIP, "", positive=False)
        self.significance.edited.connect(self.significance_chosen)
        for field in (self.level, self.threshold):
            field.edited.connect(self._choose_limits)
        self.add(
            _named("Bands ≥", self.significance),
            _named("Limits at", self.level),
            _named("if TS <", self.threshold),
        )

    def show_settings(self, settings: FluxPointSettings) -> None:
        """Fill the fields; what is being typed stays."""
        self.significance.set_value(settings.min_sqrt_ts)
        self.significance.setEnabled(settings.automatic)
        self.level.set_value(settings.ul_sigma)
        self.threshold.set_value(settings.ul_ts)

    def _choose_limits(self, *_: object) -> None:
        level, threshold = self.level.value, self.threshold.value
        if level is not None and threshold is not None:
            self.limits_chosen.emit(level, threshold)


def _named(text: str, field: ValueField) -> QWidget:
    """A field with its name, which stay together where the row is broken."""
    both = QWidget()
    layout = QHBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(PlainLabel(text))
    layout.addWidget(field)
    return both


def level_text(sigma: float) -> str:
    """`2 σ · 95.4 % C.L.`: the two-sided convention, in which the field quotes limits."""
    return f"{sigma:.4g} σ · {100 * two_sided_confidence(sigma):.1f} % C.L."


def level_of(text: str) -> float:
    """σ of a level that is typed as such, or as a confidence level in per cent: `2`, `1.645 σ`, `95 %`."""
    words = text.partition("·")[0].upper().replace("C.L.", "").replace("CL", "").replace("Σ", "").strip()
    if words.endswith("%"):
        level = float(words.rstrip("% ").replace(",", "."))
        if not 0.0 < level < 100.0:
            raise ValueError("A confidence level lies between 0 and 100 %.")
        return sigma_of_confidence(level / 100.0)
    value = quantity(words)
    if not 0.0 < value <= 10.0:
        raise ValueError("Type a level as 2 σ (at most 10) or as 95 %.")
    return value


def _field(name: str, tip: str, sign: str, positive: bool) -> ValueField:
    def parse(text: str) -> float:
        value = quantity(text.replace("σ", "").strip())
        if not 0.0 <= value <= 100.0 or (positive and value == 0.0):
            raise ValueError(f"{name}: type a number {'above' if positive else 'from'} 0, at most 100.")
        return value

    return ValueField(name, tip, parse, lambda value: f"{value:.4g}{sign}", "0.00 σ")
