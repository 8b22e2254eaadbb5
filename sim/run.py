"""START HERE. One run: a scenario and a plan make a world, and the world writes a log."""

from collections.abc import Callable, Sequence
from importlib.metadata import version

from sim.core.streams import Streams
from sim.decision import Decision
from sim.log import EventLog, Header
from sim.place import Place
from sim.place.reading import load_place
from sim.scenario import Plan, Scenario
from sim.world import World


def run(
    scenario: Scenario,
    plan: Plan,
    *,
    seed: int = 1,
    replication: int = 0,
    decisions: Sequence[Decision] = (),
    place: Place | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> EventLog:
    """Run one replication and return its event log.

    The same arguments give the same log, byte for byte. Two plans under the same seed and
    replication meet the same rain, the same households and the same luck.

    Parameters
    ----------
    scenario, plan
        What the world does, and what we chose.
    seed, replication
        Name the random streams.
    decisions
        Levers pulled by a person during the run.
    place
        The scenario's place, where the caller has it loaded already.
    on_progress
        Called now and then with the simulation time reached [s].
    """
    place = place or load_place(scenario.place)
    world = World(scenario, plan, place, streams=Streams(seed, replication), decided=decisions)
    world.run(on_progress)
    header = Header(
        scenario=scenario.name,
        scenario_digest=scenario.digest(),
        plan=dict(plan.choices),
        plan_digest=plan.digest(),
        place=scenario.place,
        place_digest=place.digest,
        start=scenario.start,
        horizon_s=scenario.horizon_s,
        seed=seed,
        replication=replication,
        resources={"teams": len(world.teams.all), "trucks": plan.layout.n_trucks},
        decisions=[decision.model_dump(mode="json") for decision in world.decisions],
        versions={name: version(name) for name in ("liandong", "numpy", "scipy", "simpy")},
    )
    return world.log.finish(header)
