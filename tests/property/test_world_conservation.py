"""People, teams, trucks and goods are neither created nor lost, whatever the plan."""

from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sim
from sim.core.streams import Streams
from sim.log import EventLog, Header
from sim.place import Place
from sim.scenario import PLAN_GROUPS, Scenario, available_choices
from sim.world import World
from sim.world.environment import Process

HOUR_S = 3600.0
SCENARIO_END = "2019-08-16T00:00:00+08:00"
PLANS = st.fixed_dictionaries(
    {group: st.sampled_from(available_choices(group)) for group in PLAN_GROUPS}
)


@pytest.fixture(scope="module")
def place() -> Place:
    return sim.load_place("jilin")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sim.load_scenario("lekima_krosa_2019", overrides={"end": SCENARIO_END})


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(choices=PLANS, seed=st.integers(0, 10_000))
def test_any_plan_keeps_the_books(
    scenario: Scenario, place: Place, choices: dict[str, str], seed: int
) -> None:
    log = sim.run(scenario, sim.load_plan(**choices), seed=seed, place=place)
    check_causes(log)
    check_goods(log)
    check_people(log)
    check_teams(log)
    check_trucks(log)
    check_pictures(log)


def check_causes(log: EventLog) -> None:
    assert all(event.cause < event.seq for event in log)
    assert all(log[event.cause].time_s <= event.time_s for event in log if event.cause >= 0)


def check_goods(log: EventLog) -> None:
    """Delivered ≤ departed ≤ reserved ≤ placed and come in since, at every moment."""
    placed: dict[tuple[str, str], float] = defaultdict(float)
    stages: dict[str, dict[tuple[str, str], float]] = {
        kind: defaultdict(float) for kind in ("GoodsReserved", "TruckDeparted", "GoodsDelivered")
    }
    for event in log:
        if event.kind in {"StockPlaced", "StockReplenished"}:
            stock = event.data["stock" if event.kind == "StockPlaced" else "goods"]
            for key, amount in stock.items():
                placed[event.subject, key] += amount
        elif event.kind in stages:
            depot = event.data.get("depot", event.subject)
            for key, amount in event.data["goods"].items():
                assert amount > 0 or event.kind != "GoodsReserved"
                stages[event.kind][depot, key] += amount
                one = (depot, key)
                assert stages["GoodsDelivered"][one] <= stages["TruckDeparted"][one]
                assert stages["TruckDeparted"][one] <= stages["GoodsReserved"][one] <= placed[one]


def check_people(log: EventLog) -> None:
    departed = {event.data["group"]: event.data["persons"] for event in log.of("GroupDeparted")}
    arrived = Counter(event.data["group"] for event in log.of("GroupArrived"))
    assert all(count == 1 for count in arrived.values())
    caught = caught_on_the_road(log)
    for event in log.of("GroupArrived"):
        group = event.data["group"]
        assert event.data["persons"] == departed[group] - caught[group]
    for group, persons in departed.items():
        assert caught[group] <= persons
        assert caught[group] < persons or not arrived[group]
    ordered: Counter[str] = Counter()
    for event in log.of("EvacuationOrdered"):
        ordered[event.subject] += event.data["persons"]
    left: Counter[str] = Counter()
    for event in log.of("GroupDeparted"):
        left[event.subject] += event.data["persons"]
    assert all(persons <= ordered[zone] for zone, persons in left.items())
    trapped: Counter[str] = Counter()
    for event in log.of("PersonsTrapped"):
        trapped[event.data["incident"]] += event.data["persons"]
    rescued: Counter[str] = Counter()
    for event in log.of("PersonsRescued"):
        rescued[event.subject] += event.data["persons"]
    assert all(persons <= trapped[incident] for incident, persons in rescued.items())


def caught_on_the_road(log: EventLog) -> Counter[int]:
    """Return how many people of each group water caught on the road."""
    caught: Counter[int] = Counter()
    for event in log.of("PersonsTrapped"):
        if event.data["incident"].startswith("road/"):
            moved = log[event.cause]  # departed or sent on
            assert moved.kind in {"GroupDeparted", "GroupDiverted"}
            caught[moved.data["group"]] += event.data["persons"]
    return caught


def check_teams(log: EventLog) -> None:
    """A team has one task at a time, and goes through its chain in order."""
    after = {
        "TeamTasked": ["TeamAvailable"],
        "TeamDeparted": ["TeamTasked"],
        "TeamArrived": ["TeamDeparted"],
        "TeamRecalled": ["TeamDeparted"],
        "TaskCompleted": ["TeamArrived"],
        "TeamAvailable": ["TaskCompleted", "TeamRecalled"],
    }
    latest: dict[str, str] = {}
    for event in log.of(*after):
        assert latest.get(event.subject, "TeamAvailable") in after[event.kind]
        latest[event.subject] = event.kind


def check_trucks(log: EventLog) -> None:
    """A truck leaves, hands over, comes back, and only then leaves again."""
    out: dict[str, str] = {}
    for event in log.of("TruckDeparted", "GoodsDelivered", "TruckReturned"):
        truck = event.data["truck"] if event.kind == "GoodsDelivered" else event.subject
        expected = {
            "TruckDeparted": "TruckReturned",
            "GoodsDelivered": "TruckDeparted",
            "TruckReturned": "GoodsDelivered",
        }[event.kind]
        assert out.get(truck, "TruckReturned") == expected
        out[truck] = event.kind


def check_pictures(log: EventLog) -> None:
    """Nobody knows what has not happened yet."""
    for event in log.of("FactLearned"):
        fact = log[event.data["fact"]]
        assert fact.time_s <= event.time_s
        assert event.data["age_s"] == pytest.approx(event.time_s - fact.time_s, abs=1e-6)


@pytest.mark.parametrize("traffic", ["reactive", "planned"])
def test_floods_that_catch_many_on_the_road_keep_the_books(
    scenario: Scenario, place: Place, traffic: str
) -> None:
    """Every third hour, water stands on the whole length of all roads for ten minutes."""
    wet = scenario.model_copy(
        update={"flooding": scenario.flooding.model_copy(update={"flooded_length_m": 20_000.0})}
    )
    world = World(wet, sim.load_plan(traffic=traffic), place, streams=Streams(1, 0))
    links = range(world.network.n_links)

    def flood() -> Process[None]:
        yield world.env.timeout(1200.0)
        while True:
            before = [world.traffic.depth_m(link) for link in links]
            for link in links:
                world.traffic.set_depth(link, 0.6)
            world.traffic.check_conservation()
            yield world.env.timeout(600.0)
            for link in links:
                world.traffic.set_depth(link, before[link])
            yield world.env.timeout(3 * HOUR_S - 600.0)

    world.env.process(flood())
    world.run()
    header = Header("s", "", {}, "", "p", "", wet.start, wet.horizon_s, seed=1, replication=0)
    log = world.log.finish(header)
    assert caught_on_the_road(log).total() > 300
    check_causes(log)
    check_people(log)
    check_teams(log)
    check_trucks(log)
