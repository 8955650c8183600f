"""The memo: a pull graph of pure steps with an identity cache and early cut-off.

A `Step` names its inputs: parts of the Analysis, given values (the loaded runs), or other steps. Pulling a step
pulls its inputs and computes only if one of them changed. A step computed once per run keeps one memo per run.
A result that equals the previous one is replaced by the previous object, so nothing after it is computed again.

Slow steps are never computed by a pull that does not ask for it: `prepare` hands out a `Job` that any thread may run,
`keep` files its result under the inputs it was made from. Those of seconds report their progress, and stop there.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from vhegui.core.progress import Progress

KEPT_RESULTS = 4


@dataclass(frozen=True)
class Step:
    """A pure function of named inputs.

    per_run : computed once for every run; inputs that are per-run steps or per-run values then give the run's own
    result, and the step's value is a dict run → result · slow : left to `prepare` / `keep`
    same : decides whether a new result equals the previous one, for early cut-off
    warm : compute also gets `previous=` the last result (or None), as a place to start from; the result must be the
    same wherever it started · progress : compute also gets `progress=`, to be called with a fraction in [0, 1] and a
    phrase, or None; what it raises stops the step and is not kept.
    """

    name: str
    inputs: tuple[str, ...]
    compute: Callable[..., Any]
    per_run: bool = False
    slow: bool = False
    same: Callable[[Any, Any], bool] | None = None
    warm: bool = False
    progress: bool = False


@dataclass(frozen=True, eq=False)
class Job:
    """A slow step ready to run: `compute(*inputs)` needs nothing else and may run in any thread."""

    step: Step
    inputs: tuple[Any, ...]

    def same_inputs(self, other: Job) -> bool:
        """Whether another job would compute the same."""
        return _same_inputs(self.inputs, other.inputs)

    def run(self, progress: Progress | None = None) -> Any:
        """Compute the result; a step that takes time tells `progress` how far it is."""
        if self.step.progress:
            return self.step.compute(*self.inputs, progress=progress)
        return self.step.compute(*self.inputs)


class NotReady(Exception):
    """A slow step's result for the current inputs is not there yet."""

    def __init__(self, name: str) -> None:
        super().__init__(f'"{name}" is still being computed')
        self.name = name


@dataclass(frozen=True, eq=False)
class _Failure:
    """A step that raised, remembered so that it is not tried again for the same inputs."""

    error: Exception


@dataclass(eq=False)
class _Entry:
    """A result and the inputs it was computed from; `preview` while it serves only the frame of a drag."""

    inputs: tuple[Any, ...]
    result: Any
    preview: bool


class _Memo:
    """The last few results of a function, found again by its inputs. The frames of a drag take one place together."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def __copy__(self) -> _Memo:
        other = _Memo()
        other._entries = [replace(entry) for entry in self._entries]
        return other

    def find(self, inputs: tuple[Any, ...], preview: bool = False) -> tuple[Any, ...] | None:
        for position, entry in enumerate(self._entries):
            if _same_inputs(entry.inputs, inputs):
                entry.preview = entry.preview and preview
                self._entries.insert(0, self._entries.pop(position))
                return (entry.result,)
        return None

    def add(
        self, inputs: tuple[Any, ...], result: Any, same: Callable[[Any, Any], bool] | None, preview: bool = False
    ) -> Any:
        for entry in self._entries:
            known = entry.result
            if known is result or (same is not None and _both_fine(known, result) and same(known, result)):
                result = known
                break
        self._entries = [entry for entry in self._entries if not entry.preview]
        self._entries.insert(0, _Entry(inputs, result, preview))
        del self._entries[KEPT_RESULTS:]
        return result

    @property
    def last_good(self) -> Any | None:
        return next((entry.result for entry in self._entries if not isinstance(entry.result, _Failure)), None)


def _both_fine(known: Any, new: Any) -> bool:
    return not isinstance(known, _Failure) and not isinstance(new, _Failure)


def _same_inputs(known: tuple[Any, ...], inputs: tuple[Any, ...]) -> bool:
    # Hundreds of times a frame, mostly for the same objects: no call for those.
    return all(a is b or _same_value(a, b) for a, b in zip(known, inputs, strict=True))


def _same_value(known: Any, new: Any) -> bool:
    """Plain values compare by value, arrays and objects that hold them by identity."""
    if known is new:
        return True
    if isinstance(known, Mapping) and isinstance(new, Mapping):
        return list(known) == list(new) and all(known[key] is new[key] for key in known)
    if type(known) is not type(new) or isinstance(known, np.ndarray):
        return False
    if isinstance(known, tuple):
        return len(known) == len(new) and all(map(_same_value, known, new))
    return bool(known == new)


class Pipeline:
    """Computes named results of an Analysis on demand and remembers them.

    previewing : set during a drag, whose frames are not worth remembering one by one.
    given : values that steps may use beside the parts of the Analysis, by name; those in `per_run_given` are dicts
    run → value. The pipeline itself belongs to one thread; `Job.run` does not.
    """

    def __init__(self, steps: Iterable[Step], per_run_given: Iterable[str] = ()) -> None:
        self._steps = {step.name: step for step in steps}
        self._per_run = {step.name for step in self._steps.values() if step.per_run} | set(per_run_given)
        self._memos: dict[tuple[str, int | None], _Memo] = {}
        self._dicts: dict[str, _Memo] = {}
        self.computed: OrderedDict[str, int] = OrderedDict()
        self.previewing = False

    def pull(self, name: str, analysis: Any, given: Mapping[str, Any], pulled: dict[str, Any] | None = None) -> Any:
        """The result of step `name`. Raises what the step raises, and NotReady for a slow step without a result.

        pulled : results of other steps pulled just now with the same `analysis` and `given`, filled as they come;
        sharing it between the steps of one frame saves walking the graph again for each.
        """
        return self._value(name, analysis, given, {} if pulled is None else pulled)

    def pull_now(self, name: str, analysis: Any, given: Mapping[str, Any], progress: Progress | None = None) -> Any:
        """As `pull`, but computes slow steps on the spot: for headless use."""
        while True:
            try:
                return self.pull(name, analysis, given)
            except NotReady as missing:
                job = self.prepare(missing.name, analysis, given)
                if job is not None:
                    self.keep(job, _attempt(partial(job.run, progress), ()))

    def fork(self, names: Iterable[str], analysis: Any, given: Mapping[str, Any]) -> Pipeline:
        """A pipeline for another thread that shares the results of steps `names` (not those of single runs)."""
        for name in names:
            self.pull(name, analysis, given)
        other = Pipeline(self._steps.values(), self._per_run)
        other._memos = {key: copy(memo) for key, memo in self._memos.items() if key[0] in names}
        return other

    def adopt(self, other: Pipeline) -> None:
        """Take over what a fork has computed for runs that this pipeline does not know."""
        for key, memo in other._memos.items():
            self._memos.setdefault(key, memo)

    def prepare(self, name: str, analysis: Any, given: Mapping[str, Any]) -> Job | None:
        """A job for slow step `name` with its current inputs, or None when its result is already there."""
        step = self._steps[name]
        pulled: dict[str, Any] = {}
        inputs = tuple(self._value(i, analysis, given, pulled) for i in step.inputs)
        return None if self._memo(name, None).find(inputs) else Job(step, inputs)

    def keep(self, job: Job, result: Any) -> None:
        """File the result of a job; an exception is filed as the reason why there is none."""
        if isinstance(result, Exception):
            result = _Failure(result)
        self._memo(job.step.name, None).add(job.inputs, result, job.step.same)

    def _memo(self, name: str, run: int | None) -> _Memo:
        return self._memos.setdefault((name, run), _Memo())

    def _value(self, name: str, analysis: Any, given: Mapping[str, Any], pulled: dict[str, Any]) -> Any:
        if name in given:
            return given[name]
        if name not in self._steps:
            return getattr(analysis, name)
        if name not in pulled:
            step = self._steps[name]
            inputs = [self._value(i, analysis, given, pulled) for i in step.inputs]
            pulled[name] = (
                self._runs_value(step, inputs) if step.per_run else self._one_value(step, None, tuple(inputs))
            )
        return pulled[name]

    def _runs_value(self, step: Step, inputs: list[Any]) -> dict[int, Any]:
        """One result per run, as the same dict object while every run's result is the same object.

        Inputs may know fewer runs than others (those that a time cut leaves): the fewest count.
        """
        memo, given = self._dicts.setdefault(step.name, _Memo()), tuple(inputs)
        # In a drag most steps have the inputs they had: no need to ask run by run. Else the runs' results are marked as
        # worth keeping on the way.
        if self.previewing and (found := memo.find(given, preview=True)) is not None:
            return found[0]
        own = [i in self._per_run for i in step.inputs]
        runs = min((value for value, mine in zip(inputs, own, strict=True) if mine), key=len)
        results = {
            run: self._one_value(step, run, tuple(v[run] if mine else v for v, mine in zip(inputs, own, strict=True)))
            for run in runs
        }
        return memo.add(given, results, _same_value, self.previewing)

    def _one_value(self, step: Step, run: int | None, inputs: tuple[Any, ...]) -> Any:
        memo = self._memo(step.name, run)
        found = memo.find(inputs, self.previewing)
        if found is None:
            if step.slow:
                raise NotReady(step.name)
            self.computed[step.name] = self.computed.get(step.name, 0) + 1
            compute = partial(step.compute, previous=memo.last_good) if step.warm else step.compute
            result = memo.add(inputs, _attempt(compute, inputs, wrap=True), step.same, self.previewing)
        else:
            result = found[0]
        if isinstance(result, _Failure):
            raise result.error.with_traceback(None)  # else it would grow with every pull
        return result


def _attempt(compute: Callable[..., Any], inputs: tuple[Any, ...], wrap: bool = False) -> Any:
    """The result, or the exception a user can understand (others are bugs and go through)."""
    from vhegui.core.errors import VheguiError

    try:
        return compute(*inputs)
    except VheguiError as error:
        return _Failure(error) if wrap else error
