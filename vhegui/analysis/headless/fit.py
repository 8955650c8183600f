"""`vhegui fit`: OGIP spectra and map data sets from files, models and options → a request like that of a configuration
file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vhegui.analysis.edits import change, new_analysis, put
from vhegui.analysis.edits.model import set_dataset_range
from vhegui.analysis.gammapy_config.models import read_models, read_sky_models
from vhegui.analysis.headless.request import read_request
from vhegui.analysis.loading.spectra import read_spectra
from vhegui.analysis.outcome import Request
from vhegui.analysis.state import Analysis, LogAxis
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.analysis.yaml_files.quantities import Energy
from vhegui.core.background.response_only import ResponseOnly
from vhegui.core.errors import ConfigError
from vhegui.core.files.kinds import is_map_dataset
from vhegui.core.maps.fits_map import read_map
from vhegui.core.models.nuisances import NUISANCES, systematic
from vhegui.core.spectra.instruments import distinct_instruments, instrument_key
from vhegui.core.spectra.onoff import SpectrumOnOff

_CURVE_BINS_PER_DECADE = 10


@dataclass(frozen=True)
class FitOptions:
    """What the command line says beside the files.

    ranges : "0.08 TeV,30 TeV" for all, "fermi=0.03 TeV,2 TeV" for one instrument or spectrum
    nuisances : "area=0.15", "energy=0.15,fermi=0.05": kind, width δ of the prior for all instruments, then for single
    ones, or for single spectra that have one of their own
    statistic : "" for that of the session, or wstat · stack : add up the spectra of an instrument
    session : a session file to take every other setting from.
    """

    models: Path | None = None
    session: Path | None = None
    ranges: tuple[str, ...] = ()
    nuisances: tuple[str, ...] = ()
    statistic: str = ""
    stack: bool = False
    minos: bool = False


def fit_request(paths: Sequence[str], options: FitOptions) -> Request:
    """The analysis of PHA files and map data sets. Raises ConfigError and DataError."""
    paths = [str(Path(path).absolute()) for path in paths]
    cubes = [path for path in paths if is_map_dataset(Path(path))]
    paths = [path for path in paths if path not in cubes]
    spectra = tuple(read_spectra(paths).values()) if paths else ()
    request = Request(_curve_range(new_analysis(), spectra, cubes), None, "fit", (), options.minos)
    if options.session is not None:
        request = replace(read_request(options.session, options.models), selection=None, minos=options.minos)
    elif cubes:
        request = _with_sky_models(request, options, bool(spectra))
    elif options.models is None:
        warning = "no models file is given; a power law is fitted (give one with --models)"
        request = replace(request, warnings=(warning,))
    else:
        request = _with_models(request, options.models)
    analysis = request.analysis
    analysis = change(analysis, "dataset", path="", runs=(), spectra=tuple(paths), cubes=tuple(cubes))
    analysis = change(analysis, "fit", data="cubes" if cubes else "spectra")
    return replace(request, analysis=_with_options(analysis, options, spectra))


def _with_models(request: Request, models: Path) -> Request:
    found, warnings = read_models(models)
    analysis = replace(request.analysis, sources=found, shown="")
    return replace(request, analysis=analysis, warnings=warnings, inputs=(models,))


def _with_sky_models(request: Request, options: FitOptions, with_spectra: bool) -> Request:
    """For map data sets, with the background as their files have it, times a norm that is fitted."""
    if options.models is None:
        raise ConfigError("a map data set needs sources with a place on the sky; give a models file (--models)")
    if options.statistic not in ("", "cash") and not with_spectra:
        raise ConfigError(f"--statistic {options.statistic}: map data sets are fitted with cash")
    if options.nuisances and not with_spectra:
        raise ConfigError(
            "--nuisance: these are of spectra; a map data set has norm and tilt of its background instead"
        )
    found, backgrounds, warnings = read_sky_models(options.models)
    if options.stack and not with_spectra:
        warnings = (*warnings, NotDone("--stack: adds up spectra, and there are none; map data sets stay apart"))
    analysis = replace(request.analysis, sources=found, shown="", nuisances=backgrounds)
    analysis = put(change(analysis, "sky", maps=True), "sky_background", ResponseOnly())
    return replace(request, analysis=analysis, warnings=warnings, inputs=(options.models,))


def _curve_range(analysis: Analysis, spectra: Sequence[SpectrumOnOff], cubes: Sequence[str] = ()) -> Analysis:
    """The fitted curve is drawn over the energies that are used."""
    used = [item.energy_range for item in spectra if item.safe.any()]
    used += [tuple(read_map(Path(path), "COUNTS").axis("energy").edges[[0, -1]].tolist()) for path in cubes]
    if not used:
        return analysis
    low, high = min(a for a, _ in used), max(b for _, b in used)
    return replace(analysis, reco=LogAxis(low, high, _CURVE_BINS_PER_DECADE))


def _with_options(analysis: Analysis, options: FitOptions, spectra: Sequence[SpectrumOnOff]) -> Analysis:
    analysis = change(analysis, "fit", stack=analysis.fit.stack or options.stack)
    if options.statistic:
        analysis = change(analysis, "fit", statistic=options.statistic)
    for text in options.ranges:
        name, low, high = _range(text, spectra)
        analysis = set_dataset_range(analysis, name, low, high) if name else change(analysis, "fit", low=low, high=high)
    widths = {kind: given for text in options.nuisances for kind, given in _widths(text, spectra)}
    kept = tuple(each for each in analysis.nuisances if each.kind not in widths)
    new = (systematic(kind, name, width) for kind, given in widths.items() for name, width in given.items() if width)
    return replace(analysis, nuisances=(*kept, *new))


def _range(text: str, spectra: Sequence[SpectrumOnOff]) -> tuple[str, float, float]:
    """ "fermi=0.03 TeV,2 TeV" → the name, lowest and highest energy (TeV); "" for all spectra."""
    head, equals, tail = text.rpartition("=")
    try:
        low, high = (float(Energy.parse(part)) for part in tail.split(","))
    except ValueError as error:
        raise ConfigError(
            f'--energy-range "{text}": expected two energies with their units, such as "0.08 TeV,30 TeV" or '
            'fermi="0.03 TeV,2 TeV"'
        ) from error
    if not low < high:
        raise ConfigError(f'--energy-range "{text}": {low:g} TeV is not below {high:g} TeV')
    names = {name for item in spectra for name in (item.name, item.instrument)}
    return (_named(head, names, f'--energy-range "{text}"') if equals else ""), low, high


def _widths(text: str, spectra: Sequence[SpectrumOnOff]) -> Iterator[tuple[str, dict[str, float]]]:
    """ "energy=0.15,fermi=0.05" → the kind, and the width of the prior for every instrument; 0 leaves one out.

    A name that is no instrument's is that of a spectrum, which then has a systematic of its own as well.
    """
    option = f'--nuisance "{text}"'
    pairs = [part.partition("=")[::2] for part in text.split(",")]
    kind = pairs[0][0].strip()
    if kind not in NUISANCES:
        raise ConfigError(f"{option}: '{kind}' is not one of {', '.join(NUISANCES)}")
    instruments = distinct_instruments(item.instrument for item in spectra)
    widths = dict.fromkeys(instruments, _width(pairs[0][1], option))
    names = (*(item.name for item in spectra), *instruments)
    yield kind, widths | {_named(name, names, option): _width(value, option) for name, value in pairs[1:]}


def _width(text: str, option: str) -> float:
    try:
        width = float(text)
    except ValueError:
        width = -1.0
    if not 0.0 <= width < 1.0:
        raise ConfigError(f"{option}: '{text}' is not allowed; expected the width of the prior, such as 0.15")
    return width


def _named(text: str, names: Iterable[str], option: str) -> str:
    """The spectrum or instrument that is meant, in any way to write it."""
    known: Mapping[str, str] = {instrument_key(name): name for name in names if name}
    found = known.get(instrument_key(text))
    if found is None:
        raise ConfigError(f"{option}: nothing is called '{text.strip()}'; there: {', '.join(sorted(known.values()))}")
    return found
