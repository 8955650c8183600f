"""All that predicts the counts of a joint fit: sources, each seen by some data sets, and systematics of the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from vhegui.core.errors import ConfigError
from vhegui.core.fitting.priors import check_prior
from vhegui.core.models.nuisances import FIELD_OF_VIEW, Nuisance, nuisance_kind
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.spectra.instruments import instrument_key


@dataclass(frozen=True)
class JointModel:
    """Sources (the first is the one that is shown) and nuisances; used like a `SpectralModel`.

    Parameters are named: of the first source by their own names ("index"), of the others "source.index", of nuisances
    "HESS.area".

    >>> from vhegui.core.models.nuisances import systematic
    >>> from vhegui.core.models.spectral.evaluate import default_model
    >>> sources = default_model("power_law", "crab"), default_model("constant", "halo")
    >>> JointModel(sources, (systematic("area", "HESS", 0.15),)).names
    ('index', 'amplitude', 'reference', 'halo.const', 'HESS.area')
    """

    sources: tuple[SourceModel, ...]
    nuisances: tuple[Nuisance, ...] = ()

    @classmethod
    def of(cls, model: SpectralModel | JointModel) -> JointModel:
        """A spectrum as a model with one source that every data set sees."""
        return model if isinstance(model, JointModel) else cls((SourceModel("source", model),))

    @property
    def of_spectra(self) -> JointModel:
        """What spectra, which know no directions, see of it: sources without shapes, no background of cubes."""
        sources = tuple(source.spectrum_only for source in self.sources)
        return JointModel(sources, tuple(each for each in self.nuisances if each.kind not in FIELD_OF_VIEW))

    @property
    def first(self) -> SpectralModel:
        """The spectrum of the source that is shown."""
        return self.sources[0].spectral

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of all parameters, in order."""
        return tuple(p.name for p in self.parameters)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters: of the sources one after the other, then the nuisances; by their names in the whole."""
        return (
            *_named(self.sources[0], ""),
            *(parameter for source in self.sources[1:] for parameter in _named(source, f"{source.name}.")),
            *(replace(n.parameter, name=f"{n.dataset}.{n.kind}") for n in self.nuisances),
        )

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Where the parameters of each source are."""
        stops = [0]
        for source in self.sources:
            stops.append(stops[-1] + len(source.parameters))
        return tuple(slice(a, b) for a, b in pairwise(stops))

    @property
    def nuisance_parameters(self) -> tuple[Parameter, ...]:
        """Those of the nuisances, by their names in the whole."""
        return self.parameters[self.slices[-1].stop :]

    @property
    def first_spectrum(self) -> slice:
        """Where the parameters of the shown spectrum are."""
        return slice(0, len(self.first.parameters))

    @cached_property
    def linked_to(self) -> tuple[int, ...]:
        """For each parameter the position of the one whose value it has: its own unless it is linked.

        `ConfigError` for links to nothing or in a circle.
        """
        if not any(parameter.link for parameter in self.parameters):
            return tuple(range(len(self.parameters)))
        direct = [self._named(i, p.link) for i, p in enumerate(self.parameters)]
        return tuple(_end_of_chain(i, direct, self.names) for i in range(len(direct)))

    @property
    def values(self) -> tuple[float, ...]:
        """Values in order; a linked parameter has that of the other."""
        own = tuple(p.value for p in self.parameters)
        return tuple(own[i] for i in self.linked_to)

    @property
    def free(self) -> tuple[int, ...]:
        """Positions of the parameters a fit may change."""
        return tuple(i for i, parameter in enumerate(self.parameters) if parameter.varies)

    def check(self) -> None:
        """`ConfigError` for links to nothing or in a circle, names that occur twice, impossible priors."""
        _check(self)
        _ = self.linked_to  # finding the ends of all links is the check

    def __getitem__(self, name: str) -> Parameter:
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)

    def with_values(self, values: Sequence[float], errors: Sequence[float] | None = None) -> JointModel:
        """The same model with other values (and errors), in order."""
        own = values if errors is None else tuple(zip(values, errors, strict=True))
        return self._rebuilt([_changed(p, new) for p, new in zip(self._own_parameters(), own, strict=True)])

    def with_parameter(self, name: str, **changes: Any) -> JointModel:
        """The same model with one parameter changed."""
        i = self.names.index(name) if name in self.names else -1
        if i < 0:
            raise KeyError(name)
        return self._rebuilt([replace(p, **changes) if k == i else p for k, p in enumerate(self._own_parameters())])

    def _own_parameters(self) -> Iterator[Parameter]:
        """Parameters as they stand in the parts, by their short names."""
        for source in self.sources:
            yield from source.parameters
        for nuisance in self.nuisances:
            yield nuisance.parameter

    def _rebuilt(self, parameters: list[Parameter]) -> JointModel:
        sources = tuple(s.with_parameters(parameters[part]) for s, part in zip(self.sources, self.slices, strict=True))
        rest = parameters[self.slices[-1].stop :]
        return JointModel(sources, tuple(replace(n, parameter=p) for n, p in zip(self.nuisances, rest, strict=True)))

    def _named(self, i: int, link: str) -> int:
        """Position a link of parameter `i` names: in its own source, then in the whole, then in the first source."""
        if not link:
            return i
        own = next((f"{s.name}." for s, part in zip(self.sources, self.slices, strict=True) if i < part.stop), "")
        own = "" if i < self.slices[0].stop else own
        first = f"{self.sources[0].name}."
        tried = (own + link, link, link.removeprefix(first) if link.startswith(first) else link)
        found = [self.names.index(name) for name in tried if name in self.names]
        if not found:
            raise ConfigError(
                f"{self.names[i]} is linked to {link!r}, which is no parameter; use one of: {', '.join(self.names)}"
            )
        others = [k for k in found if k != i]
        if not others:
            raise ConfigError(f"{self.names[i]} is linked to itself; take the link away")
        return others[0]


def _named(source: SourceModel, owner: str) -> Iterator[Parameter]:
    """Parameters of a source by their names in the whole."""
    for name, parameter in zip(source.names, source.parameters, strict=True):
        yield parameter if owner + name == parameter.name else replace(parameter, name=owner + name)


def _changed(parameter: Parameter, new: Any) -> Parameter:
    if isinstance(new, tuple):
        return replace(parameter, value=float(new[0]), error=float(new[1]))
    return replace(parameter, value=float(new))


def _check(model: JointModel) -> None:
    names = model.names
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigError(f"there is more than one parameter {', '.join(twice)}; give sources different names")
    taken: set[tuple[str, str]] = set()
    for nuisance in model.nuisances:
        key = (nuisance.kind, instrument_key(nuisance.dataset))
        if key in taken:
            raise ConfigError(f"there is more than one systematic {nuisance.dataset}.{nuisance.kind}; keep one")
        taken.add(key)
        try:
            nuisance_kind(nuisance.kind)
        except ConfigError as error:
            raise ConfigError(f"{nuisance.dataset}: {error}") from error
    for parameter in model.parameters:
        check_prior(parameter, parameter.name)


def _end_of_chain(i: int, direct: Sequence[int], names: Sequence[str]) -> int:
    seen = [i]
    while direct[seen[-1]] != seen[-1]:
        seen.append(direct[seen[-1]])
        if seen[-1] in seen[:-1]:
            circle = " → ".join(names[k] for k in seen)
            raise ConfigError(f"links in a circle: {circle}; take one of them away")
    return seen[-1]
