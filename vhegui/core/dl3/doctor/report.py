"""A report of the doctor as text for people, and as JSON for programs."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from vhegui.core.dl3.doctor.catalogue import SEVERITIES, Severity
from vhegui.core.dl3.doctor.findings import Finding, RunNote, findings
from vhegui.core.files.notes import counted

if TYPE_CHECKING:
    from vhegui.core.dl3.doctor.check import Report

HEADINGS: dict[Severity, str] = {
    "error": "Errors: what cannot be used",
    "result": "Assumptions that may change results",
    "cosmetic": "Departures that change no result",
}
FORMAT = 1
WIDTH = 110
_SHOWN = 8


def summary(report: Report) -> str:
    """One line: how many runs, how many of them usable, how many findings of each kind."""
    n, bad = len(report.runs), len(report.unusable)
    runs = f"{counted(n, 'run')}, {f'{bad} cannot be used' if bad else 'all usable'}" if n else "no runs"
    kinds = [counted(report.count("error"), "error")] if report.count("error") else []
    kinds += [f"{counted(report.count('result'), 'assumption')} that may change results"]
    kinds += [f"{report.count('cosmetic')} cosmetic"]
    return f"{report.label}: {runs}; {', '.join(kinds) if report.findings else 'conforms to GADF'}"


def where(finding: Finding, total: int) -> str:
    """Which runs or files a finding is about, in few words. `total` : number of runs that were checked."""
    if not finding.runs:
        return finding.files[0] if len(finding.files) == 1 else f"{len(finding.files)} files"
    if len(finding.runs) == total and total > 1:
        return f"all {total} runs"
    return f"run {finding.runs[0]}" if len(finding.runs) == 1 else f"{len(finding.runs)} runs"


def sentences(notes: Iterable[RunNote], total: int) -> tuple[str, ...]:
    """Notes as one sentence for each kind of departure. `total` : number of runs that were read."""
    said = []
    for finding in findings(notes):
        place = where(finding, total) + (f', HDU "{finding.hdu}"' if finding.hdu else "")
        effect = f" ({finding.effect})" if finding.effect else ""
        said.append(f"{place}: {finding.found}; {finding.assumed}{effect}")
    return tuple(said)


def as_text(report: Report) -> str:
    """The whole report, severe things first."""
    lines = [summary(report)]
    for severity in SEVERITIES:
        chosen = [finding for finding in report.findings if finding.severity == severity]
        if chosen:
            lines += ["", HEADINGS[severity]]
            for finding in chosen:
                lines += _paragraph(finding, len(report.runs))
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """The whole report as one JSON object; `format` grows when its meaning changes."""
    content = {
        "format": FORMAT,
        "label": report.label,
        "usable": report.usable,
        "runs": list(report.runs),
        "unusable": list(report.unusable),
        "findings": [asdict(finding) for finding in report.findings],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _paragraph(finding: Finding, total: int) -> list[str]:
    place = where(finding, total) + (f', HDU "{finding.hdu}"' if finding.hdu else "")
    lines = textwrap.wrap(f"{place}: {finding.found}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    some = 1 < len(finding.runs) <= _SHOWN and len(finding.runs) < total
    entries = (
        ("runs", ", ".join(map(str, finding.runs)) if some else ""),
        ("assumed", finding.assumed),
        ("effect", finding.effect),
        ("rule", finding.rule),
    )
    for name, text in entries:
        if text:
            lines += textwrap.wrap(text, WIDTH, initial_indent=f"    {name:8} ", subsequent_indent=" " * 13)
    return lines
