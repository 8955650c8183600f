"""Candidate sources: the peaks of the map, found on request."""

from vhegui.gui.panels.candidates.presenter import CandidatesPanel

__all__ = ["CandidatesPanel"]
