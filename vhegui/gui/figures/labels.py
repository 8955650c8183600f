"""Short names for a legend."""

from __future__ import annotations

SHORT_FORMULAS = {", power law": " PL", ", exponential cutoff": " ECPL", ", log-parabola": " LP"}


def short_label(label: str) -> str:
    """`H.E.S.S. 2006, exponential cutoff` → `H.E.S.S. 2006 ECPL`: for a legend, where many names share few lines."""
    for words, letters in SHORT_FORMULAS.items():
        label = label.replace(words, letters)
    return label
