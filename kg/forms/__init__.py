"""Tables that report forms carry: their grids, and the indicator tables in them."""
