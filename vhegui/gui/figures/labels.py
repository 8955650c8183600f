"""Short names for a legend."""

from __future__ import annotations

from vhegui.core.models.spectral.registry import KINDS


def short_label(label: str) -> str:
    """`H.E.S.S. 2006, exponential cutoff` → `H.E.S.S. 2006 ECPL`: for a legend, where many names share few lines."""
    for entry in KINDS.values():
        label = label.replace(f", {(entry.brief or entry.label).lower()}", f" {entry.abbreviation}")
    return label
