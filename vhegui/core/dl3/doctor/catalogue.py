"""Every departure from the standard that a reader can note: how much it matters, the rule, and what it teaches.

Readers say what they found and assumed; here is what does not depend on the file. A note is recognised by what was
found. A test goes through the sources of the readers: a note without an entry here fails it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from vhegui.core.files.notes import FormatNote

Severity = Literal["error", "result", "cosmetic"]
SEVERITIES: tuple[Severity, ...] = ("error", "result", "cosmetic")


@dataclass(frozen=True)
class Quirk:
    """A kind of departure.

    pattern : regular expression that `FormatNote.found` begins with · rule : section of the standard it departs from,
    "" where the note knows better · lesson : why it matters, in two or three sentences.
    """

    pattern: str
    severity: Severity
    rule: str
    lesson: str


EVENTS = 'GADF v0.3, "EVENTS extension"'
GTI = 'GADF v0.3, "GTI extension"'
POINTING = 'GADF v0.3, "POINTING extension"'
TIME = 'GADF v0.3, "Time", FITS reference time keywords'
INDEX = 'GADF v0.3, "Observation index table"'
HDUS = 'GADF v0.3, "HDU index table"'
AXES = 'GADF v0.3, "IRF axes"; OGIP CAL/GEN/92-003'
CLASSES = 'GADF v0.3, "HDU classes"'
AEFF = 'GADF v0.3, "Effective area format"'
EDISP = 'GADF v0.3, "Energy dispersion format", MATRIX'
PSF = 'GADF v0.3, "Point spread function", normalised to 1'
BKG = 'GADF v0.3, "Background format"'
RAD_MAX = 'GADF v0.3, "Point-like IRFs", RAD_MAX'
OGIP = "OGIP/92-007 and 92-007a, PHA files"
RESPONSE = "OGIP CAL/GEN/92-002, RMF and ARF files"
FITS = "FITS standard 4.0, units and binary tables"

_UNIT = (
    "A number without unit can mean anything: 1000 may be GeV or TeV. The unit that the standard asks for is taken; "
    "if the writer meant another one, everything computed from this column is off by the ratio of the two."
)
_TIMES = (
    "Event times are seconds since a reference date. Without it, or without its time system, runs cannot be put in "
    "order or compared with other instruments to better than a minute (TT and UTC differ by 64 to 69 s). Fluxes do "
    "not depend on it, as good time intervals count from the same reference."
)
_INDEX = (
    "The index tables are a copy of what the event files say, to choose runs quickly. Where the copy lacks something "
    "or differs, the event files are right; only sorting and filtering by this column suffers."
)
_CLASS = (
    "HDUCLAS keywords tell programs what a table is without guessing from its columns. Here the columns leave no "
    "doubt, so nothing changes; other programs may refuse the file."
)
_ENCLOSURE = (
    "A full-enclosure effective area counts all events of a source, and must be multiplied by the fraction of the PSF "
    "inside the source circle. A point-like one has a directional cut inside already. Mixing them up changes every "
    "flux by that fraction, typically 10 to 40 per cent."
)

QUIRKS: tuple[Quirk, ...] = (
    # --- events
    Quirk("RADECSYS is", "result", EVENTS, "The frame of the sky says what RA and DEC mean. GADF has ICRS and FK5; the "
          "older FK4 turns against them with the precession, by 0.6 deg since 1950."),
    Quirk("the table has no columns", "cosmetic", EVENTS, "An event list may be empty, but should name its columns."),
    Quirk("RA of ", "cosmetic", EVENTS, "Right ascension is an angle on a circle: 440 deg is 80 deg. Programs that "
          "compare numbers instead of directions lose such events at the edge of a map."),
    Quirk(r".* have no positive energy", "result", EVENTS, "An event without energy falls into no energy bin. Such "
          "events are left out; if they are many, the reconstruction that wrote the file has failed."),
    Quirk(r".* rows have no valid time or position|no usable row", "result", POINTING, "A sample of the pointing that "
          "is nowhere, or at no time, says nothing about where the telescopes looked."),
    Quirk(r".* have no valid time or position", "result", EVENTS, "An event that is nowhere, or at no time, can be "
          "counted in no region and in no good time interval."),
    Quirk(r".* lie outside the good time intervals", "result", GTI, "Exposure is counted only inside good time "
          "intervals, so events outside them would raise the flux of everything. Programs differ here: gammapy keeps "
          "them. Here they are left out unless the settings say otherwise."),
    Quirk(r"column .* has no unit", "result", FITS, _UNIT),
    Quirk("there is no EVENT_ID|EVENT_ID holds no", "cosmetic", EVENTS,
          "Numbers identify events, to compare analyses event by event."),
    Quirk(r"ENERGY in |TIME in |RA in |DEC in ", "cosmetic", EVENTS, "The standard asks for TeV, seconds and degrees. "
          "Other units are converted exactly."),
    Quirk(r"EVENT_ID repeats", "cosmetic", EVENTS, "Two events share a number: fine for a flux, but events can no "
          "longer be followed from one analysis to another. It also happens when a list is written twice: then "
          "times repeat as well."),
    Quirk(r"the same event .* times", "result", EVENTS, "The same event, with the same time, direction and energy, "
          "occurs more than once. Each copy counts, so fluxes are too high and errors too small."),
    Quirk(r"times are not sorted|TIME is not sorted", "cosmetic", EVENTS, "The standard recommends events in order of "
          "time. Nothing here depends on it; programs that look for bursts by neighbouring rows do."),
    # --- run header
    Quirk(r"no MJDREFI|no TIMESYS|TIMESYS is", "cosmetic", TIME, _TIMES),
    Quirk(r"TIMEUNIT is", "cosmetic", TIME, "Times without a unit of their own are in TIMEUNIT, which the standard for "
          "these data sets to s."),
    Quirk(r"times are in ", "result", TIME, "Every table says in which time scale its times are. TT and UTC differ by "
          "64 to 69 s since 2000: good time in the wrong one loses events at one end and counts empty time at the "
          "other."),
    Quirk(r"times count from MJD", "cosmetic", TIME, "Every table says from which date, and in which time scale, its "
          "times count. Tables of one run that count differently are brought to the reference of EVENTS."),
    Quirk(r"TSTART, TSTOP of the header", "cosmetic", TIME, "Start and end in the header are a copy of what the good "
          "time intervals say."),
    Quirk(r"times of the index", "cosmetic", TIME, _INDEX),
    Quirk(r"OBS_ID is text", "cosmetic", INDEX, "Observations are identified by whole numbers in the standard."),
    Quirk(r"OBS_ID is", "cosmetic", EVENTS, "The number of a run connects events, responses and index. Where they "
          "disagree, the index decides, as all other files are found through it."),
    Quirk(r"DEADC|LIVETIME / ONTIME is", "result", EVENTS + ", DEADC = LIVETIME / ONTIME", "While a camera is read "
          "out it is blind. DEADC is the fraction of time it could see: flux is counts divided by area and livetime, "
          "so a dead time of 10 per cent that is forgotten makes every flux 10 per cent too low."),
    Quirk(r"ONTIME is", "cosmetic", EVENTS + ", ONTIME", "ONTIME is by definition the sum of the good time intervals. "
          "Where header and table disagree, the table is used: it also says which events count."),
    Quirk("keywords missing", "cosmetic", "", "Mandatory keywords that are not there. Nothing that "
          "is computed here needs them, but other programs may stop, or fall back to a guess."),
    Quirk("columns missing", "cosmetic", "", "Mandatory columns that are not there. What they hold "
          "is taken from the event files instead, or is not known."),
    Quirk(r"GEOLON|.* written as text", "cosmetic", FITS, "A number in quotes is text for a FITS reader. It is "
          "understood here; a strict program fails when it computes with it."),
    # --- good time
    Quirk("there is no GTI table", "result", GTI, "Good time intervals say when the instrument observed. Without "
          "them everything from start to end counts as good: if there were clouds or breaks, fluxes come out too low."),
    Quirk("TIMEZERO is", "result", TIME, "TIMEZERO should be added to all times of a table. Some writers set it and "
          "write absolute times all the same. The reading that makes intervals meet the run is taken; the other would "
          "put the good time days or years away from the events, and lose them all."),
    Quirk(r".* intervals end before they start", "cosmetic", GTI, "An interval of no length adds no time."),
    Quirk("intervals overlap", "result", GTI, "Time that is counted twice makes fluxes too low. Overlapping "
          "intervals are merged."),
    # --- pointing
    Quirk(r"OBS_MODE is DRIFT|the pointing moves|the POINTING table is|the events lie around|RA_PNT, DEC_PNT of the "
          "header", "result", POINTING, "Responses depend on the angle between source and pointing. "
          "The pointing of the EVENTS header, or the table of pointings, says where the telescopes looked."),
    Quirk("the background is aligned with the horizon", "result", EVENTS + ", GEOLON and GEOLAT", "A background that "
          "is stronger towards the zenith turns against the stars while they rise and set. How far it had turned "
          "follows from the time and from where on Earth the telescopes stand; without that, only its mean over all "
          "directions is known. Spectra with reflected OFF regions do not depend on it."),
    # --- index tables
    Quirk("TSTART in 32 bit", "cosmetic", INDEX, "A 32-bit float holds 7 digits: of 333 780 072.8 s only the first "
          "seven are right. " + _INDEX),
    Quirk(r"(TSTART|LIVETIME|EVENT_COUNT|RA_PNT|DEC_PNT|the pointing) (of|in) the index", "cosmetic", INDEX, _INDEX),
    Quirk("there is no obs-index", "cosmetic", INDEX, _INDEX),
    Quirk("out of the folder: ", "result", HDUS, "A data set that comes from others should hold its "
          "files itself: a link that leads out may name any file of this computer. Allow files outside for a data set "
          "of your own; until then its runs are missing."),
    Quirk("there is no hdu-index", "cosmetic", HDUS, "The HDU index says which file and HDU holds what, of each run. "
          "Without it, files are searched, and shared responses have to be guessed."),
    Quirk(r"BASE_DIR|FILE_DIR begins with|FILE_NAME|the index lies", "cosmetic", HDUS + ", FILE_DIR",
          "The index says where files are by FILE_DIR, which counts from BASE_DIR or from the folder of the index, and "
          "FILE_NAME. Data that were moved, compressed, or are shared between indices, need a second look to be "
          "found."),
    Quirk("no OBS_ID in ", "result", INDEX, "A row that does not say which run it is about cannot be "
          "used."),
    Quirk("more than one .* HDU of ", "result", HDUS, "The index names two event lists, or two tables "
          "of good time, for one run. One run has one of each: give the parts numbers of their own, or merge them."),
    Quirk("the observation index lacks ", "result", INDEX, "Runs are chosen from the "
          "observation index. What is in the HDU index alone is not listed; an index of chosen runs is often made like "
          "that."),
    Quirk(r"holds no index table", "result", CLASSES, "A file with the name of an index "
          "that is none: an index says of every row which run (OBS_ID) it is about."),
    Quirk("OBS_ID repeats in ", "cosmetic", INDEX, "A run that is listed twice would be analysed twice."),
    Quirk(r"the index table .* (is called|says)", "cosmetic", CLASSES, "An index table is recognised by its columns "
          "here; programs that go by name or HDUCLAS keywords take it for something else."),
    Quirk("a second file of run", "result", HDUS, "Two files hold the same events of the same run. Only the first is "
          "used, as counting a run twice gives errors that are too small."),
    Quirk("there is no EVENTS table", "cosmetic", EVENTS, "A file without events is no run; it may hold responses."),
    # --- axes of responses
    Quirk(r"the table has \d+ rows", "result", AXES, "A response is stored as one row of arrays."),
    Quirk(r"bins .* leave gaps or overlap", "result", AXES, "Bins should touch. Between them the response is not "
          "defined, so the lower edges are taken as bin edges."),
    Quirk(r"lowest (true )?energy is", "result", AXES, "Energy axes are logarithmic: 0 has no place on them. The "
          "lowest edge matters only for energies far below any threshold."),
    Quirk("THETA_LO equals THETA_HI", "cosmetic", AXES, "A response can hold for a bin of offsets, or exactly at an "
          "offset. The standard knows bins only; writers that simulate at fixed offsets write bins of no width. Taken "
          "literally there would be no response anywhere between; it is interpolated."),
    Quirk("offsets begin at|the .* covers .* TeV|the .* reaches offsets", "result", AXES, "A table says nothing beyond "
          "its axes. The effective area is 0 beyond its energies and its largest offset; everything else is carried on "
          "from the nearest values that there are, which is a guess."),
    Quirk("one single offset", "result", AXES, "The response was made for one distance between source and pointing, "
          "as in wobble observations. It is right for a source there. At other offsets it is only a stand-in: "
          "acceptance falls towards the edge of the field of view, by half within 1 to 2 degrees."),
    Quirk(r".* values of .* are not finite", "result", AXES, "NaN or infinite values stand where a simulation gave no "
          "events. Nothing can be predicted there: they are taken as 0."),
    Quirk(r".* values of .* are negative", "result", "", "An area, a probability or a rate cannot be negative. Such "
          "values come from extrapolations or fits of the writer, mostly near the threshold. The share says how much "
          "of the whole table they are."),
    # --- spectra (OGIP)
    Quirk(r"HDUCLAS2 of the (background|spectrum) is", "result", OGIP, "HDUCLAS2 says whether counts are of the source "
          "region or of the background. The file that names another one as its background is believed."),
    Quirk(r"HDUCLAS3 is .*, the column|column COUNTS holds rates|rates are given", "result", OGIP, "A spectrum holds "
          "counts or counts per second. Fits of few counts need the counts, which are the rates times the exposure."),
    Quirk(r"the header names |(BACKFILE|RESPFILE) names no file", "result", OGIP, "A spectrum names its "
          "background and its responses. With another background or response every flux is another one."),
    Quirk(r"STAT_ERR is|POISSERR is|SYS_ERR is|CORRFILE is", "result", OGIP, "A file may give errors of its own, or a "
          "correction to be subtracted. χ² uses the errors as XSPEC does, adding systematic ones in quadrature. The "
          "likelihoods of Poisson counts (W, Cash, C) know the errors of counts and have no place for others."),
    Quirk(r"EXPOSURE (is|of)", "result", OGIP, "The exposure makes counts of fluxes, and those of the source "
          "and of the background are part of the scale between the two."),
    Quirk(r"there is no QUALITY", "result", OGIP, "QUALITY says which channels can be used. Without it, an energy "
          "threshold of the header is the next best."),
    Quirk(r"\d+ good channels have no scale", "result", OGIP, "Where source or background have no area, or the "
          "background is bad, nothing is known of the background in the source region."),
    Quirk(r"GROUPING has values", "result", OGIP, "A channel of GROUPING 1 begins a bin, one of -1 continues it. 0 "
          "says that nothing is grouped. Another value means nothing, so the bins may not be those that were meant."),
    Quirk(r"GROUPING of the background", "cosmetic", OGIP, "Background counts are added up as those of the source are, "
          "so that both stand for the same energies."),
    Quirk("no keyword or column ", "result", OGIP, "Sizes of the regions of source "
          "and background make the scale between their counts."),
    Quirk(r"there is no column CHANNEL|channels are numbered|TLMIN\d* is missing", "result", RESPONSE,
          "Channels of a spectrum are those of its response. Counted from another number, "
          "every count would have the energy of its neighbour."),
    Quirk(r"rows of MATRIX add up|the RMF holds the area", "result", RESPONSE, "A redistribution adds up to 1 at most: "
          "an event has one energy. More than that is area, which must be counted once, or a wrong normalisation."),
    Quirk(r".* begins at", "result", RESPONSE, "Energy axes are logarithmic: 0 has no place on them."),
    # --- kinds of responses
    Quirk("HDUCLAS3", "result", CLASSES + ", HDUCLAS3", _ENCLOSURE),
    Quirk("HDUCLAS4", "cosmetic", CLASSES + ", HDUCLAS4", _CLASS),
    Quirk("a response of unknown kind", "result", CLASSES, "The table says it is a response, but its columns are none "
          "of the formats of the standard. It is left out, and what depends on it cannot be computed."),
    Quirk(r"\d+ .* responses \(|the .* response is called", "result", HDUS, "One response of a kind can be used "
          "for a run. That of gamma rays is wanted; of several, names and versions tell which, else the order."),
    Quirk(r"the file holds \d+ .* tables", "result", EVENTS, "A run has one event list and one table of good time. "
          "What the other tables hold is not used."),
    Quirk(r"the index names HDU", "cosmetic", HDUS, "The index names an HDU that is not what it says. The file holds "
          "one that is."),
    Quirk(r"the effective area is point-like, but|there is a RAD_MAX|the cut is a column|.* radii are 0", "result",
          RAD_MAX, "A point-like response has a directional cut inside. Counts must "
          "be taken inside exactly this radius; with another one the effective area does not fit the counts."),
    # --- energy dispersion
    Quirk("MATRIX is all zero", "result", EDISP, "With an empty matrix no true energy leads to any reconstructed one: "
          "no source can be seen."),
    Quirk("the sum over migra bins is 1", "result", EDISP, "MATRIX is a probability per unit migra: its integral over "
          "migra is 1, not the sum over bins. Taken literally, predicted counts would be off by the bin width. Only "
          "the shape is used, and normalised."),
    Quirk(r".*integrals over migra", "result", EDISP, "Each column of MATRIX should integrate to 1: an event of some "
          "energy is reconstructed at some energy. Writers forget it at energies with few simulated events, or store "
          "raw counts. Only the shape is used, and normalised; otherwise predicted counts shrink with the integral."),
    Quirk(r".* columns of MATRIX are empty", "result", EDISP, "No simulated event gave the energy resolution in these "
          "bins. If they were mixed with their neighbours, events would be lost that the effective area still counts. "
          "The nearest filled offset at the same energy stands in."),
    # --- point spread function
    Quirk(r".*\(offset, energy\) bins are empty", "result", PSF, "No simulated event gave the PSF in these bins. If "
          "they were mixed with their neighbours, containment would be too low, and fluxes too high. Filled bins "
          "beside them are used."),
    Quirk(r".* profiles have integrals", "result", PSF, "A PSF says where the events of a point source go: all of "
          "them go somewhere, so it integrates to 1. A deficit that is larger than a tail beyond the table could hold "
          "means that the profile was never normalised (for example averaged with empty bins)."),
    Quirk("SCALE gives integrals", "result", PSF, "Sigmas and amplitudes fix the shape of the three Gaussians, SCALE "
          "only their sum, which must be 1. In the public CTA files SCALE lacks the conversion from deg⁻² to sr⁻¹. It "
          "is ignored: containment is 1 − exp(−R²/2σ²) for one Gaussian."),
    Quirk("there is no SCALE|SCALE has", "cosmetic", PSF, "SCALE is redundant: the integral must be 1."),
    Quirk("negative amplitudes", "result", PSF, "A negative Gaussian would make a negative probability somewhere."),
    Quirk(r".* bins have no profile", "result", PSF, "A King profile falls like a power law: with γ ≤ 1 it would hold "
          "infinitely many events."),
    # --- background
    Quirk(r"there is no FOVALIGN|FOVALIGN is", "result", BKG + ", FOVALIGN",
          "The field of view can be aligned with the sky (RADEC) or with "
          "the horizon (ALTAZ). Over a run the sky turns in the horizon frame: the wrong choice turns the background."),
    Quirk(r"written by", "result", BKG + ", axes", "Field-of-view longitude should grow against right "
          "ascension or with it, depending on the writer. A mirrored map puts the background gradient on the wrong "
          "side. Only events on empty fields can tell; those of H.E.S.S. DR1 do, clearly."),
    Quirk(r".* bins are empty between filled energies", "result", BKG, "A background without events in one bin, "
          "between two that have some, is a chance of a small sample, not a gap in nature."),
    Quirk("the column is called BGD", "cosmetic", BKG, "A name of older writers; it holds the same."),
    Quirk(r".* has energy as its last FITS axis|the axes of .* are swapped", "result", BKG + ", axis order",
          "The order of axes differs between writers. Where a map is square the shape of the table cannot tell."),
    # --- files
    Quirk(r"\d+ of \d+ .* are empty", "result", PSF, "No simulated event fell into these bins. Filled ones stand in."),
    Quirk(r"run \d+: ", "error", HDUS, "The index names a file that cannot be used. The other runs are not touched."),
    Quirk("the server gave nothing", "cosmetic", "", "What was fetched before is used; it may have changed since."),
    Quirk("", "result", "", "The reader had to decide something that the standard leaves no room for."),
)  # fmt: skip


def quirk_of(note: FormatNote) -> Quirk:
    """The kind of departure a note is about; the last entry, which fits everything, when it is not known."""
    return _quirk_of(note.found)


@lru_cache(maxsize=4096)
def _quirk_of(found: str) -> Quirk:
    """The runs of a data set depart from the standard in the same words."""
    return next(quirk for quirk in QUIRKS if re.match(quirk.pattern, found))
