"""What the panel says in words: units, the statistic line, the covariance. No Qt."""

from __future__ import annotations

import math
import re

import numpy as np

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.live import LiveFit
from vhegui.core.fitting.result import FitResult
from vhegui.core.models.parameters import Prior
from vhegui.core.models.spectral.composing import parts_of
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.statistics.registry import STATISTICS
from vhegui.core.typing import Array
from vhegui.gui.widgets.format import MINUS, number, superscript

MEANING = {
    "amplitude": "dN/dE at the reference energy",
    "index": "spectral index Γ: how steeply the flux falls with energy",
    "reference": "energy the formula refers to; keep it frozen, it is not a physical quantity",
    "lambda_": "inverse of the cutoff energy, λ = 1 / E_cut",
    "alpha": "index at the reference energy (log-parabola), or sharpness of the cutoff",
    "beta": "curvature, for the natural logarithm",
    "redshift": "redshift of the source, for the absorption on the way",
    "alpha_norm": "factor on the optical depth: 1 for the published table",
    "norm": "factor on the whole",
    "area": "factor on the effective area of the instrument",
    "energy": "factor on the energy scale: the instrument takes a photon of energy E for one of f E",
    "background": "factor on the expected background of the instrument",
}
SHORT_FORMULAS = {", power law": " PL", ", exponential cutoff": " ECPL", ", log-parabola": " LP"}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
STATISTIC_NAMES = {"wstat": "wstat", "cash": "Cash", "cstat": "cstat", "chi2": "χ²"}


def parameter_label(name: str) -> str:
    """A parameter's name without the underscore that programs need, "index[2]" as "index₂"."""
    head, _, number_of_part = name.partition("[")
    return head.rstrip("_") + number_of_part.rstrip("]").translate(SUBSCRIPTS)


def prior_text(prior: Prior | None) -> str:
    """`N(2, 0.1)`, `U(1, 3)`, `log U(0.1, 10)`; nothing without a prior."""
    if prior is None:
        return ""
    sign = {"gaussian": "N", "uniform": "U", "log_uniform": "log U"}.get(prior.kind, prior.kind)
    return f"{sign}({short_number(prior.a)}, {short_number(prior.b)})"


def short_label(label: str) -> str:
    """`H.E.S.S. 2006, exponential cutoff` → `H.E.S.S. 2006 ECPL`: for a legend, where many names share few lines."""
    for words, letters in SHORT_FORMULAS.items():
        label = label.replace(words, letters)
    return label


def short_number(value: float) -> str:
    """Three digits in few letters: `0`, `0.05`, `20`, `1e−13`."""
    return f"{value:.3g}".replace("-", MINUS)


def unit_text(unit: str) -> str:
    """`cm-2 s-1 TeV-1` → `cm⁻² s⁻¹ TeV⁻¹`."""
    return re.sub(r"(?<=[A-Za-z])-?\d+", lambda found: superscript(int(found[0])), unit)


def parameter_tooltip(model: SpectralModel | None, name: str) -> str:
    """What the parameter is, and the formula it belongs to; `model` None for a systematic."""
    base = name.rpartition(".")[2].partition("[")[0]
    meaning = MEANING.get(base, "")
    head = f"{parameter_label(name)}: {meaning}" if meaning else parameter_label(name)
    if model is None:
        return head
    return f"{head}\n\n{_part_of(model, name)}"


def _part_of(model: SpectralModel, name: str) -> str:
    """Label and formula of the part of a model to which a parameter belongs."""
    place, parts = [p.name for p in model.parameters].index(name.rpartition(".")[2]), parts_of(model)
    for number_of_part, part in enumerate(parts, 1):
        if place < len(part.parameters):
            formula = formula_of(part)
            which = f"Part {number_of_part}: " if len(parts) > 1 else ""
            return f"{which}{formula.label}\n{formula.formula}"
        place -= len(part.parameters)
    return ""


def statistic_line(live: LiveFit, final: FitResult | None, n_bins: int | None, statistic: str = "wstat") -> str:
    """`wstat 86.12 / 76 bins − 3 par · converged`."""
    stat = final.total_stat if final else live.total_stat
    joint = final.joint if final else live.joint
    message = "converged" if _fine(live, final) else _first_clause(final.message if final else live.message)
    size = f" / {n_bins} bins {MINUS} {len(joint.free)} par" if n_bins is not None else ""
    name = STATISTIC_NAMES.get(statistic, STATISTICS[statistic].label)
    return f"{name} {_fixed(stat)}{size} · {message}"


def verdict(live: LiveFit | None, final: FitResult | None) -> str:
    """What to be careful about in a fit, "" when there is nothing: a limit, no convergence, a degenerate pair."""
    judged = final or live
    if judged is None or judged.message == "parameters as typed":
        return ""
    fine = final.success if final is not None else live is not None and live.converged
    said = judged.message.partition(";")[2].strip() if fine else judged.message
    return re.sub(r"(?<=[A-Za-z])_(?![A-Za-z0-9])", "", said)  # lambda_ is how programs have to write it


def _fine(live: LiveFit, final: FitResult | None) -> bool:
    return (final.success if final else live.converged) and (final or live).message == "converged"


def _fixed(value: float) -> str:
    return f"{value:.2f}".replace("-", MINUS) if math.isfinite(value) else number(value)


def _first_clause(message: str) -> str:
    return re.split(r"[:;]", message, maxsplit=1)[0]


def covariance_html(model: SpectralModel | JointModel, covariance: Array, note: str) -> str:
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


def covariance_text(model: SpectralModel | JointModel, covariance: Array) -> str:
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
