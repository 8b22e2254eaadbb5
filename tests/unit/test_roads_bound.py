from typing import Any

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.roads.bound import clearance_bound_s
from sim.roads.network import Network

GOOD: dict[str, Any] = {"supplies": [5, 0], "destinations": [1], "step_s": 10.0}


@pytest.fixture
def road() -> Network:
    return Network.from_links(
        node_ids=["a", "b"],
        link_ids=["ab"],
        ends=[(0, 1)],
        length_m=1000.0,
        free_speed_mps=10.0,
        capacity_veh_per_s=0.001,
        lanes=1,
        jam_density_veh_per_m=0.14,
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_s": 0.0}, "step_s must be above 0"),
        ({"step_s": float("nan")}, "step_s must be above 0"),
        ({"supplies": [1, 2, 3]}, "supplies has shape"),
        ({"supplies": [0.5, 0]}, "supplies must be whole numbers"),
        ({"supplies": [-1, 0]}, "supplies must be whole numbers"),
        ({"supplies": [10**9, 0]}, "1,000,000,000 vehicles"),
        ({"destinations": []}, "destinations must be given"),
        ({"destinations": [1, 1]}, "each once"),
        ({"destinations": [2]}, "destination 2 is no node"),
        ({"passable": np.ones(2, dtype=np.bool_)}, "passable must hold True or False for 1 links"),
        ({"passable": np.ones(1)}, "passable must hold True or False"),
        ({"room": [1, 1]}, "room has shape"),
    ],
)
def test_mistakes_are_named(road: Network, change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        clearance_bound_s(road, **(GOOD | change))


def test_too_short_a_step_is_refused_before_the_computation_grows_endless(
    road: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.roads.bound._MAX_EXPANDED_ARCS", 100)
    with pytest.raises(InputError, match=r"step_s = 10 needs .* choose a longer step"):
        clearance_bound_s(road, supplies=[500, 0], destinations=[1], step_s=10.0)
    assert clearance_bound_s(road, supplies=[20, 0], destinations=[1], step_s=10.0) == 290.0
