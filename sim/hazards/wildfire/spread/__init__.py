"""How fire spreads: rates of two models, and travel times over the raster."""
