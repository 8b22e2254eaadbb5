"""What can burn: a raster of fuel, slope and barriers, by rule or from a user's grids."""
