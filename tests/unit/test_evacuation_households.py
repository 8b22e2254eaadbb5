"""Households: counted exactly, and never later for being told more or more urgently."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.streams import Streams
from sim.evacuation import EvacuationBehaviour, EvacuationOrders, Outreach, draw_households
from sim.evacuation.households import WARNING_LEVELS, Households, leaving_times, trapped_share
from sim.evacuation.orders import held_for_slots_s
from sim.evacuation.outreach import Channel
from sim.scenario import load_plan

BEHAVIOUR = EvacuationBehaviour()
NAMES = ("door_to_door", "broadcast", "text_message", "social")
LEVELS = ("blue", "yellow", "orange", "red")


def households(persons: int = 900, *, seed: int = 1) -> Households:
    return draw_households("Z", persons, BEHAVIOUR, Streams(seed, 0))


@given(persons=st.integers(0, 5000), size=st.integers(1, 6))
def test_persons_sum_exactly(persons: int, size: int) -> None:
    behaviour = EvacuationBehaviour(household_persons=size)
    drawn = draw_households("Z", persons, behaviour, Streams(1, 0))
    assert int(drawn.persons.sum()) == persons
    assert len(drawn.persons) == -(-persons // size)
    assert np.all((drawn.persons >= 1) & (drawn.persons <= size))
    for draws in (drawn.hear, drawn.door, drawn.comply, drawn.depart, drawn.car, drawn.trapped):
        assert draws.shape == drawn.persons.shape


def test_a_zone_draws_for_itself() -> None:
    """More people in a zone leave the draws of its first households, and other zones, alone."""
    few, many = households(300), households(600)
    assert np.array_equal(few.comply, many.comply[: len(few.comply)])
    other = draw_households("Y", 300, BEHAVIOUR, Streams(1, 0))
    assert not np.array_equal(few.comply, other.comply)
    draws = np.stack([few.hear, few.door, few.comply, few.depart, few.car, few.trapped])
    assert len(np.unique(draws)) == draws.size


def times(outreach: Outreach, level: str = "orange", *, seed: int = 1) -> np.ndarray:
    return leaving_times(households(seed=seed), behaviour=BEHAVIOUR, outreach=outreach, level=level)


CHANNEL = st.tuples(st.floats(0.0, 1.0), st.floats(300.0, 14_400.0))


@given(
    channels=st.lists(CHANNEL, min_size=4, max_size=4),
    more=st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.2, 1.0)), min_size=4, max_size=4),
    level=st.sampled_from(LEVELS),
    seed=st.integers(0, 1000),
)
def test_more_outreach_makes_no_household_leave_later(
    channels: list[tuple[float, float]],
    more: list[tuple[float, float]],
    level: str,
    seed: int,
) -> None:
    """Each channel reaches more households, sooner; the households' luck is the same."""
    less = Outreach(
        **{
            name: Channel(coverage_share=share, time_constant_s=constant_s)
            for name, (share, constant_s) in zip(NAMES, channels, strict=True)
        }
    )
    better = Outreach(
        **{
            name: Channel(
                coverage_share=share + (1.0 - share) * added, time_constant_s=constant_s * faster
            )
            for name, (share, constant_s), (added, faster) in zip(
                NAMES, channels, more, strict=True
            )
        }
    )
    later, sooner = times(less, level, seed=seed), times(better, level, seed=seed)
    assert np.all(sooner <= later + 1e-6)


def test_shipped_programmes_are_ordered() -> None:
    by_name = [
        times(load_plan(outreach=name).outreach) for name in ("siren_only", "basic", "extended")
    ]
    for less, more in pairwise(by_name):
        assert np.all(more <= less)
        assert np.isfinite(more).sum() > np.isfinite(less).sum()


@given(seed=st.integers(0, 1000))
def test_who_obeys_at_a_level_obeys_at_every_higher_one(seed: int) -> None:
    outreach = load_plan().outreach
    leaving = [np.isfinite(times(outreach, level, seed=seed)) for level in LEVELS]
    for lower, higher in pairwise(leaving):
        assert np.all(higher[lower])
    assert leaving[-1].sum() > leaving[0].sum()


def one(hear: float, door: float, comply: float, depart: float) -> Households:
    draws = [np.array([value]) for value in (hear, door, comply, depart, 0.9, 0.9)]
    return Households(np.array([3]), *draws)


DOOR_AND_RADIO = Outreach(
    door_to_door=Channel(coverage_share=0.5, time_constant_s=7200.0),
    broadcast=Channel(coverage_share=0.8, time_constant_s=600.0),
    text_message=Channel(coverage_share=0.0),
    social=Channel(coverage_share=0.0),
)
AT_MEDIAN = 0.5


@pytest.mark.parametrize(
    ("household", "level", "leaves"),
    [
        (one(0.3, 0.9, 0.59, AT_MEDIAN), "orange", "heard"),
        (one(0.3, 0.9, 0.61, AT_MEDIAN), "orange", "stays"),
        (one(0.3, 0.9, 0.61, AT_MEDIAN), "red", "heard"),
        (one(0.3, 0.25, 0.61, AT_MEDIAN), "orange", "knocked"),
        (one(0.3, 0.25, 0.94, AT_MEDIAN), "blue", "knocked"),
        (one(0.3, 0.25, 0.96, AT_MEDIAN), "red", "stays"),
        (one(0.3, 0.0, 0.1, AT_MEDIAN), "orange", "knocked"),  # before it hears otherwise
        (one(0.99, 0.9, 0.1, AT_MEDIAN), "orange", "stays"),  # never hears
    ],
)
def test_when_a_household_leaves(household: Households, level: str, leaves: str) -> None:
    (leaves_s,) = leaving_times(
        household, behaviour=BEHAVIOUR, outreach=DOOR_AND_RADIO, level=level
    )
    heard_s = float(DOOR_AND_RADIO.hearing_delay_s(household.hear)[0])
    knocked_s = float(DOOR_AND_RADIO.door_to_door_delay_s(household.door)[0])
    expected = {"heard": heard_s, "knocked": knocked_s, "stays": np.inf}[leaves]
    assert leaves_s == pytest.approx(expected + BEHAVIOUR.departure_median_s, abs=1e-6)


@pytest.mark.parametrize(
    ("depth_m", "share"), [(-1.0, 0.0), (0.0, 0.0), (0.5, 0.04), (1.0, 0.08), (50.0, 1.0)]
)
def test_deeper_water_traps_more(depth_m: float, share: float) -> None:
    assert trapped_share(depth_m, BEHAVIOUR) == pytest.approx(share, abs=1e-12)


def test_the_announced_level_is_raised_by_the_warning_and_never_lowered() -> None:
    for announced in LEVELS:
        orders = EvacuationOrders(announced_level=announced)
        for warning in WARNING_LEVELS:
            level = orders.order_level(warning)
            expected = max(WARNING_LEVELS.index(announced), WARNING_LEVELS.index(warning))
            assert WARNING_LEVELS.index(level) == expected


def test_waves_by_hand() -> None:
    orders = EvacuationOrders(order="staged", wave_interval_s=3600.0, wave_persons=6)
    persons = np.array([3, 3, 3, 3, 3, 2])
    assert orders.wave_offsets_s(persons, ahead=0).tolist() == [0, 0, 3600, 3600, 7200, 7200]
    # five people of the county leave before: the first household starts at the fifth
    assert orders.wave_offsets_s(persons, ahead=5).tolist() == [0, 3600, 3600, 7200, 7200, 10800]
    for order in ("simultaneous", "staged_by_bound"):
        at_once = EvacuationOrders(order=order, wave_persons=6)
        assert at_once.wave_offsets_s(persons, ahead=500).tolist() == [0.0] * 6


def test_slots_by_hand() -> None:
    """The first to be ready takes the first slot; whoever is late goes when ready."""
    ready_s = np.array([300.0, 100.0, np.inf, 950.0])
    slots_s = np.array([800.0, 200.0, 400.0, 600.0])
    # ready at 100, 300, 950 and never: slots 200, 400, 600 (missed) and 800
    assert held_for_slots_s(ready_s, slots_s).tolist() == [400.0, 200.0, np.inf, 950.0]
    assert held_for_slots_s(ready_s, slots_s[:1]).tolist() == [300.0, 800.0, np.inf, 950.0]
    assert held_for_slots_s(ready_s, np.zeros(0)).tolist() == ready_s.tolist()


@given(
    ready=st.lists(st.floats(0.0, 1e5), max_size=40),
    slots=st.lists(st.floats(0.0, 1e5), max_size=60),
)
def test_slots_never_hurry_anybody_and_keep_the_order(
    ready: list[float], slots: list[float]
) -> None:
    ready_s = np.array(ready, dtype=np.float64)
    leave_s = held_for_slots_s(ready_s, np.array(slots, dtype=np.float64))
    assert np.all(leave_s >= ready_s)
    first = np.sort(leave_s[np.argsort(ready_s, kind="stable")[: len(slots)]])
    planned = np.sort(np.array(slots, dtype=np.float64))[: len(first)]
    assert np.all(first >= planned)  # never more gone than planned by any time


@given(
    sizes=st.lists(st.integers(1, 6), min_size=1, max_size=60),
    wave_persons=st.integers(1, 40),
    ahead=st.integers(0, 200),
)
def test_a_wave_begins_no_more_people_than_it_holds(
    sizes: list[int], wave_persons: int, ahead: int
) -> None:
    orders = EvacuationOrders(order="staged", wave_interval_s=1.0, wave_persons=wave_persons)
    persons = np.array(sizes)
    waves = orders.wave_offsets_s(persons, ahead=ahead)
    assert np.all(np.diff(waves) >= 0)
    for wave in np.unique(waves):
        members = persons[waves == wave]
        assert members.sum() - members[-1] < wave_persons  # only the last may stick out
