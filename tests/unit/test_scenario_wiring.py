"""Every group of a plan is wired: another choice moves the figures it is about."""

from itertools import combinations

import pytest

import sim
from sim.place import Place
from sim.scenario import PLAN_GROUPS, Scenario, default_choices

Figures = dict[str, float | None]
MOVES = {
    "linkage": ("separate", {"delay_decide_mean_s", "evacuated_persons", "response_first_s"}),
    "layout": ("central", {"supply_share_12h", "unmet_person_h", "delay_travel_mean_s"}),
    "dispatch": ("push_on_forecast", {"supply_share_12h", "unmet_person_h"}),
    "evacuation": ("on_water", {"evacuated_persons", "evacuation_t50_s", "exposed_persons"}),
    "staging": ("base", {"deaths_expected", "delay_mobilise_mean_s"}),
    "outreach": ("siren_only", {"evacuated_persons", "evacuation_t50_s", "exposed_persons"}),
    "traffic": ("free_flow", {"evacuation_t50_s", "delay_travel_mean_s"}),
    "mitigation": ("all", {"evacuated_persons", "exposed_persons", "hazard_points_failed"}),
    "reservoirs": ("pre_release", {"exposed_persons", "evacuated_persons"}),
    "tactics": ("direct", {"fire_line_km", "burnt_home_ha", "border_held_km"}),
    "tasking": ("optimal", {"delay_travel_mean_s", "team_busy_share"}),
}
"""A choice other than the default, and figures that it must move."""
ELSEWHERE = {"reservoirs", "tactics"}
"""Groups that the storm of 2019 is no trial of."""


@pytest.fixture(scope="module")
def place() -> Place:
    return sim.load_place("jilin")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sim.load_scenario("lekima_krosa_2019", overrides={"end": "2019-08-15T12:00:00+08:00"})


def figures(scenario: Scenario, place: Place, **plan: object) -> Figures:
    choices = {key: str(value) for key, value in plan.items() if key in PLAN_GROUPS}
    overrides = {"layout.persons_total": plan["persons_total"]} if "persons_total" in plan else {}
    made = sim.load_plan(overrides=overrides, config_dir=None, **choices)
    return sim.metrics.summary(sim.run(scenario, made, place=place), place=place)


@pytest.fixture(scope="module")
def severe() -> Scenario:
    """Return a storm that fills reservoirs."""
    return sim.load_scenario("yongji_2017", overrides={"end": "2017-07-15T00:00:00+08:00"})


@pytest.fixture(scope="module")
def usual(scenario: Scenario, place: Place) -> Figures:
    return figures(scenario, place)


def moved(before: Figures, after: Figures) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_every_group_is_tried_with_something_else() -> None:
    assert set(MOVES) == set(PLAN_GROUPS)
    assert all(default_choices()[group] != choice for group, (choice, _) in MOVES.items())


@pytest.mark.parametrize("group", [group for group in PLAN_GROUPS if group not in ELSEWHERE])
def test_another_choice_moves_its_figures(
    scenario: Scenario, place: Place, usual: Figures, group: str
) -> None:
    choice, expected = MOVES[group]
    assert expected <= moved(usual, figures(scenario, place, **{group: choice}))


def test_another_release_rule_moves_its_figures(severe: Scenario, place: Place) -> None:
    choice, expected = MOVES["reservoirs"]
    usual = figures(severe, place)
    assert expected <= moved(usual, figures(severe, place, reservoirs=choice))


def test_other_tactics_move_the_figures_of_a_fire(place: Place) -> None:
    fire = sim.load_scenario("hunchun_border_fire_2019")
    choice, expected = MOVES["tactics"]
    assert expected <= moved(figures(fire, place), figures(fire, place, tactics=choice))


def test_every_way_to_drive_moves_figures_of_a_crowded_evacuation(
    scenario: Scenario, place: Place, usual: Figures
) -> None:
    """All people at risk have a car and leave at once: each choice differs from each other."""
    rushed = scenario.model_copy(
        update={
            "behaviour": scenario.behaviour.model_copy(
                update={"without_car_share": 0.0, "departure_median_s": 60.0}
            )
        }
    )
    found = {
        name: figures(rushed, place, traffic=name)
        for name in ("free_flow", "fixed", "reactive", "planned")
    }
    assert list(found["reactive"]) == list(usual)
    watched = {"evacuation_t50_s", "evacuation_t95_s", "congested_link_h", "delay_travel_mean_s"}
    for one, other in combinations(found, 2):
        assert watched & moved(found[one], found[other]), (one, other)
    assert found["free_flow"]["congested_link_h"] == 0.0


def test_fairness_bites_when_stock_is_short(scenario: Scenario, place: Place) -> None:
    nearest, fair = (
        figures(scenario, place, dispatch=name, persons_total=5000)
        for name in ("nearest_pull", "fair_pull")
    )
    assert {"supply_share_24h", "gini_24h"} <= moved(nearest, fair)


@pytest.mark.parametrize(
    ("better", "worse", "figure", "is_low_good"),
    [
        ({}, {"outreach": "siren_only"}, "evacuated_persons", False),
        ({}, {"outreach": "siren_only"}, "trapped_persons", True),
        ({}, {"evacuation": "on_water"}, "exposed_persons", True),
        ({"linkage": "unified"}, {"linkage": "separate"}, "delay_decide_mean_s", True),
        ({"linkage": "unified"}, {"linkage": "separate"}, "exposed_persons", True),
        ({}, {"layout": "central"}, "supply_first_median_s", True),
    ],
)
def test_the_better_choice_is_better_where_it_must_be(
    scenario: Scenario,
    place: Place,
    better: dict[str, str],
    worse: dict[str, str],
    figure: str,
    *,
    is_low_good: bool,
) -> None:
    good, bad = (figures(scenario, place, **choices)[figure] for choices in (better, worse))
    assert good is not None
    assert bad is not None
    assert (good < bad) is is_low_good
    assert good != bad


def test_unified_command_decides_in_no_time(scenario: Scenario, place: Place) -> None:
    unified = figures(scenario, place, linkage="unified")
    for name in ("delay_detect_mean_s", "delay_queue_mean_s", "delay_decide_mean_s"):
        assert unified[name] == 0.0
