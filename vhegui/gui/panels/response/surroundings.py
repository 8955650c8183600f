"""What a plot of the response panel takes from the analysis: livetime, safe range, thresholds, place on the camera."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from vhegui.core.axes import EnergyAxis
from vhegui.core.irf.field_of_view import field_of_view_position
from vhegui.core.safe_range import used_range
from vhegui.core.spectra.threshold import threshold_against_offset, threshold_at
from vhegui.core.typing import Array
from vhegui.gui.panels.response.look import NAN, Look, SafeWords, Shown, Surroundings
from vhegui.gui.session.results import Results

OPEN = (NAN, NAN)


class Thresholds:
    """Energy thresholds against offset, kept as long as they are asked for."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], tuple[Array, Array]] = {}

    def of(self, item: Shown, true: EnergyAxis, percent: float, radius: float) -> tuple[Array, Array]:
        """Offsets (deg) and thresholds (TeV) of responses."""
        key = id(item.inspector), id(true), percent, radius
        if key not in self._known:
            offsets = item.inspector.tables.offsets("area")
            found = threshold_against_offset(item.inspector.responses, true, offsets, percent, radius)
            self._known = dict(list(self._known.items())[-8:])
            self._known[key] = offsets, found
        return self._known[key]


def used(results: Results, run: int) -> tuple[float, float]:
    """The used range of reconstructed energy of a run, TeV; NaN for open ends."""
    bins, axis = results.current("safe_bins") or {}, results.current("reco_axis")
    return used_range(axis, bins[run].mask) if axis is not None and run in bins else OPEN


def surroundings(
    results: Results, run: int, look: Look, shown: Sequence[Shown], place: tuple[float, float] | None, known: Thresholds
) -> Surroundings:
    """Of a run, at `place` (ra, dec in deg; None where the offset alone is chosen)."""
    observation = results.loaded.observations.get(run)
    position = OPEN
    if place is not None and observation is not None:
        pointing = observation.pointing.ra, observation.pointing.dec
        position = tuple(float(v) for v in field_of_view_position(*place, pointing))
    return Surroundings(
        livetime=NAN if observation is None else observation.livetime,
        ontime=NAN if observation is None else observation.ontime,
        safe=_safe(results, run, look, shown[0]),
        position=(position[0], position[1]),
        thresholds=_thresholds(results, look, shown, known) if look.quantity == "threshold" else (),
    )


def _safe(results: Results, run: int, look: Look, first: Shown) -> SafeWords:
    safe, responses = results.analysis.safe, first.inspector.responses
    true = results.current("true_axis")
    percent = NAN if safe.aeff_percent is None else safe.aeff_percent
    known = true is not None and math.isfinite(percent)
    radius = look.radius if results.analysis.containment else NAN
    contained = math.isfinite(radius) and responses.psf is not None and not first.inspector.pointlike
    return SafeWords(
        area="area × containment" if contained else "the effective area",
        used=used(results, run),
        threshold=threshold_at(responses, true, look.offset, percent, radius) if known and true is not None else NAN,
        percent=percent,
        low=safe.low or NAN,
        high=safe.high or NAN,
        header=OPEN if responses.aeff is None else responses.aeff.safe_energy,
        header_used=safe.header,
    )


def _thresholds(
    results: Results, look: Look, shown: Sequence[Shown], known: Thresholds
) -> tuple[tuple[str, Array, Array], ...]:
    percent, true = results.analysis.safe.aeff_percent, results.current("true_axis")
    if percent is None or true is None:
        return ()
    radius = look.radius if results.analysis.containment else NAN
    items = [item for item in shown if item.inspector.responses.aeff is not None]
    return tuple((item.name, *known.of(item, true, percent, radius)) for item in items)
