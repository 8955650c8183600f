"""A joint model is used like a spectrum; its links are followed, and impossible ones are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vhegui.core.errors import ConfigError
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter, Prior
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import default_spectrum

LINE = default_spectrum("power_law")
AREA = Nuisance("area", "MAGIC", Parameter("area", 1.0, prior=Prior("gaussian", 1.0, 0.15)))


def two(**changes: str) -> JointModel:
    """Crab and a second source, whose parameters are linked as told."""
    other = LINE
    for name, link in changes.items():
        other = other.with_parameter(name, link=link)
    return JointModel((SourceModel("Crab", LINE), SourceModel("other", other)), (AREA,))


def test_parameters_have_the_names_of_their_source_and_instrument() -> None:
    assert two().names == (
        "index", "amplitude", "reference", "other.index", "other.amplitude", "other.reference", "MAGIC.area"
    )  # fmt: skip
    assert two()["other.index"].value == 2.0
    assert two().with_parameter("MAGIC.area", value=1.1).nuisances[0].parameter.value == 1.1
    assert two().with_parameter("MAGIC.area", value=1.1).nuisances[0].parameter.name == "area"
    with pytest.raises(KeyError):
        two().with_parameter("third.index", value=2.0)


def test_a_spectrum_is_a_model_of_one_source() -> None:
    joint = JointModel.of(LINE)
    assert (joint.names, joint.values, joint.free, joint.first) == (("index", "amplitude", "reference"), LINE.values,
                                                                    LINE.free, LINE)  # fmt: skip
    assert JointModel.of(joint) is joint


@given(values=some.lists(some.floats(-5, 5), min_size=7, max_size=7))
def test_values_go_in_and_come_out_in_order(values: list[float]) -> None:
    assert two().with_values(values).values == tuple(values)
    changed = two().with_values(values, [0.1] * 7)
    assert {parameter.error for parameter in changed.parameters} == {0.1}


@pytest.mark.parametrize("link", ["index", "Crab.index"])
def test_a_linked_parameter_has_the_value_of_the_other_and_is_not_free(link: str) -> None:
    model = two(index=link).with_parameter("index", value=2.7)
    assert model.values[3] == 2.7
    assert 3 not in model.free
    assert len(model.free) == len(two().free) - 1


def test_links_are_followed_to_the_end_of_a_chain() -> None:
    line = LINE.with_parameter("index", link="b.index")
    second = LINE.with_parameter("index", link="c.index")
    model = JointModel((SourceModel("a", line), SourceModel("b", second), SourceModel("c", LINE)))
    model = model.with_parameter("c.index", value=3.1)
    assert [model.values[i] for i in (0, 3, 6)] == [3.1, 3.1, 3.1]


def test_links_in_a_circle_to_nothing_and_to_themselves_are_refused() -> None:
    line = LINE.with_parameter("index", link="b.index")
    circle = JointModel((SourceModel("a", line), SourceModel("b", LINE.with_parameter("index", link="a.index"))))
    with pytest.raises(ConfigError, match=r"circle: index → b\.index → index"):
        circle.check()
    with pytest.raises(ConfigError, match="no parameter; use one of: index"):
        two(index="slope").check()
    with pytest.raises(ConfigError, match="linked to itself"):
        JointModel.of(LINE.with_parameter("index", link="index")).check()


def test_sources_with_one_name_and_unknown_systematics_are_refused() -> None:
    twins = JointModel((SourceModel("a", LINE), SourceModel("b", LINE), SourceModel("b", LINE)))
    with pytest.raises(ConfigError, match=r"more than one parameter b\.amplitude"):
        twins.check()
    with pytest.raises(ConfigError, match="'weather' is not known"):
        JointModel((SourceModel("a", LINE),), (Nuisance("weather", "MAGIC", AREA.parameter),)).check()


@pytest.mark.parametrize(
    ("prior", "why"),
    [
        (Prior("gaussian", 2.0, 0.0), "sigma above 0"),
        (Prior("uniform", 2.0, 1.0), "must be below"),
        (Prior("log_uniform", 0.0, 1.0), "start above 0"),
        (Prior("flat", 0.0, 1.0), "not known"),
    ],
)
def test_impossible_priors_are_refused(prior: Prior, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        JointModel.of(LINE.with_parameter("index", prior=prior)).check()
