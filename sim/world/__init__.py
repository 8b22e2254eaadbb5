"""The only SimPy room: one live run, one process to a file."""

from sim.world.world import World

__all__ = ["World"]
