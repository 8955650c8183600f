"""The background that the responses expect, as it is: nothing is fitted, nothing is measured elsewhere."""

from __future__ import annotations

import numpy as np

from vhegui.core.background.sky_method import SkyBackground, SkyMethod, SkyRun
from vhegui.core.settings import Settings


class ResponseOnly(Settings, frozen=True, tag_field="method", tag="response"):
    """The background response as it is."""


def estimate(settings: ResponseOnly, run: SkyRun) -> SkyBackground:
    """What the response expects."""
    return SkyBackground(np.where(run.used, run.background, 0.0))


METHOD = SkyMethod(
    settings=ResponseOnly,
    estimate=estimate,
    label="Response",
    tip="The background response as it is.",
    assumes="The background response is right, its norm too; its error is not counted.",
)
