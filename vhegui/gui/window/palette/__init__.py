"""Finding anything by typing a few letters of it."""
