"""Water behind what has given way, by hand."""

import numpy as np
import pytest

from sim.hazards.flood.points.breach import (
    BreachParameters,
    DikeBreachParameters,
    ReservoirBreachParameters,
    breach_depth_m,
    reached_share,
)

HOUR_S = 3600.0
TIME_S = np.arange(49, dtype=np.float64) * HOUR_S
PARAMETERS = BreachParameters(
    dike=DikeBreachParameters(depth_share=0.5, decay_h=10.0, reached_share=0.2),
    reservoir=ReservoirBreachParameters(depth_share=0.4, decay_h=5.0, reached_share=0.1),
)


def depth(stage_m: np.ndarray, kind: str, *, failure_h: float, strength_m: float) -> np.ndarray:
    return breach_depth_m(
        TIME_S,
        stage_m,
        kind=kind,
        failure_s=failure_h * HOUR_S,
        strength_m=strength_m,
        parameters=PARAMETERS,
    )


def test_a_steady_river_keeps_the_water_behind_its_dike() -> None:
    behind = depth(np.full(49, 3.0), "dike", failure_h=10.0, strength_m=3.0)
    assert (behind[:10] == 0.0).all()
    np.testing.assert_allclose(behind[10:], 1.5)


def test_a_river_that_falls_leaves_water_to_drain() -> None:
    """3 m until hour 20, then nothing: 1.5 m behind the dike, a third of it ten hours later."""
    stage_m = np.where(np.arange(49) <= 20, 3.0, -1.0)
    behind = depth(stage_m, "dike", failure_h=10.0, strength_m=3.0)
    np.testing.assert_allclose(behind[[20, 30, 40]], 1.5 * np.exp([0.0, -1.0, -2.0]))


def test_a_river_that_rises_deepens_the_water() -> None:
    stage_m = np.interp(np.arange(49), [0, 10, 20, 48], [0.0, 2.0, 4.0, 0.0])
    behind = depth(stage_m, "dike", failure_h=10.0, strength_m=2.0)
    assert behind[10] == pytest.approx(1.0)
    assert behind[20] == pytest.approx(2.0)
    assert behind.max() == behind[20:24].max()


def test_a_reservoir_empties_once_whatever_the_stream_does() -> None:
    rising = np.linspace(0.0, 9.0, 49)
    wave = depth(rising, "reservoir", failure_h=10.0, strength_m=4.0)
    np.testing.assert_allclose(wave[[10, 15, 20]], 1.6 * np.exp([0.0, -1.0, -2.0]))


@pytest.mark.parametrize(
    ("kind", "failure_h"),
    [("slope", 10.0), ("dike", np.inf), ("reservoir", np.inf), ("dike", 99.0)],
)
def test_what_slides_or_stands_lets_nothing_in(kind: str, failure_h: float) -> None:
    assert not depth(np.full(49, 3.0), kind, failure_h=failure_h, strength_m=3.0).any()


def test_a_failure_between_two_hours_counts_from_its_moment() -> None:
    wave = depth(np.zeros(49), "reservoir", failure_h=9.5, strength_m=4.0)
    assert wave[10] == pytest.approx(1.6 * np.exp(-0.1))


def test_breaches_reach_more_together_but_never_all_twice() -> None:
    assert reached_share((), PARAMETERS) == 0.0
    assert reached_share(("slope",), PARAMETERS) == 0.0
    assert reached_share(("dike",), PARAMETERS) == pytest.approx(0.2)
    assert reached_share(("dike", "reservoir"), PARAMETERS) == pytest.approx(1.0 - 0.8 * 0.9)
    assert reached_share(("dike",) * 50, PARAMETERS) < 1.0
