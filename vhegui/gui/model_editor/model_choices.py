"""What a model can be made of, in the groups of a menu. No Qt.

A key is a kind of the registry, or "formula", "template", "template_norm" (asked for text or a file), "ebl:" with the
name of a table, or "particles:" with a process and its photon fields.
"""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.core.models.spectral.absorption import EBL_TABLES
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.forms import FORMS
from vhegui.core.models.spectral.kind import FAMILIES, SpectralKind
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.particles import PROCESSES, Particles
from vhegui.core.models.spectral.registry import KINDS, NORM_KINDS
from vhegui.core.models.spectral.typed_formula import EXAMPLE

FIELDS = (("CMB",), ("CMB", "FIR"), ("CMB", "FIR", "NIR"))


@dataclass(frozen=True)
class Choice:
    """An entry of a menu: its key, its label, and its formula as tooltip."""

    key: str
    label: str
    tip: str


Groups = dict[str, list[Choice]]


def spectrum_choices() -> Groups:
    """All spectra by group; group "" stands at the end of the menu itself."""
    groups: Groups = {family: [] for family in FAMILIES}
    for entry in KINDS.values():
        groups[entry.family].append(Choice(entry.kind, entry.label, entry.formula))
    groups["Particles (naima)"] = list(_particles())
    groups[""] = [
        Choice("formula", "Typed formula…", f"A formula of your own, for example\n{EXAMPLE}"),
        Choice("template", "Table from a file…", "norm × a table (ECSV, CSV) with columns energy and dnde"),
    ]
    return groups


def factor_choices() -> Groups:
    """All factors by group."""
    ebl = [Choice(f"ebl:{key}", f"{table.label}…", table.citation) for key, table in EBL_TABLES.items()]
    ebl.append(Choice("ebl:", "Table of a file…", "A file with optical depths τ(E, z)"))
    norms = [Choice(entry.kind, entry.label, entry.formula) for entry in NORM_KINDS.values()]
    norms += [
        Choice("piecewise_norm", "Factors at energies…", "A free factor at each of some energies, joined in between"),
        Choice("template_norm", "Table of factors from a file…", "norm × a table with columns energy and factor"),
    ]
    return {"EBL absorption": ebl, "Factor": norms}


def covered() -> set[str]:
    """The kinds that the menus lead to: all of the registry."""
    keys = [
        choice.key for groups in (spectrum_choices(), factor_choices()) for some in groups.values() for choice in some
    ]
    special = {"ebl": "ebl_absorption", "particles": "particles"}
    return {special.get(key.partition(":")[0], key) for key in keys} | ({"compound"} & set(FORMS))


def particles_of(key: str) -> Particles:
    """The form that a "particles:" key stands for."""
    _, process, fields = key.split(":")
    return Particles(process, tuple(fields.split("+")))


def piece_label(piece: SpectralModel) -> str:
    """A part in a few words: "EBL Domínguez 2011 (z = 0.116)"."""
    formula = formula_of(piece)
    if piece.kind == "ebl_absorption":
        name = formula.label.partition("(")[2].rstrip(")")
        return f"EBL {name} (z = {piece['redshift'].value:.4g})"
    return formula.brief or formula.label


def key_of(piece: SpectralModel) -> str:
    """The key under which a part stands in the menus."""
    if piece.kind == "ebl_absorption":
        table = getattr(piece.form, "table", "")
        return f"ebl:{table if table in EBL_TABLES else ''}"
    if isinstance(piece.form, Particles):
        return f"particles:{piece.form.process}:{'+'.join(piece.form.seeds)}"
    return piece.kind


def settable(formula: SpectralKind) -> bool:
    """Whether a part has settings beside its parameters."""
    return formula.kind in ("formula", "template", "template_norm", "ebl_absorption", "piecewise_norm")


def _particles() -> list[Choice]:
    choices = []
    for name, process in PROCESSES.items():
        for fields in FIELDS if name == "inverse_compton" else FIELDS[:1]:
            form = Particles(name, fields)
            where = f" on {' + '.join(fields)}" if name == "inverse_compton" else ""
            key = f"particles:{name}:{'+'.join(fields)}"
            choices.append(Choice(key, f"{process.label}{where}", form.formula().formula))
    return choices
