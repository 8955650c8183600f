"""What a plot of the response panel shows, as values: curves over one axis, or a picture over two."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from vhegui.core.typing import Array
from vhegui.gui.plotting.curve_plot import Axis

NAN = float("nan")
Range = tuple[float, float]
OPEN: Range = (NAN, NAN)


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve; those of one name share one sample in the header. `role`: colour of the theme."""

    name: str
    x: Array
    y: Array
    role: str = "on"
    style: str = "solid"
    width: float = 2.0
    opacity: float = 1.0


@dataclass(frozen=True)
class Level:
    """A straight line across the plot, listed with its name."""

    name: str
    value: float
    vertical: bool = False
    role: str = "muted"


@dataclass(frozen=True, eq=False)
class Lines:
    """Curves over one axis.

    home : the ranges that show everything · handle : where the draggable line stands, in units of x, and what it moves
    ("energy", "offset") · supported : x-range the tables speak for, hatched outside · safe : used energies.
    """

    title: str
    tip: str
    x: Axis
    y: Axis
    curves: tuple[Curve, ...]
    home: tuple[Range, Range]
    handle: float = NAN
    moves: str = ""
    supported: Range = OPEN
    safe: Range = OPEN
    levels: tuple[Level, ...] = ()
    note: str = ""


@dataclass(frozen=True, eq=False)
class Picture:
    """Values over two axes: edges (nx + 1,), (ny + 1,); values (nx, ny), NaN where there is none.

    scale : "linear", "sqrt" or "log10" between `levels` · handles : the chosen place · moves : what the handles move
    supported : rectangle the tables speak for · level : a horizontal line · y_home : visible part of y, else all
    ring : (x, y) of a curve on top · spot : (x, y) of a cross · profile : the curve of one column, beside the picture
    unit : of the values, in the read-out.
    """

    title: str
    tip: str
    x: Axis
    y: Axis
    x_edges: Array
    y_edges: Array
    values: Array
    bar: str
    unit: str
    scale: str = "linear"
    levels: Range = (0.0, 1.0)
    colours: str = "viridis"
    handles: Range = OPEN
    moves: tuple[str, str] = ("", "")
    supported: tuple[Range, Range] = (OPEN, OPEN)
    diagonal: bool = False
    square: bool = False
    level: float = NAN
    y_home: Range = OPEN
    spot: Range = OPEN
    ring: tuple[Array, Array] = field(default_factory=lambda: (np.zeros(0), np.zeros(0)))
    profile: Lines | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """What the values are, without unit."""
        return self.bar.split(" (")[0]


Figure = Lines | Picture
