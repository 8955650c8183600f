"""What a background method of maps is: its settings, the background it gives a run, its words. Each is a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vhegui.core.background.off_maps import OffMaps
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import AnyArray, Array, BoolArray

if TYPE_CHECKING:
    from vhegui.core.background.field_of_view import FieldOfViewFit


@dataclass(frozen=True, eq=False)
class SkyRun:
    """A run on a grid, in energy bins or in bands of them.

    counts, background, used : shape (n, rows, columns), the background as the response expects it · energy : shape
    (n,), TeV, logarithmic centres · allowed : shape (rows, columns), true outside the exclusions.
    """

    counts: AnyArray
    background: AnyArray
    used: BoolArray
    energy: Array
    allowed: BoolArray
    grid: SkyGrid


@dataclass(frozen=True, eq=False)
class SkyBackground:
    """The background of a run.

    expected : shape (n, rows, columns), counts, 0 where not used · off : ON and OFF of every pixel, where it was
    measured in counts; then its error is in them · fit : norm and tilt of the response, where they were fitted.
    """

    expected: Array
    off: OffMaps | None = None
    fit: FieldOfViewFit | None = None


@dataclass(frozen=True, eq=False)
class SkyMethod:
    """A way to know the background in every pixel.

    settings : the `Settings` struct of its settings, with the key of the method as tag
    estimate(settings, run) : the background of a run · label, tip, assumes : in words
    gammapy_method : its name in gammapy's background section · gammapy : settings that this has too, name there → here.
    """

    settings: Any
    estimate: Callable[[Any, SkyRun], SkyBackground]
    label: str
    tip: str
    assumes: str
    gammapy_method: str = ""
    gammapy: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the method is called in files."""
        return str(self.settings.__struct_config__.tag)
