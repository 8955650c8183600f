"""The rows of the tree: a source with its parts below, the background of a data set. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from vhegui.analysis.parameter_names import parameter_label
from vhegui.analysis.written_numbers import number, unit_text, value_error
from vhegui.core.fitting.expected_counts import ExpectedCounts
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.source_tests import Question, SourceTest
from vhegui.core.models.nuisances import FIELD_OF_VIEW, Nuisance
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import ModelPart, PartName, SourceModel
from vhegui.core.models.spatial.kind import CENTRE
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.gui.model_editor.wording import formula_of_part, place_text
from vhegui.gui.text.plain import sentence

PARTS: Mapping[PartName, str] = {"spectral": "Spectrum", "spatial": "Shape", "temporal": "Time"}
QUESTION_OF: Mapping[str, Question] = {"source": "source", "spectral": "cutoff", "spatial": "extension"}
BACKGROUND: Literal["background"] = "background"
SHOWN = 4  # parameters of a part that are written beside it


@dataclass(frozen=True)
class Key:
    """Which row. part : "source", a part of one, or "background"; then `name` is a data set, "" for their heading."""

    part: PartName | Literal["source", "background"]
    name: str


@dataclass(frozen=True)
class Row:
    """A row and those below it.

    title : its name, or its formula · kind : which part, what it is · values : the numbers that matter
    fitted : whether it takes part in the fit, None for headings · counts : expected in the fitted bins, NaN where not
    known · test : what the data say of it, None before that is asked · shown : whether its spectrum is the one that is
    drawn · left_out : whether it, or its source, is left out.
    """

    key: Key
    title: str
    kind: str = ""
    values: str = ""
    fitted: bool | None = None
    counts: float = math.nan
    test: SourceTest | None = None
    shown: bool = False
    left_out: bool = False
    below: tuple[Row, ...] = field(default=())

    @property
    def delta_ts(self) -> float:
        """NaN where it is not known."""
        return math.nan if self.test is None else self.test.test.delta_ts


def rows_of(
    sources: Sequence[SourceModel],
    joint: JointModel,
    counts: ExpectedCounts | None = None,
    tests: Iterable[SourceTest] = (),
) -> tuple[Row, ...]:
    """All rows. sources : of the analysis, in its order · joint : those in the fit as they are on screen."""
    found: dict[tuple[str, Question], SourceTest] = {(each.source, each.question): each for each in tests}
    on_screen = {source.name: source for source in joint.with_values(joint.values).sources}
    rows = [
        _source_row(source, on_screen.get(source.name), joint.sources[0].name == source.name, counts, found)
        for source in sources
    ]
    backgrounds = _background_rows(joint.nuisances, counts)
    if backgrounds:
        rows.append(Row(Key(BACKGROUND, ""), "Backgrounds", below=backgrounds))
    return tuple(rows)


def _source_row(
    source: SourceModel,
    on_screen: SourceModel | None,
    shown: bool,
    counts: ExpectedCounts | None,
    tests: Mapping[tuple[str, Question], SourceTest],
) -> Row:
    now = {} if on_screen is None else on_screen.parts
    below = tuple(_part_row(source, name, now.get(name, part), tests) for name, part in source.parts.items())
    return Row(
        Key("source", source.name),
        source.name,
        kind=f"seen by {', '.join(source.datasets)}" if source.datasets else "",
        fitted=not source.left_out,
        counts=math.nan if counts is None else counts.by_source.get(source.name, math.nan),
        test=tests.get((source.name, "source")),
        shown=shown,
        left_out=source.left_out,
        below=below,
    )


def _part_row(
    source: SourceModel, name: PartName, part: ModelPart, tests: Mapping[tuple[str, Question], SourceTest]
) -> Row:
    question = QUESTION_OF.get(name)
    return Row(
        Key(name, source.name),
        part_label(part),
        kind=PARTS[name],
        values=_values(part),
        fitted=any(not parameter.frozen for parameter in part.parameters) if part.parameters else None,
        test=None if question is None else tests.get((source.name, question)),
        left_out=source.left_out,
    )


def part_label(part: ModelPart) -> str:
    """What a part is, in words."""
    formula = formula_of_part(part)
    return getattr(formula, "brief", "") or formula.label


def _values(part: ModelPart) -> str:
    """Where it is, and the values of what is fitted; of what is not, where nothing is."""
    texts, rest = [], list(part.parameters)
    if isinstance(part, SpatialModel) and part.formula.has_centre:
        texts.append(place_text(part.values[0], part.values[1], part.frame))
        rest = rest[len(CENTRE) :]
    chosen = [p for p in rest if not p.frozen] or [p for p in rest if p.value != 0.0]
    return ", ".join((*texts, *map(_value, chosen[:SHOWN])))


def _value(parameter: Parameter) -> str:
    link = f" = {parameter.link}" if parameter.link else ""
    error = 0.0 if parameter.frozen or parameter.link else parameter.error
    unit = unit_text(parameter.unit)
    return f"{parameter_label(parameter.name)}{link or f' {value_error(parameter.value, error, unit)}'}"


def _background_rows(nuisances: Iterable[Nuisance], counts: ExpectedCounts | None) -> tuple[Row, ...]:
    by_dataset: dict[str, list[Parameter]] = {}
    for each in nuisances:
        if each.kind in FIELD_OF_VIEW:
            by_dataset.setdefault(each.dataset, []).append(each.parameter)
    return tuple(
        Row(
            Key(BACKGROUND, name),
            name,
            kind="Background of the field of view",
            values=", ".join(map(_value, parameters)),
            fitted=any(not parameter.frozen for parameter in parameters),
            counts=math.nan if counts is None else counts.background.get(name, math.nan),
        )
        for name, parameters in by_dataset.items()
    )


def warning_of(tests: Iterable[SourceTest]) -> str:
    """What to know before the tests are read, "" for nothing: the first there is."""
    return next((f"⚠ {sentence(test.warning)}." for test in tests if test.warning), "")


def said_of(test: SourceTest) -> str:
    """What a test says, in sentences."""
    result, tested = test.test, test.parameter
    error = 0.0 if not math.isfinite(tested.error) else tested.error
    lines = [
        f"{test.simpler} → {test.richer}: ΔTS = {number(result.delta_ts, 4)}, {result.ndf} more parameters",
        f"{parameter_label(tested.name)} = {value_error(tested.value, error, unit_text(tested.unit))}",
    ]
    if math.isfinite(result.p_value):
        lines.append(f"p = {number(result.p_value, 2)}, {number(result.significance, 3)} σ")
    return "\n".join((*lines, *filter(None, [result.note, test.warning])))
