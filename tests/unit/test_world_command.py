"""Command posts under load, requests refused, orders under way, rumours: on three counties."""

from dataclasses import replace
from typing import Any

import pytest
from test_world_tiny import (
    HOUR_S,
    NO_LEAD,
    SITES,
    ZoneWater,
    constant,
    site,
    tiny_place,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    tiny_world,
    when_h,
)

from sim.log import EventLog, events
from sim.log.picture import Fact
from sim.scenario import Scenario
from sim.world import agencies
from sim.world.approval import REFUSED, approve
from sim.world.environment import Process
from sim.world.world import World

MINUTE_S = 60.0


def incidents(n: int, *, county: str = "west", node: str = "W", persons: int = 3) -> Scenario:
    """Return a scenario in which so many incidents happen at once, ten hours in."""
    return tiny_scenario(
        values={
            "incidents": [
                {
                    "incident_id": f"I{number:02d}",
                    "time_s": 10 * HOUR_S,
                    "node_id": node,
                    "county_id": county,
                    "persons": persons,
                    "task": "water_rescue",
                }
                for number in range(n)
            ]
        }
    )


def busy_plan(*, passes_up: bool, **more: Any) -> Any:  # noqa: ANN401
    """Return a plan whose posts have one working group that takes half an hour."""
    return tiny_plan(
        "integrated_2019",
        **{
            **constant("integrated_2019", 30.0),
            "linkage__n_working_groups": 1,
            "linkage__overload_per_group": 2.0,
            "linkage__passes_up": passes_up,
            "linkage__chains__teams": {
                "mode": "serial",
                "hops": [{"level": "county", "decide_min": [30.0] * 3}],
            },
            **more,
        },
    )


def of_post(log: EventLog, kind: str, post: str) -> list[float]:
    return [event.time_s for event in log.of(kind) if event.subject == post]


def test_an_overloaded_post_raises_its_response_and_is_relieved() -> None:
    """Eight requests at 10:30, one group: five wait beyond two; each takes half an hour."""
    log = tiny_run(incidents(8), busy_plan(passes_up=False))
    (overloaded,) = log.of("PostOverloaded")
    (relieved,) = log.of("PostRelieved")
    assert (overloaded.subject, overloaded.data["waiting"]) == ("post_west", 3)
    assert relieved.subject == "post_west"
    # of seven that wait one is left when the seventh is taken up, six decisions later
    assert relieved.data["overloaded_s"] == pytest.approx(6 * 30.0 * MINUTE_S)
    levels = [e.data["level"] for e in log.of("ResponseRaised") if e.subject == "post_west"]
    assert levels[:2] == ["II", "I"]
    (escalated,) = [e for e in log.of("ResponseRaised") if e.cause == overloaded.seq]
    assert escalated.data["level"] == "I"


def test_an_overloaded_post_passes_requests_up_where_the_rule_says_so() -> None:
    waits = {}
    for passes_up in (False, True):
        log = tiny_run(incidents(8), busy_plan(passes_up=passes_up))
        waits[passes_up] = max(event.data["waited_s"] for event in log.of("RequestApproved"))
        passed = log.of("RequestDelegated")
        assert bool(passed) is passes_up
        if passes_up:
            assert {(e.data["agency"], e.data["to"]) for e in passed} >= {("post_west", "post_p1")}
            assert len(log.of("RequestApproved")) >= 8
    assert waits[True] < waits[False]


def test_a_request_is_refused_once_its_post_knows_that_it_is_over() -> None:
    """A picture, not the truth, decides: the fact that all are rescued must have been learned."""

    def asked(world: World, *, tells: bool, answers: list[int]) -> Process[None]:
        trapped = world.add(events.PersonsTrapped("ZW", persons=3, incident="I"))
        rescued = world.add(events.PersonsRescued("I", team="t", persons=3, zone="ZW"))
        if tells:
            post = world.posts.at("county", "west")
            post.picture.learn(Fact(rescued, world.log.event(rescued), 0.0, 0.0, rescued))
        answers.append(
            (yield from approve(world, "teams", county_id="west", about="I", cause=trapped))
        )

    for tells in (True, False):
        world = tiny_world(plan=tiny_plan("integrated_2019", **constant("integrated_2019")))
        answers: list[int] = []
        # the county alone decides: the posts above it know nothing
        world.env.process(asked(world, tells=tells, answers=answers))
        world.env.run(until=HOUR_S)
        log = [world.log.event(seq) for seq in range(len(world.log))]
        refused = [event for event in log if isinstance(event, events.RequestRefused)]
        # a joint sitting is held at the province, which has not learned it
        assert refused == []
        assert answers[0] != REFUSED

    serial = {
        "linkage__chains__teams": {
            "mode": "serial",
            "hops": [{"level": "county", "decide_min": [5.0] * 3}],
        },
        "linkage__aid": "county",
    }
    for tells in (True, False):
        world = tiny_world(plan=tiny_plan("integrated_2019", **serial))
        answers = []
        world.env.process(asked(world, tells=tells, answers=answers))
        world.env.run(until=HOUR_S)
        assert (answers[0] == REFUSED) is tells


def test_who_only_notifies_does_not_wait() -> None:
    notify = {"mode": "notify", "hops": [{"level": "county", "decide_min": [60.0] * 3}]}
    plan = tiny_plan(
        "integrated_2019",
        **{**constant("integrated_2019", 30.0), "linkage__chains__teams": notify},
    )
    log = tiny_run(incidents(1), plan)
    (approved,) = [e for e in log.of("RequestApproved") if e.subject.startswith("teams")]
    assert approved.data["waited_s"] == 0.0
    assert [e for e in log.of("RequestHandled") if e.subject.startswith("teams")] == []
    assert plan.linkage.expected_minutes("teams") == 0.0


MANY = (
    *(one for one in SITES if one.kind != "team_base"),
    site("many", "team_base", "W", "west", "county", can="rescue", n=9),
)


@pytest.mark.parametrize(("groups", "most"), [(1, 5), (2, 9)])
def test_a_post_directs_no_more_teams_than_its_groups_can(groups: int, most: int) -> None:
    """Nine teams for an incident that wants them all; each group directs five."""
    plan = tiny_plan(linkage__n_working_groups=groups, linkage__teams_per_group=5)
    log = tiny_run(incidents(1, persons=400), plan, place=tiny_place(sites=MANY))
    out, peak = 0, 0
    for event in log.of("TeamTasked", "TaskCompleted"):
        out += 1 if event.kind == "TeamTasked" else -1
        peak = max(peak, out)
    assert peak == most
    assert sum(event.data["persons"] for event in log.of("PersonsRescued")) == 400


@pytest.mark.parametrize(("minutes", "knows"), [(40.0, False), (40.0, True), (0.0, False)])
def test_an_order_takes_its_time_unless_the_agency_knows_already(
    minutes: float, *, knows: bool
) -> None:
    overrides = constant("unified")
    overrides["linkage__information__orders_min"] = {"fire_rescue": [10.0, minutes, minutes]}
    if minutes == 0.0:
        overrides["linkage__information__orders_min"] = {"fire_rescue": [0.0] * 3}
    members = ["fire_rescue"] if knows else ["weather"]
    overrides["linkage__consultation__members"] = members
    log = tiny_run(incidents(1), tiny_plan("unified", **overrides))
    (left,) = log.of("TeamDeparted")
    order_s = left.data["order_s"]
    if knows:
        assert order_s == pytest.approx(10.0 * MINUTE_S)
    else:
        assert (order_s == 0.0) is (minutes == 0.0)
        assert order_s <= minutes * MINUTE_S
    assert left.time_s == pytest.approx(10 * HOUR_S + order_s + 300.0)


VOLUNTEERS = (
    *(one for one in SITES if one.kind != "team_base"),
    site("helpers", "team_base", "E", "east", "social", can="rescue"),
)


@pytest.mark.parametrize(("is_open", "n_sent"), [(True, 1), (False, 0)])
def test_volunteers_come_by_their_own_channel(n_sent: int, *, is_open: bool) -> None:
    overrides = {
        **constant("integrated_2019"),
        "linkage__social": is_open,
        "linkage__social_min": [60.0] * 3,
        "linkage__aid": "county",
        "linkage__military": False,
    }
    plan = tiny_plan("integrated_2019", **overrides)
    log = tiny_run(incidents(1), plan, place=tiny_place(sites=VOLUNTEERS))
    assert len(log.of("TeamTasked")) == n_sent
    if is_open:
        assert when_h(log, "TeamTasked") == [11.0]


def rumoured(**rumours: float) -> Scenario:
    zones = {"ZW": ZoneWater(flood_h=10.0, drain_h=60.0, persons=1)}
    return tiny_scenario(zones=zones, values={"rumours": {"per_flooded_zone": 40.0, **rumours}})


def test_rumours_bring_teams_that_find_nobody_and_end_corrected() -> None:
    log = tiny_run(rumoured(corrected_s=40 * HOUR_S), tiny_plan())
    came = {event.subject: event for event in log.of("DistressReported")}
    corrected = {event.subject: event for event in log.of("RumourCorrected")}
    assert len(came) > 10
    assert set(came) == set(corrected)
    assert all(came[name].time_s < corrected[name].time_s for name in came)
    checks = [event for event in log.of("TeamTasked") if event.data["task_kind"] == "check"]
    assert len(checks) == len(came)
    assert not any(event.data["zone"] == "" for event in log.of("PersonsRescued"))


def test_a_rumour_corrected_in_time_sends_nobody() -> None:
    """Corrected at once, but decided an hour later: every request is refused."""
    overrides = {
        **constant("integrated_2019"),
        "linkage__chains__teams": {
            "mode": "serial",
            "hops": [{"level": "county", "decide_min": [60.0] * 3}],
        },
        "linkage__n_working_groups": 12,
        "linkage__overload_per_group": 100.0,
    }
    log = tiny_run(rumoured(corrected_s=0.0), tiny_plan("integrated_2019", **overrides))
    checks = [event for event in log.of("TeamTasked") if event.data["task_kind"] == "check"]
    assert checks == []
    assert len(log.of("RequestRefused")) == len(log.of("DistressReported")) > 10


def test_roads_beside_rivers_are_closed_on_a_warning_and_opened_afterwards() -> None:
    scenario = tiny_scenario(values={"monitoring": NO_LEAD}, rain_mm_per_h={"west": {20: 60.0}})
    plan = tiny_plan(linkage__prealert={"close_roads": "orange"}, linkage__close_within_m=300.0)
    place = tiny_place()
    assert tiny_run(scenario, plan, place=place).of("LinkClosed") == []  # no river near any
    wet = tiny_place()
    object.__setattr__(
        wet, "links", tuple(replace(link, river_distance_m=50.0) for link in wet.links)
    )
    log = tiny_run(scenario, plan, place=wet)
    assert {event.data["reason"] for event in log.of("LinkClosed")} == {"prealert"}
    assert when_h(log, "LinkClosed") == [20.0] * 3
    (ended,) = [e for e in log.of("ResponseEnded") if e.subject == "post_west"]
    assert {event.time_s for event in log.of("LinkReopened")} == {ended.time_s}


def test_agencies_learn_what_they_observe_and_what_is_shared() -> None:
    world = tiny_world(
        tiny_scenario(values={"monitoring": NO_LEAD}, rain_mm_per_h={"west": {20: 60.0}}),
        tiny_plan("consultation", **constant("consultation", 60.0)),
    )
    world.env.run(until=20.5 * HOUR_S)
    pictures = world.agencies.pictures
    assert pictures["weather"].latest("WarningIssued", "west") is not None
    assert pictures["water"].latest("WarningIssued", "west") is None
    world.env.run(until=21.5 * HOUR_S)
    known = pictures["water"].latest("WarningIssued", "west")  # it sat in the consultation
    assert known is not None
    assert (known.true_s, known.learned_s) == (20 * HOUR_S, 21 * HOUR_S)
    assert pictures["transport"].latest("WarningIssued", "west") is None  # it did not


def test_no_agency_learns_what_is_not_yet_true() -> None:
    world = tiny_world()
    seq = world.add(events.WarningLifted("west"))
    agencies.learn(world, ("weather",), seq)
    known = world.agencies.pictures["weather"].latest("WarningLifted", "west")
    assert known is not None
    assert known.learned_s >= known.true_s
