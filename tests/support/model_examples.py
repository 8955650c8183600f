"""Spectral models of every kind, and those of the reference tables."""

from __future__ import annotations

from typing import Any

from vhegui.core.models.spectral.composing import added, multiplied
from vhegui.core.models.spectral.evaluate import default_spectrum, model_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.registry import KINDS, NORM_KINDS
from vhegui.core.models.spectral.tables import PiecewiseNorm, Template


def examples() -> dict[str, SpectralModel]:
    """Models with a form."""
    power_law, parabola = default_spectrum("power_law"), default_spectrum("log_parabola")
    steep = default_spectrum("power_law_norm").with_parameter("tilt", value=0.3)
    table = Template((0.1, 0.3, 1.0, 3.0, 10.0, 30.0), (1e-9, 1.5e-10, 3e-11, 2.5e-12, 1e-13, 2e-15))
    nodes = PiecewiseNorm((0.1, 1.0, 10.0))
    straight = PiecewiseNorm((0.1, 1.0, 10.0), "lin")
    return {
        "template": model_of(table),
        "template_norm": model_of(Template((0.1, 1.0, 10.0), (1.0, 0.5, 0.7), is_norm=True)),
        "piecewise_norm": model_of(nodes).with_parameter("norm_1", value=1.7),
        "straight_norm": model_of(straight).with_parameter("norm_2", value=0.4),
        "sum": added(power_law, parabola),
        "product": multiplied(power_law, steep),
        "three": multiplied(multiplied(power_law, steep), model_of(nodes)),
        "nested": multiplied(added(power_law, parabola), model_of(nodes)),
    }


EVERY = {kind: default_spectrum(kind) for kind in (*KINDS, *NORM_KINDS)} | examples()
TABLES = {
    "power_law": "power_law",
    "power_law_index_1": "power_law",
    "power_law_integral_flux": "power_law_2",
    "ecpl": "exp_cutoff_power_law",
    "ecpl_alpha_0p5": "exp_cutoff_power_law",
    "ecpl_alpha_2": "exp_cutoff_power_law",
    "ecpl_3fgl": "exp_cutoff_power_law_3fgl",
    "super_ecpl_3fgl": "super_exp_cutoff_power_law_3fgl",
    "super_ecpl_4fgl": "super_exp_cutoff_power_law_4fgl",
    "super_ecpl_4fgl_b": "super_exp_cutoff_power_law_4fgl",
    "super_ecpl_4fgl_dr3": "super_exp_cutoff_power_law_4fgl_dr3",
    "broken_power_law": "broken_power_law",
    "smooth_broken_power_law": "smooth_broken_power_law",
    "smooth_broken_power_law_i2_lt_i1": "smooth_broken_power_law",
    "log_parabola": "log_parabola",
    "log_parabola_from_log10": "log_parabola",
    "log_parabola_2": "log_parabola_2",
    "gaussian": "gaussian",
    "constant": "constant",
}


def from_table(entry: Any, kind: str) -> SpectralModel:
    model = default_spectrum(kind)
    for name, (value, unit) in entry["parameters"].items():
        model = model.with_parameter(name, value=value * (1e-3 if unit == "GeV" else 1.0))
    return model
