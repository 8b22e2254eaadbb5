"""Where most lives are at stake teams go first."""

from collections.abc import Sequence

from sim.forces.tasking.base import OneByOne, TaskNeed


class LivesFirst(OneByOne):
    """Tasks by the people waiting in them for each team sent, the most first.

    All who wait are taken to be in equal danger, so that the lives a team is expected to save
    are in proportion to the people it is sent to. Tasks without people follow in their order.
    """

    def urgency(self, index: int, needs: Sequence[TaskNeed]) -> tuple[float, ...]:
        """Return the people for each team wanted, most first; then the order of asking."""
        need = needs[index]
        return (-need.persons / max(need.wanted, 1), float(index))
