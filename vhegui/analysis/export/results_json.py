"""`results.json`: counts per run and in total, the fit, versions and settings. s, TeV, cm-2 s-1 TeV-1; NaN is null."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import Any

import vhegui
from vhegui.analysis.gammapy_config.models_background import background_name
from vhegui.core.dl3.doctor.findings import RunNote
from vhegui.core.estimators.counts import CountsRow
from vhegui.core.files.notes import FormatNote
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.profiles import AsymmetricError
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.upper_limit import AmplitudeLimit, has_result
from vhegui.core.models.nuisances import FIELD_OF_VIEW
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import SourceModel

_LIBRARIES = ("numpy", "scipy", "astropy", "iminuit", "regions")
_SUMS = ("alpha", "background", "excess", "sqrt_ts", "livetime", "ontime", "energy_min", "energy_max")


def results_json(
    counts: Mapping[str, Any],
    fit: dict[str, Any],
    settings: dict[str, Any],
    light_curve: dict[str, Any] | None = None,
    studies: Mapping[str, Any] = MappingProxyType({}),
    complete: bool = True,
    notes: Iterable[RunNote] = (),
    regions: Sequence[str] = (),
    maps: Mapping[str, Any] | None = None,
) -> str:
    """The text of the file; `counts` from `counts_content`, `fit` from `fit_content`, `light_curve` from
    `light_curve_content`, `maps` from `maps_content`, or None; `studies` from `study_content`.

    complete : all that was asked for was done · notes : what was assumed about the files and may change results.
    regions : what is to be said of ON and OFF: what alpha is made of where that is not the ratio of equal circles, and
    regions that are left out.
    """
    content = {
        "complete": complete,
        **counts,
        **({} if maps is None else {"maps": maps}),
        **({"regions": list(regions)} if regions else {}),
        "fit": fit,
        **({} if light_curve is None else {"light_curve": light_curve}),
        **studies,
        "notes": [_note(run, note) for run, note in notes],
        "versions": versions(),
        "settings": settings,
    }
    return json.dumps(_finite(content), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def counts_content(rows: Sequence[CountsRow], total: CountsRow) -> dict[str, Any]:
    """The counts of every run, and in total."""
    return {
        "observations": [{"obs_id": _obs_id(row.name), **_counts(row)} for row in rows],
        "total": _counts(total),
    }


def no_fit_content(why: str) -> dict[str, Any]:
    """The "fit" part where nothing is fitted."""
    nothing = {"total_stat": None, "n_bins": None, "parameters": [], "covariance": {"names": [], "matrix": []}}
    return {"success": False, "message": why, "statistic": None, **nothing}


def fit_content(
    model: SourceModel | JointModel,
    result: FitResult | None,
    problem: str = "",
    statistic: str = "wstat",
    asymmetric: Mapping[str, AsymmetricError] = MappingProxyType({}),
    limit: AmplitudeLimit | None = None,
    most: float = 4.0,
) -> dict[str, Any]:
    """The "fit" part; without a result, `problem` says why, and the parameters are those of `model`.

    Parameters are those of every source, then the systematics ("model" is the instrument or data set there) and the
    backgrounds of cubes;
    asymmetric : MINOS errors by the parameter's name in the whole ("index", "source2.index", "HESS.area")
    limit : of a source that is not detected, written as "upper_limit"; a success where the fit ended well and its TS is
    below `most`.
    """
    joint = model if isinstance(model, JointModel) else JointModel((model,))
    joint = joint if result is None else result.joint
    return {
        "success": result is not None and has_result(result, limit, most),
        "message": problem if result is None else result.message,
        "statistic": statistic,
        "total_stat": None if result is None else result.total_stat,
        "n_bins": None if result is None else result.n_bins,
        "parameters": list(_parameters(joint, asymmetric)),
        "covariance": {
            "names": [] if result is None else list(result.joint_names),
            "matrix": [] if result is None else result.joint_covariance.tolist(),
        },
        **({} if limit is None else {"upper_limit": asdict(limit)}),
    }


def _note(run: int | None, note: FormatNote) -> dict[str, Any]:
    return {"run": run, "kind": "may change results", "effect": note.effect, "text": str(note)}


def _parameters(joint: JointModel, asymmetric: Mapping[str, AsymmetricError]) -> Iterator[dict[str, Any]]:
    """All of a model; of one with shapes or backgrounds of cubes each with its type, by the names of gammapy."""
    names = iter(joint.names)
    on_sky = any(source.spatial for source in joint.sources)
    for source in joint.sources:
        for kind, part in source.parts.items():
            for parameter in part.parameters:
                row = _parameter(source.name, parameter, asymmetric.get(next(names)))
                yield {"type": kind, **row} if on_sky else row
    for nuisance in joint.nuisances:
        parameter, error = replace(nuisance.parameter, name=nuisance.kind), asymmetric.get(next(names))
        if nuisance.kind in FIELD_OF_VIEW:
            yield {"type": "background", **_parameter(background_name(nuisance.dataset), parameter, error)}
        else:
            yield _parameter(nuisance.dataset, parameter, error)


def _parameter(owner: str, parameter: Parameter, asymmetric: AsymmetricError | None) -> dict[str, Any]:
    content = {
        "model": owner,
        "name": parameter.name,
        "value": parameter.value,
        "error": parameter.error,
        "unit": parameter.unit,
        "frozen": parameter.frozen,
    }
    return content if asymmetric is None else content | {"errn": asymmetric.errn, "errp": asymmetric.errp}


def versions() -> dict[str, str]:
    """Of this program, Python and the libraries that numbers depend on."""
    found = {"vhegui": vhegui.__version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _obs_id(name: str) -> int | str:
    return int(name) if name.isdigit() else name


def _counts(row: CountsRow) -> dict[str, Any]:
    whole = {name: round(getattr(row, name)) for name in ("counts", "counts_off", "n_off_regions")}
    return whole | {name: float(getattr(row, name)) for name in _SUMS}


def _finite(value: Any) -> Any:
    """The same with null in place of NaN and infinities, which JSON does not have."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
