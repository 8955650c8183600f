"""Everything a user can do, as data: `registry` has all of it, `frame` what is shown before the analysis is read."""
