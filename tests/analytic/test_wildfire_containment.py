"""Crews at a fire's edge contain it when and where line-production theory says.

Fried and Fried (1996): two crews that start together at the tail build line at a constant speed p
along the edge of a fire that grows freely ahead of them. A crew on an edge r = R(a) t moves along
it by dr/dt = R + R' t da/dt, r da/dt = R t da/dt, and (dr/dt)^2 + (r da/dt)^2 = p^2 gives da/dt.
"""

from math import exp, pi, sqrt

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sim.hazards.wildfire.spread.growth import Growth
from sim.hazards.wildfire.spread.kernel import Tables
from sim.hazards.wildfire.suppression.lines import CHAIN_SHARE, from_the_tail, ring

N, CELL_M, STEP_S = 360, 10.0, 240.0
FREE_S = 10_000.0


def growing(rate_mps: float, eccentricity: float, heading_rad: float) -> Growth:
    base_mps = rate_mps * (1.0 - eccentricity)
    slowness = np.empty((2, 1, 3))
    slowness[:, 0] = (
        np.array([1.0, eccentricity * np.cos(heading_rad), eccentricity * np.sin(heading_rad)])
        / base_mps
    )
    tables = Tables(
        class_of=np.zeros(N * N, dtype=np.int32),
        n_rows=N,
        n_columns=N,
        slowness_s_per_m=slowness,
        heat_j_m2=np.full((2, 1), 5e6),
        start_s=0.0,
        cell_m=CELL_M,
    )
    growth = Growth(tables, np.zeros((N, N)))
    growth.ignite(N // 2, N // 2, 0.0)
    growth.run(FREE_S)
    return growth


def contained(growth: Growth, line_mps: float, heading_rad: float) -> tuple[float, float]:
    """Return when two crews have closed the ring, and the area inside [s, ha].

    Step by step as crews of a run do: cells around what will have burnt by the end of the step,
    from the tail on.
    """
    line, now_s, spare_m = np.zeros((N, N), dtype=bool), FREE_S, 0.0
    heading = (-np.sin(heading_rad), np.cos(heading_rad))
    while not growth.is_over():
        soon = np.isfinite(growth.ahead(now_s + STEP_S))
        row, column = np.nonzero(ring(soon, within=~line))
        order = from_the_tail(row, column, middle=(N / 2, N / 2), heading=heading)
        length_m = 2.0 * line_mps * STEP_S + spare_m
        n = min(int(length_m / (CELL_M * CHAIN_SHARE)), row.size)
        spare_m = length_m - n * CELL_M * CHAIN_SHARE
        row, column = row[order[:n]], column[order[:n]]
        done_s = now_s + STEP_S * np.arange(1, n + 1) / max(n, 1)
        growth.close(row, column, from_s=done_s, critical_w_per_m=np.inf)
        line[row, column] = True
        now_s += STEP_S
        growth.run(now_s)
        assert now_s < 50.0 * FREE_S
    return now_s, growth.area_ha()


@pytest.mark.parametrize("ratio", [2.0, 3.0, 5.0])
def test_a_circle_is_contained_where_the_spiral_closes(ratio: float) -> None:
    """By hand: a = k ln(t / t0) with k^-2 = (p/v)^2 - 1, closed at a = pi."""
    rate_mps = 0.02
    k = 1.0 / sqrt(ratio**2 - 1.0)
    time_s = FREE_S * exp(pi * k)
    area_ha = (rate_mps * FREE_S) ** 2 * (exp(2.0 * pi * k) - 1.0) / (2.0 * k) / 1e4
    found_s, found_ha = contained(growing(rate_mps, 0.0, 0.0), ratio * rate_mps, 0.0)
    assert found_s == pytest.approx(time_s, rel=0.06)
    assert found_ha == pytest.approx(area_ha, rel=0.08)


@pytest.mark.parametrize(("ratio", "heading_deg"), [(2.0, 22.0), (3.0, 22.0), (3.0, 67.0)])
def test_an_ellipse_is_contained_as_the_equation_says(ratio: float, heading_deg: float) -> None:
    """Crews `ratio` times as fast as the head, on an ellipse half again as long as wide."""
    rate_mps, e = 0.03, sqrt(1.0 - 1.0 / 1.5**2)

    def rate(angle: float) -> tuple[float, float]:
        below = 1.0 - e * np.cos(angle)
        value = rate_mps * (1.0 - e) / below
        return value, -value * e * np.sin(angle) / below

    def turn(time_s: float, angle: np.ndarray) -> list[float]:
        r, slope = rate(float(angle[0]))
        speed = ratio * rate_mps
        a, b, c = (r**2 + slope**2) * time_s**2, 2.0 * r * slope * time_s, r**2 - speed**2
        return [(-b - sqrt(b * b - 4.0 * a * c)) / (2.0 * a)]

    def closed(_time_s: float, angle: np.ndarray) -> float:
        return float(angle[0])

    closed.terminal = True  # type: ignore[attr-defined]  # as scipy asks for it
    path = solve_ivp(turn, (FREE_S, 60.0 * FREE_S), [pi], events=closed, rtol=1e-8, max_step=200.0)
    angle, time_s = path.y[0], path.t
    radius = np.array([rate(one)[0] for one in angle]) * time_s
    area_ha = -float(np.sum((radius[1:] ** 2 + radius[:-1] ** 2) / 2.0 * np.diff(angle))) / 1e4
    heading = np.radians(heading_deg)
    found_s, found_ha = contained(growing(rate_mps, e, heading), ratio * rate_mps, heading)
    assert found_s == pytest.approx(float(path.t_events[0][0]), rel=0.12)
    assert found_ha == pytest.approx(area_ha, rel=0.15)
