"""Fires during a run: they burn, they are seen, crews hold them, people leave before them."""
