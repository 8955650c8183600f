"""Known sources inside OFF regions: they count as background, and the source is found too weak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from vhegui.core.background.method import Off
from vhegui.core.catalogues.known_sources import Source
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.regions.region import Region
from vhegui.core.sphere import separation

BRIGHT = 0.01  # Crab units above 1 TeV; a weaker source in OFF changes nothing that is seen
SAME = 0.1  # deg, of two names of what is at one place
LEAST_RADIUS = 0.2  # deg, of what is excluded about a source


@dataclass(frozen=True)
class OffOverSource:
    """A known source, and the runs whose OFF regions hold it."""

    source: Source
    runs: tuple[int, ...]

    @property
    def exclusion(self) -> Circle:
        """What keeps OFF regions away from it: its size, and the width of a PSF."""
        size = self.source.size if np.isfinite(self.source.size) else 0.0
        return Circle(self.source.ra, self.source.dec, round(LEAST_RADIUS + size, 3))


def _regions(off: Off) -> tuple[Region, ...]:
    return off.copies if isinstance(off, OffRegions) else off.regions


def off_over_sources(off: Mapping[int, Off], sources: Iterable[Source]) -> tuple[OffOverSource, ...]:
    """Sources that are bright enough and lie in OFF regions, those of most runs first; of several at one place one."""
    found = list[OffOverSource]()
    for source in sources:
        if source.crab < BRIGHT:  # NaN: nobody knows
            continue
        place = np.array([source.ra]), np.array([source.dec])
        runs = [run for run, each in off.items() if any(region.contains(*place)[0] for region in _regions(each))]
        if runs:
            found.append(OffOverSource(source, tuple(runs)))
    kept = list[OffOverSource]()
    for each in sorted(found, key=lambda each: -len(each.runs)):
        here = each.source.ra, each.source.dec
        if all(separation(*here, other.source.ra, other.source.dec) > SAME for other in kept):
            kept.append(each)
    return tuple(kept)
