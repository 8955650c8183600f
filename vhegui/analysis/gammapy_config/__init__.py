"""The files gammapy users already have: the high-level analysis YAML and the models YAML."""

from vhegui.analysis.gammapy_config.config import GammapyConfig, is_gammapy_config, parse_config, read_config
from vhegui.analysis.gammapy_config.models import (
    models_yaml,
    parse_models,
    read_covariance,
    read_models,
    write_models,
)
from vhegui.analysis.gammapy_config.selection import RunSelection, RunTable, choose

__all__ = [
    "GammapyConfig",
    "RunSelection",
    "RunTable",
    "choose",
    "is_gammapy_config",
    "models_yaml",
    "parse_config",
    "parse_models",
    "read_config",
    "read_covariance",
    "read_models",
    "write_models",
]
