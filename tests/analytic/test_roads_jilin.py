"""The roads of Jilin as the simulator drives them."""

from datetime import date

import numpy as np
import pytest

from sim.core.units import HOUR_S
from sim.place.place import Place
from sim.place.reading import load_place
from sim.roads.bound import clearance_bound_s
from sim.roads.network import Network
from sim.roads.traffic import Traffic


@pytest.fixture(scope="module")
def jilin() -> Place:
    return load_place("jilin")


@pytest.fixture(scope="module")
def network(jilin: Place) -> Network:
    return Network.from_place(jilin, day=date(2019, 8, 12))


def test_every_zone_and_site_reaches_every_other_within_a_day(
    jilin: Place, network: Network
) -> None:
    traffic = Traffic(network)
    served = {zone.node_id for zone in jilin.zones} | {site.node_id for site in jilin.sites}
    nodes = [network.node_index(node_id) for node_id in sorted(served)]
    for vehicle in ("car", "truck"):
        times = np.array([traffic.travel_times_to(node, vehicle)[nodes] for node in nodes])
        assert times.max() < 24 * HOUR_S


def test_capital_to_the_eastern_border_takes_a_morning(network: Network) -> None:
    # 480 km of expressway from Changchun to Hunchun: four to eight hours.
    traffic = Traffic(network)
    changchun, hunchun = network.node_index("220102"), network.node_index("222404")
    assert 4 * HOUR_S < traffic.travel_time_s(changchun, hunchun, "car") < 8 * HOUR_S


def test_expressways_of_2020_are_not_driven_in_2019(jilin: Place, network: Network) -> None:
    later = Network.from_place(jilin, day=date(2021, 1, 1))
    assert later.is_built.sum() > network.is_built.sum()
    assert later.link_ids == network.link_ids == tuple(link.link_id for link in jilin.links)
    node = network.node_index("220102")
    now = Traffic(network).travel_times_to(node, "car")
    assert (Traffic(later).travel_times_to(node, "car") <= now).all()


def test_bound_lies_above_the_farthest_drive_and_falls_with_more_shelters(
    network: Network,
) -> None:
    supplies = np.zeros(network.n_nodes, dtype=np.int64)
    supplies[[network.node_index("220221"), network.node_index("220281")]] = 3000
    near, far = network.node_index("220202"), network.node_index("220102")
    step_s = 60.0
    one = clearance_bound_s(network, supplies=supplies, destinations=[far], step_s=step_s)
    both = clearance_bound_s(network, supplies=supplies, destinations=[near, far], step_s=step_s)
    assert both <= one
    time_s = Traffic(network).travel_times_to(far, "car")[supplies > 0].max()
    # Every arc may lose up to a step in rounding; no route here has more than thirty.
    assert one >= time_s - 30 * step_s > 0
