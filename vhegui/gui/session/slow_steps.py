"""Slow steps of the pipeline in the worker: started when their inputs change, stopped by newer ones or by the user.

A step in parts hands over what it has now and then, and goes on when what follows from that is shown; where the user
cancels it, what it has stays.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from vhegui.analysis.pipeline import Job, NotReady, Pipeline, is_whole
from vhegui.analysis.state import Analysis
from vhegui.core.errors import VheguiError
from vhegui.core.progress import Progress
from vhegui.gui.session.worker import Worker

FIRST_PART_S, LONGEST_PART_S, LONGER = 0.2, 3.0, 1.3
STOPPED = "cancelled: change a setting, or press Ctrl+R to compute it"


class SlowSteps:
    """Keeps what is asked for by one analysis under way.

    What was cancelled stays so for its inputs, else the next pull would start it anew · filed : called when a result is
    in the pipeline.
    """

    def __init__(self, worker: Worker, pipeline: Pipeline, filed: Callable[[], None]) -> None:
        self._worker, self._pipeline = worker, pipeline
        self._filed = filed
        self._jobs: dict[str, Job] = {}
        self._parts: dict[str, tuple[Job, float]] = {}  # what has more to come, and how long its next part may take
        worker.cancelled.connect(self._hold)

    def start(self, name: str, analysis: Analysis, given: Mapping[str, Any]) -> None:
        """Compute a step, or first what it needs, unless that is under way or was cancelled."""
        try:
            job = self._pipeline.prepare(name, analysis, given)
        except NotReady as missing:
            if not self._pipeline.steps[missing.name].on_request:
                self.start(missing.name, analysis, given)
            return
        except VheguiError:
            return
        if job is None:
            return
        name = job.step.name
        known = self._jobs.get(name)
        if known is not None and known.same_inputs(job):
            return
        self._jobs[name] = job
        work = job.run if not job.step.in_parts else partial(_part, job, self._seconds(job))
        self._worker.submit(name, work, lambda result: self._keep(job, result))

    @property
    def stopped(self) -> tuple[str, ...]:
        """Steps that the user cancelled and whose inputs did not lead to another start."""
        return tuple(name for name in self._jobs if not self._worker.has(name))

    def was_stopped(self, name: str, analysis: Analysis, given: Mapping[str, Any]) -> bool:
        """Whether the user cancelled what a step would compute for this analysis."""
        if name not in self.stopped:
            return False
        wanted = self._pipeline.prepare(name, analysis, given)
        return wanted is not None and self._jobs[name].same_inputs(wanted)

    def forget(self) -> None:
        """Nothing that was started is wanted any more: the data set is closed."""
        for name in self._jobs:
            self._worker.cancel(name)
        self._jobs.clear()
        self._parts.clear()

    def forget_stopped(self) -> None:
        """What was cancelled may start again."""
        for name in self.stopped:
            del self._jobs[name]

    def _seconds(self, job: Job) -> float:
        """How long the next part may take."""
        known, seconds = self._parts.get(job.step.name, (None, FIRST_PART_S))
        return seconds if known is not None and known.same_inputs(job) else FIRST_PART_S

    def _hold(self) -> None:
        """The user cancels: what has more to come stays as it is, and what follows from that is shown."""
        for name, (job, _) in self._parts.items():
            self._jobs.setdefault(name, job)
            for other in [each for each in self._jobs if self._pipeline.follows(each, name)]:
                del self._jobs[other]

    def _keep(self, job: Job, result: Any) -> None:
        name = job.step.name
        self._jobs.pop(name, None)
        if is_whole(result):
            self._parts.pop(name, None)
        else:
            self._parts[name] = job, min(LONGER * self._seconds(job), LONGEST_PART_S)
        self._pipeline.keep(job, result)
        self._filed()


def _part(job: Job, seconds: float, progress: Progress) -> Any:
    """Compute a part, in the worker."""
    end = time.monotonic() + seconds
    return job.run(progress, enough=lambda: time.monotonic() > end)
