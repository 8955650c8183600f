"""Simulated observations: an analytic array of Cherenkov telescopes, and events drawn from any response."""
