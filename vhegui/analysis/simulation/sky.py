"""The sky that a plan is about: its models, complete with places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vhegui.analysis.gammapy_config.models import sky_models_of
from vhegui.analysis.simulation.plan_file import PlanFile
from vhegui.analysis.yaml_files.checked import in_file
from vhegui.analysis.yaml_files.file import read_yaml
from vhegui.core.dl3.observation import Observation
from vhegui.core.errors import ConfigError
from vhegui.core.models.sources import SourceModel

Models = tuple[SourceModel, ...]


def sky_of(
    file: PlanFile, content: dict[str, Any], path: Path, target: tuple[float, float] | None
) -> tuple[Models, tuple[str, ...]]:
    """The sources of a plan, none where it names no models, and warnings. Raises ConfigError.

    content : what was read from the plan file, `path` · target : ra, dec (deg) of the point that a source without a
    shape is, such as one that was fitted to spectra; None: it is left out.
    """
    if file.models is not None and file.components is not None:
        raise ConfigError("components: the models are in a file already; give one of the two")
    place = path if file.models is None else Path(file.models)
    if file.models is not None:
        content = read_yaml(place)
    elif file.components:
        content = {"components": content["components"]}
    elif file.background:
        return (), ()
    else:
        raise ConfigError("models: without models and without background there is nothing to simulate")
    placed, notes = (content, []) if target is None else _placed(content, target)
    models, _, warnings = sky_models_of(placed, place.name, place.absolute().parent)
    return models, (*warnings, *(in_file(place.name, note) for note in notes))


def seen_by(runs: Sequence[Observation], models: Models) -> tuple[Models, list[str]]:
    """The models, those that are for data sets with other names than the runs' for all runs; and a note on these."""
    numbers = {str(run.obs_id) for run in runs}
    apart = [model.name for model in models if model.datasets and not numbers & set(model.datasets)]
    notes = [f"{name} is for data sets that are none of the runs; all runs see it" for name in apart]
    return tuple(replace(each, datasets=()) if each.name in apart else each for each in models), notes


def _placed(content: dict[str, Any], target: tuple[float, float]) -> tuple[dict[str, Any], list[str]]:
    """A models file whose sources all have a shape; notes on those that had none."""
    components, notes = list[Any](), list[str]()
    if not isinstance(content.get("components"), list):
        return content, []
    for each in content["components"]:
        if isinstance(each, dict) and each.get("type", "SkyModel") == "SkyModel" and each.get("spatial") is None:
            lon, lat = ({"name": name, "value": x} for name, x in zip(("lon_0", "lat_0"), target, strict=True))
            each = each | {"spatial": {"type": "PointSpatialModel", "frame": "icrs", "parameters": [lon, lat]}}
            notes.append(f"'{each.get('name', 'source')}' has no spatial model: a point at the target is simulated")
        components.append(each)
    return content | {"components": components}, notes
