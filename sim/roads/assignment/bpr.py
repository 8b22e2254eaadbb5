"""Roads whose travel time grows with their own flow, by the curve of the Bureau of Public Roads.

No queue ever stands on such a road: more vehicles than its capacity still pass, only later. The
roads on which vehicles queue are those of :mod:`sim.roads.traffic`; these here are what
:mod:`sim.roads.assignment` spreads a steady demand over.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.core.errors import InputError
from sim.core.parameters import Config, parameter
from sim.roads.network import BoolArray, FloatArray, IntArray, Network

_BPR = "Bureau of Public Roads 1964, Traffic Assignment Manual; range assumed"


class BprCurve(Config):
    """How travel time grows with flow: t = t0 (1 + alpha (v / c)^power).

    Parameters
    ----------
    alpha
        Share of the empty road's travel time that is added where flow equals capacity [1].
    power
        How sharply travel time rises near capacity [1].
    """

    alpha: float = parameter(
        0.15,
        low=0.1,
        high=1.0,
        unit="1",
        source=_BPR,
        description="Share added to the travel time of a road whose flow equals its capacity",
        ge=0,
    )
    power: float = parameter(
        4.0,
        low=2.0,
        high=8.0,
        unit="1",
        source=_BPR,
        description="Exponent of flow over capacity in the travel time of a road",
        ge=1,
    )


@dataclass(frozen=True, eq=False)
class BprRoads:
    """Arcs with the travel time t = t0 (1 + alpha (v / c)^power) at the flow v.

    Flows carry the unit of `capacity` and times that of `free_time`: [veh/s] and [s] where they
    come from a :class:`Network`, those of the file where they come from a TNTP file.

    Parameters
    ----------
    n_nodes
        Number of nodes, N.
    tail, head
        Node at which each arc begins and ends; arcs may be parallel (A,).
    free_time
        Travel time t0 of the empty arc, at least 0 (A,).
    capacity
        Flow c at which the share `alpha` is added, above 0 (A,).
    alpha
        Share added at capacity, at least 0 (A,).
    power
        Exponent, 0 or at least 1 (A,); between them one vehicle would slow an arc without limit.
    is_open
        Whether an arc can be used (A,).
    first_thru_node
        Trips begin and end at nodes below this one but never pass through them.

    Raises
    ------
    InputError
        If an array has the wrong shape or a value is out of range.
    """

    n_nodes: int
    tail: IntArray
    head: IntArray
    free_time: FloatArray
    capacity: FloatArray
    alpha: FloatArray
    power: FloatArray
    is_open: BoolArray
    first_thru_node: int = 0

    def __post_init__(self) -> None:
        """Check the arrays and make them read-only."""
        for name in ("tail", "head", "free_time", "capacity", "alpha", "power", "is_open"):
            values = getattr(self, name)
            if values.shape != (self.tail.size,):
                raise InputError(
                    f"roads: {name} has shape {values.shape}, expected ({self.tail.size},)"
                )
            values.setflags(write=False)
        nodes = f"0 to {self.n_nodes - 1}"
        for name in ("tail", "head"):
            ends = getattr(self, name)
            fine = (ends >= 0) & (ends < self.n_nodes)
            check_values(fine, ends, name=name, where="arc", allowed=nodes)
        for name in ("free_time", "alpha"):
            values = getattr(self, name)
            check_values(values >= 0, values, name=name, where="arc", allowed="0 or above")
        capacity = self.capacity
        check_values(capacity > 0, capacity, name="capacity", where="arc", allowed="above 0")
        fine = (self.power >= 1) | (self.power == 0)
        check_values(fine, self.power, name="power", where="arc", allowed="0, or 1 and above")
        if not 0 <= self.first_thru_node <= self.n_nodes:
            raise InputError(
                f"roads: first_thru_node is {self.first_thru_node}; allowed: 0 to {self.n_nodes}"
            )

    @classmethod
    def from_arcs(
        cls,
        *,
        n_nodes: int,
        tail: npt.ArrayLike,
        head: npt.ArrayLike,
        free_time: npt.ArrayLike,
        capacity: npt.ArrayLike,
        alpha: npt.ArrayLike | None = None,
        power: npt.ArrayLike | None = None,
        is_open: npt.ArrayLike = True,
        first_thru_node: int = 0,
    ) -> "BprRoads":
        """Build roads from one value per arc, or one for all arcs.

        Parameters
        ----------
        n_nodes, tail, head, first_thru_node
            As in the class.
        free_time, capacity, is_open
            As in the class, or one value for all arcs.
        alpha, power
            Likewise; those of :class:`BprCurve` if left out.

        Raises
        ------
        InputError
            If an array has the wrong shape or a value is out of range.
        """
        curve = BprCurve()
        begin = whole_numbers(tail, where="roads: tail")

        def each(values: npt.ArrayLike) -> FloatArray:
            given = np.array(values, dtype=np.float64)
            return given if given.ndim else np.full(begin.shape, given)

        return cls(
            n_nodes=n_nodes,
            tail=begin,
            head=whole_numbers(head, where="roads: head"),
            free_time=each(free_time),
            capacity=each(capacity),
            alpha=each(curve.alpha if alpha is None else alpha),
            power=each(curve.power if power is None else power),
            is_open=each(is_open).astype(np.bool_),
            first_thru_node=first_thru_node,
        )

    @classmethod
    def from_network(
        cls, network: Network, *, curve: BprCurve | None = None, passable: npt.ArrayLike = True
    ) -> "BprRoads":
        """Return the arcs of a network, with times in [s] and flows in [veh/s].

        Parameters
        ----------
        network
            The roads; links not yet built are closed.
        curve
            How travel time grows with flow; the values of the BPR if left out.
        passable
            Whether a link can be used (L,), or one value for all.

        Raises
        ------
        InputError
            If `passable` has the wrong shape.
        """
        curve = curve or BprCurve()
        usable = np.asarray(passable, dtype=np.bool_)
        if usable.ndim and usable.shape != network.is_built.shape:
            raise InputError(
                f"roads: passable has shape {usable.shape}, expected ({network.n_links},)"
            )
        return cls.from_arcs(
            n_nodes=network.n_nodes,
            tail=network.tail,
            head=network.head,
            free_time=network.length_m / network.free_speed_mps,
            capacity=network.capacity_veh_per_s,
            alpha=curve.alpha,
            power=curve.power,
            is_open=(network.is_built & usable)[network.link],
        )

    @property
    def n_arcs(self) -> int:
        """Number of arcs, A."""
        return len(self.tail)

    def time(self, flow: FloatArray) -> FloatArray:
        """Return the travel time of each arc at a flow, inf where it is closed (A,).

        Raises
        ------
        InputError
            If a flow is so far above capacity that its travel time is beyond any number.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            time = self.free_time * (1.0 + self.alpha * (flow / self.capacity) ** self.power)
        lost = np.flatnonzero(~np.isfinite(time) & self.is_open)
        if lost.size:
            arc = int(lost[0])
            raise InputError(
                f"arc {arc}: a flow of {flow[arc]:g} on a capacity of {self.capacity[arc]:g} "
                "gives no finite travel time; are demand and capacity in the same unit?"
            )
        return np.where(self.is_open, time, np.inf)

    def travel_time(self, flow: FloatArray) -> float:
        """Return the time all vehicles spend, Σ v t(v) over the arcs."""
        return float((flow * self._time_of_load(flow, 1.0)).sum())

    def beckmann(self, flow: FloatArray) -> float:
        """Return Σ ∫ t(v) dv over the arcs, least in user equilibrium (Beckmann et al. 1956)."""
        return float((flow * self._time_of_load(flow, 1.0 / (self.power + 1.0))).sum())

    def _time_of_load(self, flow: FloatArray, share: FloatArray | float) -> FloatArray:
        load = (flow / self.capacity) ** self.power
        time: FloatArray = self.free_time * (1.0 + share * self.alpha * load)
        return time


def whole_numbers(values: npt.ArrayLike, *, where: str) -> IntArray:
    """Return a copy of an array of whole numbers in one dimension.

    Raises
    ------
    InputError
        If the values are not whole numbers or stand in more than one dimension.
    """
    given = np.asarray(values)
    if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
        raise InputError(f"{where} must be a list of whole numbers")
    return np.array(given, dtype=np.int64)


def check_values(
    fine: BoolArray, values: npt.NDArray[np.generic], *, name: str, where: str, allowed: str
) -> None:
    """Raise :class:`InputError` for the first value that is not fine or not finite.

    Parameters
    ----------
    fine
        Whether each value may stay (A,); comparisons with NaN are false as they should be.
    values
        The values (A,).
    name, where
        What they are called, and what the number of a value counts.
    allowed
        What could have been given.
    """
    bad = np.flatnonzero(~(fine & np.isfinite(values.astype(np.float64))))
    if bad.size:
        row = int(bad[0])
        raise InputError(f"{where} {row}: {name} is {values[row]:g}; allowed: {allowed}")
