"""Notes of many runs → findings: one for each kind, with the range of its numbers over the runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vhegui.core.dl3.doctor.catalogue import SEVERITIES, Severity, quirk_of
from vhegui.core.files.notes import FormatNote

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w])")
RunNote = tuple[int | None, FormatNote]


def notes_that_matter(notes: Iterable[RunNote]) -> tuple[RunNote, ...]:
    """Those of the kind that may change results."""
    return tuple((run, note) for run, note in notes if quirk_of(note).severity == "result")


@dataclass(frozen=True)
class Finding:
    """One departure from the standard, or one error, in all files that have it.

    runs : ids of the runs concerned, () for the data set as a whole · files : names, each once · hdu : EXTNAME
    found, assumed, effect : numbers that differ between runs are given as "low … high"
    rule : section of the standard · lesson : why it matters.
    """

    severity: Severity
    runs: tuple[int, ...]
    files: tuple[str, ...]
    hdu: str
    found: str
    assumed: str
    effect: str
    rule: str
    lesson: str


def findings(notes: Iterable[RunNote]) -> tuple[Finding, ...]:
    """Notes (with the run they belong to, or None) that differ only in file and numbers, as one; worst first."""
    groups: dict[tuple[str, str, str], list[RunNote]] = {}
    for run, note in notes:
        key = (note.hdu.upper(), _NUMBER.sub("#", note.found), _NUMBER.sub("#", note.assumed))
        groups.setdefault(key, []).append((run, note))
    found = [_finding(group) for group in groups.values()]
    return tuple(sorted(found, key=lambda f: (SEVERITIES.index(f.severity), -len(f.runs), f.hdu)))


def errors(problems: Iterable[tuple[int | None, str, str]]) -> tuple[Finding, ...]:
    """Findings for runs (or files: run None) that cannot be used: (run, file name or "", reason)."""
    groups: dict[str, list[tuple[int | None, str, str]]] = {}
    for problem in problems:
        groups.setdefault(_NUMBER.sub("#", _without_run(problem[2])).replace(problem[1] or "\0", ""), []).append(
            problem
        )
    return tuple(_error(group) for group in groups.values())


def _finding(group: Sequence[RunNote]) -> Finding:
    notes = [note for _, note in group]
    quirk = quirk_of(notes[0])
    return Finding(
        severity=quirk.severity,
        runs=tuple(dict.fromkeys(run for run, _ in group if run is not None)),
        files=tuple(dict.fromkeys(note.file for note in notes)),
        hdu=notes[0].hdu,
        found=span([note.found for note in notes]),
        assumed=span([note.assumed for note in notes]),
        effect=span([note.effect for note in notes]),
        rule=quirk.rule or notes[0].rule,
        lesson=quirk.lesson,
    )


def _error(group: Sequence[tuple[int | None, str, str]]) -> Finding:
    runs = tuple(run for run, _, _ in group if run is not None)
    return Finding(
        severity="error",
        runs=runs,
        files=tuple(dict.fromkeys(file for _, file, _ in group if file)),
        hdu=_hdu_in(group[0][2]),
        found=_without_run(group[0][2]) + (f" (and {len(group) - 1} more)" if len(group) > 1 else ""),
        assumed="the run is left out" if runs else "the file is left out",
        effect="nothing can be computed from it",
        rule="",
        lesson="The other runs are not touched by it. Get a new copy of the file, or ask those who made it.",
    )


def _without_run(reason: str) -> str:
    return re.sub(r"^run \d+: ", "", reason)


def _hdu_in(reason: str) -> str:
    match = re.search(r'HDU "([^"]*)"', reason)
    return match.group(1) if match else ""


def span(texts: Sequence[str]) -> str:
    """Texts that differ only in numbers as one, with "low … high" where a number differs; of others the most usual."""
    skeletons = Counter(_NUMBER.sub("#", text) for text in texts)
    usual = skeletons.most_common(1)[0][0]
    texts = [text for text in texts if _NUMBER.sub("#", text) == usual]
    numbers = [_NUMBER.findall(text) for text in texts]
    columns = [sorted(set(column), key=float) for column in zip(*numbers, strict=True)]
    between = _NUMBER.split(texts[0])
    merged = [between[0]]
    for i, column in enumerate(columns):
        merged += [_range(column, before=between[i], after=between[i + 1]), between[i + 1]]
    return "".join(merged)


def _range(ordered: Sequence[str], before: str, after: str) -> str:
    """Numbers of one place in a sentence as one: of "from a to b", the lowest a and the highest b."""
    if len(ordered) == 1 or re.search(r"(up to|at most) $", before) or (before.endswith(" to ") and after != " to "):
        return ordered[-1]
    return ordered[0] if after == " to " else f"{ordered[0]} … {ordered[-1]}"
