"""Who is visited first, and with which visit a weak point is found."""

import numpy as np
import pytest

from sim.core.units import DAY_S
from sim.forces.inspection import InspectionParameters, overdue, visits_to_find

PARAMETERS = InspectionParameters()


def test_the_first_visit_that_finds_is_geometric() -> None:
    """With p 0.7 the shares found after one and two visits are 0.7 and 0.91."""
    uniform = (np.arange(10_000) + 0.5) / 10_000
    number = visits_to_find(uniform, 0.7)
    assert (number >= 1).all()
    assert np.mean(number <= 1) == pytest.approx(0.7, abs=2e-4)
    assert np.mean(number <= 2) == pytest.approx(0.91, abs=2e-4)


def test_sharper_eyes_never_find_later_and_the_extremes_are_sure() -> None:
    uniform = np.random.default_rng(1).random(500)
    assert (visits_to_find(uniform, 0.9) <= visits_to_find(uniform, 0.4)).all()
    assert (visits_to_find(uniform, 1.0) == 1.0).all()
    assert np.isinf(visits_to_find(uniform, 0.0)).all()


def test_overdue_by_hand() -> None:
    """(1 + 3)^0.5 = 2 with people behind; 100 mm at 50 mm a doubling make three."""
    numbers = InspectionParameters(persons_exponent=0.5, rain_mm=50.0)
    urgency = overdue(
        since_visit_s=np.array([DAY_S, DAY_S, DAY_S, 2.0 * DAY_S]),
        persons_behind=np.array([0, 3, 0, 3]),
        rain_mm=np.array([0.0, 0.0, 100.0, 100.0]),
        parameters=numbers,
    )
    np.testing.assert_allclose(urgency / DAY_S, [1.0, 2.0, 3.0, 12.0])


@pytest.mark.parametrize("more", ["since_visit_s", "persons_behind", "rain_mm"])
def test_people_rain_and_time_all_raise_the_urgency(more: str) -> None:
    values = {
        "since_visit_s": np.array([DAY_S]),
        "persons_behind": np.array([4.0]),
        "rain_mm": np.array([20.0]),
    }
    before = overdue(**values, parameters=PARAMETERS)
    values[more] = values[more] * 2.0
    assert overdue(**values, parameters=PARAMETERS) > before


def test_a_season_comes_to_the_reported_order() -> None:
    """Routine of 60 counties in 29 days, and no warning: 119,800 person-turns, within half."""
    routine = PARAMETERS.visits_per_shift(is_alerted=False) * PARAMETERS.persons_per_visit
    assert 0.5 < routine * 60 * 29 / 119_800 < 1.0
