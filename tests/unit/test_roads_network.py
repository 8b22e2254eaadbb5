from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.core.errors import InputError, UnknownNameError
from sim.core.text import Text
from sim.place.place import Link, Node, Place, RoadClass
from sim.roads.network import Network

DAY = date(2019, 8, 10)


def _link(link_id: str, from_id: str, to_id: str, *, opened: date | None = None) -> Link:
    return Link(
        link_id=link_id,
        from_id=from_id,
        to_id=to_id,
        ref="G1",
        road_class="trunk",
        length_m=3000.0,
        lanes=2,
        free_speed_mps=20.0,
        opened=opened,
        river_id="",
        river_distance_m=9999.0,
        has_bridge=False,
        county_id="C",
    )


def _place(*links: Link) -> Place:
    return Place(
        name="toy",
        title=Text("", "toy"),
        counties=(),
        nodes=tuple(Node(key, Text("", key), "junction", 43.0, 125.0, "C") for key in "abc"),
        road_classes=(RoadClass("trunk", Text("", "trunk"), 1200.0, 0.14),),
        links=links,
        zones=(),
        sites=(),
    )


def test_every_link_gives_a_forward_and_a_backward_arc() -> None:
    network = Network.from_place(_place(_link("ab", "a", "b"), _link("bc", "b", "c")), day=DAY)
    assert network.node_ids == ("a", "b", "c")
    assert network.tail.tolist() == [0, 1, 1, 2]
    assert network.head.tolist() == [1, 0, 2, 1]
    assert network.link.tolist() == [0, 0, 1, 1]
    assert (network.n_nodes, network.n_links, network.n_arcs) == (3, 2, 4)


def test_capacity_and_jam_density_count_the_lanes_of_one_direction() -> None:
    network = Network.from_place(_place(_link("ab", "a", "b")), day=DAY)
    assert network.capacity_veh_per_s == pytest.approx([2 * 1200 / 3600] * 2, rel=1e-12)
    assert network.jam_density_veh_per_m == pytest.approx([0.28, 0.28], rel=1e-12)
    assert network.lanes.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("opened", "is_built"), [(None, True), (DAY, True), (date(2019, 8, 11), False)]
)
def test_link_of_a_later_day_keeps_its_index_but_is_not_built(
    opened: date | None, *, is_built: bool
) -> None:
    place = _place(_link("late", "a", "b", opened=opened), _link("bc", "b", "c"))
    network = Network.from_place(place, day=DAY)
    assert network.link_ids == ("late", "bc")
    assert network.is_built.tolist() == [is_built, True]


def test_indices_follow_the_place_and_unknown_names_get_the_nearest_match() -> None:
    network = Network.from_place(_place(_link("ab", "a", "b"), _link("bc", "b", "c")), day=DAY)
    assert network.link_index("bc") == 1
    assert network.node_index("c") == 2
    with pytest.raises(UnknownNameError, match="Did you mean 'bc'"):
        network.link_index("bcc")
    with pytest.raises(UnknownNameError, match="unknown node 'z'"):
        network.node_index("z")


def test_arrays_are_read_only() -> None:
    network = Network.from_place(_place(_link("ab", "a", "b")), day=DAY)
    with pytest.raises(ValueError, match="read-only"):
        network.length_m[0] = 1.0


def test_unknown_end_of_a_link_is_named() -> None:
    with pytest.raises(UnknownNameError, match="'q' in link 'aq'"):
        Network.from_place(_place(_link("aq", "a", "q")), day=DAY)


@pytest.mark.parametrize("field", ["length_m", "free_speed_mps", "lanes"])
def test_value_of_zero_is_refused_with_the_link(field: str) -> None:
    change: dict[str, Any] = {field: 0}
    place = _place(replace(_link("ab", "a", "b"), **change))
    with pytest.raises(InputError, match=rf"link 'ab': {field} must be above 0"):
        Network.from_place(place, day=DAY)


def test_wrong_length_of_an_array_is_refused() -> None:
    network = Network.from_place(_place(_link("ab", "a", "b")), day=DAY)
    with pytest.raises(InputError, match=r"length_m has shape \(3,\), expected \(2,\)"):
        replace(network, length_m=np.ones(3))


def test_place_without_links_gives_a_network_without_arcs() -> None:
    network = Network.from_place(_place(), day=DAY)
    assert (network.n_nodes, network.n_arcs) == (3, 0)


def test_ends_outside_the_nodes_are_refused() -> None:
    with pytest.raises(InputError, match="ends of links must lie in 0 to 1"):
        Network.from_links(
            node_ids=["a", "b"],
            link_ids=["ac"],
            ends=[(0, 2)],
            length_m=1.0,
            free_speed_mps=1.0,
            capacity_veh_per_s=1.0,
            lanes=1,
            jam_density_veh_per_m=0.14,
        )
