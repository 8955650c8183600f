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
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.core.background.off_runs import OffRun
from vhegui.core.dl3.doctor.findings import RunNote
from vhegui.core.fitting.upper_limit import has_result

DONE, FAILED, PARTLY_DONE = 0, 1, 3


@dataclass(frozen=True)
class Request:
    """What a file asks for: an analysis, and a rule for its runs where they are not named.

    minos : asymmetric errors of all parameters are wanted · inputs : the files it was read from
    workers : processes that read and prepare runs, where nothing else is said
    safe_range_given : False where the safe range of the files is only what applies without a word about it
    allow_outside : also read files outside of the data set's folder that it names
    find_sources : so many are looked for, at most, in what the fit of cubes leaves.
    """

    analysis: Analysis
    selection: RunSelection | None
    name: str
    warnings: tuple[str, ...]
    minos: bool = False
    inputs: tuple[Path, ...] = ()
    allow_outside: bool = False
    workers: int = 1
    safe_range_given: bool = True
    find_sources: int = 0

    @property
    def not_done(self) -> tuple[str, ...]:
        """Those of the warnings that are about something that is asked for and not done."""
        return tuple(warning for warning in self.warnings if isinstance(warning, NotDone))


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of it.

    analysis : with the runs that were found · files_read : spectra from files
    values : step → result · errors : step → why there is none
    problems : what was asked for and was not done, beside what the request knows, one sentence each
    off_runs : of each run that needs some, see `vhegui.analysis.loading.off_runs`
    notes : what was assumed about the files that were read and may change results · files : what was written.
    """

    request: Request
    analysis: Analysis
    runs: LoadedRuns
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    notes: tuple[RunNote, ...] = ()
    files: tuple[Path, ...] = ()
    files_read: LoadedSpectra = field(default_factory=LoadedSpectra)
    off_runs: dict[int, tuple[OffRun, ...]] = field(default_factory=dict)

    @property
    def not_done(self) -> tuple[str, ...]:
        """Everything asked for that was not done, one sentence each."""
        return (*self.request.not_done, *self.problems)

    @property
    def exit_code(self) -> int:
        """DONE when all that was asked for was done, FAILED when the fit was not, or no map of maps alone, else
        PARTLY_DONE.

        A limit on a source that is not there is a result, too.
        """
        fit, limit = self.values.get("fit_result"), self.values.get("amplitude_limit")
        most = self.analysis.flux_points.ul_ts
        unfitted = "fit_result" in self.errors or (fit is not None and not has_result(fit, limit, most))
        if unfitted or (self.analysis.maps_alone and "sky_bands" in self.errors):
            return FAILED
        return PARTLY_DONE if self.not_done else DONE

    @property
    def fitted(self) -> Analysis:
        """The analysis with the best-fit models in place of the start values."""
        result = self.values.get("fit_result")
        if result is None:
            return self.analysis
        return keep_joint(self.analysis, result.joint)
