"""What the water reaches: roads, bridges and the low-lying parts of zones."""
