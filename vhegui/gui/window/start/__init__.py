"""What fills the window before there is something to analyse: the welcome, and what an opened folder holds."""
