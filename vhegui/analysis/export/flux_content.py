"""Fluxes of the fitted spectrum for `results.json`: cm-2 s-1 and TeV cm-2 s-1, energies in TeV."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.result import FitResult
from vhegui.core.models.spectral.fluxes import fluxes_of

USUAL = (1.0, 10.0)


def flux_content(result: FitResult, data: JointData | None) -> list[dict[str, Any]]:
    """Integral and energy flux from 1 to 10 TeV and over the energies that were fitted; pivot energy, index there."""
    ranges = [USUAL]
    if data is not None:
        ranges.append((float(data.reco_min.min()), float(data.reco_max.max())))
    return [asdict(fluxes_of(result.model, result.covariance, *energies)) for energies in ranges]
