"""What a step is: a pure function of named inputs, with what everybody who runs it should know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vhegui.analysis.pipeline.memo import KEPT_RESULTS, same_inputs
from vhegui.core.progress import Progress

KEPT_STUDIES = 12  # of each: undo finds them again


@dataclass(frozen=True)
class Step:
    """A pure function of named inputs.

    inputs : names of other steps, of given values, or paths into the Analysis ("source", "map.smooth"; None where the
    part that holds it is None)
    per_run : computed once for every run; inputs that are per-run steps or per-run values then give the run's own
    result, and the step's value is a dict run → result · slow : left to `prepare` / `keep`
    same : decides whether a new result equals the previous one, for early cut-off
    warm : compute also gets `previous=` the last result (or None), as a place to start from; the result must be the
    same wherever it started · progress : compute also gets `progress=`, to be called with a fraction in [0, 1] and a
    phrase, or None; what it raises stops the step and is not kept · grows : compute also gets `grown=`, to be called
    with every result so far, or None
    in_parts : compute also gets `enough=`, asked whether to stop there, or None; a result with `missing` is shown, and
    the same inputs give more
    quick : slow, but fast enough to follow a drag of what it depends on
    on_request : slow, and computed only when somebody asks for it by name, never because a panel shows it.
    one_of : of a step whose value is that of another: which it is for each value of its first input, see `choice`.

    What those who run steps should know:
    phrase : what a progress bar says meanwhile; a run without a window computes the steps that have one
    of_runs : there is nothing to compute where no run is loaded, whatever spectra come from files
    on_open : computed when a run is opened, whatever the region, before anybody asks
    kept : how many of its results are remembered (of each run, for a step per run)
    numbers : only written numbers show it, which a drag brings up to date a few times a second
    sacrifice : a drag that cannot keep up leaves out those of 1, then of 2, …; never those of 0.
    """

    name: str
    inputs: tuple[str, ...]
    compute: Callable[..., Any]
    per_run: bool = False
    slow: bool = False
    same: Callable[[Any, Any], bool] | None = None
    warm: bool = False
    progress: bool = False
    grows: bool = False
    in_parts: bool = False
    quick: bool = False
    on_request: bool = False
    one_of: Mapping[Any, str] = field(default_factory=dict)
    kept: int = KEPT_RESULTS
    phrase: str = ""
    of_runs: bool = False
    on_open: bool = False
    numbers: bool = False
    sacrifice: int = 0


def choice(name: str, setting: str, steps: Mapping[Any, str], **known: Any) -> Step:
    """A step whose value is that of one of several others, for each value of a setting; only that one is pulled.

    setting : a path into the Analysis · steps : none of them per run · known : what those who run steps should know.
    """
    return Step(name, (setting, *steps.values()), _never, one_of=dict(steps), **known)


def study(name: str, inputs: tuple[str, ...], compute: Callable[..., Any], phrase: str, **known: Any) -> Step:
    """A step computed on request, with a progress bar; known : see `Step`."""
    return Step(name, inputs, compute, phrase=phrase, on_request=True, progress=True, kept=KEPT_STUDIES, **known)


def _never(*_: Any) -> Any:
    raise AssertionError("the value of a choice is that of the step it chooses")


@dataclass(frozen=True, eq=False)
class Job:
    """A slow step ready to run: `compute(*inputs)` needs nothing else and may run in any thread."""

    step: Step
    inputs: tuple[Any, ...]

    def same_inputs(self, other: Job) -> bool:
        """Whether another job would compute the same."""
        return same_inputs(self.inputs, other.inputs)

    def run(
        self,
        progress: Progress | None = None,
        grown: Callable[[Any], None] | None = None,
        enough: Callable[[], bool] | None = None,
    ) -> Any:
        """Compute the result; a step that takes time tells `progress` how far it is, and `grown` what there is; one in
        parts stops where there is `enough`.
        """
        if progress is not None and self.step.phrase:
            progress(0.0, self.step.phrase)
        told: dict[str, Any] = {"progress": progress} if self.step.progress else {}
        if self.step.grows:
            told["grown"] = grown
        if self.step.in_parts:
            told["enough"] = enough
        return self.step.compute(*self.inputs, **told)


def is_whole(result: Any) -> bool:
    """Whether nothing is missing in the result of a step in parts."""
    return not getattr(result, "missing", ())


class NotReady(Exception):
    """A slow step's result for the current inputs is not there yet."""

    def __init__(self, name: str) -> None:
        super().__init__(f'"{name}" is still being computed')
        self.name = name
