"""All shapes on the sky: those with an area, and those that only mark a place or a way."""

from __future__ import annotations

from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle

Area = Circle | Ellipse | Rectangle | Annulus | Polygon
MarkShape = Area | Point | Line
