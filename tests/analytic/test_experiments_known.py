"""Statistics of experiments against published and hand-computed answers."""

import math

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.core.streams import Streams
from sim.experiments import (
    holm,
    mean_interval,
    ocba_shares,
    paired_difference,
    quantile_interval,
    replications_needed,
    select_best,
)
from sim.experiments.selection import keeps, kn_constants

SLEEP_1 = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
SLEEP_2 = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)


def test_paired_t_of_student_1908() -> None:
    """Student's sleep data: difference 1.58, 95 % interval 0.70 to 2.46, p 0.00283."""
    difference = paired_difference(SLEEP_2, SLEEP_1)
    assert difference.mean == pytest.approx(1.58)
    assert difference.low == pytest.approx(0.7001, abs=5e-5)
    assert difference.high == pytest.approx(2.4599, abs=5e-5)
    assert difference.p_value == pytest.approx(0.002833, abs=5e-7)
    assert difference.n == 10


def test_t_interval_by_hand() -> None:
    """1, 2, 3, 4, 5: s² 2.5, t(4) 2.776, so 3 ± 2.776 × 0.7071."""
    interval = mean_interval([1, 2, 3, 4, 5])
    assert interval.half_width == pytest.approx(1.963, abs=5e-4)
    assert interval.estimate == 3.0


def test_too_few_values_have_no_interval() -> None:
    assert mean_interval([4.0]).half_width is None
    assert paired_difference([4.0], [3.0]).p_value is None
    with pytest.raises(InputError):
        mean_interval([])
    with pytest.raises(InputError):
        paired_difference([1.0, 2.0], [1.0])


def test_a_constant_difference_is_certain() -> None:
    assert paired_difference([3.0, 4.0], [1.0, 2.0]).p_value == 0.0
    assert paired_difference([1.0, 2.0], [1.0, 2.0]).p_value == 1.0


def test_interval_covers_as_often_as_it_says() -> None:
    """2,000 intervals of 8 values: coverage 95 % within 4 standard errors."""
    draws = Streams(5, 0).get("test/coverage").normal(7.0, 2.0, (2000, 8))
    covered = 0
    for sample in draws:
        interval = mean_interval(sample.tolist())
        covered += (interval.low or 0.0) <= 7.0 <= (interval.high or 0.0)
    assert covered / 2000 == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 2000))


def test_median_interval_of_twenty_is_between_the_6th_and_15th() -> None:
    """Table of the sign test: P(B ≤ 5) = 0.0207 for n 20, so ranks 6 and 15 cover 95.9 %."""
    values = [float(value) for value in range(20, 0, -1)]
    interval = quantile_interval(values, 0.5)
    assert (interval.estimate, interval.low, interval.high) == (10.0, 6.0, 15.0)


def test_five_values_cannot_bound_a_median_at_95_percent() -> None:
    assert quantile_interval([1, 2, 3, 4, 5], 0.5).low is None
    assert quantile_interval([1, 2, 3, 4, 5, 6], 0.5)[1:3] == (1.0, 6.0)


def test_holm_by_hand() -> None:
    """Sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, then never falling."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_replications_needed_is_the_smallest_that_suffices() -> None:
    from scipy.stats import t as student  # noqa: PLC0415

    values = Streams(1, 0).get("test/needed").normal(0.0, 3.0, 12).tolist()
    spread = np.std(values, ddof=1)
    for half_width in (10.0, 2.0, 0.5, 0.1):
        n = replications_needed(values, half_width)
        widths = [student.ppf(0.975, m - 1) * spread / math.sqrt(m) for m in range(2, n + 1)]
        assert widths[-1] <= half_width
        assert all(width > half_width for width in widths[:-1])
    assert replications_needed([1.0, 1.0], 0.1) == 2


def test_replications_needed_refuses_what_has_no_answer() -> None:
    with pytest.raises(InputError):
        replications_needed([1.0], 0.1)
    with pytest.raises(InputError):
        replications_needed([1.0, 2.0], 0.0)


def test_kn_constants_by_hand() -> None:
    """k 2, n0 10, α 0.05: 0.1^(-2/9) = 1.6681, so η 0.3341 and h² 6.013."""
    eta, h2 = kn_constants(2, first_stage=10, confidence=0.95)
    assert eta == pytest.approx(0.33405, abs=5e-6)
    assert h2 == pytest.approx(6.0129, abs=5e-5)


def test_kn_screening_by_hand() -> None:
    """S² 4, δ 1, h² 6: the slack is (24 - r) / (2 r), so 0.5 at r = 12 and 0 from 24 on."""
    variances = np.array([[0.0, 4.0], [4.0, 0.0]])

    def stays(gap: float, r: int) -> list[bool]:
        means = np.array([gap, 0.0])
        return list(map(bool, keeps(means, variances, r, indifference=1.0, h2=6.0)))

    assert stays(0.49, 12) == [True, True]
    assert stays(0.51, 12) == [True, False]
    assert stays(0.01, 24) == [True, False]
    assert stays(0.0, 30) == [True, True]


def race(macro: int, *, shared: float, step: int = 1) -> tuple[bool, int]:
    """Race four systems, the first better by δ = 0.5: was it kept, and at what cost?"""
    streams = Streams(11, macro)
    own = streams.get("test/own").normal(0.0, math.sqrt(1.0 - shared), (2000, 4))
    common = streams.get("test/common").normal(0.0, math.sqrt(shared), (2000, 1))
    figures = own + common + np.array([0.0, 0.5, 0.5, 0.5])
    chosen = select_best(
        lambda systems, numbers: figures[numbers.start : numbers.stop, list(systems)],
        4,
        indifference=0.5,
        is_lower_better=True,
        step=step,
    )
    assert chosen.is_proven
    return chosen.best == 0, sum(chosen.replications)


@pytest.mark.parametrize("step", [1, 7])
def test_kn_keeps_the_best_as_often_as_it_promises(step: int) -> None:
    """At most the 99.9 % quantile of wrong choices, 300 races at 5 % each: 27."""
    wrong = sum(not race(macro, shared=0.0, step=step)[0] for macro in range(300))
    assert wrong <= 27


def test_common_random_numbers_end_the_race_sooner() -> None:
    independent = sum(race(macro, shared=0.0)[1] for macro in range(40))
    common = sum(race(macro, shared=0.8)[1] for macro in range(40))
    assert common < 0.5 * independent


def test_an_undecided_race_says_so() -> None:
    draws = Streams(1, 0).get("test/undecided").normal(0.0, 1.0, (40, 3))
    chosen = select_best(
        lambda systems, numbers: draws[numbers.start : numbers.stop, list(systems)],
        3,
        indifference=0.001,
        is_lower_better=True,
        max_replications=40,
    )
    assert not chosen.is_proven
    assert chosen.replications == (40, 40, 40)
    assert chosen.best == int(np.argmin(draws.mean(axis=0)))


def test_equal_plans_end_the_race_at_once() -> None:
    chosen = select_best(
        lambda systems, numbers: np.ones((len(numbers), len(systems))),
        3,
        indifference=1.0,
        is_lower_better=True,
    )
    assert chosen == (0, (0, 1, 2), (10, 10, 10), True)


@pytest.mark.parametrize(
    "values",
    [
        {"n_systems": 1},
        {"indifference": 0.0},
        {"confidence": 0.3},
        {"first_stage": 1},
        {"step": 0},
        {"max_replications": 5},
    ],
)
def test_a_race_refuses_numbers_without_meaning(values: dict[str, float]) -> None:
    settings: dict[str, float] = {"n_systems": 3, "indifference": 1.0, **values}
    with pytest.raises(InputError):
        select_best(
            lambda systems, numbers: np.ones((len(numbers), len(systems))),
            is_lower_better=True,
            **settings,  # type: ignore[arg-type]
        )


def test_ocba_by_hand() -> None:
    """Means 1, 2, 3, unit variances: 1 : ¼ for the rivals and √(1 + 1/16) for the best."""
    shares = ocba_shares([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], is_lower_better=True)
    total = 1.0 + 0.25 + math.sqrt(1.0625)
    assert shares == pytest.approx([math.sqrt(1.0625) / total, 1.0 / total, 0.25 / total])
    assert sum(shares) == pytest.approx(1.0)


def test_ocba_refuses_what_no_budget_tells_apart() -> None:
    with pytest.raises(InputError, match="exactly the best"):
        ocba_shares([1.0, 1.0], [1.0, 1.0], is_lower_better=True)
    with pytest.raises(InputError, match="positive"):
        ocba_shares([1.0, 2.0], [1.0, 0.0], is_lower_better=True)
    with pytest.raises(InputError, match="at least two"):
        ocba_shares([1.0], [1.0], is_lower_better=True)
