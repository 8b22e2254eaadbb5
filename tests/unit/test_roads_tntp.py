from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.core.errors import InputError, ProblemsError, StorageError
from sim.roads.assignment import user_equilibrium
from sim.roads.tntp import TntpLanes, read_tntp_network, read_tntp_trips

TAGS = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 4
<FIRST THRU NODE> 1
<NUMBER OF LINKS> 3
<END OF METADATA>
"""
HEADER = (
    "~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type\t;"
)
LINKS = """\t1\t3\t3600\t2\t2\t0.15\t4\t60\t0\t1\t;
\t3\t4\t1800.5\t0.5\t1\t0.15\t4\t30\t5\t2\t;
\t4\t2\t900\t1\t1\t1\t1\t60\t0\t1\t;
"""
NET = f"{TAGS}\n{HEADER}\n{LINKS}"
TRIPS = """<NUMBER OF ZONES> 2
<TOTAL OD FLOW> 350
<END OF METADATA>

Origin 1
  1 : 0.0;  2 : 250.0;
Origin  2
  1 :  100.0;
"""


def _write(folder: Path, text: str, *, name: str = "our_net.tntp") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read_tntp_network(_write(folder, text))
    return [str(problem) for problem in caught.value.problems]


def _trip_problems(folder: Path, text: str, *, n_zones: int = 2) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        read_tntp_trips(_write(folder, text, name="our_trips.tntp"), n_zones)
    return [str(problem) for problem in caught.value.problems]


def test_links_are_read_in_the_units_of_the_file_and_nodes_from_zero(tmp_path: Path) -> None:
    found = read_tntp_network(_write(tmp_path, NET))
    assert (found.n_zones, found.n_nodes, found.first_thru_node) == (2, 4, 0)
    assert found.tail.tolist() == [0, 2, 3]
    assert found.head.tolist() == [2, 3, 1]
    assert found.capacity.tolist() == [3600, 1800.5, 900]
    assert found.length.tolist() == [2, 0.5, 1]
    assert found.free_flow_time.tolist() == [2, 1, 1]
    assert found.b.tolist() == [0.15, 0.15, 1]
    assert found.power.tolist() == [4, 4, 1]
    assert found.speed.tolist() == [60, 30, 60]
    assert found.toll.tolist() == [0, 5, 0]
    assert found.link_type.tolist() == [1, 2, 1]


@pytest.mark.parametrize(
    "text",
    [
        NET.replace("\n", "\r\n"),
        "\ufeff" + NET,
        NET.replace("\t", "   "),
        NET.replace(
            HEADER,
            "~ \tInit node \tTerm node \tCapacity \tLength \tFree Flow Time \tB\tPower"
            "\tSpeed limit \tToll \tType\t;",
        ),
        NET.replace(HEADER, HEADER.replace("\t", " ")),
        NET.replace(HEADER, "~ made by hand, b and power as in the manual"),
        NET.replace(HEADER + "\n", ""),
        NET.replace("\t;", ";"),
        NET.replace("\t;", ""),
        NET.replace("\t;", "\t; ~ checked"),
        NET.replace("\n\t3\t4", "\n\n~ the bridge\n\t3\t4") + "\n\n",
        NET.replace("<NUMBER OF ZONES> 2", "<Number  of  zones>\t2\t\t;"),
        NET.replace("<END", f"<ORIGINAL HEADER>{HEADER}\n<END"),
        NET.replace("2\t2\t0.15", "2.\t+.2E1\t15e-2"),
    ],
)
def test_ways_in_which_such_files_are_written(tmp_path: Path, text: str) -> None:
    plain = read_tntp_network(_write(tmp_path, NET))
    found = read_tntp_network(_write(tmp_path, text))
    for name in ("tail", "head", "capacity", "length", "free_flow_time", "b", "power", "toll"):
        assert getattr(found, name).tolist() == getattr(plain, name).tolist()


def test_header_says_where_the_columns_are_and_may_leave_out_the_last(tmp_path: Path) -> None:
    text = (
        f"{TAGS}~ term_node init_node power b free_flow_time length capacity\n"
        "3 1 4 0.15 2 2 3600;\n4 3 4 0.15 1 0.5 1800.5;\n2 4 1 1 1 1 900;\n"
    )
    found = read_tntp_network(_write(tmp_path, text))
    assert found.tail.tolist() == [0, 2, 3]
    assert found.capacity.tolist() == [3600, 1800.5, 900]
    assert found.power.tolist() == [4, 4, 1]
    assert found.toll.tolist() == [0, 0, 0]


def test_bytes_that_are_no_text_do_no_harm_in_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "latin_net.tntp"
    path.write_bytes(NET.replace(HEADER, HEADER + "\n~ Straße").encode("latin-1"))
    assert read_tntp_network(path).tail.tolist() == [0, 2, 3]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "<NUMBER OF NODES> 4\n",
            "",
            "our_net.tntp: <NUMBER OF NODES>: is missing",
        ),
        (
            "<FIRST THRU NODE> 1",
            "<FIRST TRHU NODE> 1",
            (
                "our_net.tntp: <FIRST THRU NODE>: is missing; is it meant by <FIRST TRHU NODE> in "
                "line 3?"
            ),
        ),
        (
            "<NUMBER OF NODES> 4",
            "<NUMBER OF NODES> four",
            (
                "our_net.tntp:2: <NUMBER OF NODES>: 'four' is not allowed; expected a whole number "
                "from 1 to 10000000"
            ),
        ),
        (
            "<NUMBER OF ZONES> 2",
            "<NUMBER OF ZONES> 9",
            (
                "our_net.tntp:1: <NUMBER OF ZONES>: '9' is not allowed; expected a whole number "
                "from 1 to 4"
            ),
        ),
        (
            "<FIRST THRU NODE> 1",
            "<FIRST THRU NODE> 0",
            (
                "our_net.tntp:3: <FIRST THRU NODE>: '0' is not allowed; expected a whole number "
                "from 1 to 5"
            ),
        ),
        (
            "<NUMBER OF LINKS> 3",
            "<NUMBER OF LINKS> 4",
            "our_net.tntp:4: <NUMBER OF LINKS>: says 4, the file has 3",
        ),
        (
            "<NUMBER OF NODES> 4",
            "<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 4",
            "our_net.tntp:2: <NUMBER OF ZONES>: already stands in line 1",
        ),
        (
            "<END OF METADATA>\n\n" + HEADER,
            "",
            "our_net.tntp:6: <END OF METADATA> is missing above the first line that is no tag",
        ),
        (
            "length",
            "lenght",
            (
                "our_net.tntp:7: lenght: unknown column. Did you mean 'length'? Allowed: "
                "init_node, term_node, capacity, length, free_flow_time, b, power, "
                "speed, toll, link_type"
            ),
        ),
        ("toll", "speed", "our_net.tntp:7: speed: this column stands twice in the header"),
        ("\tpower", "", "our_net.tntp:7: power: this column is missing from the header"),
        (
            "1800.5",
            "many",
            "our_net.tntp:9: capacity: 'many' is not allowed; expected a number above 0",
        ),
        (
            "1800.5",
            "0",
            "our_net.tntp:9: capacity: '0' is not allowed; expected a number above 0",
        ),
        (
            "1800.5",
            "-3",
            "our_net.tntp:9: capacity: '-3' is not allowed; expected a number above 0",
        ),
        (
            "1800.5",
            "nan",
            "our_net.tntp:9: capacity: 'nan' is not allowed; expected a number above 0",
        ),
        (
            "1800.5",
            "1e999",
            "our_net.tntp:9: capacity: '1e999' is not allowed; expected a number above 0",
        ),
        (
            "0.5\t1\t0.15",
            "0.5\t-1\t0.15",
            "our_net.tntp:9: free_flow_time: '-1' is not allowed; expected a number of at least 0",
        ),
        (
            "\t5\t2\t;",
            "\tfree\t2\t;",
            "our_net.tntp:9: toll: 'free' is not allowed; expected a number",
        ),
        (
            "\t3\t4\t",
            "\t3\t5\t",
            "our_net.tntp:9: term_node: '5' is not allowed; expected a whole number from 1 to 4",
        ),
        (
            "\t3\t4\t",
            "\t3.0\t4\t",
            "our_net.tntp:9: init_node: '3.0' is not allowed; expected a whole number from 1 to 4",
        ),
        (
            "\t3\t4\t",
            "\t4\t4\t",
            "our_net.tntp:9: term_node: the link ends at node 4 where it begins",
        ),
        ("\t30\t5", "\t5", "our_net.tntp:9: 9 values, expected 10"),
        ("5\t2\t;", "5\t2\t; 7", "our_net.tntp:9: '7' stands after the semicolon"),
    ],
)
def test_what_is_wrong_in_a_network_is_named_by_line_and_column(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    assert old in NET
    assert problem in _problems(tmp_path, NET.replace(old, new, 1))


def test_everything_wrong_in_a_file_is_reported_at_once(tmp_path: Path) -> None:
    text = NET.replace("3600", "x").replace("1800.5", "y").replace("LINKS> 3", "LINKS> 5")
    assert _problems(tmp_path, text) == [
        "our_net.tntp:8: capacity: 'x' is not allowed; expected a number above 0",
        "our_net.tntp:9: capacity: 'y' is not allowed; expected a number above 0",
        "our_net.tntp:4: <NUMBER OF LINKS>: says 5, the file has 3",
    ]


def test_empty_file_lacks_every_tag(tmp_path: Path) -> None:
    found = _problems(tmp_path, "")
    assert [line.split(": ")[1] for line in found] == [
        "<END OF METADATA>",
        "<NUMBER OF NODES>",
        "<NUMBER OF ZONES>",
        "<FIRST THRU NODE>",
        "<NUMBER OF LINKS>",
    ]


def test_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"cannot read .*none\.tntp: No such file"):
        read_tntp_network(tmp_path / "none.tntp")
    with pytest.raises(StorageError, match=r"cannot read .*: Is a directory"):
        read_tntp_trips(tmp_path, 2)


def test_trips_are_read_by_pairs_and_pairs_without_demand_left_out(tmp_path: Path) -> None:
    found = read_tntp_trips(_write(tmp_path, TRIPS), 2)
    assert found.origin.tolist() == [0, 1]
    assert found.destination.tolist() == [1, 0]
    assert found.amount.tolist() == [250, 100]


@pytest.mark.parametrize(
    "text",
    [
        TRIPS.replace("Origin 1\n", "origin\t1 "),
        TRIPS.replace(";", " ;\t"),
        TRIPS.replace("100.0;", "100.0"),
        TRIPS.replace("1 : 0.0;  2", "2"),
        TRIPS.replace(" : ", ":"),
        TRIPS.replace("Origin  2", "~ the way back\n\nOrigin\t2\t"),
        TRIPS.replace("<TOTAL OD FLOW> 350\n", ""),
        TRIPS.replace("350", "349.8"),
    ],
)
def test_ways_in_which_trip_tables_are_written(tmp_path: Path, text: str) -> None:
    found = read_tntp_trips(_write(tmp_path, text), 2)
    pairs = zip(found.origin, found.destination, found.amount, strict=True)
    assert [tuple(map(float, pair)) for pair in pairs] == [(0, 1, 250), (1, 0, 100)]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "250.0",
            "nan",
            "our_trips.tntp:6: demand: 'nan' is not allowed; expected a number of at least 0",
        ),
        (
            "250.0",
            "-1",
            "our_trips.tntp:6: demand: '-1' is not allowed; expected a number of at least 0",
        ),
        (
            "2 : 250.0",
            "3 : 250.0",
            (
                "our_trips.tntp:6: destination: '3' is not allowed; expected a whole number from 1 "
                "to 2"
            ),
        ),
        (
            "Origin  2",
            "Origin  0",
            "our_trips.tntp:7: origin: '0' is not allowed; expected a whole number from 1 to 2",
        ),
        (
            "Origin  2",
            "Origin",
            "our_trips.tntp:7: origin: '' is not allowed; expected a whole number from 1 to 2",
        ),
        (
            "Origin 1\n",
            "",
            "our_trips.tntp:5: origin: expected 'Origin' and a zone, found '1 : 0.0;  2 : 250.0;'",
        ),
        (
            "0.0;  2",
            "0.0  2",
            "our_trips.tntp:6: expected 'destination : demand;', found '1 : 0.0  2 : 250.0;'",
        ),
        (
            "2 : 250.0;",
            "2 : 250.0; end",
            "our_trips.tntp:6: expected 'destination : demand;', found 'end'",
        ),
        (
            "1 : 0.0",
            "2 : 1.0",
            "our_trips.tntp:6: destination: the demand from 1 to 2 already stands in line 6",
        ),
        (
            "<NUMBER OF ZONES> 2",
            "<NUMBER OF ZONES> 3",
            "our_trips.tntp:1: <NUMBER OF ZONES>: says 3, the network has 2",
        ),
        (
            "  1 :  100.0;\n",
            "",
            (
                "our_trips.tntp:2: <TOTAL OD FLOW>: says 350, the pairs add up to 250; is the file "
                "whole?"
            ),
        ),
        (
            "350",
            "lots",
            (
                "our_trips.tntp:2: <TOTAL OD FLOW>: 'lots' is not allowed; expected a number of at "
                "least 0"
            ),
        ),
        ("<NUMBER OF ZONES> 2\n", "", "our_trips.tntp: <NUMBER OF ZONES>: is missing"),
    ],
)
def test_what_is_wrong_in_a_trip_table_is_named_by_line_and_column(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    assert old in TRIPS
    assert problem in _trip_problems(tmp_path, TRIPS.replace(old, new, 1))


def test_number_of_zones_must_be_above_zero(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="n_zones must be at least 1, got 0"):
        read_tntp_trips(_write(tmp_path, TRIPS), 0)


def test_assignment_takes_the_file_in_its_own_units(tmp_path: Path) -> None:
    text = TRIPS.replace("Origin  2\n  1 :  100.0;\n", "").replace("350", "250")
    demand = read_tntp_trips(_write(tmp_path, text, name="our_trips.tntp"), 2)
    found = user_equilibrium(read_tntp_network(_write(tmp_path, NET)).roads(), demand)
    assert found.flow == pytest.approx([250, 250, 250], rel=1e-12)
    load = np.array([250 / 3600, 250 / 1800.5])
    by_hand = [*(np.array([2, 1]) * (1 + 0.15 * load**4)), 1 + 250 / 900]
    assert found.time == pytest.approx(by_hand, rel=1e-12)


def test_network_takes_the_units_it_is_told(tmp_path: Path) -> None:
    found = read_tntp_network(_write(tmp_path, NET)).network(length_unit_m=1000, time_unit_s=60)
    assert (found.n_nodes, found.tail.tolist(), found.head.tolist()) == (4, [0, 2, 3], [2, 3, 1])
    assert found.length_m.tolist() == [2000, 500, 1000]
    assert found.length_m / found.free_speed_mps == pytest.approx([120, 60, 60], rel=1e-12)
    assert found.capacity_veh_per_s == pytest.approx([1, 1800.5 / 3600, 0.25], rel=1e-12)
    # Lanes of 1800 veh/h, rounded to whole ones, at least one.
    assert found.lanes.tolist() == [2, 1, 1]
    assert found.jam_density_veh_per_m == pytest.approx([0.28, 0.14, 0.14], rel=1e-12)
    assert found.is_built.all()


def test_what_is_assumed_of_lanes_can_be_said(tmp_path: Path) -> None:
    found = read_tntp_network(_write(tmp_path, NET)).network(
        length_unit_m=1000,
        time_unit_s=60,
        capacity_unit_veh_per_s=1 / 7200,
        lanes=TntpLanes(capacity_veh_per_s=0.1, jam_density_veh_per_m=0.12),
    )
    assert found.capacity_veh_per_s == pytest.approx([0.5, 1800.5 / 7200, 0.125], rel=1e-12)
    assert found.lanes.tolist() == [5, 3, 1]
    assert found.jam_density_veh_per_m == pytest.approx([0.6, 0.36, 0.12], rel=1e-12)


def test_link_without_length_or_time_is_refused_unless_it_is_said_what_it_gets(
    tmp_path: Path,
) -> None:
    text = NET.replace("3600\t2\t2", "3600\t0\t0").replace("900\t1\t1\t1", "900\t0\t1\t1")
    found = read_tntp_network(_write(tmp_path, text))
    with pytest.raises(
        InputError, match=r"link 1 \(1 to 3\) and 1 more: length is 0, .* give shortest_length_m=…"
    ):
        found.network(length_unit_m=1000, time_unit_s=60)
    with pytest.raises(
        InputError, match=r"link 1 \(1 to 3\): free_flow_time is 0, .* give shortest_time_s=…"
    ):
        found.network(length_unit_m=1000, time_unit_s=60, shortest_length_m=20.0)
    network = found.network(
        length_unit_m=1000, time_unit_s=60, shortest_length_m=20.0, shortest_time_s=2.0
    )
    assert network.length_m.tolist() == [20, 500, 20]
    assert network.length_m / network.free_speed_mps == pytest.approx([2, 60, 60], rel=1e-12)
    # An assignment needs neither.
    assert found.roads().free_time.tolist() == [0, 1, 1]


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
@pytest.mark.parametrize(
    "name",
    [
        "length_unit_m",
        "time_unit_s",
        "capacity_unit_veh_per_s",
        "shortest_length_m",
        "shortest_time_s",
    ],
)
def test_units_must_be_above_zero(tmp_path: Path, name: str, value: float) -> None:
    units: dict[str, Any] = {"length_unit_m": 1000.0, "time_unit_s": 60.0, name: value}
    with pytest.raises(InputError, match=f"{name} must be a number above 0"):
        read_tntp_network(_write(tmp_path, NET)).network(**units)


def test_zones_that_must_not_be_driven_through_get_a_second_node_to_start_from(
    tmp_path: Path,
) -> None:
    text = NET.replace("<FIRST THRU NODE> 1", "<FIRST THRU NODE> 3")
    found = read_tntp_network(_write(tmp_path, text))
    assert found.roads().first_thru_node == 2
    assert found.departure_nodes.tolist() == [4, 5, 2, 3]
    network = found.network(length_unit_m=1000, time_unit_s=60)
    assert network.n_nodes == 6
    assert network.tail.tolist() == [4, 2, 3]
    assert network.head.tolist() == [2, 3, 1]


def test_power_between_zero_and_one_is_refused_with_the_link(tmp_path: Path) -> None:
    found = read_tntp_network(_write(tmp_path, NET.replace("0.15\t4", "0.15\t0.5")))
    with pytest.raises(InputError, match=r"arc 0: power is 0\.5; allowed: 0, or 1 and above"):
        found.roads()
