"""Absorption of gamma rays by the extragalactic background light: exp(−α τ(E, z)), a factor on a spectrum.

Tables are those of the package `ebltable`, which are the authors' own tables of τ. gammapy 2.1 has the same tables as
XSPEC files of exp(−τ), straight in between. Measured at z = 0.01 … 2 and 20 GeV … 60 TeV, exp(−τ) differs by at most
4·10⁻⁴ (Domínguez and Saldana-Lopez: a hundred energies a decade), 2.3·10⁻³ (Finke) and 8·10⁻³ (Franceschini: thirteen a
decade), all of it the interpolation between the energies, see `OpticalDepth`. Outside of a table both extrapolate.
Not here: Franceschini & Rodighiero 2017. ebltable 0.6.4 has nine redshifts of it, with τ up to ten times gammapy's at
z = 1 and half of it apart at z = 0.01; which is the paper's is not settled. A file of it can be given.
ebltable counts Franceschini's redshifts one step of 0.001 too high from z = 1.001 on, 0.1 % of τ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from types import MappingProxyType

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.kind import GammapyName, SpectralKind
from vhegui.core.models.spectral.optical_depth import OpticalDepth
from vhegui.core.models.spectral.optical_depth_files import optical_depth_of_file, published_optical_depth
from vhegui.core.typing import Array

KIND = "ebl_absorption"
ALPHA_NORM = "factor on the optical depth: 1 for the published table"
REDSHIFT = "redshift of the source, for the absorption on the way"


@dataclass(frozen=True)
class EblTable:
    """A published model: `label`, where it was published, its name in ebltable, its last redshift.

    gammapy, gammapy_file : what gammapy calls the model, and the stem of its file; "" where it has none.
    """

    label: str
    citation: str
    name: str
    last_redshift: float
    gammapy: str = ""
    gammapy_file: str = ""


EBL_TABLES: Mapping[str, EblTable] = MappingProxyType(
    {
        "dominguez": EblTable(
            "Domínguez 2011",
            "Domínguez et al. 2011, MNRAS 410, 2556",
            "dominguez",
            3.99,
            "dominguez",
            "ebl_dominguez11",
        ),
        "franceschini": EblTable(
            "Franceschini 2008",
            "Franceschini et al. 2008, A&A 487, 837",
            "franceschini",
            2.0,
            "franceschini",
            "ebl_franceschini",
        ),
        "finke": EblTable("Finke 2010", "Finke et al. 2010, ApJ 712, 238, model C", "finke", 4.99, "finke", "frd_abs"),
        "saldana-lopez": EblTable(
            "Saldana-Lopez 2021",
            "Saldana-Lopez et al. 2021, MNRAS 507, 5144",
            "saldana-lopez",
            6.0,
            "saldana-lopez21",
            "ebl_saldana-lopez_2021",
        ),
    }
)


@dataclass(frozen=True)
class EblAbsorption:
    """The form of an absorption: `table` is a name in `EBL_TABLES` or the path of a file with a table of one's own.

    >>> absorption = EblAbsorption("dominguez").formula()
    >>> absorption.evaluate(np.array([0.1, 1.0]), 1.0, 0.116).round(2).tolist()  # what is left at z = 0.116
    [0.98, 0.29]
    """

    table: str = "dominguez"

    def formula(self) -> SpectralKind:
        """exp(−α_norm τ(E, redshift)); `DataError` when `table` is a file that cannot be read."""
        return _formula(self.table)

    @classmethod
    def of_gammapy(cls, reference: str = "", filename: str = "") -> EblAbsorption:
        """The absorption of an `EBLAbsorptionNormSpectralModel` of gammapy: by its name, or by its file.

        A file that gammapy brings along is known by its name wherever it lies; any other is a table of one's own.
        `ConfigError` for a name that only gammapy has a table of.
        """
        stem = PurePath(filename).name.split(".")[0]
        for key, table in EBL_TABLES.items():
            if (reference and reference in (table.gammapy, key)) or (stem and stem == table.gammapy_file):
                return cls(key)
        if filename:
            return cls(filename)
        raise ConfigError(
            f"EBL model {reference!r}: there is no table of that name, there are {', '.join(EBL_TABLES)}; "
            "or give the file of the table instead (the file that gammapy brings along can be read)"
        )


def _depths(table: str) -> OpticalDepth:
    known = EBL_TABLES.get(table)
    return published_optical_depth(known.name) if known else optical_depth_of_file(table)


@lru_cache(maxsize=64)
def _formula(table: str) -> SpectralKind:
    known = EBL_TABLES.get(table)
    last_redshift = known.last_redshift if known else _depths(table).redshift_range[1]
    label, source = (known.label, known.citation) if known else (PurePath(table).name, f"table of {table}")

    def function(energy: Array, alpha_norm: float, redshift: float) -> Array:
        return np.exp(-alpha_norm * _depths(table).at(energy, redshift)[0])

    def derivatives(energy: Array, alpha_norm: float, redshift: float) -> Array:
        tau, slope = _depths(table).at(energy, redshift)
        return np.exp(-alpha_norm * tau) * np.stack([-tau, -alpha_norm * slope])

    return SpectralKind(
        KIND,
        f"EBL absorption ({label})",
        f"exp(−α τ(E, z))\nα alpha_norm, z redshift, τ optical depth: {source}",
        (
            Parameter("alpha_norm", 1.0, frozen=True, minimum=0.0, meaning=ALPHA_NORM),
            Parameter("redshift", 0.1, frozen=True, minimum=0.0, maximum=last_redshift, meaning=REDSHIFT),
        ),
        function,
        derivatives,
        is_norm=True,
        gammapy=GammapyName("EBLAbsorptionNormSpectralModel", "ebl-norm"),
    )
