"""OGIP spectra: PHA, BKG, ARF and RMF files ↔ ON/OFF spectra; channels grouped into bins."""

from vhegui.core.spectra.ogip.grouping import (
    apply_grouping,
    group_channels,
    group_min_counts,
    group_min_significance,
)
from vhegui.core.spectra.ogip.pha import holds_spectrum, rows_of
from vhegui.core.spectra.ogip.reading import OgipSpectrum, read_ogip
from vhegui.core.spectra.ogip.writing import ogip_files, write_ogip

__all__ = [
    "OgipSpectrum",
    "apply_grouping",
    "group_channels",
    "group_min_counts",
    "group_min_significance",
    "holds_spectrum",
    "ogip_files",
    "read_ogip",
    "rows_of",
    "write_ogip",
]
