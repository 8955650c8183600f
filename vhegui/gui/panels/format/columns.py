"""Findings as the columns of a table."""

from __future__ import annotations

from vhegui.core.dl3.doctor.catalogue import Severity
from vhegui.core.dl3.doctor.check import Report
from vhegui.core.dl3.doctor.report import where
from vhegui.gui.widgets.table import Column

MARKS: dict[Severity, str] = {"error": "✖ error", "result": "▲ result", "cosmetic": "◆ cosmetic"}


def columns(report: Report) -> tuple[Column, ...]:
    """One row a finding, worst first; to files go the words and all run numbers."""
    found, total = report.findings, len(report.runs)
    return (
        Column(
            "severity", "Severity", [f.severity for f in found], write=lambda severity: MARKS[severity],
            tip="✖ error: cannot be used. ▲ result: an assumption that may change results. ◆ cosmetic: no effect.",
        ),
        Column("hdu", "HDU", [f.hdu for f in found], tip="The table in the FITS file."),
        Column("found", "Found", [f.found for f in found], tip="What is in the file; low … high over the runs.",
               widest=240),
        Column("where", "Where", [where(f, total) for f in found], tip="How many of the runs (or which file) have it.",
               widest=110, lesser=1),
        Column("assumed", "Assumed", [f.assumed for f in found], tip="What the program made of it.",
               widest=220, lesser=2),
        Column("effect", "Effect", [f.effect for f in found], tip="How much the assumption changes.",
               widest=220, lesser=3),
        Column("rule", "Rule", [f.rule for f in found], tip="The section of the standard it departs from.",
               widest=220, lesser=4),
        Column("runs", "Runs", [" ".join(map(str, f.runs)) for f in found],
               tip="Ids of the runs; copy or save them all.", widest=220, lesser=5),
    )  # fmt: skip
