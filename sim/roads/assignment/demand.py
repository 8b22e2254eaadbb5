"""How many vehicles want to go from where to where."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.core.errors import InputError
from sim.roads.assignment.bpr import check_values, whole_numbers
from sim.roads.network import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Demand:
    """Vehicles between pairs of nodes, in the unit of the capacity of the roads they use.

    Parameters
    ----------
    origin, destination
        Nodes (K,); a pair may stand more than once.
    amount
        Demand of each pair, at least 0 (K,): vehicles in the span of time that the capacity
        refers to, so [veh/s] for roads that come from a :class:`~sim.roads.network.Network`.

    Raises
    ------
    InputError
        If the arrays differ in length, a node is below 0, or an amount is below 0 or no number.
    """

    origin: IntArray
    destination: IntArray
    amount: FloatArray

    def __post_init__(self) -> None:
        """Check the arrays and make them read-only."""
        for name in ("origin", "destination", "amount"):
            values = getattr(self, name)
            if values.shape != (self.origin.size,):
                raise InputError(
                    f"demand: {name} has shape {values.shape}, expected ({self.origin.size},)"
                )
            check_values(values >= 0, values, name=name, where="demand", allowed="0 or above")
            values.setflags(write=False)

    @classmethod
    def from_pairs(
        cls, origin: npt.ArrayLike, destination: npt.ArrayLike, amount: npt.ArrayLike
    ) -> "Demand":
        """Build the demand from one value per pair; one amount may serve for all.

        Raises
        ------
        InputError
            As in the class.
        """
        begin = whole_numbers(origin, where="demand: origin")
        given = np.array(amount, dtype=np.float64)
        return cls(
            origin=begin,
            destination=whole_numbers(destination, where="demand: destination"),
            amount=given if given.ndim else np.full(begin.shape, given),
        )

    @property
    def total(self) -> float:
        """Demand of all pairs together."""
        return float(self.amount.sum())

    @property
    def within_nodes(self) -> float:
        """Demand that ends where it begins and so uses no road."""
        return float(self.amount[self.origin == self.destination].sum())
