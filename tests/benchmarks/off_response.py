"""Does the significance of fields without a source have mean 0 and width 1 where OFF lies at other offsets than ON?

    PYTHONPATH=tests/support python tests/benchmarks/off_response.py [positions]

Criterion, for alpha of the background response and of the acceptance measured in off runs: |mean| < 0.1, width 0.9 to
1.1. Alpha of the solid angles, for comparison, is wrong by as much as the acceptance differs.
"""

from __future__ import annotations

import sys

import numpy as np
from source_free_fields import significances

if __name__ == "__main__":
    result = significances(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    found = {"background response": result.response, "off runs": result.measured, "solid angles": result.area}
    for name, values in found.items():
        error = values.std() / np.sqrt(len(values))
        print(f"alpha of the {name}: mean {values.mean():+.3f} ± {error:.3f}, width {values.std(ddof=1):.3f}")
