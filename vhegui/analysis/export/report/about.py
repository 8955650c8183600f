"""What a report is about, as all of its sections get it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vhegui.analysis.export.report.html import picture
from vhegui.analysis.outcome import Outcome
from vhegui.analysis.state import Analysis

NARROW, WIDTH, WIDE = 460, 640, 900  # of pictures, pixels


@dataclass(frozen=True, eq=False)
class About:
    """outcome : what came of the analysis · said : what was said on the way, a sentence each
    pictures : PNG files by the name of the plot · home : folder of the report · written : when, UTC.
    """

    outcome: Outcome
    said: Sequence[str]
    pictures: Mapping[str, bytes]
    home: Path
    written: datetime

    @property
    def analysis(self) -> Analysis:
        """What was analysed."""
        return self.outcome.analysis

    @property
    def values(self) -> Mapping[str, Any]:
        """Step → result, those that there are."""
        return self.outcome.values

    def picture(self, name: str, caption: str, width: int = WIDTH) -> str:
        """A plot, "" where it was not drawn."""
        return picture(self.pictures[name], caption, width) if name in self.pictures else ""

    def missing(self, step: str, words: str) -> str:
        """Why a result is not there: `words`, then the reason where one is known; "" where it is there."""
        if step in self.values:
            return ""
        reason = self.outcome.errors.get(step, "")
        return f"{words}: {reason}." if reason else f"{words}."
