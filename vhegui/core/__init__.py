"""The physics, in numpy: dl3 → irf → regions → spectra → models → fitting → estimators.

Arrays are float64 in fixed units: energy TeV, angle deg, time s, effective area m²,
differential flux cm⁻² s⁻¹ TeV⁻¹, exposure cm² s. Nothing here knows of Qt, threads or settings.
"""
