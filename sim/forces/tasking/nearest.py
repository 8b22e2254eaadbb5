"""The team that arrives first goes, task after task in the order of asking."""

from sim.forces.tasking.base import OneByOne


class NearestTeam(OneByOne):
    """Nearest able team first."""
