"""One pull: the steps that panels ask for, one after the other, with what is said where there is no result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from vhegui.analysis.pipeline import NotReady, Pipeline
from vhegui.analysis.state import Analysis
from vhegui.core.errors import VheguiError
from vhegui.gui.session.frames import Frame
from vhegui.gui.session.slow_steps import STOPPED

Asked = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # live steps, slow ones and studies of a panel


@dataclass(eq=False)
class Pull:
    """What is computed of one state, and what has been found of it so far; see `Results`.

    stopped : says of a slow step that the user has cancelled it · pulled : values of all steps on the way
    asked : steps and studies that it has come to.
    """

    pipeline: Pipeline
    analysis: Analysis
    given: Mapping[str, Any]
    stopped: Callable[[str, Analysis, Mapping[str, Any]], bool]
    pulled: dict[str, Any] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    old: set[str] = field(default_factory=set)

    def compute(self, asked: Iterable[Asked], frame: Frame, drag: bool, step_by_step: bool = False) -> Iterator[str]:
        """Compute what panels ask for; says the name of each piece before: of a result, or (`step_by_step`) of each
        step that it comes from, of many runs more than once.
        """
        asked = list(asked)
        for name in dict.fromkeys(step for live, slow, _ in asked for step in (*live, *slow)):
            if not step_by_step:
                yield name
            self.asked.add(name)
            if name in frame.waiting:
                continue
            if name in frame.left_out:
                self.stale.add(name)
                continue
            if step_by_step:
                yield from self._way_to(name)
            self._take(name, self.stale)
        for name in dict.fromkeys(step for *_, on_request in asked for step in on_request):
            yield name
            self.asked.add(name)
            if drag:
                self.old.add(name)
            else:
                self._take(name, self.old)

    def _way_to(self, name: str) -> Iterator[str]:
        for before in self.pipeline.way_to(name, self.analysis, self.pulled):
            yield before
            with suppress(NotReady, VheguiError):  # said of what needs it
                for _ in self.pipeline.pull_runs(before, self.analysis, self.given, self.pulled):
                    yield before

    def _take(self, name: str, missing: set[str]) -> None:
        """The result of a step or a study, or why there is none."""
        try:
            self.values[name] = self._value(name)
        except NotReady as error:
            missing.add(name)
            if missing is self.stale and self.stopped(error.name, self.analysis, self.given):
                self.errors[name] = STOPPED
        except VheguiError as error:
            missing.add(name)
            self.errors[name] = str(error)

    def _value(self, name: str) -> Any:
        return self.pipeline.pull(name, self.analysis, self.given, self.pulled)
