"""Studies that somebody asked for: started in the background when what they need is there, stopped by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from vhegui.analysis.pipeline import Job, NotReady, Pipeline
from vhegui.analysis.state import Analysis
from vhegui.core.errors import VheguiError
from vhegui.gui.session.worker import Worker

Grown = Callable[[Any], None]


class RequestedStudies:
    """Steps on request by name. filed : called when a result is in the pipeline · said : severity and sentence."""

    def __init__(
        self, worker: Worker, pipeline: Pipeline, filed: Callable[[], None], said: Callable[[str, str], None]
    ) -> None:
        self._worker, self._pipeline = worker, pipeline
        self._filed, self._said = filed, said
        self._waiting: dict[str, Grown | None] = {}

    def ask(self, name: str, grown: Grown | None = None) -> None:
        """Compute this at the next pull that has what it needs; grown : told of what there is so far, in the worker."""
        self._waiting[name] = grown

    def running(self, name: str) -> bool:
        """Whether it was asked for and is not done."""
        return name in self._waiting or self._worker.has(name)

    def cancel(self, name: str) -> None:
        """Not wanted any more."""
        self._waiting.pop(name, None)
        self._worker.cancel(name)

    def forget(self) -> None:
        """Nothing is wanted any more: the data set is closed."""
        for step in self._pipeline.steps.values():
            if step.on_request:
                self.cancel(step.name)

    def start(self, analysis: Analysis, given: Mapping[str, Any]) -> None:
        """Start what waits, unless something it needs is still being computed."""
        for name, grown in tuple(self._waiting.items()):
            try:
                job = self._pipeline.prepare(name, analysis, given)
            except NotReady:
                continue
            except VheguiError as error:
                self._said("error", str(error))
                job = None
            del self._waiting[name]
            if job is None:
                self._filed()
            else:
                self._worker.submit(name, partial(_run, job, grown), partial(self._keep, job))

    def _keep(self, job: Job, result: Any) -> None:
        self._pipeline.keep(job, result)
        if isinstance(result, VheguiError):
            self._said("error", str(result))
        self._filed()


def _run(job: Job, grown: Grown | None, progress: Callable[[float, str], None]) -> Any:
    return job.run(progress, grown)
