"""What was last shown: values are compared, results are themselves alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from vhegui.core.typing import Array
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.seen import Seen
from vhegui.gui.session.session import Session


@dataclass(frozen=True, eq=False)
class Counts:
    """A result, as steps give them."""

    values: Array


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        ((1.5, "a"), (1.5, "a"), False),
        ((1.5,), (2.5,), True),
        ((float("nan"),), (float("nan"),), False),
        (((1, 2),), ((1, 2),), False),
        ((1,), (1, 2), True),
        ((None,), (0.0,), True),
    ],
)
def test_values_are_compared(before: tuple[object, ...], after: tuple[object, ...], new: bool) -> None:
    seen = Seen()
    assert seen.new("part", *before)
    assert seen.new("part", *after) == new


def test_a_result_computed_again_is_new_even_with_the_same_numbers() -> None:
    seen, counts = Seen(), Counts(np.ones(3))
    assert seen.new("counts", counts)
    assert not seen.new("counts", counts)
    assert seen.new("counts", Counts(np.ones(3)))


def test_parts_are_forgotten_by_name_or_all_together() -> None:
    seen = Seen()
    for part in "abc":
        seen.new(part, 1)
    seen.forget("a")
    assert [seen.new(part, 1) for part in "abc"] == [True, False, False]
    seen.forget()
    assert [seen.new(part, 1) for part in "abc"] == [True, True, True]


class BreakingPanel(Panel):
    """Cannot show any analysis."""

    name = "breaking"

    def show(self, results: Results) -> None:
        if self.seen.new("words", results.analysis):
            raise ZeroDivisionError("of the test")


def test_a_part_that_broke_is_tried_again_and_the_panel_goes_on_saying_so(show) -> None:
    session = Session()
    panel = BreakingPanel(session, QLabel())
    try:
        session.add_panel(panel)
        show(panel.widget)
        for _ in range(2):
            session.pull()
            said = [label.text() for label in panel.widget.findChildren(QLabel) if label.isVisible()]
            assert any("ZeroDivisionError" in text for text in said)
    finally:
        session.close()
