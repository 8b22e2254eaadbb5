"""Teams of a place, what they can do, how fast; inspectors and their visits."""

from dataclasses import replace

import pytest

import sim
from sim.core.text import Text
from sim.forces import ForceParameters, muster
from sim.forces.inspection import InspectionParameters
from sim.forces.teams import LEVELS, TASK_CAPABILITIES, can_do
from sim.place import Place
from sim.place.schema import SITE_LEVELS
from sim.world.teams import WORK


@pytest.fixture(scope="module")
def place() -> Place:
    return sim.load_place("jilin")


def test_a_base_of_capacity_n_holds_n_teams(place: Place) -> None:
    teams = muster(place)
    assert len(teams) == sum(site.capacity for site in place.sites_of("team_base"))
    assert len({team.team_id for team in teams}) == len(teams)
    for team in teams:
        base = place.site(team.team_id.rpartition("/")[0])
        assert (team.level, team.capability, team.base_node_id) == (
            base.level,
            base.capability,
            base.node_id,
        )
        assert team.prefecture_id == place.county(team.county_id).prefecture_id


def test_a_base_named_in_one_language_names_its_teams_in_both(place: Place) -> None:
    base = replace(place.sites_of("team_base")[0], name=Text("", "North Station"), capacity=2)
    first, second = muster(replace(place, sites=(base,)))
    assert first.name == Text("North Station1队", "North Station 1")
    assert second.name.in_("en") == "North Station 2"


def test_levels_are_those_of_the_tables() -> None:
    assert sorted(LEVELS) == sorted(SITE_LEVELS)


def test_every_task_has_workers_in_the_shipped_place(place: Place) -> None:
    assert set(TASK_CAPABILITIES) == set(WORK)
    capabilities = {team.capability for team in muster(place)}
    for task in TASK_CAPABILITIES:
        assert any(can_do(capability, task) for capability in capabilities)


def test_boats_are_not_for_rubble_and_diggers_not_for_boats() -> None:
    assert can_do("water_rescue", "water_rescue")
    assert can_do("rescue", "search")
    assert not can_do("water_rescue", "search")
    assert not can_do("engineering", "repair")
    assert not can_do("medical", "reinforce")


def test_turnout_grows_with_the_distance_of_the_owner() -> None:
    forces = ForceParameters()
    turnouts = [forces.turnout_s(level) for level in LEVELS]
    assert turnouts == sorted(turnouts)
    assert forces.turnout_s("national") == forces.turnout_province_s
    assert forces.turnout_s("social") == forces.turnout_military_s


@pytest.mark.parametrize(("persons", "teams"), [(1, 1), (25, 1), (26, 2), (50, 2), (51, 3)])
def test_one_team_for_every_so_many_people(persons: int, teams: int) -> None:
    assert ForceParameters(persons_per_team=25).teams_wanted(persons) == teams


def test_visits_of_a_shift_by_hand() -> None:
    """24 inspectors in pairs, 8 h, 1.5 h a visit: 12 pairs x 5; 40 % of the pairs: 5 x 5."""
    inspection = InspectionParameters()
    assert inspection.visits_per_shift(is_alerted=True) == 60
    assert inspection.visits_per_shift(is_alerted=False) == 25
    none = InspectionParameters(routine_share=0.0)
    assert none.visits_per_shift(is_alerted=False) == 0
