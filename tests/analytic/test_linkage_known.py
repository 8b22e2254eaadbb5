"""Command posts as queues with known answers: batches by hand, and M/M/c.

The posts, their working groups and `approve` are the world's own; the world around them is a
bench that gives only a clock, a log and draws.
"""

from datetime import date
from heapq import heapreplace
from math import factorial, log1p
from typing import Any, cast

import numpy as np
import pytest
from scipy import stats

from sim.core.streams import Streams
from sim.core.text import Text
from sim.linkage.chain import RequestKind
from sim.linkage.delays import Delay
from sim.linkage.rule import LinkageRule
from sim.log import Recorder
from sim.log.events import EventType, RainFell, RequestApproved, RequestHandled
from sim.place.place import County, Link, Node, Place, RoadClass, Site
from sim.roads.network import Network
from sim.roads.traffic import Traffic
from sim.scenario import Plan, load_plan
from sim.world import approval
from sim.world.approval import approve
from sim.world.command_posts import CommandPosts
from sim.world.environment import CoupledEnvironment, Process
from sim.world.world import World

MINUTE_S = 60.0


def place() -> Place:
    """Two counties of one prefecture."""
    names = ("west", "east")
    post = ("command_post", Text("指挥部", "post"))
    return Place(
        name="bench",
        title=Text("", "bench"),
        counties=tuple(
            County(
                name, Text("", name), "p1", Text("", "P"), "county", 43.0, 125.0, "A",
                1, 1.0, 0.0, 0.0, 0.0,
            )
            for name in names
        ),
        nodes=tuple(Node(key, Text("", key), "town", 43.0, 125.0, "west") for key in "AB"),
        road_classes=(RoadClass("road", Text("", "road"), 900.0, 0.14),),
        links=(
            Link("AB", "A", "B", "", "road", 1000.0, 1, 20.0, None, "", 9e9, False, "west"),  # noqa: FBT003
        ),
        zones=(),
        sites=(
            *(Site(f"post_{name}", *post, "A", name, "county", "", 8) for name in names),
            Site("post_p1", *post, "A", "west", "prefecture", "", 8),
            Site("post_all", *post, "A", "west", "province", "", 8),
        ),
    )  # fmt: skip


class Bench:
    """What `approve` asks of a world."""

    def __init__(self, rule: LinkageRule, *, seed: int = 1) -> None:
        region = place()
        network = Network.from_place(region, day=date(2019, 8, 12))
        self.env = CoupledEnvironment(Traffic(network))
        self.posts = CommandPosts(region, self.env, n_working_groups=rule.n_working_groups)
        self.plan = cast("Plan", type("APlan", (), {"linkage": rule}))
        self.log = Recorder()
        self._streams = Streams(seed, 0)
        self._n = 0

    def add(self, event: EventType, *, cause: int = -1) -> int:
        return self.log.add(event, time_s=self.env.now, cause=cause)

    def draw(self, name: str) -> float:
        return self._streams.uniform(name)

    def number(self, name: str) -> str:
        self._n += 1
        return f"{name}/{self._n}"

    def ask(self, kind: RequestKind, *, county_id: str = "west", after_s: float = 0.0) -> None:
        self.env.process(self._ask(kind, county_id, after_s))

    def _ask(self, kind: RequestKind, county_id: str, after_s: float) -> Process[None]:
        yield self.env.timeout(after_s)
        fact = self.add(RainFell(county_id, 1.0, 1.0))
        yield from approve(cast("World", self), kind, county_id=county_id, about="Z", cause=fact)

    def run(self, until_s: float = 1e6) -> None:
        self.env.run(until=until_s)

    def handled(self) -> list[RequestHandled]:
        return self._of(RequestHandled)

    def approved(self) -> list[RequestApproved]:
        return self._of(RequestApproved)

    def _of(self, kind: type) -> list[Any]:
        events = [self.log.event(seq) for seq in range(len(self.log))]
        return [event for event in events if isinstance(event, kind)]


def rule(
    mode: str, *hops: tuple[str, float], n_groups: int = 8, upward_min: float = 5.0
) -> LinkageRule:
    chain = {
        "mode": mode,
        "hops": [{"level": level, "decide_min": [minutes] * 3} for level, minutes in hops],
    }
    kinds = ("evacuation", "goods", "reinforce", "repair", "teams")
    return load_plan(
        overrides={
            **{f"linkage.chains.{kind}": chain for kind in kinds},
            "linkage.information.upward_min": [upward_min] * 3,
            "linkage.n_working_groups": n_groups,
            "linkage.passes_up": False,
        }
    ).linkage


@pytest.mark.parametrize("n_groups", [1, 2, 3, 8])
def test_a_batch_waits_as_m_d_c_by_hand(n_groups: int) -> None:
    """Of n simultaneous requests, number i (from 0) waits floor(i / c) decisions."""
    bench = Bench(rule("serial", ("county", 10.0), n_groups=n_groups))
    for _ in range(20):
        bench.ask("goods")
    bench.run()
    waits = [event.queue_s for event in bench.handled()]
    assert waits == [(index // n_groups) * 10.0 * MINUTE_S for index in range(20)]
    assert [event.waited_s for event in bench.approved()] == [
        (index // n_groups + 1) * 10.0 * MINUTE_S for index in range(20)
    ]


def test_posts_of_two_counties_do_not_queue_for_each_other() -> None:
    bench = Bench(rule("serial", ("county", 10.0), n_groups=1))
    for county_id in ("west", "east", "west", "east"):
        bench.ask("goods", county_id=county_id)
    bench.run()
    waits = {
        name: [event.queue_s for event in bench.handled() if event.agency == f"post_{name}"]
        for name in ("west", "east")
    }
    assert waits == {"west": [0.0, 600.0], "east": [0.0, 600.0]}


CHAIN = (("county", 10.0), ("prefecture", 40.0), ("province", 20.0))


@pytest.mark.parametrize(
    ("mode", "minutes", "agencies", "approver"),
    [
        ("serial", 10 + 5 + 40 + 5 + 20, ["post_west", "post_p1", "post_all"], "post_all"),
        ("joint", 40, ["post_all"], "post_all"),
        ("preauthorised", 10, ["post_west"], "post_west"),
    ],
)
def test_modes_add_up_take_the_slowest_or_act_at_once(
    mode: str, minutes: float, agencies: list[str], approver: str
) -> None:
    asked = rule(mode, *CHAIN)
    bench = Bench(asked)
    bench.ask("goods")
    bench.run()
    (approved,) = bench.approved()
    assert approved.waited_s == pytest.approx(minutes * MINUTE_S, abs=1e-6)
    assert approved.agency == approver
    assert [event.agency for event in bench.handled()] == agencies
    assert asked.expected_minutes("goods") == pytest.approx(minutes, rel=1e-3)


def test_a_serial_chain_queues_again_at_every_post() -> None:
    """The prefecture, four times slower than the county, is where five requests line up."""
    bench = Bench(rule("serial", *CHAIN[:2], n_groups=1, upward_min=0.0))
    for _ in range(5):
        bench.ask("goods")
    bench.run()
    waits = {"post_west": [], "post_p1": []}  # type: dict[str, list[float]]
    for event in bench.handled():
        waits[event.agency].append(event.queue_s / MINUTE_S)
    assert waits["post_west"] == [0.0, 10.0, 20.0, 30.0, 40.0]
    # number i comes after 10 (i + 1) min and is taken up after 10 + 40 i
    assert waits["post_p1"] == pytest.approx([30.0 * index for index in range(5)], abs=1e-6)


def test_lives_first_then_in_order_of_coming() -> None:
    bench = Bench(rule("serial", ("county", 10.0), n_groups=1))
    bench.ask("repair")  # is being decided while the others come
    coming: tuple[RequestKind, ...] = (
        "repair", "goods", "teams", "reinforce", "evacuation", "teams", "goods",
    )  # fmt: skip
    for number, kind in enumerate(coming, start=1):
        bench.ask(kind, after_s=float(number))
    bench.run()
    taken = [event.subject.split("/")[0] for event in bench.handled()]
    assert taken == [
        "repair", "teams", "teams", "evacuation", "reinforce", "goods", "goods", "repair",
    ]  # fmt: skip
    numbers = [int(event.subject.split("/")[-1]) for event in bench.handled()]
    assert numbers[1] < numbers[2]
    assert numbers[5] < numbers[6]


def test_every_step_names_the_one_before_as_its_cause() -> None:
    bench = Bench(rule("serial", *CHAIN))
    bench.ask("goods")
    bench.run()
    log = bench.log
    assert [type(log.event(seq)).__name__ for seq in range(len(log))] == [
        "RainFell", "RequestRaised", *["RequestHandled"] * 3, "RequestApproved",
    ]  # fmt: skip
    assert list(log._cause) == [-1, 0, 1, 2, 3, 4]


def test_triangular_decisions_average_to_what_the_rule_expects() -> None:
    """Mean of 3,000 joint sittings within 4 standard errors of `expected_minutes`."""
    asked = load_plan(
        linkage="integrated_2019", overrides={"linkage.n_working_groups": 5000}
    ).linkage
    bench = Bench(asked)
    for _ in range(3000):
        bench.ask("teams")
    bench.run()
    minutes = np.array([event.waited_s for event in bench.approved()]) / MINUTE_S
    error = float(minutes.std(ddof=1)) / np.sqrt(len(minutes))
    assert float(minutes.mean()) == pytest.approx(asked.expected_minutes("teams"), abs=4 * error)


def erlang_wait(arrivals: float, n_servers: int) -> float:
    """Return the mean wait in an M/M/c queue with service rate 1."""
    busy = arrivals / n_servers
    idle = sum(arrivals**k / factorial(k) for k in range(n_servers))
    full = arrivals**n_servers / factorial(n_servers) / (1.0 - busy)
    return full / (idle + full) / (n_servers - arrivals)


def exponential_s(delay: Delay, uniform: float) -> float:
    """Stand in for the triangular quantile: exponential with the delay's mode as its mean."""
    return -log1p(-uniform) * delay[1] * MINUTE_S


def arrive(bench: Bench, arrivals: float, *, seed: int, n: int) -> list[float]:
    """Let n requests come at random and return when [s]."""
    gaps = Streams(seed, 1).get("arrivals").exponential(MINUTE_S / arrivals, n)
    times = [float(time_s) for time_s in np.cumsum(gaps)]
    for time_s in times:
        bench.ask("goods", after_s=time_s)
    bench.run(until_s=1e9)
    return times


def waits_s(bench: Bench) -> list[float]:
    """Return the wait of each request [s], in order of coming."""
    waits = {int(event.subject.split("/")[-1]): event.queue_s for event in bench.handled()}
    return [waits[number] for number in sorted(waits)]


def test_each_request_waits_as_the_recursion_for_many_servers_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Kiefer and Wolfowitz: first come, first served by the server that is free first."""
    monkeypatch.setattr(approval, "quantile_s", exponential_s)
    bench = Bench(rule("serial", ("county", 1.0), n_groups=3), seed=9)
    times = arrive(bench, 2.7, seed=9, n=1000)
    free_s = [0.0, 0.0, 0.0]
    by_hand = []
    for number, time_s in enumerate(times, start=1):
        began_s = max(time_s, free_s[0])
        by_hand.append(began_s - time_s)
        decide_s = exponential_s((1.0, 1.0, 1.0), bench.draw(f"decide/county/goods/Z/{number}"))
        heapreplace(free_s, began_s + decide_s)
    assert max(by_hand) > 5.0 * MINUTE_S
    assert waits_s(bench) == pytest.approx(by_hand, abs=1e-6)


def mean_wait(n_groups: int, arrivals: float, *, seed: int) -> float:
    """Return the mean wait of one run, the first fifth left out, in units of a decision."""
    bench = Bench(rule("serial", ("county", 1.0), n_groups=n_groups), seed=seed)
    arrive(bench, arrivals, seed=seed, n=1500)
    return float(np.mean(waits_s(bench)[300:])) / MINUTE_S


@pytest.mark.parametrize(("n_groups", "arrivals", "known"), [(2, 1.6, 1.778), (4, 3.2, 0.7455)])
def test_posts_are_m_m_c_queues(
    n_groups: int, arrivals: float, known: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 99 % interval of 36 runs holds the known mean wait and is narrower than ±20 %.

    A rule's own delays are triangular, so the exponential one is put in their place where
    `approve` draws it; everything else is the world's.
    """
    assert erlang_wait(arrivals, n_groups) == pytest.approx(known, rel=5e-4)
    monkeypatch.setattr(approval, "quantile_s", exponential_s)
    means = [mean_wait(n_groups, arrivals, seed=seed) for seed in range(36)]
    half = float(stats.t.ppf(0.995, len(means) - 1) * stats.sem(means))
    assert abs(float(np.mean(means)) - known) < half < 0.2 * known
