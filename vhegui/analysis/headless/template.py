"""A background template from off runs, and a data set that uses it, without a window."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from msgspec import structs

from vhegui.analysis.executors import Pool
from vhegui.analysis.export.folder import ResultFolder
from vhegui.analysis.export.template_report import REPORT, RESULTS, template_json, template_report
from vhegui.analysis.outcome import DONE, PARTLY_DONE
from vhegui.analysis.quantities import quantity
from vhegui.analysis.studies.settings import TemplateAsked
from vhegui.analysis.studies.template import TemplateStudy, make_template
from vhegui.analysis.yaml_files.file import write_atomically
from vhegui.core.background.template.data_set import write_data_set
from vhegui.core.background.template.settings import TemplateSettings
from vhegui.core.background.template.template import Template
from vhegui.core.dl3.derived import INDEX_FILES, require_apart
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.errors import ConfigError, VheguiError
from vhegui.core.files.notes import counted
from vhegui.core.progress import Progress, silent
from vhegui.core.regions.ds9_exclusions import read_exclusion_regions
from vhegui.core.setting_checks import checked

Say = Callable[[str], None]


@dataclass(frozen=True)
class TemplateRequest:
    """What is asked: a template from off runs of a data set, and DS9 files of what is cut out of them.

    copy : files of the data set are copied into the new one instead of being named there
    allow_outside : also read files outside of the data set's folder that it names.
    """

    path: Path
    asked: TemplateAsked = TemplateAsked()
    exclusions: tuple[Path, ...] = ()
    copy: bool = False
    allow_outside: bool = False


def settings_from_words(
    *,
    kind: str = "2d",
    zenith: str = "0,20,40,90",
    energy: str = "0.1 TeV,100 TeV",
    energy_bins: int = 19,
    offset: str = "3 deg",
    bins: int | None = None,
    source_radius: str = "0.3 deg",
    smooth: str = "0 deg",
    keep_outside_gti: bool = False,
) -> TemplateSettings:
    """Settings as they are typed on the command line. Raises ConfigError for what cannot be read.

    >>> settings_from_words(zenith="equal:3", energy="300 GeV,30 TeV").equal_bins
    3
    """
    low, high = _numbers("--energy", energy, "TeV", 2)
    equal = zenith.partition("equal:")[2].strip()
    if equal and not equal.isdigit():
        raise ConfigError(f"--zenith {zenith}: give edges in deg, such as 0,20,40,90, or equal:3")
    settings = TemplateSettings(
        kind="bkg_3d" if kind == "3d" else "bkg_2d",
        low=low,
        high=high,
        energy_bins=energy_bins,
        reach=_numbers("--offset", offset, "deg")[0],
        source_radius=_numbers("--source-radius", source_radius, "deg")[0],
        smoothing=_numbers("--smooth", smooth, "deg")[0],
        equal_bins=int(equal or 0),
        keep_outside_gti=keep_outside_gti,
    )
    if not equal:
        settings = structs.replace(settings, zenith_edges=_numbers("--zenith", zenith, "deg", None))
    if bins is not None:
        settings = structs.replace(settings, **{"camera_bins" if kind == "3d" else "offset_bins": bins})
    return checked(settings)


def _numbers(option: str, text: str, unit: str, count: int | None = 1) -> tuple[float, ...]:
    """Numbers of `unit`, joined by commas; so many of them."""
    parts = text.split(",")
    try:
        if count is not None and len(parts) != count:
            raise ValueError(f"expected {count} numbers joined by a comma" if count > 1 else "expected one number")
        return tuple(quantity(part, unit) for part in parts)
    except ValueError as error:
        raise ConfigError(f"{option} {text}: {error}") from error


@dataclass(frozen=True, eq=False)
class TemplateOutcome:
    """A template as a data set that uses it.

    copied : whether it stands alone · used_for : bin of the zenith angle in words → its runs with that template
    not_done : what was asked for and was not done, one sentence each · files : what was written.
    """

    study: TemplateStudy
    copied: bool = False
    used_for: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    not_done: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def exit_code(self) -> int:
        """DONE when all that was asked for was done."""
        return PARTLY_DONE if self.not_done else DONE


Draw = Callable[[Template, Path], Sequence[Path]]


def run_template(
    request: TemplateRequest,
    folder: Path,
    progress: Progress = silent,
    say: Say = lambda text: None,
    draw: Draw | None = None,
    pool: Pool | None = None,
) -> TemplateOutcome:
    """Make the template and write a data set with it into `folder`; `draw` makes the plots there.

    progress : called with a fraction in [0, 1] and a phrase · say : told every problem as it comes up
    pool : who reads the runs, None: this thread. Raises VheguiError when nothing can be made or written at all.
    """
    progress(0.0, "Opening the data set")
    store = open_store(request.path, request.allow_outside)
    target = folder_for_template(store, folder, request.exclusions)
    files = [read_exclusion_regions(path) for path in request.exclusions]
    exclusions = [region for file in files for region in file.regions]
    for text in itertools.chain.from_iterable(file.annotations for file in files):
        say(text)
    study = make_template(store, request.asked, exclusions, lambda part, text: progress(0.7 * part, text), pool)
    left_out = itertools.chain.from_iterable(file.left_out for file in files)
    study = replace(study, left_out=(*left_out, *study.left_out))
    return write_template(study, target, request.copy, progress, say, draw)


def folder_for_template(store: Store, folder: Path, inputs: Iterable[Path] = ()) -> ResultFolder:
    """The folder for a data set made of another one, if it can be used. Raises DataError.

    inputs : files that are read, which are never replaced.
    """
    require_apart(folder, store.root)
    return ResultFolder.prepare(folder, (*INDEX_FILES, RESULTS, REPORT), inputs)


def write_template(
    study: TemplateStudy,
    target: ResultFolder,
    copy: bool = False,
    progress: Progress = silent,
    say: Say = lambda text: None,
    draw: Draw | None = None,
) -> TemplateOutcome:
    """Write a data set with a template, a report and plots into a folder that was prepared. Raises DataError."""
    problems, plots = list(study.left_out), list[Path]()
    with target.aside() as part:
        written = write_data_set(study.template, study.store, part, target.folder, copy, progress)
        problems += written.left_out
        if draw is not None:
            progress(0.9, "Drawing plots")
            try:
                plots += draw(study.template, part)
            except VheguiError as error:
                problems.append(str(error))
        for text in problems:
            say(text)
        progress(0.97, "Writing results")
        outcome = TemplateOutcome(study, copy, written.used_for, tuple(problems))
        write_atomically(part / RESULTS, template_json(outcome))
        write_atomically(part / REPORT, template_report(outcome, target.folder))
        files = target.move_in(part, (part / REPORT, part / RESULTS, *written.files, *plots))
    progress(1.0, f"{counted(len(files), 'file')} written to {target.folder}")
    return replace(outcome, files=files)
