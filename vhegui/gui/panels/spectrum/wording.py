"""What the panel says in words: units, the statistic line, the covariance. No Qt."""

from __future__ import annotations

import math
import re
from html import escape

import numpy as np

from vhegui.analysis.parameter_names import parameter_label
from vhegui.analysis.written_numbers import MINUS, number
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.live import LiveFit
from vhegui.core.fitting.result import FitResult, correlation
from vhegui.core.fitting.verdict import Outcome
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array
from vhegui.gui.session.results import Results

STATISTIC_NAMES = {"wstat": "wstat", "cash": "Cash", "cstat": "cstat", "chi2": "χ²"}


def statistic_line(
    live: LiveFit, final: FitResult | None, n_bins: int | None, statistic: str = "wstat", ts: float | None = None
) -> str:
    """`wstat 86.12 / 76 bins − 3 par · converged`; ts : of all sources against none, where that is known."""
    stat = final.total_stat if final else live.total_stat
    joint = final.joint if final else live.joint
    message = "converged" if _fine(live, final) else _first_clause(final.message if final else live.message)
    size = f" / {n_bins} bins {MINUS} {len(joint.free)} par" if n_bins is not None else ""
    name = " + ".join(STATISTIC_NAMES[each] for each in statistic.split(" + "))
    source = "" if ts is None else f" · TS {number(ts, 4)} against none"
    return f"{name} {_fixed(stat)}{size} · {message}{source}"


def cubes_under_way(results: Results) -> str:
    """What is said in place of the statistic while there is no fit of the cubes yet, "" when there is one."""
    under_way = results.analysis.fits_cubes and results.analysis.dataset.runs and not results.gesture
    if not under_way or results.current("live_fit") is not None or "live_fit" in results.errors:
        return ""
    made = results.current("skies_to_fit") is not None
    return "The cubes are being fitted …" if made else "The cubes of the runs are being made …"


def verdict(live: LiveFit | None, final: FitResult | None) -> str:
    """What to be careful about in a fit, "" when there is nothing: a limit, no convergence, a degenerate pair."""
    judged = final or live
    if judged is None or judged.verdict.outcome is Outcome.AS_TYPED:
        return ""
    fine = final.success if final is not None else live is not None and live.converged
    said = judged.message.partition(";")[2].strip() if fine else judged.message
    return re.sub(r"(?<=[A-Za-z])_(?![A-Za-z0-9])", "", said)  # lambda_ is how programs have to write it


def _fine(live: LiveFit, final: FitResult | None) -> bool:
    return (final.success if final else live.converged) and (final or live).verdict.outcome is Outcome.CONVERGED


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
    names = [escape(parameter_label(model.parameters[i].name)) for i in free]
    tables = _table("Correlation", names, correlation(part), 2) + _table("Covariance", names, part, 3)
    return f"{tables}<p>{escape(note)}</p>"


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
