"""The θ² panel."""

from vhegui.gui.panels.theta.presenter import ThetaPanel

__all__ = ["ThetaPanel"]
