"""The numbers a response inspector can draw against energy and offset. To add one, add an entry to `QUANTITIES`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["aeff", "edisp", "psf", "background", "rad_max"]


@dataclass(frozen=True)
class Quantity:
    """One number for every energy and offset.

    role : the response it comes from (a field of `Responses`) · reco : against reconstructed instead of true energy
    log : spans decades · of_radius : depends on the radius of the source region · signed : may be negative.
    """

    key: str
    name: str
    unit: str
    role: Role
    reco: bool = False
    log: bool = False
    of_radius: bool = False
    signed: bool = False
    percent: bool = False


QUANTITIES = {
    quantity.key: quantity
    for quantity in (
        Quantity("area", "Effective area", "m²", "aeff", log=True),
        Quantity("resolution", "Energy resolution", "%", "edisp", percent=True),
        Quantity("bias", "Energy bias", "%", "edisp", signed=True, percent=True),
        Quantity("psf68", "PSF radius 68 %", "°", "psf"),
        Quantity("psf95", "PSF radius 95 %", "°", "psf"),
        Quantity("contained", "Inside ON region", "%", "psf", of_radius=True, percent=True),
        Quantity("background", "Background rate", "s⁻¹ TeV⁻¹ sr⁻¹", "background", reco=True, log=True),
        Quantity("rad_max", "RAD_MAX", "°", "rad_max", reco=True),
    )
}
