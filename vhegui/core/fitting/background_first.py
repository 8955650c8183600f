"""Backgrounds of cubes are fitted before anything is judged beside them.

Whether there is an excess, and which start suits it, says nothing where the background is 15 % off, as responses often
are. Beside sources of given shapes their amplitudes and the backgrounds have one minimum: this is where a fit begins,
and where it ends if there is no excess. Amplitudes are 0 there at least: below 0 the least that bins without counts
allow would be found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.fitting.descent import Minimum, descend
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.starts import free_amplitudes
from vhegui.core.models.nuisances import FIELD_OF_VIEW

TOLERANCE = 1e-5  # of the statistic: to 3·10⁻³ of the errors


@dataclass(frozen=True, eq=False)
class BackgroundFirst:
    """The minimum of a likelihood in which amplitudes, 0 or more, and backgrounds alone are free."""

    alone: Likelihood
    minimum: Minimum

    def beside(self, likelihood: Likelihood) -> Likelihood:
        """The likelihood of all, with the backgrounds at this minimum; amplitudes stay as they were."""
        found, values = self.alone.full(self.minimum.x), likelihood.values.copy()
        backgrounds = _backgrounds(likelihood)
        values[backgrounds] = found[backgrounds]
        return likelihood.at(values)


def background_first(likelihood: Likelihood) -> BackgroundFirst | None:
    """None where no background of a cube is fitted."""
    backgrounds = _backgrounds(likelihood)
    if not backgrounds:
        return None
    amplitudes = [likelihood.free[k] for k in free_amplitudes(likelihood)]
    alone = likelihood.with_free(sorted([*amplitudes, *backgrounds]))
    alone = replace(alone, low=np.where(np.isin(alone.free, amplitudes), np.maximum(alone.low, 0.0), alone.low))
    x = alone.clipped(alone.start)
    return BackgroundFirst(alone, descend(alone, x, alone.evaluate(x), tolerance=TOLERANCE))


def _backgrounds(likelihood: Likelihood) -> list[int]:
    """Positions of the backgrounds of cubes that are fitted."""
    model = likelihood.model
    kinds = enumerate(model.nuisances, model.slices[-1].stop)
    return [i for i, nuisance in kinds if nuisance.kind in FIELD_OF_VIEW and i in likelihood.free]
