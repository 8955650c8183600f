"""Responses at one offset as a table (ECSV)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vhegui.core.irf.inspect import ResponseAt

if TYPE_CHECKING:
    from astropy.table import Table


def response_table(at: ResponseAt, run: int) -> Table:
    """The curves of a run's responses against true energy; columns of responses that are missing are left out."""
    from astropy.table import Column, Table

    columns = [Column(at.energy, "energy", unit="TeV", description="true energy")]
    if at.area is not None:
        columns.append(Column(at.area, "effarea", unit="m2", description="effective area"))
    if at.psf is not None:
        for percent, radius in ((68, at.psf.radius_68), (95, at.psf.radius_95)):
            what = f"radius that holds {percent} % of the events"
            columns.append(Column(radius, f"psf_radius_{percent}", unit="deg", description=what))
        what = "fraction of the events inside the source region"
        columns.append(Column(at.psf.contained, "containment", description=what))
    return Table(columns, meta={"OBS_ID": run, "offset_deg": at.offset, "source_radius_deg": at.radius})
