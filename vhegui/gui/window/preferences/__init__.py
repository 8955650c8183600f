"""The dialog of preferences and shortcuts."""
