"""What is said about the map: over an empty one what is missing, below it what to know and to do next. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vhegui.analysis.shown_map import MAP_KINDS, MODELS, step_of
from vhegui.core.background.drawn import Drawn
from vhegui.core.background.method import Off
from vhegui.core.background.response_only import ResponseOnly
from vhegui.core.cubes.run_sky import StackedSky
from vhegui.gui.plotting.sky.sky_box import DRAWING
from vhegui.gui.session.results import Results

NAMED_RUNS = 4
SHOWN = 2  # messages


def is_empty(results: Results) -> bool:
    """Whether there is no place on the sky to show: no runs, and nothing that somebody has put there."""
    analysis = results.analysis
    placed = analysis.source, analysis.target, analysis.exclusions, analysis.marks
    return not (analysis.dataset.path and analysis.dataset.runs) and not any(placed)


def notice(results: Results, tool: str, shape: str = "circle") -> tuple[str, str]:
    """What an empty map lacks, and else a hint; "" when all is well. tool, shape : what the mouse draws."""
    missing = _about_data(results)
    hint = _about_tool(tool, shape, results.gesture) if tool == "model" else ""
    hint = hint or _about_model(results) or _about_map(results) or _about_tool(tool, shape, results.gesture)
    hint = hint or _about_exclusions(results) or _about_source(results)
    return missing, "" if missing else hint


def _about_data(results: Results) -> str:
    dataset = results.analysis.dataset
    if not dataset.path and dataset.spectra:
        return "The spectra that are open have no events to draw; a data set with runs would show its sky here"
    if not dataset.path:
        return "Open a data set, or drop its folder on the window"
    if not dataset.runs:
        return "Choose runs in the observation list to see their map"
    if not any(run in results.loaded.observations for run in dataset.runs):
        waiting = "Reading the runs …" if results.loading else "The chosen runs were not read: Ctrl+R reads them"
        return _first_problem(results) or waiting
    if "counts_map" in results.errors:
        return results.errors["counts_map"]
    kind = MAP_KINDS[results.analysis.map_looks.shown]
    problem = results.errors.get(step_of(kind.key, results.analysis.sky.shape))
    if problem and kind.key not in MODELS:
        return f"{kind.label}: {problem}"
    counts = results.current("counts_map")
    if counts is not None and counts.total == 0.0 and not results.gesture:
        return "No event falls on this map: aim at the runs (right-click one), or More ▸ Centre, or widen its energies"
    return ""


def _first_problem(results: Results) -> str:
    return next((results.loaded.problems[r] for r in results.analysis.dataset.runs if r in results.loaded.problems), "")


def _about_map(results: Results) -> str:
    kind = MAP_KINDS[results.analysis.map_looks.shown]
    step = step_of(kind.key, results.analysis.sky.shape)
    if kind.key == "counts" or results.gesture:
        return ""
    stacked = results.current("stacked_sky")
    if stacked is not None and (stacked.missing or stacked.left_out):
        return " ".join(
            filter(None, [_how_many(stacked, "stacked_sky" in results.stopped), _left_out(stacked.left_out)])
        )
    return f"{kind.label} of the sky is being computed …" if step in results.stale else ""


def _about_model(results: Results) -> str:
    """Why there is no map of the model; the last map stays, for sources to be put there."""
    kind = MAP_KINDS[results.analysis.map_looks.shown]
    problem = results.errors.get("model_maps") if kind.key in MODELS else None
    return f"{kind.label}: {problem}" if problem else ""


def _about_exclusions(results: Results) -> str:
    """Whoever fits a background to all of a map takes its sources for background."""
    analysis = results.analysis
    known = analysis.map_looks.shown in ("counts", "exposure") or isinstance(analysis.sky_background, ResponseOnly)
    if known or analysis.exclusions:
        return ""
    return "Sources count as background: press X and drag over them"


def _how_many(stacked: StackedSky, stopped: bool) -> str:
    """How many of the runs a map holds that has not all of them."""
    if not stacked.missing:
        return ""
    held, total = len(stacked.rows), len(stacked.rows) + len(stacked.left_out) + len(stacked.missing)
    end = ": cancelled, Ctrl+R adds the others." if stopped else " so far …"
    return f"The map holds {held} of {total} runs{end}"


def _left_out(reasons: Mapping[int, str]) -> str:
    """Runs that are not on the map, with the first reason."""
    if not reasons:
        return ""
    (run, reason), *others = reasons.items()
    more = f" So are {len(others)} more." if others else ""
    return f"Run {run} is left out of the map: {reason}.{more}"


def _about_tool(tool: str, shape: str, gesture: bool) -> str:
    if tool == "ruler":
        return "Drag to measure a separation and its position angle · Esc to stop"
    if tool == "profile":
        return "Drag to draw a profile, or take one by its handles; the panel Profiles shows it · Esc to stop"
    if tool not in DRAWING or gesture:
        return ""
    if tool == "model":
        return "Click where a source is, or drag as wide as it is: a Gaussian · Esc to stop"
    what = {"off": "OFF", "measure": "measuring"}.get(tool, tool)
    if shape == "polygon":
        return f"Click the corners of the new {what} region; Return or a double click closes it · Esc to stop"
    if shape == "line":
        return "Drag from end to end of the new line · Esc to stop"
    if shape == "point":
        return "Click where the new point is · Esc to stop"
    return f"Drag from the centre of the new {what} region outwards · Esc to stop"


def _about_source(results: Results) -> str:
    if results.analysis.source is None:
        return "Press S and drag on the map to draw a source region"
    background = results.analysis.background
    if isinstance(background, Drawn) and not background.regions:
        return "No OFF region yet: press O and drag on the map where there is no source"
    if "off_regions" in results.errors:
        return results.errors["off_regions"]
    regions = results.current("off_regions")
    if not regions:
        return ""
    return _runs_without_off(regions) or _few(results.current("cut_messages") or ())


def _few(messages: Sequence[str]) -> str:
    """The first messages, a line each, and that there are more."""
    more = len(messages) - SHOWN
    rest = [f"and {more} more: point at an OFF region to read which run leaves it out"] if more > 0 else []
    return "\n".join([*messages[:SHOWN], *rest])


def _runs_without_off(regions: Mapping[int, Off]) -> str:
    empty = [run for run, item in regions.items() if not len(item)]
    if not empty:
        return ""
    reasons = sorted({candidate.reason for run in empty for candidate in regions[run].rejected})
    named = ", ".join(str(run) for run in empty[:NAMED_RUNS])
    more = f" and {len(empty) - NAMED_RUNS} more" if len(empty) > NAMED_RUNS else ""
    why = f" ({'; '.join(reasons)})" if reasons else ""
    return f"No OFF region fits in {'run' if len(empty) == 1 else 'runs'} {named}{more}{why}"
