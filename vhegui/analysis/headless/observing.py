"""`vhegui plan`: an array, a source, hours → expected counts, significance, time to a detection, sensitivity."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vhegui.analysis.export.folder import ResultFolder
from vhegui.analysis.export.observing import write_observing_plan
from vhegui.analysis.outcome import DONE, PARTLY_DONE
from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.load import read_responses
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import ConfigError, VheguiError
from vhegui.core.estimators.planning import Detection, Expectation, OnCut, at_best_threshold, expectation, planned_view
from vhegui.core.estimators.sensitivity import Sensitivity, sensitivity
from vhegui.core.irf.responses import Responses
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.progress import Progress, silent
from vhegui.core.sed.points import SedPoints
from vhegui.core.sed.read import read_sed

Say = Callable[[str], None]
HOUR = 3600.0


@dataclass(frozen=True)
class ObservingRequest:
    """What is planned.

    path : of a file with responses, or of a data set · run : of the data set, None: that of the nearest zenith angle
    name, model : of the source · hours : of observation time · dead_time : part of it that is lost, 0 to 1
    zenith : deg, NaN where the responses say · offset : of the source from the pointing, deg
    low, high : TeV, of the energy axis, with bins of `per_decade` · published : file with a curve to be drawn beside.
    """

    path: Path
    name: str
    model: SpectralModel
    hours: float = 50.0
    run: int | None = None
    zenith: float = float("nan")
    offset: float = 0.5
    dead_time: float = 0.0
    low: float = 0.05
    high: float = 50.0
    per_decade: int = 5
    cut: OnCut = OnCut()
    detection: Detection = Detection()
    published: Path | None = None
    allow_outside: bool = False


@dataclass(frozen=True, eq=False)
class ObservingPlan:
    """What came of it.

    array : where the responses are from · expected : of all energies · best : above the threshold that suits the source
    published : the curve drawn beside, None without
    not_done : what could not be written, one sentence each · files : what was written.
    """

    request: ObservingRequest
    array: str
    expected: Expectation
    best: Expectation
    sensitivity: Sensitivity
    published: SedPoints | None = None
    not_done: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def in_words(self) -> str:
        """What is to be expected, in lines."""
        lines = [f"{self.request.name}, {self.request.hours:g} h with {self.array}"]
        for found in {each.threshold: each for each in (self.expected, self.best)}.values():
            counts = f"{found.total_signal:.4g} counts on {found.total_background:.4g} of background"
            hours = found.time_to_detect / HOUR
            soon = f"a detection after {hours:.3g} h" if math.isfinite(hours) else "never a detection"
            lines.append(f"above {found.threshold:.3g} TeV {counts}, {found.total:.3g} σ; {soon}")
        return "\n".join(lines)

    @property
    def exit_code(self) -> int:
        """DONE when all that was asked for was done."""
        return PARTLY_DONE if self.not_done else DONE


Draw = Callable[[ObservingPlan, Path], Sequence[Path]]


def plan_observing(request: ObservingRequest) -> ObservingPlan:
    """Compute all of it. Raises VheguiError that says what is missing."""
    responses, array = responses_of(request)
    reco = EnergyAxis.from_bounds(request.low, request.high, request.per_decade)
    view = planned_view(responses, reco, request.offset, request.cut)
    time, live = request.hours * HOUR, 1.0 - request.dead_time
    expected = expectation(view, request.model, time, live, request.detection)
    best = at_best_threshold(view, request.model, time, live, request.detection)
    faintest = sensitivity(view, time, live, request.detection)
    published = None if request.published is None else read_sed(request.published)
    return ObservingPlan(request, array, expected, best, faintest, published)


def run_observing(
    request: ObservingRequest,
    folder: Path,
    progress: Progress = silent,
    say: Say = lambda text: None,
    draw: Draw | None = None,
) -> ObservingPlan:
    """The same, written as tables, JSON and, by `draw`, plots into `folder`. Raises VheguiError."""
    inputs = [path for path in (request.path, request.published) if path is not None and path.is_file()]
    target = ResultFolder.prepare(folder, (), inputs)
    progress(0.1, "Reading responses")
    plan = plan_observing(request)
    if request.path.is_file() and request.run is None and math.isfinite(request.zenith):
        say(f"{request.path.name} has the responses of one zenith angle: {request.zenith:g} deg changes nothing")
    problems = list[str]()
    with target.aside() as part:
        progress(0.5, "Writing results")
        files = list(write_observing_plan(plan, part))
        if draw is not None:
            try:
                files += draw(plan, part)
            except VheguiError as error:
                problems.append(str(error))
                say(str(error))
        written = target.move_in(part, files)
    return replace(plan, not_done=tuple(problems), files=written)


def responses_of(request: ObservingRequest) -> tuple[Responses, str]:
    """The responses of a request, and where they are from. Raises VheguiError."""
    path = request.path
    if path.is_file() and request.run is None:
        return read_responses(path)[0], path.name.removesuffix(".gz").removesuffix(".fits")
    store = open_store(path, request.allow_outside)
    run = request.run
    if run is None:
        distance = np.abs(store.index.zenith - request.zenith)
        if not np.isfinite(distance).any():
            raise ConfigError(f"{path}: a data set has responses for many zenith angles; give --zenith, or a --run")
        run = int(store.index.obs_id[np.nanargmin(distance)])
    return store.load(run).responses, f"run {run} of {store.label}"
