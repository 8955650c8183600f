"""The memo: a pull graph of pure steps with an identity cache and early cut-off.

A `Step` names its inputs: parts of the Analysis, given values (the loaded runs), or other steps. Pulling a step
pulls its inputs and computes only if one of them changed. A step computed once per run keeps one memo per run.
A result that equals the previous one is replaced by the previous object, so nothing after it is computed again.
A `choice` is a step whose value is that of one of several others, of which only the chosen one is pulled.
A `study` is a step that is only computed when somebody asks for it.

Slow steps are never computed by a pull that does not ask for it: `prepare` hands out a `Job` that any thread may run,
`keep` files its result under the inputs it was made from. Those of seconds report their progress, and stop there.
"""

from __future__ import annotations

from vhegui.analysis.pipeline.graph import Mistake, Pipeline
from vhegui.analysis.pipeline.step import Job, NotReady, Step, choice, is_whole, study

__all__ = ["Job", "Mistake", "NotReady", "Pipeline", "Step", "choice", "is_whole", "study"]
