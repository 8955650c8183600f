"""Analysis → Analysis: one function per intention. None of them computes a result."""

from __future__ import annotations

from vhegui.analysis.edits.data import (
    add_spectra as add_spectra,
)
from vhegui.analysis.edits.data import (
    cut_times as cut_times,
)
from vhegui.analysis.edits.data import (
    new_analysis as new_analysis,
)
from vhegui.analysis.edits.data import (
    open_dataset as open_dataset,
)
from vhegui.analysis.edits.data import (
    remove_selection as remove_selection,
)
from vhegui.analysis.edits.data import (
    remove_spectrum as remove_spectrum,
)
from vhegui.analysis.edits.data import (
    save_selection as save_selection,
)
from vhegui.analysis.edits.data import (
    select_runs as select_runs,
)
from vhegui.analysis.edits.fit import (
    fit_to_cubes as fit_to_cubes,
)
from vhegui.analysis.edits.fit import (
    fit_to_spectra as fit_to_spectra,
)
from vhegui.analysis.edits.fit import (
    follow_fit as follow_fit,
)
from vhegui.analysis.edits.fit import (
    set_model_kind as set_model_kind,
)
from vhegui.analysis.edits.light_curve import (
    set_equally_significant_bands as set_equally_significant_bands,
)
from vhegui.analysis.edits.light_curve import (
    set_light_curve_bands as set_light_curve_bands,
)
from vhegui.analysis.edits.map import (
    centre_map as centre_map,
)
from vhegui.analysis.edits.map import (
    choose_band as choose_band,
)
from vhegui.analysis.edits.map import (
    map_band as map_band,
)
from vhegui.analysis.edits.map import (
    map_bands as map_bands,
)
from vhegui.analysis.edits.map import (
    mosaic_map as mosaic_map,
)
from vhegui.analysis.edits.map import (
    set_bands as set_bands,
)
from vhegui.analysis.edits.map import (
    show_map as show_map,
)
from vhegui.analysis.edits.map import (
    use_sky_method as use_sky_method,
)
from vhegui.analysis.edits.map import (
    with_maps as with_maps,
)
from vhegui.analysis.edits.map_layers import (
    add_catalogue as add_catalogue,
)
from vhegui.analysis.edits.map_layers import (
    add_contours as add_contours,
)
from vhegui.analysis.edits.map_layers import (
    add_image as add_image,
)
from vhegui.analysis.edits.map_layers import (
    change_layer as change_layer,
)
from vhegui.analysis.edits.map_layers import (
    contours_of as contours_of,
)
from vhegui.analysis.edits.map_layers import (
    remove_layer as remove_layer,
)
from vhegui.analysis.edits.map_layers import (
    take_turns as take_turns,
)
from vhegui.analysis.edits.map_layers import (
    toggle_contours as toggle_contours,
)
from vhegui.analysis.edits.model import (
    take_models as take_models,
)
from vhegui.analysis.edits.off_regions import (
    add_off_region as add_off_region,
)
from vhegui.analysis.edits.off_regions import (
    change_off_region as change_off_region,
)
from vhegui.analysis.edits.off_regions import (
    draw_off_circles as draw_off_circles,
)
from vhegui.analysis.edits.off_regions import (
    draw_off_regions as draw_off_regions,
)
from vhegui.analysis.edits.off_regions import (
    drawn_regions as drawn_regions,
)
from vhegui.analysis.edits.off_regions import (
    remove_off_region as remove_off_region,
)
from vhegui.analysis.edits.off_regions import (
    set_off_runs as set_off_runs,
)
from vhegui.analysis.edits.regions import (
    add_exclusion as add_exclusion,
)
from vhegui.analysis.edits.regions import (
    add_mark as add_mark,
)
from vhegui.analysis.edits.regions import (
    add_masks as add_masks,
)
from vhegui.analysis.edits.regions import (
    as_circle as as_circle,
)
from vhegui.analysis.edits.regions import (
    as_ellipse as as_ellipse,
)
from vhegui.analysis.edits.regions import (
    change_exclusion as change_exclusion,
)
from vhegui.analysis.edits.regions import (
    change_mark as change_mark,
)
from vhegui.analysis.edits.regions import (
    gammapy_conventions as gammapy_conventions,
)
from vhegui.analysis.edits.regions import (
    move_region as move_region,
)
from vhegui.analysis.edits.regions import (
    point_at as point_at,
)
from vhegui.analysis.edits.regions import (
    remove_exclusion as remove_exclusion,
)
from vhegui.analysis.edits.regions import (
    remove_marks as remove_marks,
)
from vhegui.analysis.edits.regions import (
    set_target as set_target,
)
from vhegui.analysis.edits.regions import (
    use_method as use_method,
)
from vhegui.analysis.edits.settings import (
    change as change,
)
from vhegui.analysis.edits.settings import (
    put as put,
)
from vhegui.analysis.edits.shape_checks import (
    checked_circle as checked_circle,
)
from vhegui.analysis.edits.shape_checks import (
    checked_exclusion as checked_exclusion,
)
from vhegui.analysis.edits.shape_checks import (
    checked_mark as checked_mark,
)
from vhegui.analysis.edits.shape_checks import (
    checked_region as checked_region,
)
from vhegui.analysis.edits.sky_profile import (
    change_profile as change_profile,
)
from vhegui.analysis.edits.sky_profile import (
    choose_profile as choose_profile,
)
from vhegui.analysis.edits.sky_profile import (
    set_profile as set_profile,
)
