"""One road network and its trips, driven by this package and by UXsim: not a command by itself.

Both drive one-lane arcs with the same triangular diagram of flow: a vehicle needs 5 m when it
stands, and follows the one ahead after 1 s. From that follow a backward wave of 5 m/s and the
capacity u·κ·w / (u + w). UXsim (Seo 2025, doi:10.21105/joss.07617) is an extra of benchmarks.
"""

import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from time import process_time

import numpy as np

from sim.roads.driving import Driving
from sim.roads.network import BoolArray, FloatArray, IntArray, Network
from sim.roads.traffic import Trips, simulate_trips

JAM_DENSITY_VEH_PER_M = 0.2
REACTION_S = 1.0
WAVE_MPS = 1.0 / (REACTION_S * JAM_DENSITY_VEH_PER_M)

_CHUNK_S = 600.0
_N_WARM_UP = 200


@dataclass(frozen=True)
class Problem:
    """Roads and trips, the same for both simulators.

    Parameters
    ----------
    tail, head
        Nodes at which each arc begins and ends; no two arcs alike (A,).
    length_m, free_speed_mps
        Of each arc (A,).
    depart_s
        When each vehicle sets out, whole seconds, not decreasing (V,).
    origin, destination
        Nodes (V,).
    routes
        Arcs that each is told to drive; None: drivers choose, and react to delays.
    until_s
        When to stop.
    period_s
        Time between two reports on delays.
    """

    tail: IntArray
    head: IntArray
    length_m: FloatArray
    free_speed_mps: FloatArray
    depart_s: FloatArray
    origin: IntArray
    destination: IntArray
    routes: list[list[int]] | None
    until_s: float
    period_s: float = 300.0

    @property
    def capacity_veh_per_s(self) -> FloatArray:
        """Vehicles that can pass each arc (A,)."""
        speed = self.free_speed_mps
        capacity: FloatArray = speed * JAM_DENSITY_VEH_PER_M * WAVE_MPS / (speed + WAVE_MPS)
        return capacity

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return int(max(self.tail.max(), self.head.max())) + 1


@dataclass(frozen=True)
class Outcome:
    """What one run of one simulator gave.

    Parameters
    ----------
    arrived_s
        When each vehicle arrived, nan = not by the end (V,).
    travel_s
        From wanting to set out to arriving, the wait for the first road included (V,).
    entered
        Vehicles that entered each arc (A,).
    cpu_s
        Processor time of the run as its user calls it, without imports and compilation.
    loop_cpu_s
        The part of it in which vehicles move, as far as it can be told apart.
    peak_mib
        Largest memory of the process.
    """

    arrived_s: FloatArray
    travel_s: FloatArray
    entered: IntArray
    cpu_s: float
    loop_cpu_s: float
    peak_mib: float

    @property
    def is_there(self) -> BoolArray:
        """Which vehicles have arrived (V,)."""
        there: BoolArray = np.isfinite(self.arrived_s)
        return there

    @property
    def n_arrived(self) -> int:
        """Vehicles that have arrived."""
        return int(self.is_there.sum())

    @property
    def mean_s(self) -> float:
        """Mean travel time of those that have arrived [s]."""
        return float(self.travel_s[self.is_there].mean())

    @property
    def clearance_s(self) -> float:
        """When the last one arrived [s]."""
        return float(self.arrived_s[self.is_there].max())

    @property
    def n_traversals(self) -> int:
        """Arcs entered by vehicles."""
        return int(self.entered.sum())


def ours(problem: Problem, *, seed: int) -> Outcome:
    """Drive a problem with this package; drivers as by default, but for the period.

    The time covers everything `simulate_trips` does, reading the trips and reporting included.
    """
    network = Network.from_arcs(
        n_nodes=problem.n_nodes,
        tail=problem.tail,
        head=problem.head,
        length_m=problem.length_m,
        free_speed_mps=problem.free_speed_mps,
        capacity_veh_per_s=problem.capacity_veh_per_s,
        jam_density_veh_per_m=JAM_DENSITY_VEH_PER_M,
    )
    routing = Driving(
        choice="fixed" if problem.routes is not None else "reactive",
        period_s=problem.period_s,
        backward_wave_mps=WAVE_MPS,
    )

    def drive(n_vehicles: int, until_s: float) -> tuple[FloatArray, IntArray]:
        trips = Trips(
            depart_s=problem.depart_s[:n_vehicles],
            origin=problem.origin[:n_vehicles],
            destination=problem.destination[:n_vehicles],
            routes=None if problem.routes is None else problem.routes[:n_vehicles],
        )
        results = simulate_trips(network, trips, routing=routing, until_s=until_s, seed=seed)
        return results.arrived_s, results.entered

    drive(_N_WARM_UP, 2.0 * problem.period_s)  # compiles, or fetches what is compiled
    begin_s = process_time()
    arrived_s, entered = drive(len(problem.depart_s), problem.until_s)
    cpu_s = process_time() - begin_s
    return Outcome(arrived_s, arrived_s - problem.depart_s, entered, cpu_s, cpu_s, _peak_mib())


def uxsim(problem: Problem, *, seed: int, platoon: int) -> Outcome:
    """Drive a problem with the C++ mode of UXsim, on one thread and without logs.

    The time covers `exec_simulation`, but no setting up of the world, which is done in Python
    vehicle by vehicle. Its compiled loop is timed by itself as well, until all have arrived.
    With a `platoon` of k, every k-th vehicle stands for itself and the k - 1 after it.
    """
    world = import_module("uxsim").World(  # an extra that only benchmarks need
        deltan=platoon,
        reaction_time=REACTION_S,
        tmax=problem.until_s,
        duo_update_time=problem.period_s,
        random_seed=seed,
        vehicle_logging_timestep_interval=-1,
        print_mode=0,
        save_mode=0,
        cpp=True,
    )
    for node in range(problem.n_nodes):
        world.addNode(str(node), 0.0, 0.0)
    for arc in range(len(problem.tail)):
        world.addLink(
            str(arc),
            str(problem.tail[arc]),
            str(problem.head[arc]),
            length=float(problem.length_m[arc]),
            free_flow_speed=float(problem.free_speed_mps[arc]),
            jam_density=JAM_DENSITY_VEH_PER_M,
        )
    leaders = range(0, len(problem.depart_s), platoon)
    vehicles = []
    for v in leaders:
        ends = str(problem.origin[v]), str(problem.destination[v])
        vehicle = world.addVehicle(*ends, float(problem.depart_s[v]))
        if problem.routes is not None:
            vehicle.enforce_route([str(arc) for arc in problem.routes[v]])
        vehicles.append(vehicle)
    world.finalize_scenario()
    core = world._cpp_world  # noqa: SLF001  # its compiled loop is timed by itself
    loop_cpu_s, until_s = 0.0, 0.0
    while until_s < problem.until_s and any(vehicle.travel_time < 0 for vehicle in vehicles):
        until_s = min(until_s + _CHUNK_S, problem.until_s)
        begin_s = process_time()
        core.main_loop(-1.0, until_s)
        loop_cpu_s += process_time() - begin_s
    begin_s = process_time()
    world.exec_simulation()  # nothing is left to move: collects and analyses
    cpu_s = loop_cpu_s + process_time() - begin_s
    travel_s = np.array([vehicle.travel_time for vehicle in vehicles], dtype=np.float64)
    travel_s = np.repeat(np.where(travel_s >= 0.0, travel_s, np.nan), platoon)
    entered = np.array([round(link.cum_arrival.max()) for link in world.LINKS], dtype=np.int64)
    return Outcome(problem.depart_s + travel_s, travel_s, entered, cpu_s, loop_cpu_s, _peak_mib())


def alone(run: Callable[..., Outcome], problem: Problem, **options: int) -> Outcome:
    """Return the outcome of a run in a process of its own, so that memory is its own too."""
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawning) as pool:
        return pool.submit(run, problem, **options).result()


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
