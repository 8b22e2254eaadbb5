"""The smallest networks on which this package and UXsim can differ, with the same input to both.

Run ``python benchmarks/minimal_cases.py`` with the extra `benchmark` installed. Each case holds
one mechanism of queues or of choice; where it needs lots, five seeds are averaged. UXsim moves
single vehicles (deltan 1). Roads are 1 km long, 20 m/s and 0.8 veh/s unless a case says otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from two_simulators import Outcome, Problem, ours, uxsim

from sim.roads.network import IntArray

SEEDS = (0, 1, 2, 3, 4)
LENGTH_M = 1000.0
SPEED_MPS = 20.0
SLOW_MPS = 5.0
"""A road of this speed passes 0.5 veh/s."""

UNTIL_S = 9000.0


@dataclass(frozen=True)
class Stream:
    """Vehicles that set out one after another.

    Parameters
    ----------
    origin, destination
        Nodes.
    n_vehicles
        How many.
    every_s
        Time between two of them.
    route
        Arcs they are told to drive; empty in cases where drivers choose.
    """

    origin: int
    destination: int
    n_vehicles: int
    every_s: float
    route: tuple[int, ...] = ()


@dataclass(frozen=True)
class Case:
    """A mechanism and what to read off.

    Parameters
    ----------
    what
        The case, for the reader.
    arcs
        The nodes at both ends of each arc.
    streams
        The vehicles.
    slow
        Arcs of 5 m/s.
    read
        What is compared besides the mean travel time: a name, and how to get it from the
        outcome and the stream of each vehicle.
    period_s
        Time between reports, where drivers choose.
    why
        Why the simulators differ, if they do.
    """

    what: str
    arcs: tuple[tuple[int, int], ...]
    streams: tuple[Stream, ...]
    read: tuple[tuple[str, Callable[[Outcome, IntArray], float]], ...]
    slow: tuple[int, ...] = ()
    period_s: float = 300.0
    why: str = ""

    def problem(self) -> tuple[Problem, IntArray]:
        """Return the problem, and the stream of each vehicle (V,)."""
        depart_s = np.concatenate(
            [np.floor(np.arange(one.n_vehicles) * one.every_s) for one in self.streams]
        )
        stream = np.repeat(np.arange(len(self.streams)), [one.n_vehicles for one in self.streams])
        order = np.argsort(depart_s, kind="stable")
        stream = stream[order]
        tail, head = np.array(self.arcs, dtype=np.int64).T
        speed_mps = np.full(len(tail), SPEED_MPS)
        speed_mps[list(self.slow)] = SLOW_MPS
        chooses = not any(one.route for one in self.streams)
        return (
            Problem(
                tail=tail,
                head=head,
                length_m=np.full(len(tail), LENGTH_M),
                free_speed_mps=speed_mps,
                depart_s=depart_s[order],
                origin=np.array([one.origin for one in self.streams])[stream],
                destination=np.array([one.destination for one in self.streams])[stream],
                routes=None if chooses else [list(self.streams[k].route) for k in stream],
                until_s=UNTIL_S,
                period_s=self.period_s,
            ),
            stream,
        )


def last_s(outcome: Outcome, _: IntArray) -> float:
    """Return when the last vehicle arrived."""
    return outcome.clearance_s


def mean_s(outcome: Outcome, _: IntArray) -> float:
    """Return the mean travel time of all."""
    return outcome.mean_s


def n_driven(outcome: Outcome, stream: IntArray) -> float:
    """Return how many arcs at least a tenth of all vehicles entered."""
    return float((outcome.entered >= len(stream) / 10).sum())


def mean_of(number: int) -> Callable[[Outcome, IntArray], float]:
    """Return what reads the mean travel time of a stream."""
    return lambda outcome, stream: float(np.nanmean(outcome.travel_s[stream == number]))


def share_by(time_s: float) -> Callable[[Outcome, IntArray], float]:
    """Return what reads the share of the first stream among those there by a time [%]."""

    def read(outcome: Outcome, stream: IntArray) -> float:
        return 100.0 * float((stream[outcome.arrived_s <= time_s] == 0).mean())

    return read


def share_on(arc: int, other: int) -> Callable[[Outcome, IntArray], float]:
    """Return what reads the share of vehicles that took an arc and not another one [%]."""
    return lambda outcome, _: (
        100.0 * float(outcome.entered[arc] / (outcome.entered[arc] + outcome.entered[other]))
    )


LINE = ((0, 1), (1, 2), (2, 3), (3, 4))
SIDE = 4
EASTWARD = tuple((a, a + 1) for a in range(SIDE * SIDE) if (a + 1) % SIDE)
SOUTHWARD = tuple((a, a + SIDE) for a in range(SIDE * (SIDE - 1)))
LATTICE = EASTWARD + SOUTHWARD

CASES = (
    Case(
        "corridor: 800 at once over 4 km; theory 200 + 799 / 0.8 = 1,199 s",
        LINE,
        (Stream(0, 4, 800, 0.0, (0, 1, 2, 3)),),
        (("last arrival, s", last_s),),
    ),
    Case(
        "bottleneck: 1 veh/s into 0.8, the last kilometre passes 0.5; jam over two roads",
        LINE,
        (Stream(0, 4, 900, 1.0, (0, 1, 2, 3)),),
        (("last arrival, s", last_s),),
        slow=(3,),
    ),
    Case(
        "merge: two full roads into one",
        ((0, 2), (1, 2), (2, 3)),
        (Stream(0, 3, 800, 1.25, (0, 2)), Stream(1, 3, 800, 1.25, (1, 2))),
        (("share of the first by 1,000 s, %", share_by(1000.0)), ("last arrival, s", last_s)),
    ),
    Case(
        "merge of a full road and one at half its flow",
        ((0, 2), (1, 2), (2, 3)),
        (Stream(0, 3, 800, 1.25, (0, 2)), Stream(1, 3, 400, 2.5, (1, 2))),
        (("mean of the full one, s", mean_of(0)), ("mean of the other, s", mean_of(1))),
        why=(
            "Queues are served by what each has received, so that one below its share does not "
            "wait. UXsim draws lots among those who stand at the node in that second."
        ),
    ),
    Case(
        "diverge: three of four turn into a road that passes 0.5 veh/s, and hold up the fourth",
        ((0, 1), (1, 2), (1, 3)),
        (Stream(0, 2, 600, 5.0 / 3.0, (0, 1)), Stream(0, 3, 200, 5.0, (0, 2))),
        (("mean of the turning, s", mean_of(0)), ("mean of those held up, s", mean_of(1))),
        slow=(1,),
        why=(
            "1.25 s pass after every vehicle that leaves a road, 6.5 s for four of them. In UXsim "
            "the next can leave 1 s after one that was held up, so that four take 6 s, as in the "
            "theory of fluids (Daganzo 1994, report UCB-ITS-PWP-94-12)."
        ),
    ),
    Case(
        "crossing without signals: two full streams cross, and lose nothing",
        ((0, 4), (1, 4), (4, 2), (4, 3)),
        (Stream(0, 2, 800, 1.25, (0, 2)), Stream(1, 3, 800, 1.25, (1, 3))),
        (("last arrival, s", last_s),),
    ),
    Case(
        "crossing with turns: each of two full roads sends a third left",
        ((0, 4), (1, 4), (4, 2), (4, 3)),
        tuple(
            Stream(k, to, n, 1000.0 / n, (k, to))
            for k, to, n in ((0, 2, 534), (0, 3, 266), (1, 3, 534), (1, 2, 266))
        ),
        (("last arrival, s", last_s),),
    ),
    Case(
        "0.6 veh/s start where a full road passes: who goes first",
        ((0, 1), (1, 2)),
        (Stream(0, 2, 800, 1.25, (0, 1)), Stream(1, 2, 600, 5.0 / 3.0, (1,))),
        (("mean of those passing, s", mean_of(0)), ("mean of those starting, s", mean_of(1))),
        why=(
            "Those who start and those who pass share the entry. UXsim lets all enter who start "
            "before it looks at those who pass."
        ),
    ),
    Case(
        "diamond: two equal ways of 0.5 veh/s for 0.8 veh/s; reports every 300 s",
        ((0, 1), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5)),
        (Stream(0, 5, 2400, 1.25),),
        (("share of the first way, %", share_on(1, 2)), ("last arrival, s", last_s)),
        slow=(3, 4),
        why=(
            "Groups of drivers hear of delays by lot and misjudge roads each in their own way. In "
            "UXsim half of all follow the newest report, at each node by lot."
        ),
    ),
    Case(
        "diamond with a detour: direct 250 s and 0.5 veh/s, 300 s for the rest of 0.8 veh/s",
        ((0, 1), (1, 2), (2, 3), (1, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 3), (3, 4)),
        (Stream(0, 4, 2400, 1.25),),
        (("share of the direct way, %", share_on(1, 3)), ("last arrival, s", last_s)),
        slow=(2,),
        why="As before; moreover each measures delays in its own way.",
    ),
    Case(
        "ties: corner to corner of a 4 × 4 lattice, 20 equal ways of 0.5 veh/s for 0.8 veh/s",
        LATTICE,
        (Stream(0, SIDE * SIDE - 1, 1600, 1.25),),
        (("arcs that a tenth of all drive", n_driven), ("last arrival, s", last_s)),
        slow=tuple(range(len(LATTICE))),
        why=(
            "Each group of drivers breaks ties by errors of its own. In UXsim one error of up to "
            "1 % is common to all, so that more of them drive the same way."
        ),
    ),
)


def main() -> None:
    """Print one table."""
    print("| case | figure | this package | UXsim | difference | why |")
    print("|---|---|--:|--:|--:|---|")
    for case in CASES:
        problem, stream = case.problem()
        mine = [ours(problem, seed=seed) for seed in SEEDS]
        theirs = [uxsim(problem, seed=seed, platoon=1) for seed in SEEDS]
        what, why = case.what, case.why
        for name, read in (("mean travel time, s", mean_s), *case.read):
            us = fmean(read(one, stream) for one in mine)
            them = fmean(read(one, stream) for one in theirs)
            print(f"| {what} | {name} | {us:,.1f} | {them:,.1f} | {us / them - 1.0:+.1%} | {why} |")
            what = why = ""


if __name__ == "__main__":
    main()
