"""What is wrong with a data set, how much it matters, and what a student can learn from it; see `vhegui.core.dl3.check`."""
