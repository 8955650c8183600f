"""A composed model as a tree of pieces: each can be looked at, exchanged and taken away by its path.

A path is a tuple of positions: () is the whole, (1,) the second part, (0, 1) the second part of the first part.
"""

from __future__ import annotations

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.models.spectral.change import pivot_of
from vhegui.core.models.spectral.composing import added, combined, parts_of, without
from vhegui.core.models.spectral.compound import Compound
from vhegui.core.models.spectral.evaluate import dnde, formula_of, scaled_by
from vhegui.core.models.spectral.model import SpectralModel

Path = tuple[int, ...]
SHARE = 0.1  # of the spectrum that is there: what a component that is added begins with


def leaves(model: SpectralModel, path: Path = ()) -> tuple[tuple[Path, SpectralModel], ...]:
    """The pieces that have no parts themselves, in the order of the formula, with their paths."""
    if not isinstance(model.form, Compound):
        return ((path, model),)
    return tuple(leaf for i, part in enumerate(parts_of(model)) for leaf in leaves(part, (*path, i)))


def piece_at(model: SpectralModel, path: Path) -> SpectralModel:
    """The piece at a path. IndexError where there is none."""
    return piece_at(parts_of(model)[path[0]], path[1:]) if path else model


def with_piece(model: SpectralModel, path: Path, piece: SpectralModel) -> SpectralModel:
    """The model with another piece at a path. Raises ConfigError for a spectrum in place of a factor, or the reverse.

    Links inside the model that do not lead out of their part stay.
    """
    if formula_of(piece).is_norm != formula_of(piece_at(model, path)).is_norm:
        raise ConfigError("a spectrum and a factor cannot stand for each other; take the part away and add another")
    if not path:
        return piece
    assert isinstance(model.form, Compound)
    parts = list(parts_of(model))
    parts[path[0]] = with_piece(parts[path[0]], path[1:], piece)
    return combined(model.form.operation, tuple(parts))


def without_piece(model: SpectralModel, path: Path) -> SpectralModel:
    """The model without the piece at a path. Raises ConfigError if no spectrum would be left."""
    if len(path) < 2:
        return without(model, path[0] if path else 0)
    assert isinstance(model.form, Compound)
    parts = list(parts_of(model))
    parts[path[0]] = without_piece(parts[path[0]], path[1:])
    return combined(model.form.operation, tuple(parts))


def with_component(model: SpectralModel, component: SpectralModel) -> SpectralModel:
    """The model plus another spectrum; of a product (an absorbed source), the part that is no factor gets it.

    The component begins at a tenth of the model at its reference energy.
    """
    if isinstance(model.form, Compound) and model.form.operation == "product":
        parts = list(parts_of(model))
        place = next(i for i, part in enumerate(parts) if not formula_of(part).is_norm)
        parts[place] = with_component(parts[place], component)
        return combined("product", tuple(parts))
    return added(model, scaled_to(component, model, SHARE))


def scaled_to(component: SpectralModel, model: SpectralModel, share: float) -> SpectralModel:
    """A spectrum scaled to a share of another at that one's reference energy."""
    at = np.array([pivot_of(model)])
    there, own = float(dnde(model, at)[0]), float(dnde(component, at)[0])
    if not np.isfinite(there) or not np.isfinite(own) or own == 0.0 or there == 0.0:
        return component
    return scaled_by(component, share * there / own)
