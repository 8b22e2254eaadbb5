"""The comparison figure: cells, intervals, units, and mistakes a user can make."""

import warnings
from io import BytesIO
from itertools import product

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from sim.core.errors import InputError, UnknownNameError
from sim.core.streams import Streams
from sim.core.text import LANGS, Lang
from sim.figures import comparison_figure
from sim.figures.cells import cells_of, mean_interval, shown_unit
from sim.metrics import catalogue

METRICS = {metric.name: metric for metric in catalogue()}
LINKAGES = ("separate", "consultation", "integrated_2019")
LAYOUTS = ("central", "counties_15")


def rows_of(
    n: int = 6, scenarios: tuple[str, ...] = ("lekima_krosa_2019",)
) -> list[dict[str, object]]:
    rng = Streams(1, 0).get("tests/figures/comparison")
    return [
        {
            "scenario": scenario,
            "linkage": linkage,
            "layout": layout,
            "replication": replication,
            "evacuation_t95_s": 3600.0 * float(rng.normal(8.0, 1.0)),
            "supply_share_24h": float(rng.uniform(0.4, 0.9)),
            "trapped_persons": None if replication == 0 else float(rng.integers(10, 50)),
            "failed": "",
        }
        for scenario, linkage, layout, replication in product(
            scenarios, LINKAGES, LAYOUTS, range(n)
        )
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("metric", ["evacuation_t95_s", "supply_share_24h", "trapped_persons"])
@pytest.mark.parametrize("n", [1, 6])
def test_comparison_draws_without_a_warning(metric: str, n: int, lang: Lang) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = comparison_figure(rows_of(n, ("a", "b")), metric=metric, lang=lang)
        figure.savefig(BytesIO(), format="png")
    assert len(figure.axes) == 2


def test_comparison_of_nothing_says_so() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = comparison_figure([], metric="trapped_persons", lang="en")
        figure.savefig(BytesIO(), format="png")
    assert any(text.get_text() == "no data" for text in figure.axes[0].texts)


def test_panels_share_one_scale() -> None:
    figure = comparison_figure(rows_of(6, ("a", "b")), metric="evacuation_t95_s")
    assert figure.axes[0].get_xlim() == figure.axes[1].get_xlim()


def test_interval_is_the_t_interval() -> None:
    values = [1.0, 4.0, 2.5, 3.0]
    cell = mean_interval(values)
    expected = ttest_1samp(values, 0.0).confidence_interval(0.95)
    assert (cell.low, cell.high) == pytest.approx((expected.low, expected.high))
    assert cell.n == 4


def test_one_replication_has_no_interval() -> None:
    assert mean_interval([2.0]) == (2.0, None, None, 1)


def test_runs_without_the_metric_are_left_out() -> None:
    cells = cells_of(rows_of(), metric="trapped_persons", by="linkage", colour_by="layout")
    assert list(cells) == list(LINKAGES)
    assert {cell.n for groups in cells.values() for cell in groups.values()} == {5}


def test_times_are_shown_in_hours_or_minutes_and_shares_in_percent() -> None:
    assert shown_unit(METRICS["evacuation_t95_s"], rows_of())[1] == "h"
    short = [{"evacuation_t95_s": 600.0}]
    assert shown_unit(METRICS["evacuation_t95_s"], short) == (1.0 / 60.0, "min")
    assert shown_unit(METRICS["supply_share_24h"], []) == (100.0, "%")
    assert shown_unit(METRICS["gini_24h"], []) == (1.0, "")


def test_not_a_number_is_no_measurement() -> None:
    rows = [{"linkage": "a", "layout": "b", "x": np.nan}, {"linkage": "a", "layout": "b", "x": 2}]
    assert cells_of(rows, metric="x", by="linkage", colour_by="layout")["a"]["b"].n == 1


def test_an_unknown_metric_gives_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="evacuation_t95_s"):
        comparison_figure(rows_of(), metric="evacuation_t96_s")


def test_an_unknown_column_gives_those_there_are() -> None:
    with pytest.raises(InputError, match="linkage"):
        comparison_figure(rows_of(), metric="evacuation_t95_s", by="linkge")
