"""Well-known TeV sources by name and position, from a small embedded table."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from vhegui.core.resources import resource
from vhegui.core.sphere import separation
from vhegui.core.typing import Array


@dataclass(frozen=True)
class Source:
    """One source: position in deg (ICRS); `crab`: rough flux above 1 TeV in Crab units, `size`: radius or width in deg,
    both NaN where none is given.
    """

    name: str
    aliases: tuple[str, ...]
    ra: float
    dec: float
    kind: str
    crab: float
    size: float = math.nan


@dataclass(frozen=True, eq=False)
class SourceTable:
    """All sources as columns, in the order of right ascension; ra and dec have shape (n,), deg."""

    sources: tuple[Source, ...]
    ra: Array
    dec: Array

    def __len__(self) -> int:
        return len(self.sources)

    def find(self, name: str) -> Source | None:
        """The source of this name or alias: see `find_source`."""
        wanted = plain(name)
        if len(wanted) < 2:
            return None
        if wanted in self.spellings:
            return self.spellings[wanted]
        if len(wanted) < 4:
            return None
        found = {source.name: source for key, source in self.spellings.items() if key.startswith(wanted)}
        return next(iter(found.values())) if len(found) == 1 else None

    @cached_property
    def spellings(self) -> dict[str, Source]:
        """Every plain spelling of every name and alias."""
        return {plain(name): source for source in self.sources for name in (source.name, *source.aliases)}

    def near(self, ra: float, dec: float, radius: float) -> list[Source]:
        """Sources within `radius` (deg) of a direction, nearest first; at one place as the table has them."""
        distance = separation(ra, dec, self.ra, self.dec)
        return [self.sources[i] for i in np.argsort(distance, kind="stable") if distance[i] <= radius]


def read_sources(text: str) -> SourceTable:
    """The table in `text`: CSV with columns name, aliases (between ;), ra, dec, kind, crab; # starts a comment line."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return source_table(read_row(row) for row in csv.DictReader(io.StringIO("\n".join(lines))))


def source_table(sources: Iterable[Source]) -> SourceTable:
    """Sources as a table."""
    ordered = sorted(sources, key=lambda source: source.ra)
    return SourceTable(tuple(ordered), np.array([s.ra for s in ordered]), np.array([s.dec for s in ordered]))


def read_row(row: dict[str, str]) -> Source:
    """One line of the table."""
    aliases = tuple(alias.strip() for alias in row["aliases"].split(";") if alias.strip())
    crab = float(row["crab"]) if row["crab"] else float("nan")
    size = float(row["size"]) if row.get("size") else float("nan")
    return Source(row["name"], aliases, float(row["ra"]), float(row["dec"]), row["kind"], crab, size)


@cache
def all_sources() -> SourceTable:
    """The embedded table, read once."""
    return read_sources(resource("sources", "tev_sources.csv").read_text(encoding="utf-8"))


def find_source(name: str) -> Source | None:
    """The source of this name or alias, whatever its case, blanks and signs; None where there is none or no single one.

    A beginning is enough when it fits one source only: "PKS2155", "Mrk 42", "1es1959".

    >>> crab = find_source("m1")
    >>> crab.name, crab.ra, crab.dec  # deg
    ('Crab Nebula', 83.633, 22.014)
    """
    return all_sources().find(name)


def plain(name: str) -> str:
    """A name without case, blanks and signs, and with one spelling of what people spell in several ways."""
    text = (
        name.lower().replace("markarian", "mrk").replace("mkn", "mrk").replace("nebula", "").replace("centre", "center")
    )
    return re.sub(r"[^a-z0-9.]", "", text)
