"""Two counties that keep their teams to themselves, and the same two that pool them: M/M/c.

Teams and tasking are the world's own. Tasks arrive at random in each county, can be done where
any team stands, and take an exponential time: nobody drives and nobody is told late, so that the
wait for a team is the wait in a queue with known mean.
"""

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

sys.path.append(str(Path(__file__).parents[1] / "unit"))

from test_world_tiny import SITES, site, tiny_place, tiny_plan, tiny_scenario, tiny_world

from sim.core.streams import Streams
from sim.core.units import HOUR_S
from sim.forces import ForceParameters
from sim.log import events
from sim.world import teams
from sim.world.environment import Process
from sim.world.teams import Task, Team
from sim.world.world import World

ARRIVALS_PER_H, N_TASKS, N_RUNS = 1.6, 800, 28
HOURS = 700
TIRELESS = {"forces": {"rest_threshold_s": 1e12}}


def pooled_world(linkage: str, seed: int) -> World:
    """Return a world in which both counties have two teams, and tasks are under way."""
    others = tuple(one for one in SITES if one.kind != "team_base")
    bases = (
        site("teams_west", "team_base", "W", "west", "county", can="usar", n=2),
        site("teams_east", "team_base", "E", "east", "county", can="usar", n=2),
    )
    world = tiny_world(
        tiny_scenario(hours=HOURS, values=TIRELESS),
        tiny_plan(linkage, linkage__information__orders_min={"fire_rescue": [0.0] * 3}),
        place=tiny_place(sites=(*others, *bases)),
    )
    for county_id in ("west", "east"):
        world.env.process(_arrive(world, county_id, Streams(seed, 0).get(f"arrivals/{county_id}")))
    return world


def _arrive(world: World, county_id: str, stream: np.random.Generator) -> Process[None]:
    nodes = (world.network.node_index("W"), world.network.node_index("E"))
    approved = world.plan.linkage.aid
    for number in range(N_TASKS):
        yield world.env.timeout(float(stream.exponential(HOUR_S / ARRIVALS_PER_H)))
        name = f"task/{county_id}/{number}"
        cause = world.add(events.RainFell(name, 0.0, 0.0))
        task = Task(name, "search", nodes, county_id, "", 1, cause, approved=approved)
        teams.call_for(world, task)


def waits_h(linkage: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return how long each task waited for a team [h], the first fifth left out."""
    stream = Streams(seed, 0).get("work")

    def work(world: World, _team: Team, _task: Task, _cause: int) -> Process[None]:
        yield world.env.timeout(float(stream.exponential(HOUR_S)))

    monkeypatch.setitem(teams.WORK, "search", work)
    monkeypatch.setattr(ForceParameters, "turnout_s", lambda _self, _level: 0.0)
    world = pooled_world(linkage, seed)
    world.env.run(until=HOURS * HOUR_S - 1.0)
    log = world.log
    came = {}
    waited = []
    for seq in range(len(log)):
        event = log.event(seq)
        if isinstance(event, events.RainFell):
            came[event.subject] = log.time_of(seq)
        elif isinstance(event, events.TeamTasked):
            waited.append((log.time_of(seq) - came[event.task]) / HOUR_S)
    assert len(waited) > 0.9 * 2 * N_TASKS
    return waited[len(waited) // 5 :]


@pytest.mark.parametrize(("linkage", "known_h"), [("separate", 1.778), ("unified", 0.7455)])
def test_teams_apart_are_two_m_m_2_and_pooled_one_m_m_4(
    linkage: str, known_h: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 99 % interval of the runs holds the known mean wait and is narrower than ±30 %."""
    means = [float(np.mean(waits_h(linkage, seed, monkeypatch))) for seed in range(N_RUNS)]
    half = float(stats.t.ppf(0.995, len(means) - 1) * stats.sem(means))
    assert abs(float(np.mean(means)) - known_h) < half < 0.3 * known_h
