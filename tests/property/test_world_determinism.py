"""The same inputs give the same log; what is far away or unused changes nothing."""

import subprocess
import sys

import numpy as np
import pytest

import sim
from sim.core.streams import Streams
from sim.hazards.incident import Incident
from sim.log import EventLog
from sim.place import Place
from sim.scenario import Plan, Scenario

DIGEST = """
import sim
scenario = sim.load_scenario("lekima_krosa_2019", overrides={"end": "2019-08-15T00:00:00+08:00"})
print(sim.run(scenario, sim.load_plan(%s), seed=3).digest())
"""


@pytest.fixture(scope="module")
def place() -> Place:
    return sim.load_place("jilin")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sim.load_scenario("lekima_krosa_2019", overrides={"end": "2019-08-15T00:00:00+08:00"})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return sim.load_plan()


@pytest.fixture(scope="module")
def log(scenario: Scenario, plan: Plan, place: Place) -> EventLog:
    return sim.run(scenario, plan, seed=3, place=place)


def _digest_elsewhere(hash_seed: str, choices: str) -> str:
    done = subprocess.run(  # noqa: S603  # our own interpreter, our own code
        [sys.executable, "-c", DIGEST % choices],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": hash_seed, "PATH": "/usr/bin"},
    )
    return done.stdout.strip()


def test_two_hash_seeds_and_two_orders_of_the_plan_give_one_log(log: EventLog) -> None:
    first = _digest_elsewhere("1", "linkage='integrated_2019', layout='counties_15'")
    second = _digest_elsewhere("4242", "layout='counties_15', linkage='integrated_2019'")
    assert first == second == log.digest()


@pytest.mark.parametrize("traffic", ["reactive", "planned"])
def test_two_hash_seeds_give_one_log_under_any_traffic(traffic: str) -> None:
    """With contraflow of a road of Dongliao, whose zones are ordered away."""
    choices = (
        f"traffic='{traffic}', "
        "overrides={'traffic.contraflow': [{'link': 'C_Baiquan_1', 'towards': '220422'}]}"
    )
    first, second = (_digest_elsewhere(seed, choices) for seed in ("7", "90210"))
    assert first == second


def test_seed_and_replication_name_the_luck(
    scenario: Scenario, plan: Plan, place: Place, log: EventLog
) -> None:
    digests = {
        log.events_digest(),
        sim.run(scenario, plan, seed=4, place=place).events_digest(),
        sim.run(scenario, plan, seed=3, replication=1, place=place).events_digest(),
    }
    assert len(digests) == 3


def test_an_unused_stream_changes_no_other() -> None:
    alone = Streams(5, 2).get("evacuation/households/A").random(8)
    streams = Streams(5, 2)
    streams.get("never/used").random(1000)
    assert np.array_equal(streams.get("evacuation/households/A").random(8), alone)
    assert streams.uniform("a") == Streams(5, 2).uniform("a") != streams.uniform("b")


def test_a_far_away_incident_changes_nothing_before_it(
    scenario: Scenario, plan: Plan, place: Place, log: EventLog
) -> None:
    county = place.counties[-1]
    when_s = 200_000.0
    incident = Incident(
        incident_id="far",
        time_s=when_s,
        node_id=county.seat_node_id,
        county_id=county.county_id,
        persons=4,
    )
    busier = scenario.model_copy(update={"incidents": (incident,)})
    after = sim.run(busier, plan, seed=3, place=place)
    before = [event for event in log if event.time_s < when_s]
    assert len(before) > 1000
    assert [event for event in after if event.time_s < when_s] == before
    rescued = [event for event in after.of("PersonsRescued") if event.subject == "far"]
    assert sum(event.data["persons"] for event in rescued) == 4


def test_the_rain_is_the_same_under_every_plan(
    scenario: Scenario, place: Place, log: EventLog
) -> None:
    other = sim.load_plan(linkage="separate", layout="central", outreach="siren_only")
    elsewhere = sim.run(scenario, other, seed=3, place=place)

    def nature(run: EventLog) -> list[tuple[float, str, str]]:
        rows = run.of("RainFell", "LinkFlooded", "ZoneThreatened", "ZoneDrained")
        return [(event.time_s, event.kind, event.subject) for event in rows]

    assert nature(log) == nature(elsewhere)


def test_saved_and_loaded_logs_are_equal(
    log: EventLog, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("log")
    first = log.save(folder / "a").read_bytes()
    assert log.save(folder / "b").read_bytes() == first
    again = EventLog.load(folder / "a")
    assert again.digest() == log.digest()
    assert again.rows == log.rows
