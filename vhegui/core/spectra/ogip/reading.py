"""OGIP files → an ON/OFF spectrum: PHA with its background, effective area and energy redistribution."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.header import number, text
from vhegui.core.dl3.time import SECONDS_PER_DAY, reference_mjd, time_scale
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile
from vhegui.core.files.notes import FormatNote
from vhegui.core.safe_range import bins_within
from vhegui.core.spectra.ogip.axes import RULE as RESPONSE_RULE
from vhegui.core.spectra.ogip.background import (
    Background,
    background_of,
    note_grouping,
    note_left_out,
    positions,
    read_background,
    spread,
)
from vhegui.core.spectra.ogip.files import belonging, name_of
from vhegui.core.spectra.ogip.grouping import apply_grouping
from vhegui.core.spectra.ogip.pha import RULE, Pha, instrument_of, read_pha, spectrum_table, split_row
from vhegui.core.spectra.ogip.response import Arf, Rmf, read_arf, read_ebounds, read_rmf, same_energies
from vhegui.core.spectra.onoff import SpectrumOnOff, StatedErrors
from vhegui.core.typing import Array, BoolArray, IntArray

_IN_AREA = "the effective area holds the exposure already"


@dataclass(frozen=True, eq=False)
class OgipSpectrum:
    """What was read.

    spectrum : with grouped channels as bins · channels : the same with every channel a bin (`spectrum` itself where
    nothing is grouped) · grouping : GROUPING flags of the channels, None without · notes : everything assumed
    files : every file that was read · background : that of the OFF counts, with its row ("file.pha{2}"), None without.
    """

    spectrum: SpectrumOnOff
    channels: SpectrumOnOff
    grouping: IntArray | None
    notes: tuple[FormatNote, ...]
    files: tuple[Path, ...]
    background: Path | None = None


@dataclass(frozen=True, eq=False)
class _Response:
    """exposure per second of live time, (n_true,), cm² · edisp (n_true, n_channels)."""

    true: EnergyAxis
    reco: EnergyAxis
    channels: IntArray
    area: Array
    edisp: Array


def read_ogip(
    path: str | Path,
    background: str | Path | None = None,
    rmf: str | Path | None = None,
    arf: str | Path | None = None,
) -> OgipSpectrum:
    """Read a PHA file and what belongs to it; `path` may end in {n}, the n-th spectrum of a file of many (type II).

    background, rmf, arf : files to take instead of those in the header (BACKFILE, RESPFILE, ANCRFILE, relative to the
    PHA file). Raises DataError naming file, HDU and column.
    """
    notes: list[FormatNote] = []
    file, row = split_row(path)
    pha = read_pha(file, row, notes)
    if (kind := text(pha.header, "HDUCLAS2").upper()) == "BKG":
        found, assumed = f"HDUCLAS2 of the spectrum is {kind}", "taken as that of the source region"
        notes.append(FormatNote(file.name, "SPECTRUM", found, assumed, "a background is fitted as a source", RULE))
    files = {
        key: belonging(pha, key, given, notes)
        for key, given in (("BACKFILE", background), ("RESPFILE", rmf), ("ANCRFILE", arf))
    }
    response = _response(pha, files["RESPFILE"], files["ANCRFILE"], notes)
    off = None if files["BACKFILE"] is None else read_background(files["BACKFILE"], notes)
    channels = _assemble(pha, off, response, notes)
    note_grouping(pha, off, notes)
    grouped = channels if pha.grouping is None else apply_grouping(channels, pha.grouping)
    read = tuple(split_row(each)[0] for each in (file, *files.values()) if each is not None)
    return OgipSpectrum(grouped, channels, pha.grouping, tuple(notes), read, files["BACKFILE"])


def _response(pha: Pha, rmf_file: Path | None, arf_file: Path | None, notes: list[FormatNote]) -> _Response:
    """Area and redistribution from whatever files there are."""
    arf = None if arf_file is None else read_arf(arf_file, notes)
    if rmf_file is None:
        return _without_dispersion(pha, arf, notes)
    rmf = read_rmf(rmf_file, notes)
    _note_sums(rmf, rmf_file, arf is not None, notes)
    if arf is not None and not (rmf.stated == "area" and rmf.exceeds_one):
        if not same_energies(arf.true, rmf.true):
            raise DataError(
                f"{pha.place}: its ARF ({arf.true.n} true-energy bins) and its RMF ({rmf.true.n}) do not have the same "
                "true energies; give the two that belong together"
            )
        return _Response(arf.true, rmf.reco, rmf.channels, arf.area, rmf.matrix)
    return _from_full_matrix(pha, rmf)


def _note_sums(rmf: Rmf, file: Path, has_arf: bool, notes: list[FormatNote]) -> None:
    """What is made of rows that add up to more than 1."""
    if not rmf.exceeds_one or (rmf.stated == "area" and not has_arf):
        return
    found, assumed = f"rows of MATRIX add up to as much as {rmf.largest:.4g}", "used as they are"
    effect = "fluxes are lower by as much"
    if rmf.stated == "area":
        found = f"the RMF holds the area (rows add up to as much as {rmf.largest:.4g}), and an ARF is named"
        assumed, effect = "the ARF is not used", "else the area would count twice"
    elif not has_arf and not rmf.stated:
        assumed, effect = "taken as redistribution times area, in cm2", ""
    elif not has_arf:
        return
    notes.append(FormatNote(file.name, "MATRIX", found, assumed, effect, RESPONSE_RULE))


def _from_full_matrix(pha: Pha, rmf: Rmf) -> _Response:
    """A response matrix that holds the area: its row sums."""
    if rmf.stated == "redistribution" or not (rmf.stated or rmf.exceeds_one):
        raise DataError(
            f"{pha.place}: has no effective area (ANCRFILE), and its RMF is a redistribution only; name the ARF file"
        )
    area = rmf.matrix.sum(axis=1)
    edisp = np.divide(rmf.matrix, area[:, None], out=np.zeros_like(rmf.matrix), where=area[:, None] > 0.0)
    return _Response(rmf.true, rmf.reco, rmf.channels, area, edisp)


def _without_dispersion(pha: Pha, arf: Arf | None, notes: list[FormatNote]) -> _Response:
    """No RMF: reconstructed is true energy, if the PHA file itself tells the energies of its channels."""
    ebounds = FitsFile(pha.path).find("EBOUNDS")
    if arf is None or ebounds is None:
        raise DataError(
            f"{pha.place}: has no response: RESPFILE in its header names no file; name the RMF file (and the ARF)"
        )
    channels, reco = read_ebounds(ebounds, notes)
    found, assumed = "RESPFILE names no file", "reconstructed energy is true energy"
    notes.append(FormatNote(pha.path.name, "SPECTRUM", found, assumed, "steep spectra by some per cent", RULE))
    low, high = (np.log(arf.true.edges[k : arf.true.n + k])[:, None] for k in (0, 1))
    shared = np.minimum(high, np.log(reco.edges[1:])) - np.maximum(low, np.log(reco.edges[:-1]))
    return _Response(arf.true, reco, channels, arf.area, np.maximum(shared, 0.0) / (high - low))


def _assemble(pha: Pha, off: Pha | None, response: _Response, notes: list[FormatNote]) -> SpectrumOnOff:
    if not pha.exposure > 0.0:
        raise DataError(f"{pha.place}, HDU SPECTRUM: EXPOSURE is missing or 0, so no flux can be computed; add it (s)")
    if pha.exposure == 1.0:
        notes.append(FormatNote(pha.path.name, "SPECTRUM", "EXPOSURE is 1 s", _IN_AREA, "live time only", RULE))
    bins = positions(pha, response.channels, notes)
    safe = np.zeros(len(response.channels), dtype=bool)
    safe[bins] = pha.good
    scale = spread(pha.areascal, bins, len(safe), 1.0)
    is_uniform = bool(np.all(scale == scale[0]))
    area_factor = float(scale[0]) if is_uniform else 1.0
    if not scale.any():
        raise DataError(f"{pha.place}, HDU SPECTRUM: AREASCAL is 0, so nothing is predicted; correct the file")
    if off is None:
        found = "BACKFILE names no file"
        notes.append(FormatNote(pha.path.name, "SPECTRUM", found, "there is no OFF measurement: alpha = 0", "", RULE))
    background = background_of(pha, off, response.channels, bins, notes)
    note_left_out(pha, safe & ~((scale > 0.0) & background.usable), notes)
    safe &= (scale > 0.0) & background.usable
    counts_off, alpha = background.counts, background.alpha
    start, stop = _times(pha)
    ontime = number(pha.header, "ONTIME")
    return SpectrumOnOff(
        name=name_of(pha.path, text(pha.header, "OBS_ID"), pha.row),
        reco=response.reco,
        true=response.true,
        counts=spread(pha.counts, bins, len(safe), 0.0),
        counts_off=counts_off,
        alpha=alpha,
        exposure=response.area * (pha.exposure * area_factor),
        edisp=response.edisp if is_uniform else response.edisp * scale,
        safe=safe & _header_range(pha, response.reco, notes),
        livetime=pha.exposure,
        ontime=pha.exposure if math.isnan(ontime) else ontime,
        n_off_regions=_off_regions(pha, alpha),
        instrument=instrument_of(pha.header, pha.path),
        start=start,
        stop=stop,
        errors=_errors(pha, off, background, bins),
    )


def _errors(pha: Pha, off: Pha | None, background: Background, bins: IntArray) -> StatedErrors | None:
    """Variance of the excess where one of the two files states errors other than those of Poisson counts."""
    if not (pha.states_errors or (off is not None and off.states_errors)):
        return None
    n = len(background.alpha)
    on, own = spread(pha.variance, bins, n, 0.0), pha.counts if pha.stat_err is None else pha.stat_err
    return StatedErrors(on + background.alpha**2 * background.variance, spread(own, bins, n, 0.0) > 0.0)


def _header_range(pha: Pha, reco: EnergyAxis, notes: list[FormatNote]) -> BoolArray:
    """A threshold in the header (TeV) counts where there is no QUALITY to say the same."""
    low, high = (number(pha.header, key) for key in ("LO_THRES", "HI_THRES"))
    low = number(pha.header, "ETHRESH") if math.isnan(low) else low
    if (math.isnan(low) and math.isnan(high)) or spectrum_table(FitsFile(pha.path)).has("QUALITY"):
        return np.ones(reco.n, dtype=bool)
    found = "there is no QUALITY"
    ends = [f"from {low:g}"] * math.isfinite(low) + [f"to {high:g}"] * math.isfinite(high)
    assumed = f"channels {' '.join(ends)} TeV are good, as LO_THRES/ETHRESH and HI_THRES say"
    notes.append(FormatNote(pha.path.name, "SPECTRUM", found, assumed, "", RULE))
    return bins_within(reco, low, high)


def _off_regions(pha: Pha, alpha: Array) -> int:
    """As the file says, else how often the ON exposure fits into OFF."""
    given = number(pha.header, "NOFFREG")
    if not math.isnan(given):
        return int(given)
    used = alpha[alpha > 0.0]
    return max(1, round(1.0 / float(np.median(used)))) if len(used) else 0


def _times(pha: Pha) -> tuple[float, float]:
    """First and last time, MJD (TT); NaN where the header has none."""
    start, stop = (number(pha.header, key) for key in ("TSTART", "TSTOP"))
    try:
        zero, _ = reference_mjd(pha.header)
        seconds = time_scale(pha.header)
    except DataError:  # no date: as if the header had none
        return math.nan, math.nan
    return zero + start * seconds / SECONDS_PER_DAY, zero + stop * seconds / SECONDS_PER_DAY
