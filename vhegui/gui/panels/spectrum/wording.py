"""What the panel says in words: units, the statistic line, the covariance. No Qt."""

from __future__ import annotations

import math
import re

import numpy as np

from vhegui.core.fitting.live import LiveFit
from vhegui.core.fitting.result import FitResult
from vhegui.core.models.kinds import KINDS
from vhegui.core.models.parameters import SpectralModel
from vhegui.core.typing import Array
from vhegui.gui.widgets.format import MINUS, number, superscript

MEANING = {
    "amplitude": "dN/dE at the reference energy",
    "index": "spectral index Γ: how steeply the flux falls with energy",
    "reference": "energy the formula refers to; keep it frozen, it is not a physical quantity",
    "lambda_": "inverse of the cutoff energy, λ = 1 / E_cut",
    "alpha": "index at the reference energy (log-parabola), or sharpness of the cutoff",
    "beta": "curvature, for the natural logarithm",
}


def parameter_label(name: str) -> str:
    """A parameter's name without the underscore that programs need."""
    return name.rstrip("_")


def unit_text(unit: str) -> str:
    """`cm-2 s-1 TeV-1` → `cm⁻² s⁻¹ TeV⁻¹`."""
    return re.sub(r"(?<=[A-Za-z])-?\d+", lambda found: superscript(int(found[0])), unit)


def parameter_tooltip(kind: str, name: str) -> str:
    """What the parameter is, and the formula it belongs to."""
    meaning = MEANING.get(name, "")
    head = f"{parameter_label(name)}: {meaning}" if meaning else parameter_label(name)
    return f"{head}\n\n{KINDS[kind].label}\n{KINDS[kind].formula}"


def statistic_line(live: LiveFit, final: FitResult | None, n_bins: int | None) -> str:
    """`wstat 86.12 / 76 bins − 3 par · converged`."""
    stat = final.total_stat if final else live.total_stat
    model = final.model if final else live.model
    message = "converged" if _fine(live, final) else _first_clause(final.message if final else live.message)
    size = f" / {n_bins} bins {MINUS} {len(model.free)} par" if n_bins is not None else ""
    return f"wstat {_fixed(stat)}{size} · {message}"


def _fine(live: LiveFit, final: FitResult | None) -> bool:
    return (final.success if final else live.converged) and (final or live).message == "converged"


def _fixed(value: float) -> str:
    return f"{value:.2f}".replace("-", MINUS) if math.isfinite(value) else number(value)


def _first_clause(message: str) -> str:
    return re.split(r"[:;]", message, maxsplit=1)[0]


def covariance_html(model: SpectralModel, covariance: Array, note: str) -> str:
    """Covariance and correlation of the free parameters as two small tables."""
    free = list(model.free)
    if not free or not np.any(np.diag(covariance) > 0):
        return "<p>The parameters are as typed: there is no covariance. Press Fit.</p>"
    part = covariance[np.ix_(free, free)]
    error = np.sqrt(np.maximum(np.diag(part), 0.0))
    scale = np.where(error > 0, error, 1.0)
    names = [parameter_label(model.parameters[i].name) for i in free]
    correlation = _table("Correlation", names, part / np.outer(scale, scale), 2)
    return f"{correlation}{_table('Covariance', names, part, 3)}<p>{note}</p>"


def covariance_text(model: SpectralModel, covariance: Array) -> str:
    """The covariance of all parameters, tab separated, all digits: for the clipboard."""
    names = [parameter.name for parameter in model.parameters]
    rows = ["\t".join([name, *(repr(float(x)) for x in row)]) for name, row in zip(names, covariance, strict=True)]
    return "\n".join(["\t".join(["", *names]), *rows]) + "\n"


def _table(title: str, names: list[str], matrix: Array, digits: int) -> str:
    head = "".join(f"<th align='right'>{name}</th>" for name in names)
    cells = (
        "<tr><th align='left'>{}</th>{}</tr>".format(
            name, "".join(f"<td align='right'>&nbsp;{number(float(x), digits)}</td>" for x in row)
        )
        for name, row in zip(names, matrix, strict=True)
    )
    return f"<p><b>{title}</b></p><table cellspacing='2'><tr><th></th>{head}</tr>{''.join(cells)}</table>"
