"""Alarms that come and go: zones threatened, flooded and settled again, and once more."""

from test_world_evacuation import ALL_OBEY, FLOODED, persons
from test_world_tiny import (
    HOUR_S,
    ZoneWater,
    tiny_plan,
    tiny_run,
    tiny_scenario,
    tiny_world,
    when_h,
)

from sim.world import water
from sim.world.zones import zone_state

OBEDIENT = {"behaviour": ALL_OBEY}


def test_a_zone_is_ordered_out_again_in_the_next_storm() -> None:
    twice = FLOODED._replace(again_h=60)
    log = tiny_run(tiny_scenario(hours=144, zones={"ZW": twice}, values=OBEDIENT), tiny_plan())
    assert when_h(log, "EvacuationOrdered") == [10.0, 70.0]
    assert [event.data["persons"] for event in log.of("EvacuationOrdered")] == [300, 300]
    assert when_h(log, "ZoneFlooded") == [30.0, 90.0]
    assert when_h(log, "ZoneDrained") == [40.0, 100.0]
    assert [event.data["persons_present"] for event in log.of("ZoneFlooded")] == [0, 0]
    assert when_h(log, "PersonsReturned") == [52.0, 112.0]
    assert persons(log, "GroupArrived") == persons(log, "PersonsReturned") == 600


def test_those_still_in_shelter_when_the_next_storm_comes_stay_there() -> None:
    """The second flood comes 15 h after the first has drained 10 h before everybody went home."""
    twice = FLOODED._replace(drain_h=32.0, again_h=10)
    log = tiny_run(tiny_scenario(hours=96, zones={"ZW": twice}, values=OBEDIENT), tiny_plan())
    assert when_h(log, "ZoneFlooded") == [30.0, 40.0]
    assert persons(log, "GroupArrived") == 300
    assert when_h(log, "PersonsReturned") == [42.0 + 12.0]


def test_water_meets_the_lowest_first_and_orders_name_whom_the_forecast_names() -> None:
    world = tiny_world(tiny_scenario(zones={"ZW": FLOODED}))
    zone = zone_state(world, "ZW")
    assert zone.lowest(0).sum() == 0
    assert zone.households.persons[zone.lowest(30)].sum() == 30
    assert zone.lowest(30)[:10].all()
    water.flood_zone(world, zone, 0.5, 30, -1)
    (flooded,) = [
        event for seq in range(len(world.log)) if hasattr(event := world.log.event(seq), "depth_m")
    ]
    assert flooded.persons_present == 30


def test_a_threat_that_goes_away_is_called_off() -> None:
    alarm = ZoneWater(persons=300, forecast_h=10.0, expected_h=20.0)
    log = tiny_run(tiny_scenario(zones={"ZW": alarm}), tiny_plan())
    assert when_h(log, "ThreatLifted") == [22.0]
    assert len(log.of("ZoneThreatened")) == 1  # later forecasts say the same: no news


def test_a_breach_floods_part_of_its_zone_until_it_has_drained() -> None:
    """A dike of 30 m under a load that grows by 1 m an hour; nobody was told."""
    zones = {"ZW": ZoneWater(persons=300)}
    inspection = {"detection_share": 0.0}
    scenario = tiny_scenario(
        hours=48, dike=(30.0, 0), zones=zones, values={"inspection": inspection}
    )
    log = tiny_run(scenario, tiny_plan())
    (failed,) = log.of("HazardPointFailed")
    (flooded,) = log.of("ZoneFlooded")
    assert flooded.cause == failed.seq
    assert flooded.time_s == failed.time_s == 30 * HOUR_S
    assert flooded.data["persons_present"] == 30  # a tenth of the low-lying part
    assert log.of("ZoneDrained") == []  # the river goes on feeding it
