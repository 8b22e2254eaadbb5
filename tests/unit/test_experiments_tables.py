"""Paired comparison of rows, and the tables made from rows."""

import pytest
from rich.console import Console

from sim.core.errors import InputError, UnknownNameError
from sim.experiments import Comparison, Difference, compare, comparison_table, results_table
from sim.experiments.tables import find_metric, verdict

PLANS = {"separate": (100.0, 140.0, 90.0, 130.0), "unified": (80.0, 121.0, 69.0, 110.0)}


def rows() -> list[dict[str, object]]:
    return [
        {
            "scenario": "a",
            "linkage": linkage,
            "seed": 1,
            "replication": number,
            "evacuation_t95_s": value,
            "gini_24h": None,
            "failed": "",
        }
        for linkage, values in PLANS.items()
        for number, value in enumerate(values)
    ]


def compared(table: list[dict[str, object]], *metrics: str) -> list[Comparison]:
    return compare(table, metrics, by=["linkage"], baseline={"linkage": "separate"})


def shown(table: object) -> str:
    console = Console(width=250)
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def test_pairs_meet_the_same_replication_whatever_the_order() -> None:
    (one,) = compared(rows(), "evacuation_t95_s")
    (other,) = compared(rows()[::-1], "evacuation_t95_s")
    assert one.difference is not None
    assert one.difference.mean == pytest.approx(-20.0)
    assert one.difference.low is not None
    assert one.difference.low == pytest.approx(-20.0 - 3.182 * 0.8165 / 2.0, abs=1e-3)
    assert one.n_dropped == 0
    assert other.difference is not None
    assert other.difference.mean == pytest.approx(-20.0)


def test_incomplete_pairs_are_dropped_and_counted() -> None:
    table = rows()
    del table[1]["evacuation_t95_s"]
    table[1]["failed"] = "x"
    del table[6]
    (one,) = compared(table, "evacuation_t95_s")
    assert one.difference is not None
    assert one.difference.n == 2
    assert one.n_dropped == 2


def test_a_metric_never_measured_has_no_difference_and_takes_no_part_in_holm() -> None:
    first, second = compared(rows(), "gini_24h", "evacuation_t95_s")
    assert first.difference is None
    assert first.p_adjusted is None
    assert second.difference is not None
    assert second.p_adjusted == second.difference.p_value


def test_scenarios_are_compared_apart() -> None:
    more = [{**row, "scenario": "b", "evacuation_t95_s": 5.0} for row in rows()]
    found = compared(rows() + more, "evacuation_t95_s")
    assert [one.scenario for one in found] == ["a", "b"]
    assert found[1].difference is not None
    assert found[1].difference.p_value == 1.0


def test_unknown_metric_and_baseline_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'evacuation_t95_s'"):
        compared(rows(), "evacuation_t96_s")
    with pytest.raises(InputError, match="no row has the baseline"):
        compare(rows(), ["evacuation_t95_s"], by=["linkage"], baseline={"linkage": "none"})


def test_results_table_gives_means_half_widths_and_failures() -> None:
    table = rows()
    table[0]["failed"] = "x"
    table[0]["evacuation_t95_s"] = None
    text = shown(results_table(table, metrics=["evacuation_t95_s", "gini_24h"], by=["linkage"]))
    assert "unified" in text
    assert "95 ± 39" in text  # 80, 121, 69, 110: mean 95, s 24.5, t 3.182
    assert "–" in text
    assert "[s]" in text


def test_comparison_table_in_chinese() -> None:
    text = shown(comparison_table(compared(rows(), "evacuation_t95_s", "gini_24h"), lang="zh"))
    assert "更好" in text
    assert "未见显著差异" in text
    assert "-20 [-21, -19]" in text


def test_verdicts() -> None:
    def judge(mean: float, p_adjusted: float, metric: str) -> str:
        difference = Difference(mean, None, None, p_adjusted, 9)
        one = Comparison(metric, "a", {}, 0.0, 0.0, difference, p_adjusted, 0)
        return verdict(one, find_metric(metric)).en

    assert judge(-1.0, 0.01, "evacuation_t95_s") == "better"
    assert judge(1.0, 0.01, "evacuation_t95_s") == "worse"
    assert judge(1.0, 0.01, "supply_share_24h") == "better"
    assert judge(1.0, 0.06, "supply_share_24h") == "not distinguishable"
    assert judge(1.0, 0.01, "team_busy_share") == "differs"


def test_an_unknown_metric_of_a_table_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'gini_24h'"):
        results_table(rows(), metrics=["gini_25h"], by=["linkage"])
