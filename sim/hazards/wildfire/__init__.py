"""Wildfire (森林草原火灾): where it can burn, how it spreads, how it is seen and held."""
