"""What parameters of models are called for people."""

from __future__ import annotations

from vhegui.analysis.written_numbers import unit_text

LONG_UNIT = 6
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

PLACES = {"lon_0": ("RA", "l"), "lat_0": ("Dec", "b")}  # in ICRS, in galactic coordinates


def parameter_label(name: str, frame: str = "icrs") -> str:
    """A parameter's name without the underscore that programs need, "index[2]" as "index₂", a place by its `frame`."""
    owner, point, own = name.rpartition(".")
    if own in PLACES:
        return f"{owner}{point}{PLACES[own][frame == 'galactic']}"
    head, _, number_of_part = name.partition("[")
    return head.rstrip("_") + number_of_part.rstrip("]").translate(SUBSCRIPTS)


def parameter_name(name: str) -> str:
    """As it is written: without the underscore that keeps `lambda_` apart from Python's word."""
    return name.rstrip("_")


def short_unit(unit: str) -> str:
    """A unit for an axis that has little room; "" for a long one, which a parameter table tells."""
    return unit_text(unit) if len(unit) <= LONG_UNIT else ""


def is_place(name: str) -> bool:
    """Whether a parameter is a coordinate of a centre."""
    return name.rpartition(".")[2] in PLACES
