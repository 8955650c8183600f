"""A data set that uses a template: the runs of another one, each with the template for its zenith angle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vhegui.core.background.template.files import template_rows, write_templates
from vhegui.core.background.template.template import Template
from vhegui.core.dl3.derived import copy_files, shared_rows, write_index_tables
from vhegui.core.dl3.identifiers import listed
from vhegui.core.dl3.store import Store
from vhegui.core.errors import DataError
from vhegui.core.progress import Progress, silent


@dataclass(frozen=True)
class TemplateSet:
    """What was written: the files, the runs that each bin of the zenith angle is `used_for`, by its name, and what was
    left out, one sentence each.
    """

    files: tuple[Path, ...]
    used_for: dict[str, tuple[int, ...]]
    left_out: tuple[str, ...] = ()


def write_data_set(
    template: Template, store: Store, part: Path, home: Path, copy: bool = False, progress: Progress = silent
) -> TemplateSet:
    """Write templates and index tables into `part`, as they will lie in the folder `home`.

    copy : files of the data set are copied, so that the new one stands alone; else its index names them where they are.
    Raises DataError for a data set on a server that is not copied; OSError passes through.
    """
    if store.source is not None and not copy:
        raise DataError(f"{store.label}: lies on a server, so its files must be copied into the new data set")
    backgrounds, without = template_rows(template, store, home)
    rows = shared_rows(store, backgrounds)
    new = set(backgrounds.values())
    ours, theirs = [row for row in rows if row in new], [row for row in rows if row not in new]
    left_out: list[str] = []
    if without:
        left_out.append(
            f"no template for {listed(without)}: no off run at their zenith angle; they keep what they have"
        )
    files = write_templates(template, {row.path.name for row in ours}, part)
    if copy:
        gone = sorted({row.obs_id for row in theirs if not row.path.is_file()})
        if gone:
            left_out.append(f"not copied: {listed(gone)}, of which a file is not there")
        theirs, copies = copy_files([row for row in theirs if row.path.is_file()], part, home, progress)
        files = (*files, *copies)
    rows = sorted([*theirs, *ours], key=lambda row: row.obs_id)
    index = write_index_tables(store, rows, part, home)
    used_for = {each.name: _used_for(template, store, each.zenith) for each in template.bins}
    return TemplateSet((*files, *index), used_for, tuple(left_out))


def _used_for(template: Template, store: Store, zenith: tuple[float, float]) -> tuple[int, ...]:
    runs = zip(store.index.obs_id.tolist(), store.index.zenith.tolist(), strict=True)
    return tuple(run for run, angle in runs if (each := template.of(angle)) is not None and each.zenith == zenith)
