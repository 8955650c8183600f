"""What parameters of models are called for people."""

from __future__ import annotations

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

PLACES = {"lon_0": ("RA", "l"), "lat_0": ("Dec", "b")}  # in ICRS, in galactic coordinates


def parameter_label(name: str, frame: str = "icrs") -> str:
    """A parameter's name without the underscore that programs need, "index[2]" as "index₂", a place by its `frame`."""
    owner, point, own = name.rpartition(".")
    if own in PLACES:
        return f"{owner}{point}{PLACES[own][frame == 'galactic']}"
    head, _, number_of_part = name.partition("[")
    return head.rstrip("_") + number_of_part.rstrip("]").translate(SUBSCRIPTS)


def is_place(name: str) -> bool:
    """Whether a parameter is a coordinate of a centre."""
    return name.rpartition(".")[2] in PLACES
