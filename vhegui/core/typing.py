"""The array type of every signature in `core`: float64 unless a docstring says otherwise; and the array of nothing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
AnyArray = NDArray[Any]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

EMPTY: Array = np.zeros(0)
EMPTY.flags.writeable = False  # all share it
