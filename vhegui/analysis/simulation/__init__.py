"""Simulated data sets: what a plan file asks for, as runs without events and a sky of sources."""
