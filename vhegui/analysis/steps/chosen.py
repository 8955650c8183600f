"""What is fitted, spectra of the ON region or cubes of the map: each has its steps, all that follows asks for these.

A fit is joint data and a joint model with a minimum, whatever the data are. To fit something else, give it steps of
these parts and name them here.
"""

from __future__ import annotations

from vhegui.analysis.pipeline import choice

SUMMING, FITTING = "Adding up the runs", "Fitting the model"
POINTS, CURVE = "Computing flux points", "Computing the light curve"

STEPS = (
    choice("counts_groups", "fit.data", {"spectra": "spectra_groups", "cubes": "cubes_groups"}),
    choice("summed_counts", "fit.data", {"spectra": "spectra_summed", "cubes": "cubes_summed"}, phrase=SUMMING),
    choice(
        "predicted_counts", "fit.data", {"spectra": "spectra_predicted", "cubes": "cubes_predicted"}, phrase=SUMMING
    ),
    choice("joint_data", "fit.data", {"spectra": "spectra_data", "cubes": "cubes_data"}),
    choice("joint_model", "fit.data", {"spectra": "spectra_model", "cubes": "cubes_model"}),
    choice("live_fit", "fit.data", {"spectra": "spectra_live", "cubes": "cubes_live"}, sacrifice=1),
    choice(
        "fit_advice", "fit.data", {"spectra": "spectra_advice", "cubes": "cubes_advice"}, phrase=FITTING, numbers=True
    ),
    choice(
        "fit_result", "fit.data", {"spectra": "spectra_result", "cubes": "cubes_result"}, phrase=FITTING, sacrifice=1
    ),
    choice("flux_points_result", "fit.data", {"spectra": "spectra_points", "cubes": "cubes_points"}, phrase=POINTS),
    choice(
        "light_curve_result",
        "fit.data",
        {"spectra": "spectra_light_curve", "cubes": "cubes_light_curve"},
        phrase=CURVE,
        of_runs=True,
    ),
    choice("quick_estimate", "fit.data", {"spectra": "spectra_estimate", "cubes": "cubes_estimate"}),
    choice("refit", "fit.data", {"spectra": "spectra_refit", "cubes": "cubes_refit"}),
    choice("phase_curve", "fit.data", {"spectra": "spectra_phases", "cubes": "cubes_phases"}),
    choice("mapped_sky", "fit.data", {"spectra": "stacked_sky", "cubes": "sky_left"}),
)
