"""What a run without a window was asked for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vhegui.analysis.edits.joint import keep_joint
from vhegui.analysis.gammapy_config.selection import RunSelection
from vhegui.analysis.loading.runs import LoadedRuns
from vhegui.analysis.loading.spectra import LoadedSpectra
from vhegui.analysis.state import Analysis


@dataclass(frozen=True)
class Request:
    """What a file asks for: an analysis, and a rule for its runs where they are not named.

    minos : asymmetric errors of all parameters are wanted · inputs : the files it was read from.
    """

    analysis: Analysis
    selection: RunSelection | None
    name: str
    warnings: tuple[str, ...]
    minos: bool = False
    inputs: tuple[Path, ...] = ()


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of it.

    analysis : with the runs that were found · files_read : spectra from files
    values : step → result · errors : step → why there is none
    problems : everything asked for that was not done, one sentence each · files : what was written.
    """

    request: Request
    analysis: Analysis
    runs: LoadedRuns
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    files_read: LoadedSpectra = field(default_factory=LoadedSpectra)

    @property
    def exit_code(self) -> int:
        """0 when all that was asked for was done."""
        return 1 if self.problems else 0

    @property
    def fitted(self) -> Analysis:
        """The analysis with the best-fit models in place of the start values."""
        result = self.values.get("fit_result")
        if result is None:
            return self.analysis
        return keep_joint(self.analysis, result.joint)
