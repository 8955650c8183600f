"""The sections about the fit: model and parameters, how good it is, fluxes, flux points."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from vhegui.analysis.export.flux_content import flux_content
from vhegui.analysis.export.report.about import About
from vhegui.analysis.export.report.html import Column, facts, items, paragraph, section, subsection, table
from vhegui.analysis.parameter_names import parameter_label
from vhegui.analysis.state import Analysis
from vhegui.analysis.written_numbers import NOT_A_NUMBER, asymmetric, integer, number, signed, unit_text, value_error
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.profiles import AsymmetricError
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.toy_result import ToyResult
from vhegui.core.models.nuisances import nuisance_kind
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import ModelPart, SourceModel
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.flux import TEV_TO_ERG
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.spectra.ogip.files import file_stem
from vhegui.core.statistics.registry import STATISTICS

PARAMETERS = (
    Column("Of", number=False), Column("Parameter", number=False), Column("Value"), Column("", number=False),
)  # fmt: skip
POINTS = (
    Column("Energy (TeV)"), Column("dN/dE (cm⁻² s⁻¹ TeV⁻¹)"), Column("E² dN/dE (erg cm⁻² s⁻¹)"), Column("√TS"),
    Column("Counts"), Column("Expected signal"),
)  # fmt: skip
MOST_CORRELATED = 10
EXPECTED = Column("Of", number=False), Column("Expected counts")
LINEAR_ERRORS = (
    "Errors are of 1 σ: one number is from the second derivatives of the statistic, two are where it has risen by 1."
)


def fit_section(about: About) -> str:
    """The model, its parameters, and what is to be said of the fit."""
    if about.analysis.maps_alone and not about.analysis.fits_cubes:
        return ""
    return section("Fit", *_fit(about))


def _fit(about: About) -> Iterator[str]:
    analysis, fitted = about.analysis, about.values.get("fit_result")
    yield paragraph(_what_is_fitted(analysis))
    if fitted is None:
        yield paragraph(about.missing("fit_result", "There is no fit"))
        joint = JointModel((analysis.model, *analysis.others), analysis.nuisances)
        yield subsection("Model, as it was given", _formulas(joint), table(PARAMETERS, _parameters(about, joint)))
        return
    yield facts(_quality(about, fitted))
    if limit := about.values.get("amplitude_limit"):
        yield paragraph(f"Limit: {limit}.")
    yield subsection("Parameters", _formulas(fitted.joint), table(PARAMETERS, _parameters(about, fitted.joint)))
    yield paragraph(LINEAR_ERRORS, "soft")
    yield _correlations(fitted)
    rest = about.values.get("residual")
    if analysis.fits_cubes and rest is not None:
        expected = [*rest.by_source.items(), ("Background", rest.background)]
        yield subsection("Expected counts", table(EXPECTED, [(name, number(value, 4)) for name, value in expected]))
    yield from _counts_spectra(about)


def _counts_spectra(about: About) -> Iterator[str]:
    """A picture for each group of spectra that have their energies in common."""
    groups = list(about.values.get("summed_groups", ()))
    of = f" of {groups[0]}" if len(groups) > 1 else ""
    yield about.picture("counts_spectrum", f"Counts{of} in bins of energy, and what the model expects")
    for name in groups[1:]:
        yield about.picture(f"counts_spectrum_{file_stem(name)}", f"Counts of {name}")


def _what_is_fitted(analysis: Analysis) -> str:
    if analysis.fits_cubes:
        return "Fitted to the cubes of the map: all sources together, with the background of every data set along."
    runs = "the runs added up" if analysis.fit.stack else "every run by itself, all together"
    statistic = STATISTICS[analysis.fit.statistic]
    return f"Fitted to the spectra of the ON region, {runs}. Statistic: {statistic.label}. {statistic.note}"


def _quality(about: About, fitted: FitResult) -> Iterator[tuple[str, str]]:
    data = about.values.get("joint_data")
    name = about.analysis.fit.statistic if data is None else data.statistic
    yield "Verdict", fitted.message
    yield "Statistic", f"{name} = {number(fitted.total_stat, 6)}"
    yield "Degrees of freedom", f"{fitted.ndf}: {fitted.n_bins} bins, {fitted.n_free} fitted parameters"
    yield "Goodness of fit", _goodness(about.values.get("toys"))
    if (band := about.values.get("fit_band")) is not None:
        yield "Energies fitted", _between(band.energy[0], band.energy[-1])
    for each in flux_content(fitted, data):
        energies = _between(each["e_min"], each["e_max"])
        yield f"Flux, {energies}", value_error(each["flux"], each["flux_error"], "cm⁻² s⁻¹")
        energy_flux, error = (TEV_TO_ERG * each[name] for name in ("energy_flux", "energy_flux_error"))
        yield f"Energy flux, {energies}", value_error(energy_flux, error, "erg cm⁻² s⁻¹")
    pivot = flux_content(fitted, None)[0]
    if math.isfinite(pivot["pivot"]):
        index = value_error(pivot["index"], pivot["index_error"])
        yield "Pivot energy", f"{number(pivot['pivot'])} TeV, where dN/dE is known best; index there {index}"


def _goodness(toys: ToyResult | None) -> str:
    if toys is None:
        return "not tested: no simulated repetitions (toys) were asked for"
    return toys.sentences()[0].removeprefix("Goodness of fit: ")


def _between(low: float, high: float) -> str:
    return f"{number(float(low))}–{number(float(high))} TeV"


def _formulas(joint: JointModel) -> str:
    return items(f"{source.name} – {_formula(source)}" for source in joint.sources)


def _formula(source: SourceModel) -> str:
    said = [f"{_entry(part).label}: {'; '.join(_entry(part).formula.splitlines())}" for part in source.parts.values()]
    seen = f" (seen by {', '.join(source.datasets)})" if source.datasets else ""
    return ". ".join(said) + seen


def _entry(part: ModelPart) -> Any:
    return formula_of(part) if isinstance(part, SpectralModel) else part.formula  # type: ignore[attr-defined]


def _parameters(about: About, joint: JointModel) -> Iterator[tuple[str, ...]]:
    asymmetric_errors = {each.name: each.error for each in about.values.get("profiles", ())}
    asymmetric_errors |= about.values.get("minos_errors", {})
    names = iter(joint.names)
    for source in joint.sources:
        frame = getattr(source.spatial, "frame", "icrs")
        for own, parameter in zip(source.names, source.parameters, strict=True):
            yield source.name, parameter_label(own, frame), *_value(parameter, asymmetric_errors.get(next(names)))
    for nuisance in joint.nuisances:
        title = nuisance_kind(nuisance.kind).title
        yield nuisance.dataset, title, *_value(nuisance.parameter, asymmetric_errors.get(next(names)))


def _value(parameter: Parameter, error: AsymmetricError | None) -> tuple[str, str]:
    unit, value = unit_text(parameter.unit), parameter.value
    if error is not None and error.success:
        shown = asymmetric(value, error.errn, error.errp, unit)
    else:
        shown = value_error(value, parameter.error if parameter.varies else 0.0, unit)
    said = ["fixed"] if parameter.frozen else [f"as {parameter.link}"] if parameter.link else []
    if parameter.prior is not None:
        kind = parameter.prior.kind.replace("_", "-")
        said.append(f"{kind} prior ({number(parameter.prior.a)}, {number(parameter.prior.b)})")
    if parameter.varies and value in (parameter.minimum, parameter.maximum):
        said.append("at its limit")
    return shown, ", ".join(said)


def _correlations(fitted: FitResult) -> str:
    """The lower half of the matrix, "" where there are too few or too many parameters for one."""
    rows = [i for i, variance in enumerate(np.diag(fitted.joint_covariance)) if variance > 0.0]
    if not 2 <= len(rows) <= MOST_CORRELATED:
        return ""
    labels = _labels(fitted.joint)
    names = [labels[i] for i in rows]
    columns = [Column("", number=False), *(Column(name) for name in names[:-1])]
    lines = [
        [names[k], *(signed(float(fitted.joint_correlation[rows[k], i]), 3) if i < rows[k] else "" for i in rows[:-1])]
        for k in range(1, len(rows))
    ]
    return subsection("Correlations of the fitted parameters", table(columns, lines))


def _labels(joint: JointModel) -> tuple[str, ...]:
    """What each of `joint.names` is called."""
    frames = [getattr(source.spatial, "frame", "icrs") for source in joint.sources for _ in source.parameters]
    pairs = zip(joint.names, [*frames, *("icrs" for _ in joint.nuisances)], strict=True)
    return tuple(parameter_label(name, frame) for name, frame in pairs)


def spectrum_section(about: About) -> str:
    """The spectrum, and its points."""
    flux_points = about.analysis.flux_points
    parts = [about.picture("sed", "The fitted spectrum with its 1 σ band, and flux points")]
    if points := about.values.get("flux_points_result"):
        limits = f"< : TS below {number(flux_points.ul_ts)}, limit of {number(points.sigma_ul, 2)} σ. "
        parts.append(table(POINTS, list(_points(points))))
        parts.append(paragraph(limits + "Energies are the logarithmic centres of the bands in brackets.", "soft"))
    elif "fit_result" in about.values and (flux_points.automatic or flux_points.edges):
        parts.append(paragraph(about.missing("flux_points_result", "Flux points were not computed")))
    return section("Spectrum", *parts)


def _points(points: FluxPoints) -> Iterator[tuple[str, ...]]:
    on, signal = points.counts.sum(axis=1), points.npred_excess.sum(axis=1)
    for i, energy in enumerate(points.e_ref):
        yield (
            f"{number(float(energy))} [{number(float(points.e_min[i]))}, {number(float(points.e_max[i]))}]",
            _point(points, "dnde", i),
            _point(points, "e2dnde", i, TEV_TO_ERG),
            number(float(points.sqrt_ts[i]), 2),
            integer(float(on[i])),
            number(float(signal[i])),
        )


def _point(points: FluxPoints, form: str, i: int, unit: float = 1.0) -> str:
    value, errn, errp, limit = (unit * float(points.quantity(form, each)[i]) for each in ("", "_errn", "_errp", "_ul"))
    if points.is_ul[i]:
        return f"< {number(limit)}" if math.isfinite(limit) else NOT_A_NUMBER
    return asymmetric(value, errn, errp)
