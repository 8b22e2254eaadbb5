"""The 2019 flood as a whole: shapes, determinism, levers, and the orders of magnitude reported."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from sim.core.clock import Clock, parse_time
from sim.core.components import build
from sim.core.errors import InputError, ProblemsError, StorageError
from sim.core.files import read_yaml
from sim.core.parameters import assumptions
from sim.core.paths import shipped
from sim.core.streams import Streams
from sim.hazards.flood import Flood, FloodRealisation, warning_level
from sim.hazards.flood.levers import Levers
from sim.hazards.mitigation import Mitigation
from sim.place import Place, load_place

FOLDER = shipped("scenarios") / "lekima_krosa_2019"
CLOCK = Clock(parse_time("2019-08-12T00:00:00+08:00"))
HORIZON_S = 8 * 86_400.0
N_REPLICATIONS = 12


def flood_of(**changes: object) -> Flood:
    component = build({**read_yaml(FOLDER / "hazard.yaml"), **changes}, where="hazard")
    assert isinstance(component, Flood)
    return component


def realised(place: Place, replication: int = 0, **changes: object) -> FloodRealisation:
    return flood_of(**changes).realise(
        place,
        clock=CLOCK,
        horizon_s=HORIZON_S,
        streams=Streams(1, replication),
        folder=FOLDER,
        levers=Levers(),
    )


@pytest.fixture(scope="module")
def place() -> Place:
    return load_place("jilin")


@pytest.fixture(scope="module")
def floods(place: Place) -> list[FloodRealisation]:
    return [realised(place, replication) for replication in range(N_REPLICATIONS)]


def in_prefectures(place: Place, flood: FloodRealisation, *prefectures: str) -> np.ndarray:
    chosen = np.array([county.prefecture_id in prefectures for county in place.counties])
    return chosen[flood.zone_county]


def test_shapes_and_types(place: Place, floods: list[FloodRealisation]) -> None:
    flood = floods[0]
    n_times, n_counties, n_zones = 193, len(place.counties), len(place.zones)
    assert flood.time_s[0] == 0.0
    assert flood.time_s[-1] == HORIZON_S
    n_basins = len(flood.basins.river_id)
    for name in ("rain_mm_per_h", "wind_mps"):
        assert getattr(flood, name).shape == (n_times, n_counties)
    for name in ("discharge_m3s", "stage_over_bank_m"):
        assert getattr(flood, name).shape == (n_times, n_basins)
    for name in ("zone_rain_mm_per_h", "zone_level_m"):
        assert getattr(flood, name).shape == (n_times, n_zones)
    for name in ("zone_county", "concerned_persons"):
        assert getattr(flood, name).shape == (n_zones,)
    assert flood.link_depth_m.shape == (n_times, len(place.links))
    assert flood.link_depth_m.dtype == np.float32
    assert flood.local_rain_mm_per_h().shape == (n_times, n_counties)
    assert flood.loads.load.shape == (3, n_times, n_zones + n_counties)


def test_same_seed_same_flood_other_replication_another(
    place: Place, floods: list[FloodRealisation]
) -> None:
    again = realised(place, 0)
    for field in fields(again):
        value = getattr(again, field.name)
        if isinstance(value, np.ndarray):
            assert value.tobytes() == getattr(floods[0], field.name).tobytes()
    assert again.points.strength.tobytes() == floods[0].points.strength.tobytes()
    assert not np.array_equal(floods[0].flood_times_s(), floods[1].flood_times_s())


def test_water_balance_closes(floods: list[FloodRealisation]) -> None:
    for flood in floods:
        assert flood.water_balance.error_share < 1e-9
        assert flood.water_balance.runoff_m3 > 0.0


def test_rain_meets_the_reported_totals(place: Place, floods: list[FloodRealisation]) -> None:
    index = [county.county_id for county in place.counties].index("220112")
    totals = np.array([flood.rain_mm_per_h[:, index].sum() for flood in floods])
    assert totals.mean() == pytest.approx(175.7, rel=4 * 0.1 / np.sqrt(N_REPLICATIONS))
    exact = realised(
        place,
        rain={**read_yaml(FOLDER / "hazard.yaml")["rain"], "rain_total_cv": 0.0},
    )
    assert exact.rain_mm_per_h[8 + 24 + 1 : 132 + 1, index].sum() == pytest.approx(175.7)
    assert exact.zone_rain_mm_per_h.max() == pytest.approx(70.1, abs=0.1)


def test_orders_of_magnitude_of_2019(place: Place, floods: list[FloodRealisation]) -> None:
    """Wide intervals on medians: what was reported, without tuning to any single number."""

    def median(count: list[int]) -> float:
        return float(np.median(count))

    assert 8_000 < median([int(f.concerned_persons.sum()) for f in floods]) < 50_000
    assert 6 < median([int(np.isfinite(f.flood_times_s()).sum()) for f in floods]) < 60
    assert 8 < median([int((f.link_depth_m.max(axis=0) >= 0.3).sum()) for f in floods]) < 80
    failures = [int(np.isfinite(f.points.failure_time_s).sum()) for f in floods]
    assert 10 < median(failures) < 150
    wet_west = [
        int(np.isfinite(f.flood_times_s()[in_prefectures(place, f, "2208")]).sum()) for f in floods
    ]
    assert wet_west == [0] * N_REPLICATIONS  # Baicheng stayed dry
    liaoyuan = [
        int(np.isfinite(f.flood_times_s()[in_prefectures(place, f, "2204")]).sum()) for f in floods
    ]
    assert median(liaoyuan) >= 3


def test_rivers_named_over_warning_are_over_their_bank(floods: list[FloodRealisation]) -> None:
    ids = floods[0].basins.basin_id
    for basin_id in ("220112/yinma", "220422/dongliao"):  # the Shuangyang and the East Liao
        peak = [float(f.stage_over_bank_m[:, ids.index(basin_id)].max()) for f in floods]
        assert -0.5 < np.median(peak) < 2.0
    dry = [float(f.stage_over_bank_m[:, ids.index("220822/")].max()) for f in floods]
    assert max(dry) < 0.0


def test_a_raised_dike_a_settlement_moved_and_a_bridge_reinforced_each_help(
    place: Place, floods: list[FloodRealisation]
) -> None:
    def with_works(**works: float) -> FloodRealisation:
        return flood_of().realise(
            place,
            clock=CLOCK,
            horizon_s=HORIZON_S,
            streams=Streams(1, 0),
            folder=FOLDER,
            levers=Levers(mitigation=Mitigation(**works)),
        )

    bare = floods[0]
    diked = with_works(dike_raise_m=0.6)
    assert (diked.points.failure_time_s >= bare.points.failure_time_s).all()
    assert diked.concerned_persons.sum() < bare.concerned_persons.sum()
    moved = with_works(relocated_share=0.5)
    assert moved.low_ground.low_lying_persons.sum() < 0.6 * bare.low_ground.low_lying_persons.sum()
    assert moved.points.persons_behind.sum() < 0.6 * bare.points.persons_behind.sum()
    built = with_works(reinforced_bridge_share=1.0)
    assert set(built.lost_bridges.link.tolist()) <= set(bare.lost_bridges.link.tolist())
    early = with_works(extra_lead_s=10_800.0)
    named = (early.forecasts.is_threatened.any(axis=0), bare.forecasts.is_threatened.any(axis=0))
    assert named[0].sum() >= named[1].sum()


def test_orange_signals_in_liaoyuan(place: Place, floods: list[FloodRealisation]) -> None:
    liaoyuan = [
        index for index, county in enumerate(place.counties) if county.prefecture_id == "2204"
    ]
    highest = [int(warning_level(f.local_rain_mm_per_h())[:, liaoyuan].max()) for f in floods]
    assert np.median(highest) >= 3


def test_no_flood_before_the_rain_begins(floods: list[FloodRealisation]) -> None:
    for flood in floods:
        start_s = 30 * 3600.0  # 13 August 06:00
        assert flood.flood_times_s().min() > start_s
        assert flood.points.failure_time_s.min() > start_s
        assert not flood.link_depth_m[:30].any()


def test_more_rain_threatens_more(place: Place, floods: list[FloodRealisation]) -> None:
    worse = realised(place, 0, rain_factor=1.5)
    assert worse.concerned_persons.sum() > floods[0].concerned_persons.sum()
    assert (worse.flood_times_s() <= floods[0].flood_times_s() + 1.0).all()


def test_explanation_names_the_lever_and_the_reports(place: Place) -> None:
    text = "\n".join(flood_of(rain_factor=1.2).explain(place, clock=CLOCK, folder=FOLDER))
    assert "1.2" in text
    assert "rain_reports.csv" in text
    assert "13800 hazard points" in text


def test_mistakes_are_told(place: Place, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="Did you mean 'rain_factor'"):
        flood_of(rain_facto=1.2)
    with pytest.raises(ProblemsError, match="greater than or equal to 0"):
        flood_of(rain_factor=-1.0)
    with pytest.raises(ProblemsError, match="no UTC offset"):
        flood_of(rain={"bursts": [{"peak": "2019-08-13T22:00:00"}]})
    with pytest.raises(StorageError, match="cannot read rain reports"):
        Flood().realise(
            place,
            clock=CLOCK,
            horizon_s=3600.0,
            streams=Streams(1, 0),
            folder=tmp_path,
            levers=Levers(),
        )
    empty = Place("empty", place.title, (), (), (), (), (), ())
    with pytest.raises(InputError, match="needs counties and zones"):
        Flood().realise(
            empty,
            clock=CLOCK,
            horizon_s=3600.0,
            streams=Streams(1, 0),
            folder=FOLDER,
            levers=Levers(),
        )


def test_every_number_says_where_it_comes_from_and_how_far_it_may_go() -> None:
    rows = list(assumptions(Flood))
    assert len(rows) > 50
    for row in rows:
        assert row.description
        assert isinstance(row.default, int | float)
        assert row.low <= row.default <= row.high
    assert {row.source for row in rows if row.key == "points.n_points"} == {
        "provincial review 2019"
    }
