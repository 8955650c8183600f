"""An observation that is planned, as files: counts and sensitivity as tables (ECSV), everything in numbers (JSON)."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import vhegui
from vhegui.analysis.export.tables import write_table
from vhegui.analysis.yaml_files.file import write_atomically
from vhegui.core.estimators.planning import Expectation
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.models.spectral.flux import TEV_TO_ERG

if TYPE_CHECKING:
    from vhegui.analysis.headless.observing import ObservingPlan

HOUR = 3600.0
FLUX = "cm-2 s-1 TeV-1"


def write_observing_plan(plan: ObservingPlan, folder: Path) -> tuple[Path, ...]:
    """Write plan.json, counts.ecsv and sensitivity.ecsv."""
    numbers, counts, curve = (folder / name for name in ("plan.json", "counts.ecsv", "sensitivity.ecsv"))
    write_atomically(numbers, json.dumps(plan_content(plan), indent=1))
    write_table(counts_table(plan), counts)
    write_table(sensitivity_table(plan), curve)
    return numbers, counts, curve


def plan_content(plan: ObservingPlan) -> dict[str, Any]:
    """What was planned, and what is to be expected; null for what is not known, and for a time that never comes."""
    request = plan.request
    return {
        "creator": f"vhegui {vhegui.__version__}",
        "array": plan.array,
        "source": {
            "name": request.name,
            "type": request.model.kind,
            "parameters": {p.name: {"value": p.value, "unit": p.unit} for p in request.model.parameters},
        },
        "observation": {
            "hours": request.hours,
            "dead_time": request.dead_time,
            "zenith_deg": _known(request.zenith),
            "offset_deg": request.offset,
            "on_radius_deg": request.cut.radius,
            "on_share_of_psf": request.cut.share if request.cut.radius is None else None,
            "alpha": request.cut.alpha,
        },
        "energy_TeV": {"low": request.low, "high": request.high, "bins_per_decade": request.per_decade},
        "detection": {
            "sigma": request.detection.sigma,
            "counts": request.detection.counts,
            "part_of_background": request.detection.part,
        },
        "expected": _sums(plan.expected),
        "at_best_threshold": _sums(plan.best),
    }


def _sums(found: Expectation) -> dict[str, float | None]:
    return {
        "threshold_TeV": found.threshold,
        "signal": found.total_signal,
        "background": found.total_background,
        "significance": found.total,
        "significance_of_bins_combined": found.combined,
        "hours_to_detection": _known(found.time_to_detect / HOUR),
    }


def counts_table(plan: ObservingPlan) -> Any:
    """Expected counts in ON, a row a bin."""
    found, edges = plan.expected, plan.sensitivity.energy.edges
    return _table(
        energy_min=(edges[:-1], "TeV"),
        energy_max=(edges[1:], "TeV"),
        signal=(found.signal, ""),
        background=(found.background, ""),
        significance=(found.significance, ""),
        used=(found.used, ""),
    )


def sensitivity_table(plan: ObservingPlan) -> Any:
    """The sensitivity, a row a bin, and the source beside it; named as gammapy names the columns."""
    found = plan.sensitivity
    energy = found.energy
    source = dnde(plan.request.model, energy.centres)
    return _table(
        e_ref=(energy.centres, "TeV"),
        e_min=(energy.edges[:-1], "TeV"),
        e_max=(energy.edges[1:], "TeV"),
        dnde=(found.dnde, FLUX),
        e2dnde=(found.e2dnde, "erg cm-2 s-1"),
        excess=(found.excess, ""),
        background=(found.background, ""),
        criterion=(np.array(found.criterion), ""),
        source_dnde=(source, FLUX),
        source_e2dnde=(TEV_TO_ERG * energy.centres**2 * source, "erg cm-2 s-1"),
    )


def _table(**columns: tuple[Any, str]) -> Any:
    from astropy.table import Column, Table

    return Table({name: Column(values, unit=unit or None) for name, (values, unit) in columns.items()})


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
