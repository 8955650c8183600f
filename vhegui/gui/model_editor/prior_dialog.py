"""Asks for a prior: the two numbers of a Gaussian, a uniform or a log-uniform distribution."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QWidget

from vhegui.analysis.parameter_names import parameter_label
from vhegui.analysis.quantities import quantity
from vhegui.core.errors import VheguiError
from vhegui.core.fitting.priors import check_prior
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.gui.widgets.input_dialog import InputDialog

KINDS = {
    "gaussian": ("Gaussian", "Mean", "Sigma", "Known to about this value: adds ((x − mean)/sigma)² to the statistic."),
    "uniform": ("Uniform", "From", "To", "Anything between, nothing outside: both ends are limits of the fit."),
    "log_uniform": ("Log-uniform", "From", "To", "Every factor equally likely, for scales; both ends are limits."),
}


class PriorDialog(InputDialog):
    """`prior` once accepted; numbers in the parameter's unit."""

    def __init__(self, parameter: Parameter, kind: str, parent: QWidget) -> None:
        title, first, second, self._hint = KINDS[kind]
        super().__init__(f"{title} prior of {parameter_label(parameter.name)}", parent)
        self._parameter, self._kind = parameter, kind
        a, b = start_of(parameter, kind)
        self.a, self.b = QLineEdit(f"{a:.4g}", self), QLineEdit(f"{b:.4g}", self)
        for field, label in ((self.a, first), (self.b, second)):
            field.setAccessibleName(label)
            field.textChanged.connect(self.check)
            self.form.addRow(f"{label}{f' ({parameter.unit})' if parameter.unit else ''}", field)
        self.a.selectAll()
        self.check()

    @property
    def prior(self) -> Prior:
        """What was typed. Raises ValueError for what is no number."""
        unit = self._parameter.unit
        return Prior(self._kind, quantity(self.a.text(), unit), quantity(self.b.text(), unit))

    def problem(self) -> str:
        try:
            check_prior(replace(self._parameter, prior=self.prior), parameter_label(self._parameter.name))
        except (ValueError, VheguiError) as error:
            return str(error)
        return ""

    def hint(self) -> str:
        return self._hint


def start_of(parameter: Parameter, kind: str) -> tuple[float, float]:
    """Numbers to begin with: those of the prior there is, else about the value."""
    if parameter.prior is not None and parameter.prior.kind == kind:
        return parameter.prior.a, parameter.prior.b
    value, error = parameter.value, parameter.error or 0.1 * abs(parameter.value) or 0.1
    if kind == "gaussian":
        return value, error
    if kind == "log_uniform":
        scale = abs(value) or 1.0
        return scale / 10.0, scale * 10.0
    low = parameter.minimum if math.isfinite(parameter.minimum) else value - 5 * error
    high = parameter.maximum if math.isfinite(parameter.maximum) else value + 5 * error
    return low, high
