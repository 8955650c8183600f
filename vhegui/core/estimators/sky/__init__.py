"""What maps of counts and background say: excess, significance, flux, test statistic, profiles, candidate sources."""
