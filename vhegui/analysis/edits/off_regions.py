"""OFF regions drawn by the user: each edit takes the method of drawn regions, whatever the method was before."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from vhegui.analysis.edits.settings import put
from vhegui.analysis.state import Analysis
from vhegui.core.background.drawn import Drawn, DrawnRegion
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle


def drawn_regions(analysis: Analysis) -> tuple[DrawnRegion, ...]:
    """The OFF regions that are drawn; none where another method places them."""
    return analysis.background.regions if isinstance(analysis.background, Drawn) else ()


def draw_off_regions(analysis: Analysis, regions: Iterable[DrawnRegion]) -> Analysis:
    """Have exactly these OFF regions; off runs that are named stay so."""
    settings = analysis.background if isinstance(analysis.background, Drawn) else Drawn()
    drawn = tuple(structs.replace(each, ra=each.ra % 360.0) for each in regions)
    return put(analysis, "background", structs.replace(settings, regions=drawn))


def draw_off_circles(analysis: Analysis, circles: Iterable[Circle]) -> Analysis:
    """Have exactly these circles as OFF regions, for all runs."""
    return draw_off_regions(analysis, [DrawnRegion(each.ra, each.dec, each.radius) for each in circles])


def add_off_region(analysis: Analysis, circle: Circle, runs: tuple[int, ...] = ()) -> Analysis:
    """Draw one more OFF region, for all runs or for chosen ones."""
    return draw_off_regions(
        analysis, (*drawn_regions(analysis), DrawnRegion(circle.ra, circle.dec, circle.radius, runs))
    )


def change_off_region(analysis: Analysis, position: int, circle: Circle) -> Analysis:
    """Move or resize an OFF region."""
    return _changed(analysis, position, ra=circle.ra, dec=circle.dec, radius=circle.radius)


def set_off_runs(analysis: Analysis, position: int, runs: Iterable[int]) -> Analysis:
    """Say which runs an OFF region is for; none named: all of them."""
    return _changed(analysis, position, runs=tuple(sorted(set(runs))))


def remove_off_region(analysis: Analysis, position: int) -> Analysis:
    """Take an OFF region away."""
    regions = drawn_regions(analysis)
    return draw_off_regions(analysis, regions[:position] + regions[position + 1 :])


def _changed(analysis: Analysis, position: int, **values: object) -> Analysis:
    regions = list(drawn_regions(analysis))
    if position >= len(regions):
        raise AnalysisError(f"there is no OFF region {position + 1} any more")
    regions[position] = structs.replace(regions[position], **values)
    return draw_off_regions(analysis, regions)
