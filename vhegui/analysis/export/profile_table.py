"""A profile over the map as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vhegui.analysis.map_profile import MapProfile, kind_of

if TYPE_CHECKING:
    from astropy.table import Table

UNIT = {"flux": "cm-2 s-1", "brightness": "cm-2 s-1 deg-2"}


def profile_table(shown: MapProfile) -> Table:
    """A row a bin, with all quantities; errors are 1 σ (negative and positive side). What the profile is stands in the
    metadata.

    source : excess of the point source that fits best, where the PSF is known.
    """
    from astropy.table import Column, Table

    found, shape = shown.found, shown.shape
    table = Table(meta={"profile": about_profile(shown)})

    def add(name: str, values: object, unit: str = "", text: str = "") -> None:
        table.add_column(Column(values, name=name, unit=unit or None, description=text or None))

    what = shape.title.lower()
    add("from", found.edges[:-1], "deg", f"{what}, lower edge")
    add("to", found.edges[1:], "deg", f"{what}, upper edge")
    add("area", found.area, "deg2", "of the pixels that have a background")
    add("counts", found.n_on)
    add("background", found.background)
    for name in ("excess", "flux", "brightness"):
        low, high = found.errors(name)
        add(name, found.quantity(name), UNIT.get(name, ""))
        add(f"{name}_errn", low, UNIT.get(name, ""))
        add(f"{name}_errp", high, UNIT.get(name, ""))
    add("significance", found.significance, "", "sigma, Li & Ma where OFF is counted, else of a known background")
    if shown.source is not None:
        add("source", shown.source.excess, "", "excess of the point source that fits best")
    return table


def about_profile(shown: MapProfile) -> dict[str, object]:
    """What a profile is, in plain values."""
    from msgspec import structs

    low, high = shown.energy
    content: dict[str, object] = {"kind": kind_of(shown.shape), **structs.asdict(shown.shape)}
    del content["quantity"]
    content |= {"energy_min_TeV": low, "energy_max_TeV": high}
    if shown.source is not None and shown.source.place is not None:
        content["source_place_deg"] = shown.source.place
    return content
