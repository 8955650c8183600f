"""The study of a background template: off runs of the data set, counted and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vhegui.analysis.executors import Pool
from vhegui.analysis.loading.template_runs import choose_template_runs, count_off_runs
from vhegui.analysis.studies.settings import TemplateAsked
from vhegui.core.background.template.template import Template, build_template
from vhegui.core.dl3.identifiers import listed
from vhegui.core.dl3.store import Store
from vhegui.core.errors import AnalysisError
from vhegui.core.progress import Progress, silent
from vhegui.core.regions.exclusions import Exclusion
from vhegui.core.setting_checks import checked


@dataclass(frozen=True, eq=False)
class TemplateStudy:
    """A template of a data set; `asked` is what it was made with, `cut_out` the regions beside known sources, and
    `left_out` says which runs are missing, one sentence each.
    """

    store: Store
    asked: TemplateAsked
    template: Template
    cut_out: tuple[Exclusion, ...] = ()
    left_out: tuple[str, ...] = ()


def make_template(
    store: Store,
    asked: TemplateAsked,
    exclusions: Sequence[Exclusion] = (),
    progress: Progress = silent,
    pool: Pool | None = None,
) -> TemplateStudy:
    """Choose, read and count off runs, and make the template. Raises AnalysisError."""
    settings = checked(asked.settings)
    counted = count_off_runs(store, choose_template_runs(store, asked.query), settings, exclusions, progress, pool)
    if not counted.runs:
        reason = next(iter(counted.problems.values()), "none was chosen")
        raise AnalysisError(f"none of the off runs could be read: {reason}")
    template = build_template(settings, counted.runs)
    used = {run.run for run in template.runs}
    elsewhere = [run.run for run in counted.runs if run.run not in used]
    left_out = [f"left out: {text}" for text in counted.problems.values()]
    if elsewhere:
        left_out.append(f"left out: {listed(elsewhere)}, whose zenith angle is unknown or in no bin")
    return TemplateStudy(store, asked, template, tuple(exclusions), tuple(left_out))
