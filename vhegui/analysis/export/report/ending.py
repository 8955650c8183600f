"""The sections at the end: what was assumed and left out, all settings, versions, and how to do it again."""

from __future__ import annotations

import vhegui
from vhegui.analysis.compare.settings import said_settings
from vhegui.analysis.edits import new_analysis
from vhegui.analysis.export.report.about import About
from vhegui.analysis.export.report.html import Column, facts, items, paragraph, preformatted, section, subsection, table
from vhegui.analysis.export.results_json import versions
from vhegui.analysis.session.reading import session_yaml

SETTINGS = Column("", number=False), Column("Setting", number=False), Column("Value", number=False)
SHOWN_ONLY = "map_looks", "map_layers", "labels"
OF_MAPS = "sky", "sky_background", "sky_profile"
CITATION = (
    f"The vhegui developers, vhegui: interactive analysis of very-high-energy gamma-ray data, {vhegui.__version__}"
)
NOTHING = "Nothing had to be assumed about the files, and all that was asked for was done."


def assumed_section(about: About) -> str:
    """Format notes, advice, problems; said in the order in which they came up."""
    not_done = tuple(dict.fromkeys(about.outcome.not_done))
    said = [text for text in dict.fromkeys(about.said) if text not in not_done]
    return section(
        "Assumed and left out",
        subsection("Asked for and not done", items(not_done)) if not_done else "",
        subsection("Said while it was computed", items(said)) if said else "",
        "" if not_done or said else paragraph(NOTHING),
    )


def settings_section(about: About) -> str:
    """Every setting that numbers depend on, in words; the model stands with the fit."""
    usual = {each.path: each.value for each in said_settings(new_analysis())}
    without = (*SHOWN_ONLY, *(() if about.analysis.makes_cubes else OF_MAPS))
    said = [
        each
        for each in said_settings(about.analysis)
        if each.group not in ("Model", "Other") and each.path.partition(".")[0] not in without
    ]
    groups = [each.group for each in said]
    rows = [
        (
            each.group if groups.index(each.group) == i else "",
            each.setting,
            each.value + " *" * (usual.get(each.path) != each.value),
        )
        for i, each in enumerate(said)
    ]
    note = paragraph("* not as it is at the start of a new analysis.", "soft")
    return section("Settings", table(SETTINGS, rows), note)


def again_section(about: About) -> str:
    """How to cite, versions, and the session."""
    again = "Save what follows as session.yaml beside this report; “vhegui run session.yaml -o out/” does it again."
    return section(
        "How to do it again, and to cite it",
        paragraph(f"Cite the data as their terms ask, and the program as: {CITATION}."),
        facts(versions().items()),
        paragraph(again),
        preformatted(session_yaml(about.analysis, about.home)),
    )
