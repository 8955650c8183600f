"""The registry of forms: kinds of spectral models that are more than their parameters.

A form is a frozen, hashable dataclass of numbers, words, tuples and further forms, that can be made without arguments
(a compound apart) and has `formula()`; files write its fields by name. To add one, write it and add a line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

# The classes are imported where they are needed: some bring tables along.
_PLACES = {
    "template": ("tables", "Template"),
    "template_norm": ("tables", "Template"),
    "piecewise_norm": ("tables", "PiecewiseNorm"),
    "compound": ("compound", "Compound"),
    "ebl_absorption": ("absorption", "EblAbsorption"),
    "particles": ("particles", "Particles"),
    "formula": ("typed_formula", "TypedFormula"),
}
FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(_PLACES)


def form_class(kind: str) -> type[Any]:
    """The class of the forms of a kind; KeyError for a kind without a form."""
    module, name = FORMS[kind]
    return getattr(import_module(f"{__package__}.{module}"), name)


def default_form(kind: str) -> Any:
    """A form of this kind to begin with."""
    made = form_class(kind)
    return made(is_norm=True) if kind == "template_norm" else made()
