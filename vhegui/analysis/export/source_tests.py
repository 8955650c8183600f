"""The tests of sources as a table and in `results.json`: a row a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vhegui.core.fitting.source_tests import SourceTest

if TYPE_CHECKING:
    from astropy.table import Table


def source_tests_content(found: tuple[SourceTest, ...]) -> list[dict[str, Any]]:
    """What is asked, ΔTS with its p-value, and the parameter that was tested."""
    return [_row(each) for each in found]


def source_tests_table(found: tuple[SourceTest, ...]) -> Table:
    """The same rows; the unit of the tested parameter is in a column, as it differs between rows."""
    from astropy.table import Table

    return Table([_row(each) for each in found])


def _row(found: SourceTest) -> dict[str, Any]:
    test, tested = found.test, found.parameter
    return {
        "source": found.source,
        "question": found.question,
        "simpler": found.simpler,
        "richer": found.richer,
        "delta_ts": test.delta_ts,
        "ndf": test.ndf,
        "p_value": test.p_value,
        "significance": test.significance,
        "parameter": tested.name,
        "value": tested.value,
        "error": tested.error,
        "unit": tested.unit,
        "note": "; ".join(filter(None, [test.note, found.warning])),
    }
