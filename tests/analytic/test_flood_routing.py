"""Muskingum routing against exact answers."""

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.hazards.flood.rivers.routing import muskingum_coefficients, n_subreaches, route

WAVE = np.concatenate([[0.0], np.interp(np.arange(48), [0, 12, 40], [0.0, 300.0, 0.0])])
WAVE = np.concatenate([WAVE, np.zeros(150)])


def trapezoid_m3(flow_m3s: np.ndarray) -> float:
    return float(np.trapezoid(flow_m3s, dx=3600.0))


def test_coefficients_of_the_worked_example() -> None:
    weights = muskingum_coefficients(k_h=2.3, x=0.15, step_h=1.0)
    assert weights == pytest.approx((0.0631, 0.3442, 0.5927), abs=5e-5)
    assert sum(weights) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("k_h", "x"), [(0.2, 0.2), (2.3, 0.15), (2.3, 0.0), (19.0, 0.2), (7.0, 0.5)]
)
def test_no_weight_is_negative_however_long_the_reach(k_h: float, x: float) -> None:
    out = route(WAVE, k_h=k_h, x=x, step_h=1.0)
    assert out.outflow_m3s.min() >= -1e-9
    assert out.storage_m3.min() >= -1e-6


@pytest.mark.parametrize(("k_h", "x"), [(0.2, 0.2), (2.3, 0.15), (19.0, 0.2), (60.0, 0.0)])
def test_volume_is_conserved_at_every_instant(k_h: float, x: float) -> None:
    out = route(WAVE, k_h=k_h, x=x, step_h=1.0)
    for end in (10, 30, 60, len(WAVE)):
        left = trapezoid_m3(WAVE[:end]) - trapezoid_m3(out.outflow_m3s[:end])
        assert out.storage_m3[end - 1] == pytest.approx(left, abs=1e-9 * trapezoid_m3(WAVE))


def test_convolution_is_the_textbook_recursion() -> None:
    c0, c1, c2 = muskingum_coefficients(k_h=2.3, x=0.15, step_h=1.0)
    expected = np.zeros(len(WAVE))
    for step in range(1, len(WAVE)):
        expected[step] = c0 * WAVE[step] + c1 * WAVE[step - 1] + c2 * expected[step - 1]
    assert n_subreaches(k_h=2.3, x=0.15, step_h=1.0) == 1
    np.testing.assert_allclose(
        route(WAVE, k_h=2.3, x=0.15, step_h=1.0).outflow_m3s, expected, atol=1e-9
    )


def test_pure_translation() -> None:
    out = route(WAVE, k_h=5.0, x=0.5, step_h=1.0).outflow_m3s
    np.testing.assert_allclose(out[5:], WAVE[:-5], atol=1e-9)


def test_a_wave_arrives_later_and_lower() -> None:
    out = route(WAVE, k_h=12.0, x=0.2, step_h=1.0).outflow_m3s
    hours = np.arange(len(WAVE))
    delay_h = (hours * out).sum() / out.sum() - (hours * WAVE).sum() / WAVE.sum()
    assert delay_h == pytest.approx(12.0, rel=0.02)
    assert out.max() < WAVE.max()
    assert out.argmax() > WAVE.argmax()


def test_impossible_reaches_are_refused() -> None:
    with pytest.raises(InputError, match=r"0 ≤ X ≤ 0\.5"):
        route(WAVE, k_h=3.0, x=0.7, step_h=1.0)
    with pytest.raises(InputError, match="K > 0"):
        route(WAVE, k_h=0.0, x=0.2, step_h=1.0)
