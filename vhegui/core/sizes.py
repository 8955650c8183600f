"""How much memory results hold: the arrays that can be reached from them."""

from __future__ import annotations

from collections.abc import Mapping
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

_LEAVES = (str, bytes, int, float, complex, type(None), type, ModuleType, FunctionType, MethodType, BuiltinFunctionType)
_PLAIN = frozenset((str, int, float, bool, type(None)))  # most of all; looking a type up is quicker than asking
_ROWS = (tuple, list, set, frozenset)


def arrays_in(value: Any) -> dict[int, int]:
    """The arrays in a value, in what it contains and so on: id of each → its bytes. A view counts as what it views.

    >>> import numpy as np
    >>> a = np.zeros(100)
    >>> sum(arrays_in({"a": a, "again": (a, a[:50])}).values())
    800
    """
    found: dict[int, int] = {}
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if type(item) in _PLAIN or isinstance(item, _LEAVES) or id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, np.ndarray):
            owner = item.base if isinstance(item.base, np.ndarray) else item
            found[id(owner)] = owner.nbytes
        elif isinstance(item, _ROWS):
            waiting.extend(item)
        elif isinstance(item, Mapping):
            waiting.extend(item.values())
        else:
            waiting.extend(getattr(item, "__dict__", {}).values())
            waiting.extend(getattr(item, name, None) for name in getattr(item, "__struct_fields__", ()))
    return found


def bytes_of(value: Any) -> int:
    """Bytes of all arrays in a value."""
    return sum(arrays_in(value).values())
