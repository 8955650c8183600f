"""ON/OFF spectra → PHA, BKG, ARF and RMF files that this program, gammapy, Sherpa and XSPEC read.

Channels count from 0 and say so (TLMIN), and COUNTS has no unit: gammapy takes F_CHAN as an index, and cannot
subtract a prediction from counts that have one. Numbers are 8-byte, so that what is read is
what was written; the area is exposure / live time in cm², containment included.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.files.whole import write_whole
from vhegui.core.spectra.ogip.files import file_stem
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import AnyArray, Array, IntArray

if TYPE_CHECKING:
    from astropy.io.fits import BinTableHDU

_PER_TEV = {"keV": 1e9, "MeV": 1e6, "GeV": 1e3, "TeV": 1.0}
_GOOD, _BAD = 0, 1
Card = tuple[str, Any]


def ogip_files(name: str) -> dict[str, str]:
    """File names of a spectrum: keys "pha", "bkg", "arf", "rmf"."""
    return {kind: f"{kind}_obs{file_stem(name)}.fits" for kind in ("pha", "bkg", "arf", "rmf")}


def write_ogip(
    spectrum: SpectrumOnOff, folder: Path, grouping: IntArray | None = None, unit: str = "keV"
) -> tuple[Path, ...]:
    """Write a spectrum into `folder`; returns the files, the PHA file first.

    grouping : GROUPING flags of the bins (see `grouping`) · unit : of energies, keV as everybody expects it, or MeV,
    GeV, TeV. Without OFF exposure there is no BKG file. Raises DataError when a file cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> from vhegui.core.axes import EnergyAxis
    >>> from vhegui.core.spectra.ogip.reading import read_ogip
    >>> axis, bins = EnergyAxis(np.array([1.0, 3.0, 10.0])), np.ones(2)
    >>> made_up = 3.6e12 * bins, np.eye(2), bins > 0  # exposure (cm² s), energy dispersion, safe bins
    >>> run = SpectrumOnOff("crab", axis, axis, 9 * bins, 20 * bins, 0.1 * bins, *made_up, 3600.0, 3700.0, 10)
    >>> with TemporaryDirectory() as folder:
    ...     files = write_ogip(run, Path(folder))
    ...     again = read_ogip(files[0]).spectrum
    >>> [file.name for file in files]
    ['pha_obscrab.fits', 'bkg_obscrab.fits', 'arf_obscrab.fits', 'rmf_obscrab.fits']
    >>> again.counts.tolist(), again.excess.tolist()
    ([9.0, 9.0], [7.0, 7.0])
    """
    if unit not in _PER_TEV:
        raise AnalysisError(f'energies in "{unit}" are not possible; use one of {", ".join(_PER_TEV)}')
    names, scale = ogip_files(spectrum.name), _PER_TEV[unit]
    channels = _ebounds(spectrum.reco, unit, scale)  # astropy needs some milliseconds to make a table
    tables = {
        "pha": [_counts(spectrum, grouping, names), channels],
        "bkg": [_off_counts(spectrum), channels],
        "arf": [_area(spectrum, unit, scale)],
        "rmf": [_matrix(spectrum, unit, scale), channels],
    }
    if not np.any(spectrum.alpha > 0.0):
        del tables["bkg"]
    files = {kind: folder / names[kind] for kind in tables}
    for kind, hdus in tables.items():
        for hdu in hdus:
            _identify(hdu, spectrum)
        _save(hdus, files[kind])
    return tuple(files.values())


def exposure_time(spectrum: SpectrumOnOff) -> float:
    """EXPOSURE, s: the live time; 1 where there is none, the effective area then holds the exposure."""
    return spectrum.livetime if spectrum.livetime > 0.0 else 1.0


def _counts(spectrum: SpectrumOnOff, grouping: IntArray | None, names: dict[str, str]) -> BinTableHDU:
    on, _ = _acceptances(spectrum.alpha)
    hdu = _spectrum(spectrum, spectrum.counts, on, "TOTAL", grouping, _stat_err(spectrum))
    if np.any(spectrum.alpha > 0.0):
        hdu.header["BACKFILE"] = names["bkg"]
    hdu.header.update([("RESPFILE", names["rmf"]), ("ANCRFILE", names["arf"])])
    hdu.header.update([("CORRFILE", "none"), ("CORRSCAL", 0.0)])
    return hdu


def _stat_err(spectrum: SpectrumOnOff) -> Array | None:
    """Errors of the ON counts that give, with those of Poisson counts in OFF, the stated variance of the excess."""
    if spectrum.errors is None:
        return None
    variance = spectrum.stated_variance - spectrum.alpha * spectrum.background
    return np.sqrt(np.maximum(variance, 0.0))


def _off_counts(spectrum: SpectrumOnOff) -> BinTableHDU:
    _, off = _acceptances(spectrum.alpha)
    return _spectrum(spectrum, spectrum.counts_off, off, "BKG", None)


def _acceptances(alpha: Array) -> tuple[Array, Array]:
    """BACKSCAL of ON and OFF, whose ratio is exactly alpha: 1 and the number of OFF regions, where that will do."""
    some = alpha > 0.0
    off = np.divide(1.0, alpha, out=np.ones_like(alpha), where=some)
    if np.array_equal(np.where(some, 1.0, 0.0) / off, alpha):
        return np.where(some, 1.0, 0.0), off
    return alpha.copy(), np.ones_like(alpha)


def _spectrum(
    spectrum: SpectrumOnOff,
    counts: Array,
    backscal: Array,
    kind: str,
    grouping: IntArray | None,
    stat_err: Array | None = None,
) -> BinTableHDU:
    whole = bool(np.all(counts == np.rint(counts)) and np.all(counts < 2**31))
    columns = [
        ("CHANNEL", "J", "", np.arange(len(counts))),
        ("COUNTS", "J" if whole else "D", "", counts),
        ("QUALITY", "I", "", np.where(spectrum.safe, _GOOD, _BAD)),
        ("BACKSCAL", "D", "", backscal),
    ]
    if grouping is not None:
        columns.append(("GROUPING", "I", "", grouping))
    if stat_err is not None:
        columns.append(("STAT_ERR", "D", "", stat_err))
    hdu = _table("SPECTRUM", columns)
    keys: list[Card] = [
        ("HDUCLAS1", "SPECTRUM"),
        ("HDUCLAS2", kind),
        ("HDUCLAS3", "COUNT"),
        ("HDUCLAS4", "TYPE:I"),
        ("HDUVERS", "1.2.1"),
        ("OBS_ID", spectrum.name),
        ("EXPOSURE", exposure_time(spectrum)),
        ("ONTIME", spectrum.ontime),
        ("AREASCAL", 1.0),
        ("POISSERR", stat_err is None),
        ("SYS_ERR", 0),
        ("CHANTYPE", "PHA"),
        ("DETCHANS", len(counts)),
        ("TLMIN1", 0),
        ("TLMAX1", len(counts) - 1),
        ("NOFFREG", spectrum.n_off_regions),
        *([] if grouping is not None else [("GROUPING", 0)]),
        *_time_cards(spectrum),
    ]
    hdu.header.update(keys)
    return hdu


def _time_cards(spectrum: SpectrumOnOff) -> list[Card]:
    if not (math.isfinite(spectrum.start) and math.isfinite(spectrum.stop)):
        return []
    whole = math.floor(spectrum.start)
    return [
        ("MJDREFI", whole),
        ("MJDREFF", 0.0),
        ("TIMESYS", "TT"),
        ("TIMEUNIT", "s"),
        ("TSTART", (spectrum.start - whole) * SECONDS_PER_DAY),
        ("TSTOP", (spectrum.stop - whole) * SECONDS_PER_DAY),
    ]


def _ebounds(reco: EnergyAxis, unit: str, scale: float) -> BinTableHDU:
    edges = reco.edges * scale
    columns = [
        ("CHANNEL", "J", "", np.arange(reco.n)),
        ("E_MIN", "D", unit, edges[:-1]),
        ("E_MAX", "D", unit, edges[1:]),
    ]
    hdu = _table("EBOUNDS", columns)
    hdu.header.update([("HDUCLAS1", "RESPONSE"), ("HDUCLAS2", "EBOUNDS"), ("HDUVERS", "1.2.0"), ("CHANTYPE", "PHA")])
    hdu.header.update([("DETCHANS", reco.n), ("TLMIN1", 0), ("TLMAX1", reco.n - 1)])
    return hdu


def _area(spectrum: SpectrumOnOff, unit: str, scale: float) -> BinTableHDU:
    edges = spectrum.true.edges * scale
    columns = [
        ("ENERG_LO", "D", unit, edges[:-1]),
        ("ENERG_HI", "D", unit, edges[1:]),
        ("SPECRESP", "D", "cm2", spectrum.exposure / exposure_time(spectrum)),
    ]
    hdu = _table("SPECRESP", columns)
    hdu.header.update([("HDUCLAS1", "RESPONSE"), ("HDUCLAS2", "SPECRESP"), ("HDUVERS", "1.1.0")])
    return hdu


def _matrix(spectrum: SpectrumOnOff, unit: str, scale: float) -> BinTableHDU:
    """The redistribution in rows without zeros: P(reco | true), not multiplied with the area."""
    edges, rows = spectrum.true.edges * scale, [_groups(row) for row in spectrum.edisp]
    columns = [
        ("ENERG_LO", "D", unit, edges[:-1]),
        ("ENERG_HI", "D", unit, edges[1:]),
        ("N_GRP", "I", "", np.array([len(first) for first, _ in rows])),
        ("F_CHAN", "PJ()", "", _cells([first for first, _ in rows], np.int32)),
        ("N_CHAN", "PJ()", "", _cells([last - first for first, last in rows], np.int32)),
        ("MATRIX", "PD()", "", _cells([row[row > 0.0] for row in spectrum.edisp], np.float64)),
    ]
    hdu = _table("MATRIX", columns)
    keys: list[Card] = [
        ("HDUCLAS1", "RESPONSE"),
        ("HDUCLAS2", "RSP_MATRIX"),
        ("HDUCLAS3", "REDIST"),
        ("HDUVERS", "1.3.0"),
        ("CHANTYPE", "PHA"),
        ("DETCHANS", spectrum.reco.n),
        ("NUMGRP", sum(len(first) for first, _ in rows)),
        ("NUMELT", int(np.count_nonzero(spectrum.edisp > 0.0))),
        ("LO_THRES", 0.0),
        ("TLMIN4", 0),
        ("TLMAX4", spectrum.reco.n - 1),
    ]
    hdu.header.update(keys)
    return hdu


def _groups(row: Array) -> tuple[IntArray, IntArray]:
    """First and (exclusive) last channel of every stretch of a row that is not zero."""
    change = np.flatnonzero(np.diff(np.concatenate([[0], row > 0.0, [0]])))
    return change[::2], change[1::2]


def _cells(cells: Sequence[AnyArray], dtype: Any) -> AnyArray:
    array = np.empty(len(cells), dtype=object)
    for i, cell in enumerate(cells):
        array[i] = np.asarray(cell, dtype=dtype)
    return array


def _table(name: str, columns: Sequence[tuple[str, str, str, AnyArray]]) -> BinTableHDU:
    from astropy.io import fits

    fields = [fits.Column(key, form, unit or None, array=values) for key, form, unit, values in columns]
    return fits.BinTableHDU.from_columns(fields, name=name)


def _identify(hdu: BinTableHDU, spectrum: SpectrumOnOff) -> None:
    """Who observed; the standard wants all three in every HDU."""
    instrument = "".join(c if " " <= c <= "~" else "?" for c in spectrum.instrument) or "unknown"
    for key, value in (("HDUCLASS", "OGIP"), ("TELESCOP", instrument), ("INSTRUME", instrument), ("FILTER", "none")):
        hdu.header[key] = value


def _save(hdus: Sequence[BinTableHDU], path: Path) -> None:
    from astropy.io import fits

    content = io.BytesIO()
    fits.HDUList([fits.PrimaryHDU(), *hdus]).writeto(content, output_verify="ignore")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content.getvalue())
    except OSError as error:
        raise DataError(f"{path}: cannot be written ({error.strerror}); choose another folder") from error
