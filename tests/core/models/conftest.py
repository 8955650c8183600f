"""Models of every kind, with values that are not the defaults."""

from __future__ import annotations

from typing import Any

import pytest

from vhegui.core.models.composing import added, multiplied
from vhegui.core.models.parameters import SpectralModel
from vhegui.core.models.spectral import default_spectrum, model_of
from vhegui.core.models.tables import PiecewiseNorm, Template


@pytest.fixture(scope="session")
def tables(reference: Any) -> Any:
    return reference("models.json")


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
