"""What gauges, radar and forecasts say of the rain and the rivers, and how they err."""
