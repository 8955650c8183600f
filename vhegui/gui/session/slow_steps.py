"""Slow steps of the pipeline in the worker: started when their inputs change, stopped by newer ones or by the user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from vhegui.analysis.pipeline import Job, NotReady, Pipeline
from vhegui.analysis.state import Analysis
from vhegui.core.errors import VheguiError
from vhegui.gui.session.worker import Worker

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

    def start(self, name: str, analysis: Analysis, given: Mapping[str, Any]) -> None:
        """Compute a step, unless it is under way, was cancelled, or something it needs is missing."""
        try:
            job = self._pipeline.prepare(name, analysis, given)
        except (NotReady, VheguiError):
            return
        known = self._jobs.get(name)
        if job is None or (known is not None and known.same_inputs(job)):
            return
        self._jobs[name] = job
        self._worker.submit(name, job.run, lambda result: self._keep(job, result))

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

    def forget_stopped(self) -> None:
        """What was cancelled may start again."""
        for name in self.stopped:
            del self._jobs[name]

    def _keep(self, job: Job, result: Any) -> None:
        self._jobs.pop(job.step.name, None)
        self._pipeline.keep(job, result)
        self._filed()
