"""What gets over a break: the shares that the published form gives, over many lengths of break."""

import numpy as np
import pytest

from sim.hazards.wildfire.spread.barriers import BreachParameters, critical_w_per_m

N = 40_000


@pytest.mark.parametrize("intensity_kw_per_m", [500.0, 2000.0, 10_000.0])
@pytest.mark.parametrize("width_m", [3.0, 8.0, 15.0])
@pytest.mark.parametrize("length_m", [90.0, 100.0, 400.0])
def test_stretches_are_breached_as_often_as_the_form_says(
    intensity_kw_per_m: float, width_m: float, length_m: float
) -> None:
    """1 - (1 - p)^(l / 100 m), p = 1 / (1 + exp(-z)); four standard errors of 40,000 stretches."""
    of = BreachParameters()
    luck = np.random.default_rng(11).random(N)
    critical = critical_w_per_m(width_m, luck, length_m=length_m, parameters=of)
    breached = float((critical <= intensity_kw_per_m * 1000.0).mean())
    z = of.constant + of.per_kw_per_m * intensity_kw_per_m - of.per_m * width_m
    expected = 1.0 - (1.0 / (1.0 + np.exp(z))) ** (length_m / of.tested_m)
    assert abs(breached - expected) <= 4.0 * np.sqrt(expected * (1.0 - expected) / N) + 1e-4


def test_a_break_in_pieces_holds_as_often_as_in_one() -> None:
    """Ten stretches of 40 m hold together as often as one of 400 m: the same form."""
    of = BreachParameters()
    luck = np.random.default_rng(5).random((10, N))
    pieces = critical_w_per_m(10.0, luck, length_m=40.0, parameters=of).min(axis=0)
    whole = critical_w_per_m(10.0, luck[0], length_m=400.0, parameters=of)
    for intensity in (1e6, 5e6):
        ours, theirs = (pieces > intensity).mean(), (whole > intensity).mean()
        assert abs(ours - theirs) < 4.0 * np.sqrt(2.0 * theirs * (1.0 - theirs) / N)


def test_a_wider_break_and_better_luck_need_a_fiercer_fire() -> None:
    of = BreachParameters()
    width = np.linspace(0.0, 30.0, 40)
    assert (np.diff(critical_w_per_m(width, 0.6, length_m=90.0, parameters=of)) >= 0.0).all()
    luck = np.linspace(0.0, 0.999, 40)
    by_luck = critical_w_per_m(10.0, luck, length_m=90.0, parameters=of)
    assert (np.diff(by_luck) >= 0.0).all()
