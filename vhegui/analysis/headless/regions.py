"""Region files that a run without a window is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from vhegui.analysis.edits.file_regions import add_file_regions
from vhegui.analysis.edits.regions import move_region
from vhegui.analysis.outcome import Request
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.core.regions.file_regions import source_of
from vhegui.core.regions.region_files import read_regions


def with_source(request: Request, path: Path) -> Request:
    """The request with the source region of a DS9 or FITS region file. Raises DataError, AnalysisError."""
    found = read_regions(path)
    return replace(
        request,
        analysis=move_region(request.analysis, source_of(found.regions, path.name)),
        inputs=(*request.inputs, path),
    )


def with_marks(request: Request, paths: Iterable[Path]) -> Request:
    """The request with all regions of files to be measured. Raises DataError, AnalysisError."""
    for path in paths:
        found = read_regions(path)
        request = replace(
            request,
            analysis=add_file_regions(request.analysis, found.regions, "measure"),
            warnings=(*request.warnings, *map(NotDone, found.left_out)),
            inputs=(*request.inputs, path),
        )
    return request
