"""What a sky is made of: named sources, each of a spectrum and, where data can tell, a shape and a change with time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Literal, Protocol, Self

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.model import SpectralModel

PartName = Literal["spectral", "spatial", "temporal"]


class ModelPart(Protocol):
    """A part of a source model: its spectrum, its shape on the sky, or its change with time.

    kind, form : what its formula is, see `SpectralModel` · parameters : in the order of the formula.
    """

    @property
    def kind(self) -> str:
        """Key of the formula."""
        ...

    @property
    def form(self) -> object:
        """What the formula is made of besides parameters, None for most."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Parameters in the order of the formula."""
        ...

    def with_parameters(self, parameters: Iterable[Parameter], /) -> Self:
        """The same formula with these parameters."""
        ...


@dataclass(frozen=True)
class SourceModel:
    """A named source: a spectrum, and a spatial and a temporal part where there are any.

    datasets : names of runs, spectra or instruments that see it; empty: all · left_out : it is kept, but no data are
    explained by it: no joint model has it.

    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> crab = SourceModel("crab", default_spectrum("power_law"))
    >>> [parameter.name for parameter in crab.parameters]
    ['index', 'amplitude', 'reference']
    """

    name: str
    spectral: SpectralModel
    datasets: tuple[str, ...] = ()
    spatial: ModelPart | None = None
    temporal: ModelPart | None = None
    left_out: bool = False

    @property
    def parts(self) -> Mapping[PartName, ModelPart]:
        """The parts that there are, by name; in this order."""
        parts: dict[PartName, ModelPart | None] = {
            "spectral": self.spectral,
            "spatial": self.spatial,
            "temporal": self.temporal,
        }
        return {name: part for name, part in parts.items() if part is not None}

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Parameters of all parts, one part after the other."""
        return tuple(parameter for part in self.parts.values() for parameter in part.parameters)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What they are called; where a part before has the same name, with the part in front: "spatial_sigma"."""
        names: list[str] = []
        for part, content in self.parts.items():
            own = [parameter.name for parameter in content.parameters]
            names += [f"{part}_{name}" if name in names else name for name in own]
        return tuple(names)

    @property
    def spectrum_only(self) -> SourceModel:
        """The source as a spectrum without directions knows it: itself where it has no shape."""
        return self if self.spatial is None else replace(self, spatial=None)

    @property
    def steady(self) -> SourceModel:
        """The source without its change with time."""
        return self if self.temporal is None else replace(self, temporal=None)

    @property
    def slices(self) -> Mapping[PartName, slice]:
        """Where the parameters of each part are among all of the source."""
        slices, start = dict[PartName, slice](), 0
        for name, part in self.parts.items():
            slices[name] = slice(start, start + len(part.parameters))
            start += len(part.parameters)
        return slices

    @property
    def formulas(self) -> tuple[object, ...]:
        """What stays when only values change: kind and form of every part."""
        return tuple((name, part.kind, part.form) for name, part in self.parts.items())

    def __getitem__(self, name: str) -> Parameter:
        for own, parameter in zip(self.names, self.parameters, strict=True):
            if own == name:
                return parameter
        raise KeyError(name)

    def with_parameters(self, parameters: Iterable[Parameter]) -> SourceModel:
        """The same source with these parameters, in order."""
        given = iter(parameters)
        changes = {
            name: part.with_parameters(tuple(islice(given, len(part.parameters)))) for name, part in self.parts.items()
        }
        return replace(self, **changes)  # type: ignore[arg-type]
