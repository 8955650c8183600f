"""A page of HTML about an analysis: what was done, what came out, what was assumed, and how to do it again."""
