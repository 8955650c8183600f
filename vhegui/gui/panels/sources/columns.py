"""The tree as a table for the clipboard and for files: a line a source, part or background."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vhegui.gui.panels.sources.rows import Row
from vhegui.gui.widgets.table import Column


def columns(rows: Sequence[Row]) -> list[Column]:
    """All rows, flat, with what the tests say."""
    flat = [(row, each) for row in rows for each in (row, *row.below)]

    def tested(name: str) -> list[float]:
        return [math.nan if row.test is None else float(getattr(row.test.test, name)) for _, row in flat]

    return [
        Column("source", "Source", [top.title for top, _ in flat]),
        Column("part", "Part", ["" if row is top else row.title for top, row in flat]),
        Column("kind", "Kind", [row.kind for _, row in flat]),
        Column("values", "Values", [row.values for _, row in flat]),
        Column("fitted", "Fit", [bool(row.fitted) for _, row in flat], tip="In the fit, or something of it fitted"),
        Column("counts", "Counts", [row.counts for _, row in flat], tip="Expected in the bins that are fitted"),
        Column("delta_ts", "ΔTS", tested("delta_ts"), tip="Against no source, a point, no cutoff"),
        Column("ndf", "More parameters", tested("ndf")),
        Column("p_value", "p", tested("p_value")),
        Column("significance", "Significance", tested("significance"), tip="σ"),
        Column("note", "Note", ["" if row.test is None else row.test.test.note for _, row in flat]),
    ]
