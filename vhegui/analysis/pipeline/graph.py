"""The graph of steps, pulled from its end, and the memos of what was computed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from vhegui.analysis.pipeline.memo import Failure, same_value
from vhegui.analysis.pipeline.memos import BUDGET, Memos
from vhegui.analysis.pipeline.step import Job, NotReady, Step, is_whole
from vhegui.core.errors import VheguiError
from vhegui.core.progress import Progress

RUNS_AT_A_TIME = 8
Mistake = Callable[[str, Exception], VheguiError]


class Pipeline:
    """Computes named results of an Analysis on demand and remembers them.

    previewing : set during a drag, whose frames are not worth remembering one by one
    following : set during a drag whose frames have time for the `quick` steps.
    given : values that steps may use beside the parts of the Analysis, by name; those in `per_run_given` are dicts
    run → value, those in `defaults` need not be given. The pipeline itself belongs to one thread; `Job.run` does not.
    mistake : told of a step and what it raised that no user can understand, a bug; the error it returns is kept in
    place of the result. Without it bugs go through · budget : bytes of arrays that `bound` leaves.
    """

    def __init__(
        self,
        steps: Iterable[Step],
        per_run_given: Iterable[str] = (),
        mistake: Mistake | None = None,
        budget: int = BUDGET,
        defaults: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        self.steps = {step.name: step for step in steps}
        self._paths = {name: _reader(name) for step in self.steps.values() for name in step.inputs}
        self._awaited = {step.name: self._slow_inputs(step) for step in self.steps.values() if step.slow}
        self._per_run = {step.name for step in self.steps.values() if step.per_run} | set(per_run_given)
        self._defaults = defaults
        self._mistake = mistake
        self._memos = Memos(budget)
        self.computed: OrderedDict[str, int] = OrderedDict()
        self.previewing = self.following = False

    def pull(self, name: str, analysis: Any, given: Mapping[str, Any], pulled: dict[str, Any] | None = None) -> Any:
        """The result of step `name`. Raises what the step raises, and NotReady for a slow step without a result.

        pulled : results of other steps pulled just now with the same `analysis` and `given`, filled as they come;
        sharing it between the steps of one frame saves walking the graph again for each.
        """
        if not pulled:
            self._memos.now += 1
        return self._value(name, analysis, given, {} if pulled is None else pulled)

    def pull_runs(self, name: str, analysis: Any, given: Mapping[str, Any], pulled: dict[str, Any]) -> Iterator[None]:
        """Compute what `pull` would of step `name`, a bit at a time where it has a result per run; its inputs are there
        already. Raises what the step raises.
        """
        step = self.steps[name]
        if step.per_run and name not in pulled and not self.previewing:
            inputs = [self._value(i, analysis, given, pulled) for i in step.inputs]
            for number, (run, own) in enumerate(self._inputs_of_runs(step, inputs).items(), 1):
                self._one_value(step, run, own)
                if number % RUNS_AT_A_TIME == 0:
                    yield
        self._value(name, analysis, given, pulled)

    def pull_now(self, name: str, analysis: Any, given: Mapping[str, Any], progress: Progress | None = None) -> Any:
        """As `pull`, but computes slow steps on the spot: for headless use."""
        while True:
            try:
                return self.pull(name, analysis, given)
            except NotReady as missing:
                job = self.prepare(missing.name, analysis, given)
                if job is not None:
                    try:
                        self.keep(job, job.run(progress))
                    except VheguiError as error:
                        self.keep(job, error)

    def fork(self, analysis: Any, given: Mapping[str, Any]) -> Pipeline:
        """A pipeline for another thread that opens runs: it shares what steps `on_open` need beside the run."""
        names = {name for step in self.on_open for name in self._before(step) if not self.steps[name].per_run}
        for name in names:
            self.pull(name, analysis, given)
        other = Pipeline(self.steps.values(), self._per_run, defaults=self._defaults)
        self._memos.share(other._memos, names)
        return other

    def adopt(self, other: Pipeline) -> None:
        """Take over what a fork has computed for runs that this pipeline does not know."""
        self._memos.adopt(other._memos)

    def forget(self) -> None:
        """Drop everything: the data set is closed."""
        self._memos.forget()

    def forget_runs(self, runs: set[int]) -> None:
        """Drop what is known of runs that are no longer in memory."""
        self._memos.forget_runs(runs)

    def bound(self, enough: Callable[[], bool] = lambda: False) -> bool:
        """Keep the budget, by forgetting what was asked for longest ago; for when nobody waits.

        Says whether that is done: where `enough` is true before, the next call goes on.
        """
        return self._memos.bound(enough)

    def follows(self, name: str, other: str) -> bool:
        """Whether a step needs another one."""
        return name in self.steps and other in self._before(self.steps[name])

    def way_to(self, name: str, analysis: Any, known: Container[str] = ()) -> list[str]:
        """The steps a result comes from, in an order in which they can be pulled one by one: itself is the last.

        known : steps whose values are there; what only they come from is left out with them.
        """
        found: dict[str, None] = {}

        def walk(name: str) -> None:
            step = self.steps.get(name)
            if step is None or name in found or name in known:
                return
            for each in (self._one_of(step, analysis),) if step.one_of else step.inputs:
                walk(each)
            found[name] = None

        walk(name)
        return list(found)

    @property
    def on_open(self) -> tuple[Step, ...]:
        """Steps that are computed when a run is opened."""
        return tuple(step for step in self.steps.values() if step.on_open)

    def prepare(self, name: str, analysis: Any, given: Mapping[str, Any]) -> Job | None:
        """A job for slow step `name` with its current inputs (of a choice: for the step it chooses), or None when its
        (whole) result is already there.
        """
        step = self._chosen(self.steps[name], analysis)
        pulled: dict[str, Any] = {}
        inputs = tuple(self._value(i, analysis, given, pulled) for i in step.inputs)
        found = self._memos.of(step).find(inputs, self._memos.now)
        return None if found is not None and is_whole(found[0]) else Job(step, inputs)

    def keep(self, job: Job, result: Any) -> None:
        """File the result of a job; an exception is filed as the reason why there is none."""
        if isinstance(result, Exception):
            result = Failure.of(self._understood(job.step, result))
        if job.step.in_parts:
            self._memos.forget_part(job.step, job.inputs)
        self._memos.of(job.step).add(job.inputs, result, job.step.same, self._memos.now)

    def prepare_runs(self, name: str, analysis: Any, given: Mapping[str, Any]) -> dict[int, Job]:
        """A job for every run whose result of per-run step `name` is not there yet: to be done anywhere."""
        step, pulled = self.steps[name], dict[str, Any]()
        runs = self._inputs_of_runs(step, [self._value(i, analysis, given, pulled) for i in step.inputs])
        now = self._memos.now
        return {run: Job(step, own) for run, own in runs.items() if not self._memos.of(step, run).find(own, now)}

    def keep_run(self, job: Job, run: int, result: Any) -> None:
        """File the result of a job of `prepare_runs`."""
        self._memos.of(job.step, run).add(job.inputs, result, job.step.same, self._memos.now)

    def _value(self, name: str, analysis: Any, given: Mapping[str, Any], pulled: dict[str, Any]) -> Any:
        if name in given:
            return given[name]
        if name in self._defaults:
            return self._defaults[name]
        step = self.steps.get(name)
        if step is None:
            return self._paths[name](analysis)
        if step.one_of:
            return self._value(self._one_of(step, analysis), analysis, given, pulled)
        if name not in pulled:
            for other in self._awaited.get(name, ()) if self.previewing else ():
                self._value(other, analysis, given, pulled)  # in a drag it is not there: nothing is made in vain
            inputs = [self._value(i, analysis, given, pulled) for i in step.inputs]
            pulled[name] = (
                self._runs_value(step, inputs) if step.per_run else self._one_value(step, None, tuple(inputs))
            )
        return pulled[name]

    def _one_of(self, step: Step, analysis: Any) -> str:
        """The step that a choice chooses, which may be one itself."""
        return step.one_of[self._paths[step.inputs[0]](analysis)]

    def _chosen(self, step: Step, analysis: Any) -> Step:
        """The step that computes the value."""
        while step.one_of:
            step = self.steps[self._one_of(step, analysis)]
        return step

    def _runs_value(self, step: Step, inputs: list[Any]) -> dict[int, Any]:
        """One result per run, as the same dict object while every run's result is the same object."""
        memo, given, now = self._memos.of(step), tuple(inputs), self._memos.now
        # In a drag most steps have the inputs they had: no need to ask run by run. Else the runs' results are marked as
        # worth keeping on the way.
        if self.previewing and (found := memo.find(given, now, preview=True)) is not None:
            return found[0]
        results = {run: self._one_value(step, run, own) for run, own in self._inputs_of_runs(step, inputs).items()}
        return memo.add(given, results, same_value, now, self.previewing)

    def _inputs_of_runs(self, step: Step, inputs: list[Any]) -> dict[int, tuple[Any, ...]]:
        """What the step gets for each run. Inputs may know fewer runs than others (those that a time cut leaves): the
        fewest count.
        """
        own = [i in self._per_run for i in step.inputs]
        runs = min((value for value, mine in zip(inputs, own, strict=True) if mine), key=len)
        return {run: tuple(v[run] if mine else v for v, mine in zip(inputs, own, strict=True)) for run in runs}

    def _one_value(self, step: Step, run: int | None, inputs: tuple[Any, ...]) -> Any:
        memo, now = self._memos.of(step, run), self._memos.now
        found = memo.find(inputs, now, self.previewing)
        if found is None:
            if (step.slow and not (step.quick and self.following)) or step.on_request:
                raise NotReady(step.name)
            self.computed[step.name] = self.computed.get(step.name, 0) + 1
            compute = partial(step.compute, previous=memo.last_good) if step.warm else step.compute
            result = memo.add(inputs, self._attempt(step, compute, inputs), step.same, now, self.previewing)
        else:
            result = found[0]
        if isinstance(result, Failure):
            raise result.again()
        return result

    def _attempt(self, step: Step, compute: Callable[..., Any], inputs: tuple[Any, ...]) -> Any:
        """The result, or why there is none."""
        try:
            return compute(*inputs)
        except Exception as error:
            if self._mistake is None and not isinstance(error, VheguiError):
                raise
            return Failure.of(self._understood(step, error))

    def _understood(self, step: Step, error: Exception) -> Exception:
        """An error that a user can understand: this one, or what is said of a bug."""
        return error if isinstance(error, VheguiError) or self._mistake is None else self._mistake(step.name, error)

    def _slow_inputs(self, step: Step) -> tuple[str, ...]:
        """What a slow step waits for."""
        known = (self.steps[name] for name in step.inputs if name in self.steps)
        return tuple(
            each.name for each in known if each.slow or any(self.steps[one].slow for one in each.one_of.values())
        )

    def _before(self, step: Step) -> set[str]:
        """All steps that a step needs."""
        direct = {name for name in step.inputs if name in self.steps}
        return direct.union(*(self._before(self.steps[name]) for name in direct))


def _reader(path: str) -> Callable[[Any], Any]:
    """Reads a part of an Analysis, "source" or "source.radius"; what is inside a part that is None is None."""
    whole, _, inside = path.rpartition(".")
    if not whole:
        return attrgetter(path)
    part, name = _reader(whole), attrgetter(inside)

    def read(analysis: Any) -> Any:
        holder = part(analysis)
        return None if holder is None else name(holder)

    return read
