"""Cells and grids."""

import pytest

from sim.core.errors import InputError
from sim.experiments import Cell, grid


def test_a_grid_is_the_full_factorial_in_order() -> None:
    cells = grid(
        "lekima",
        {"linkage": ["separate", "unified"], "layout": ["a", "b"]},
        scenario_overrides={"hazard.rain_factor": [1.0, 1.2]},
        replications=3,
        seed=7,
    )
    assert len(cells) == 8
    assert cells[0].columns == {
        "scenario": "lekima",
        "linkage": "separate",
        "layout": "a",
        "hazard.rain_factor": 1.0,
    }
    assert cells[-1].label == "lekima linkage=unified layout=b hazard.rain_factor=1.2"
    assert {(cell.seed, cell.replications, cell.first_replication) for cell in cells} == {(7, 3, 0)}


def test_several_scenarios_and_no_choice() -> None:
    assert [cell.label for cell in grid(["a", "b"], {})] == ["a", "b"]


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"linkage": []}, "linkage: needs a list"),
        ({"linkage": "unified"}, "linkage: needs a list"),
        ({"linkage": ["unified", "unified"]}, "listed twice"),
    ],
)
def test_a_grid_refuses_levels_without_meaning(choices: dict[str, list[str]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        grid("a", choices)


@pytest.mark.parametrize("values", [{"replications": 0}, {"seed": -1}, {"first_replication": -1}])
def test_a_cell_refuses_numbers_without_meaning(values: dict[str, int]) -> None:
    with pytest.raises(InputError):
        Cell("a", **values)  # type: ignore[arg-type]


def test_a_cell_moves_to_other_replications() -> None:
    moved = Cell("a", {"linkage": "x"}, replications=5).replicated(range(10, 13))
    assert (moved.first_replication, moved.replications) == (10, 3)
    assert moved.columns == {"scenario": "a", "linkage": "x"}
