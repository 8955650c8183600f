"""What is wrong with a data set, how much it matters, what can be learned from it: begin with `check`."""
