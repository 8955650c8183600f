"""Session files of older formats, brought up to date a step at a time.

A step works on the plain content of a file, before it is checked: it moves and renames what is there, and leaves what
it does not understand for the check to complain about. To change the format: raise `FORMAT` and add a step from the one
before; a fixture of every format is among the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Content = dict[str, Any]
_LOOKS = ("colormap", "scale")
FORMAT = 3


def up_to_date(content: Content) -> Content:
    """The content as a file of the newest format would have it; content["format"] : a number from 1 to `FORMAT`."""
    for number in range(content["format"], FORMAT):
        content = {**STEPS[number](content), "format": number + 1}
    return content


def _from_1(content: Content) -> Content:
    """All sources stand in one list, beside the name of the one that is shown; systematics are of any data; how the
    map is drawn stands beside what it shows.
    """
    new = {key: value for key, value in content.items() if key not in ("model", "others")}
    others = content.get("others") or []
    if "model" in content and isinstance(others, list):
        new["sources"] = [content["model"], *others]
    if isinstance(nuisances := content.get("nuisances"), list):
        new["nuisances"] = [_renamed(each, "instrument", "dataset") for each in nuisances]
    if isinstance(settings := content.get("map"), dict):
        new["map"] = {key: value for key, value in settings.items() if key not in _LOOKS}
        new["map_looks"] = {key: value for key, value in settings.items() if key in _LOOKS}
    return new


def _from_2(content: Content) -> Content:
    """What is fitted is a setting: it was cubes where it was about maps alone and a source had a shape."""
    sky, dataset, sources = (content.get(key) for key in ("sky", "data", "sources"))
    maps = isinstance(sky, dict) and sky.get("maps") is True
    spectra = isinstance(dataset, dict) and dataset.get("spectra")
    shaped = isinstance(sources, list) and any(isinstance(each, dict) and each.get("shape") for each in sources)
    fit = content.get("fit", {})
    if not (maps and shaped and isinstance(fit, dict)) or spectra or content.get("source"):
        return content
    return {**content, "fit": {**fit, "data": "cubes"}}


def _renamed(entry: Any, old: str, new: str) -> Any:
    return {new if key == old else key: value for key, value in entry.items()} if isinstance(entry, dict) else entry


STEPS: Mapping[int, Callable[[Content], Content]] = MappingProxyType({1: _from_1, 2: _from_2})
