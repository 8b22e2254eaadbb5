"""Hazard points (隐患点): dikes, slopes and small reservoirs that may give way."""
