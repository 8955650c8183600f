"""Workspaces: what fills the window. Each is a layout of the same panels, saved and editable."""
